"""Files of labelled questions, and messages about bad lines and labels."""

import json
import re
from pathlib import Path

import pytest

from bench.answers.matching import contains_any
from bench.answers.question_file import (
    OWN_QUESTIONS,
    LabelledQuestion,
    find_label_problems,
    read_questions,
)
from corpus.errors import UserError
from corpus.ingest.load import STARTER_CORPUS, load_documents


def test_a_file_of_questions_is_read_line_by_line(tmp_path: Path) -> None:
    record = {
        "question": "Who\u2028buys?",
        "type": "a",
        "id": "x1",
        "sides": ["S", "I"],
        "abstain": ["I"],
        "expect": {"S": ["six"]},
        "mood": 1,
        "good": {"S": ["r-1"]},
    }
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(record, ensure_ascii=False) + '\n\n{"question": "B?"}', encoding="utf-8")
    first, second = read_questions(path)
    assert first == LabelledQuestion(
        "x1",
        "a",
        "Who\u2028buys?",
        sides=("S", "I"),
        abstain=("I",),
        expect={"S": ("six",)},
        good={"S": ("r-1",)},
    )
    assert first.answerable == ("S",)
    assert second == LabelledQuestion("line 3", "question", "B?")


def test_labels_are_read_under_the_names_that_sets_for_fitting_use(tmp_path: Path) -> None:
    record = {"question": "Q?", "text": {"S": ["six"]}, "gold": {"S": ["r-1"]}, "decline": True}
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    (found,) = read_questions(path)
    assert (found.expect, found.good) == ({"S": ("six",)}, {"S": ("r-1",)})
    assert (found.abstain, found.answerable) == (("*",), ())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "is not JSON (Expecting property name enclosed in double quotes: '{broken')"),
        ('"Who?"', "has no question ('\"Who?\"')"),
        ('{"question": " "}', 'has no question (\'{"question": " "}\')'),
        ('{"question": 7}', "has no question"),
        (json.dumps({"question": "x" * 2001}), "has a question of 2,001 characters; ask in at most 2,000."),
        ('{"question": "Q?", "sides": "Serbia"}', "has 'sides', which is not a list of strings ('Serbia')"),
        ('{"question": "Q?", "history": [1]}', "has 'history', which is not a list of strings ('[1]')"),
        ('{"question": "Q?", "abstain": [""]}', "has 'abstain', which is not a list of strings"),
        ('{"question": "Q?", "expect": ["six"]}', "has 'expect', which is not an object"),
        ('{"question": "Q?", "good": ["r-1"]}', "has 'good', which is not an object"),
        (
            '{"question": "Q?", "expect": {"Serbia": "six"}}',
            "has 'expect of Serbia', which is not a list of strings ('six')",
        ),
    ],
)
def test_a_bad_line_is_named_by_file_and_number(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "A?"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="^" + re.escape(f"Line 3 of {path} {reason}")):
        read_questions(path)


def test_a_file_that_is_absent_or_empty_is_named(tmp_path: Path) -> None:
    absent, empty = tmp_path / "none.jsonl", tmp_path / "empty.jsonl"
    with pytest.raises(UserError, match="^" + re.escape(f"The questions {absent} cannot be read (")):
        read_questions(absent)
    empty.write_text("\n", encoding="utf-8")
    with pytest.raises(UserError, match="^" + re.escape(f"The file {empty} has no question; ")):
        read_questions(empty)


def test_labels_that_cannot_be_used_are_reported() -> None:
    misspelt = {"Serbia": ("six",), "Sebria": ("six",)}
    questions = [
        LabelledQuestion("a", "t", "?", sides=("Serbia", "Iceland"), abstain=("Island",), expect=misspelt),
        LabelledQuestion("b", "t", "?", sides=("Serbia",)),
        LabelledQuestion("c", "t", "?", sides=("Serbia", "Iceland"), abstain=("*",)),
        LabelledQuestion("d", "t", "?", sides=("Serbia",), expect={"Serbia": ("six",)}),
    ]
    assert list(find_label_problems(questions)) == [
        "a: 'Island' is not among the 'sides', so its labels are not used.",
        "a: 'Sebria' is not among the 'sides', so its labels are not used.",
        "a: 'Iceland' has nothing under 'expect', so it counts as not covered.",
        "b: without 'expect', only abstention, quotations and the rerun are scored.",
    ]


def test_the_projects_own_questions_expect_what_the_starter_corpus_says() -> None:
    texts = [d.text for d in load_documents([STARTER_CORPUS]).documents]
    questions = read_questions(OWN_QUESTIONS)
    assert list(find_label_problems(questions)) == []
    assert len({q.id for q in questions}) == len(questions) >= 30
    absent = [
        (question.id, substring)
        for question in questions
        for expected in (question.expect or {}).values()
        for substring in expected
        if not any(contains_any(text, [substring]) for text in texts)
    ]
    assert absent == []
