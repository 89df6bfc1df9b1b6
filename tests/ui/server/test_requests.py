"""The page's requests: what its scripts send and what browsers have stored is read; the rest is refused."""

from typing import Any

import pytest

from corpus.errors import UserError
from ui.html.evidence_html import Context
from ui.server.requests import DOCUMENT, EXPORT, PAGE, QUESTION, TURN, QuestionRequest, parse_request

SOURCE = {"n": 1, "document_id": "a.md", "sha256": "0" * 64, "start": 0, "end": 5}


def test_absent_and_null_fields_take_their_defaults() -> None:
    assert parse_request(QUESTION, {}) == QuestionRequest()
    nulls = {"question": None, "history": None, "ordinal": None, "build": None}
    assert parse_request(QUESTION, nulls) == QuestionRequest()
    assert parse_request(QUESTION, {"question": "x", "history": ["a", " ", "b"]}).history == ("a", "b")


def test_a_turn_stored_by_the_previous_release_is_read() -> None:
    context = {"n": 1, "before": "b", "after": "a", "author": None, "perspective": [["China", 2]], "old": 1}
    turn = {
        "question": "x",
        "history": [],
        "build": "",
        "fresh": False,
        "record": {"answer": {"any": 1}, "contexts": [context]},
        "error": None,
        "settled": True,
    }
    record = parse_request(TURN, turn).record
    assert record and record.answer == {"any": 1}
    assert record.contexts == (Context(1, "b", "a", perspective=(("China", 2),)),)
    assert parse_request(TURN, {"question": "x", "record": None, "error": "e"}).error == "e"


def test_half_of_a_surrogate_pair_becomes_a_question_mark() -> None:
    asked = parse_request(QUESTION, {"question": "a\ud83d", "history": ["\udcff"], "build": "\ud800"})
    assert (asked.question, asked.history, asked.build) == ("a?", ("?",), "?")


def test_a_conversation_has_at_most_200_questions_before_the_new_one() -> None:
    assert len(parse_request(QUESTION, {"question": "x", "history": ["y"] * 200}).history) == 200
    with pytest.raises(
        UserError, match=r"^The conversation has 201 questions; at most 200 are taken into account"
    ):
        parse_request(QUESTION, {"question": "x", "history": ["y"] * 201})


@pytest.mark.parametrize(
    ("shape", "data", "field"),
    [
        (QUESTION, None, "the request: input should be"),
        (QUESTION, [], "the request: input should be"),
        (QUESTION, {"question": 3}, "question: input should be a valid string"),
        (QUESTION, {"question": "x", "history": "y"}, "history: input should be a valid"),
        (QUESTION, {"question": "x", "history": [{}]}, "history.0: input should be a valid string"),
        (QUESTION, {"question": "x", "ordinal": "first"}, "ordinal: input should be a valid integer"),
        (EXPORT, {"format": "md"}, "record: field required"),
        (EXPORT, {"record": {}, "format": "md"}, "record.answer: field required"),
        (DOCUMENT, {"n": 1, "sources": [{**SOURCE, "start": "x"}]}, "sources.0.start: input should be"),
        (DOCUMENT, {"n": 1, "sources": [{**SOURCE, "sha256": 5}]}, "sources.0.sha256: input should be"),
        (PAGE, {"n": 1, "sources": [SOURCE]}, "page: field required"),
    ],
)
def test_a_request_of_another_shape_is_refused_with_the_field(shape: Any, data: Any, field: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_request(shape, data)
    assert str(refused.value).startswith(f"The page's request cannot be read ({field}")
    assert str(refused.value).endswith("; reload the page.")
