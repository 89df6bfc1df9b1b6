import pytest

from qa.read.content_words import content_query
from qa.read.cues import find_framing_spans, is_coordination, read_kind
from qa.read.expected_value import has_expected_value
from qa.records import Kind


@pytest.mark.parametrize(
    ("text", "sides", "query", "kind"),
    [
        ("How many patrols were there?", 1, "patrols", Kind.LOOKUP),
        ("For how many years has it lasted?", 1, "years lasted", Kind.LOOKUP),
        ("What interest rate does Nepal pay?", 1, "interest rate pay", Kind.LOOKUP),
        ("What is China's role in the civil war?", 1, "civil war", Kind.OVERVIEW),
        ("What has China built there?", 1, "built", Kind.OVERVIEW),
        ("Tell me of ports", 0, "ports", Kind.LOOKUP),
        ("How large was trade? I have seen different totals.", 1, "large trade", Kind.CONFLICT),
        ("How many patrols, there or here?", 2, "patrols", Kind.COMPARISON),
    ],
)
def test_the_wording_decides_the_kind_of_answer(text: str, sides: int, query: str, kind: Kind) -> None:
    assert read_kind(text, sides, query) is kind


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
        ("Who leads the patrols?", "Patrols are led by the ministry.", True),
        ("How long is the railway?", "The 414-km railway opened.", True),
        ("How long does the lease run?", "It was leased for 99 years.", True),
        ("How long is the railway?", "The railway carried 2 million passengers.", False),
        ("How much did Serbia borrow?", "Serbia borrowed $2 billion.", True),
        ("How much did Serbia borrow?", "It covers 85% of a contract.", False),
    ],
)
def test_a_look_up_needs_a_sentence_with_the_value_it_asks_for(
    question: str, text: str, expected: bool
) -> None:
    assert has_expected_value(question, text) is expected


def _query(text: str) -> str:
    return content_query(text, find_framing_spans(text))


def test_words_about_the_asker_and_the_form_of_the_answer_are_not_searched_for() -> None:
    assert _query("My editor wants 600 words on this: who runs the port?") == "runs port"
    assert _query("I wonder who runs the port") == "wonder runs port"  # nothing else carries the question
    assert _query("Common points only: who runs the port?") == "runs port"


@pytest.mark.parametrize(
    ("between", "expected"),
    [(" or ", True), (", ", True), (" and with the ", True), (" against pressure from ", False)],
)
def test_conjunctions_and_commas_coordinate_names(between: str, expected: bool) -> None:
    assert is_coordination(between) is expected
