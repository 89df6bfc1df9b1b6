from corpus.framework import Framework
from qa.read.content_words import content_query
from qa.read.cues import find_framing_spans
from qa.read.question import read_question


def _query(text: str) -> str:
    return content_query(text, find_framing_spans(text))


def test_words_about_the_asker_and_the_form_of_the_answer_are_not_searched_for() -> None:
    assert _query("My editor wants 600 words on this: who runs the port?") == "runs port"
    assert _query("I wonder who runs the port") == "wonder runs port"  # nothing else carries the question
    assert _query("Common points only: who runs the port?") == "runs port"


def test_sides_and_words_of_comparing_are_not_in_the_query(framework: Framework) -> None:
    query = read_question(
        "How do Chinese motorway tolls in Montenegro compare with motorway tolls in North Macedonia?",
        framework,
    ).query
    assert query.split() == ["motorway", "tolls"]


def test_the_name_of_a_format_is_in_the_query_unless_it_is_the_side(framework: Framework) -> None:
    assert read_question("Why did Estonia leave the 17+1?", framework).query == "leave 17+1"
    alone = read_question("Which countries left the 17+1?", framework)
    assert (alone.subjects, alone.query) == (("17+1",), "left")
    assert read_question("Which countries left Central Asia?", framework).query == "left"
