import pytest

from corpus.text.tokens import split_words
from qa.read.figures.forms import begins_word, find_longest, has_form


def stems(text: str) -> list[str]:
    return [word.stem for word in split_words(text)]


def form(text: str) -> tuple[str, ...]:
    return tuple(stems(text))


@pytest.mark.parametrize(
    ("question", "words", "expected"),
    [
        ("How indebted are they?", "indebted", True),
        ("Which share of the debt is it?", "debt share", True),
        ("What debt has the largest share?", "share debt", True),
        ("Debt is one thing, and another thing is a fair share", "share debt", False),  # too far apart
        ("Who is in the red?", "in the red", True),
        ("Is the Red Cross in Kenya?", "in the red", False),  # a phrase keeps its order
        ("Is it in deep red?", "in the red", False),
        ("Who owes most?", "debt", False),
    ],
)
def test_words_stand_near_one_another_and_phrases_together(question: str, words: str, expected: bool) -> None:
    assert has_form(stems(question), form(words)) is expected


def test_endings_of_words_do_not_matter() -> None:
    assert has_form(stems("Students who studied"), form("student study"))


def test_a_word_of_four_letters_may_be_the_beginning_of_a_longer_one() -> None:
    assert begins_word(stems("all railways"), form("rail"))
    assert not begins_word(stems("all railways"), form("road"))
    assert not begins_word(stems("all airlines"), form("air"))  # too short
    assert not begins_word(stems("railways of steel"), form("rail steel"))


def test_the_forms_with_most_words_come_first() -> None:
    forms = [form("debt"), form("share of debt"), form("aid"), form("public debt")]
    assert find_longest(stems("the share of debt that is public debt"), forms) == [
        form("share of debt"),
        form("public debt"),
        form("debt"),
    ]
