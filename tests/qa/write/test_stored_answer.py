"""An answer outlives the program as plain JSON and comes back equal."""

import json
from copy import deepcopy

import pytest

from corpus.errors import UserError
from corpus.framework import Framework
from index.store import PassageIndex
from qa.ask import ask
from qa.write.stored_answer import read_stored, store_answer

QUESTIONS = (
    "How does China's strategy differ between Central Asia and the Balkans?",
    "Compare China's role in the Balkans before 2020 and since 2020",
    "Who dug the canal on the moon?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_stored_answer_is_read_back_equal(
    question: str, ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(question, ten_index, framework)
    assert read_stored(json.loads(json.dumps(store_answer(answer)))) == answer


def test_fields_of_another_version_are_ignored_or_take_their_defaults(
    ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(QUESTIONS[0], ten_index, framework)
    stored = json.loads(json.dumps(store_answer(answer)))
    stored["mood"] = "cheerful"
    del stored["question"]["within"]
    assert read_stored(stored) == answer


def test_what_is_no_answer_is_refused_in_one_sentence(ten_index: PassageIndex, framework: Framework) -> None:
    stored = json.loads(json.dumps(store_answer(ask(QUESTIONS[0], ten_index, framework))))
    broken = []
    for path, value in (
        ("status", "maybe"),
        ("statements", "none"),
        ("sources", []),
        ("nearest", ["1"]),
        ("question", None),
    ):
        one = deepcopy(stored)
        one[path] = value
        broken.append(one)
    for one in (*broken, {}, [], "answer", None, {**stored, "missing": [{"subject": 1, "aspect": None}]}):
        with pytest.raises(
            UserError, match=r"^This is no stored answer of Parallax \(.+\); ask the question again\.$"
        ):
            read_stored(one)
