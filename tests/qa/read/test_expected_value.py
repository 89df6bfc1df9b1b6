import pytest

from corpus.annotate.features import find_traits
from corpus.text.figures.find import find_figures
from qa.read.cues import find_expected_value


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What did the workshop cost?", "The workshop opened in 2021 with 12 machines.", False),
        ("What did the workshop cost?", "The workshop cost $2 million.", True),
        ("What share of imports was Chinese?", "In 2019 it bought 12 aircraft.", False),
        ("What share of imports was Chinese?", "In 2019 it was 62% of imports.", True),
        ("How many patrols were there?", "Patrols began in 2019.", False),
        ("How many patrols were there?", "Three patrols took place in 2019.", True),
        ("When did patrols begin?", "Patrols began in autumn.", False),
        ("When did patrols begin?", "Patrols began in 2019.", True),
        ("How long is the railway?", "The 414-km railway opened.", True),
        ("How long does the lease run?", "It was leased for 99 years.", True),
        ("How long is the railway?", "The railway carried 2 million passengers.", False),
        ("How much did Serbia borrow?", "Serbia borrowed $2 billion.", True),
        ("How much did Serbia borrow?", "It covers 85% of a contract.", False),
    ],
)
def test_the_value_that_a_question_asks_for_is_a_trait_of_sentences_that_have_it(
    question: str, text: str, expected: bool
) -> None:
    assert (find_expected_value(question) in find_traits(text, find_figures(text))) is expected


@pytest.mark.parametrize(
    "question", ["Who leads the patrols?", "Which whenever-line opened?", "What is the longest railway?"]
)
def test_any_sentence_may_answer_a_question_that_asks_for_no_value(question: str) -> None:
    assert find_expected_value(question) == ""
