"""Files of labelled questions, as `python -m bench answers FILE` reads them: one JSON object a line.

    {"question": "...", "history": ["..."], "id": "q1", "type": "lookup",
     "sides": ["Serbia", "Iceland"], "abstain": ["Iceland"], "expect": {"Serbia": ["six"]},
     "good": {"Serbia": ["bk-sec-001"]}}

Only `question` is needed. `sides` are what the question asks about. An answer must abstain on those under
`abstain`, with "*" (or `"decline": true`) on the whole question. For each other side, `expect` (or `text`)
has substrings of which at least one must occur in a statement about it; `good` (or `gold`) has ids of
references that good quotations rest on. `type` groups the questions in the table. Other fields are ignored.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from qa.read.question import MAX_QUESTION_CHARS

OWN_QUESTIONS = Path(__file__).with_name("questions.jsonl")
WHOLE_QUESTION = "*"  # under `abstain`
_FORM = '{"question": "...", "sides": ["..."], "abstain": ["..."], "expect": {"side": ["..."]}}'


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and what a good answer has; `expect` and `good` are None where that is not labelled."""

    id: str
    type: str
    question: str
    history: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()
    expect: Mapping[str, tuple[str, ...]] | None = None
    good: Mapping[str, tuple[str, ...]] | None = None

    @property
    def answerable(self) -> tuple[str, ...]:
        """The sides on which an answer must not abstain."""
        return () if WHOLE_QUESTION in self.abstain else tuple(s for s in self.sides if s not in self.abstain)


def read_questions(path: Path) -> list[LabelledQuestion]:
    """Read the questions of a file in its order.

    Raises:
        UserError: the file cannot be read or has no question, or a line is invalid; the message
            names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"The questions {path} cannot be read ({error}); name a UTF-8 file with one JSON object a line."
        ) from error
    questions = [
        _parse_line(line, number, path) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    if not questions:
        raise UserError(f"The file {path} has no question; each line is {_FORM}.")
    return questions


def find_label_problems(questions: Sequence[LabelledQuestion]) -> Iterator[str]:
    """Yield a message for each label that is missing or cannot be used, most often a misspelt side."""
    for question in questions:
        expect = question.expect or {}
        for side in dict.fromkeys([*question.abstain, *expect]):
            if side not in (*question.sides, WHOLE_QUESTION):
                yield f"{question.id}: {side!r} is not among the 'sides', so its labels are not used."
        if question.expect is not None:
            for side in question.answerable:
                if side not in expect:
                    yield f"{question.id}: {side!r} has nothing under 'expect', so it counts as not covered."
        elif question.answerable:
            yield f"{question.id}: without 'expect', only abstention, quotations and the rerun are scored."


def _parse_line(line: str, number: int, path: Path) -> LabelledQuestion:
    where = f"Line {number} of {path}"
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise UserError(f"{where} is not JSON ({error.msg}: {line[:60]!r}); each line is {_FORM}.") from error
    text = record.get("question") if isinstance(record, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise UserError(f"{where} has no question ({line[:60]!r}); each line is {_FORM}.")
    if len(text) > MAX_QUESTION_CHARS:
        raise UserError(
            f"{where} has a question of {len(text):,} characters; ask in at most {MAX_QUESTION_CHARS:,}."
        )
    return LabelledQuestion(
        id=str(record.get("id") or f"line {number}"),
        type=str(record.get("type") or "question"),
        question=text,
        history=_parse_strings(record.get("history"), "history", where),
        sides=_parse_strings(record.get("sides"), "sides", where),
        abstain=("*",) if record.get("decline") else _parse_strings(record.get("abstain"), "abstain", where),
        expect=_parse_by_side(record.get("expect", record.get("text")), "expect", where),
        good=_parse_by_side(record.get("good", record.get("gold")), "good", where),
    )


def _parse_by_side(value: Any, name: str, where: str) -> dict[str, tuple[str, ...]] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise UserError(
            f"{where} has {name!r}, which is not an object ({str(value)[:60]!r}); "
            "give a list of strings for each side."
        )
    return {side: _parse_strings(texts, f"{name} of {side}", where) for side, texts in value.items()}


def _parse_strings(value: Any, name: str, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise UserError(
            f"{where} has {name!r}, which is not a list of strings ({str(value)[:60]!r}); "
            "give strings that are not empty, or leave it out."
        )
    return tuple(value)
