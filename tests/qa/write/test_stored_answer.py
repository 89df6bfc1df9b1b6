"""An answer outlives the program as plain JSON and comes back equal.

`stored_answers.jsonl` was written by the first release from an invented document.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UserError
from corpus.framework import Framework
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Kind, Role, Status
from qa.write.stored_answer import read_stored, store_answer

QUESTIONS = (
    "How does China's strategy differ between Central Asia and the Balkans?",
    "Compare China's role in the Balkans before 2020 and since 2020",
    "Who dug the canal on the moon?",
    "What do my own files say of loans to Kenya apart from those of Ghana, as a table?",
)
FIRST_RELEASE = Path(__file__).with_name("stored_answers.jsonl").read_text(encoding="utf-8").splitlines()
LATER_FIELDS = {
    "value": "",
    "searched": "",
    "scope": {"own_documents": False, "source": "", "perspective": ""},
    "excluded": [],
    "replaced": [],
    "ignored": [],
    "kept": [],
    "figures": None,
}
WRONG_FIELDS = (
    {"status": "maybe"},
    {"statements": "none"},
    {"sources": []},
    {"nearest": ["1"]},
    {"nearest": [True]},
    {"question": None},
    {"missing": [{"subject": 1, "aspect": None}]},
    {"timings_ms": {"total": float("inf")}},
)


def to_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_stored_answer_is_read_back_equal(
    question: str, ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(question, ten_index, framework)
    assert read_stored(to_json(store_answer(answer))) == answer


@pytest.mark.parametrize("line", FIRST_RELEASE)
def test_an_answer_stored_by_the_first_release_is_read_completely(line: str) -> None:
    stored = json.loads(line)
    stored["question"] |= LATER_FIELDS  # a field of a later version takes its default
    stored |= {"figure_sets": [], "themes": []}
    stored["statements"] = [statement | {"counts": []} for statement in stored["statements"]]
    for gap in stored["missing"]:
        gap |= {"near_names": [], "near_years": []}
    for source in stored["sources"]:
        source |= {"origin": "", "is_brief": False}
        source["references"] = [
            {k: v for k, v in r.items() if k != "confidence"} | {"grade": None} for r in source["references"]
        ]
    assert to_json(store_answer(read_stored(json.loads(line)))) == stored


def test_an_answer_of_the_first_release_comes_back_as_records() -> None:
    answer = read_stored(json.loads(FIRST_RELEASE[0]))
    assert (answer.question.kind, answer.status) == (Kind.COMPARISON, Status.PARTIAL)
    assert (answer.statements[0].role, answer.statements[0].cites) == (Role.SUMMARY, (1,))
    assert answer.sources[0].references[0].publisher == "Invented Harbour Gazette"


def test_unknown_fields_are_ignored_and_absent_ones_take_their_defaults() -> None:
    stored = json.loads(FIRST_RELEASE[0])
    answer = read_stored(stored)
    stored["mood"] = "cheerful"
    del stored["question"]["within"]
    assert read_stored(stored) == answer


@pytest.mark.parametrize("wrong", WRONG_FIELDS, ids=str)
def test_a_wrong_field_is_named_in_one_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(
        UserError, match=r"^This is not a stored answer of Parallax \(.+\); ask the question again\.$"
    ) as caught:
        read_stored(json.loads(FIRST_RELEASE[0]) | wrong)
    if wrong != {"sources": []}:  # then the numbers cited are what is wrong
        assert next(iter(wrong)) in str(caught.value)


@pytest.mark.parametrize("value", [{}, [], "answer", None, {"text": "\ud800"}], ids=repr)
def test_what_is_not_an_answer_is_refused(value: object) -> None:
    with pytest.raises(UserError, match=r"^This is not a stored answer of Parallax \(.+\)"):
        read_stored(value)
