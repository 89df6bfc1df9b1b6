import pytest

from corpus.framework import Framework
from qa.read.figures.wording import Wording, names_others, read_wording, split_sentences
from qa.read.question import read_question


def read(text: str, framework: Framework, *history: str) -> Wording:
    return read_wording(read_question(text, framework, history), framework)


def test_the_text_is_as_long_as_the_whole_and_lacks_the_places(framework: Framework) -> None:
    wording = read("Does Kenya owe more than Laos?", framework)
    assert wording.places == ("Kenya", "Laos")
    assert len(wording.text) == len(wording.full)
    assert "Kenya" in wording.full and "Kenya" not in wording.text
    assert wording.text.split() == ["Does", "owe", "more", "than", "?"]


def test_what_is_not_meant_is_left_out(framework: Framework) -> None:
    assert "bank" not in read("How much is owed to the state rather than to banks?", framework).text


def test_years_are_those_named(framework: Framework) -> None:
    assert read("the debt of Laos in 2010 and 2015", framework).years == (2010, 2015)


def test_a_follow_up_without_places_has_those_of_the_question_before(framework: Framework) -> None:
    wording = read("And how many students?", framework, "How much does Kenya owe, and how much Laos?")
    assert set(wording.places) == {"Kenya", "Laos"}


def test_only_the_users_documents_may_be_meant(framework: Framework) -> None:
    assert read("Only from my documents: what did Lamu cost?", framework).own_only
    assert not read("What did Lamu cost?", framework).own_only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who gave Kenya more, China or the United States?", True),
        ("Does Kenya owe China more than Laos does?", False),
        ("Who owes more, Kenya or Laos?", False),
    ],
)
def test_the_actor_in_a_row_with_the_sides_is_something_no_table_has(
    text: str, expected: bool, framework: Framework
) -> None:
    question = read_question(text, framework)
    assert names_others(question, read_wording(question, framework), framework) is expected


def test_the_last_sentence_is_what_is_asked() -> None:
    assert split_sentences("I teach. It is late! Who owes most?") == [
        "I teach.",
        "It is late!",
        "Who owes most?",
    ]
    assert split_sentences("") == [""]
