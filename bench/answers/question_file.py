"""Files of questions whose answers are known, as `python -m bench answers FILE` reads them: one JSON object a line.

    {"question": "...", "history": ["..."], "id": "q1", "type": "lookup", "sides": ["Serbia"], "abstain": ["Iceland"], "expect": {"Serbia": ["six"]}}

Only `question` is needed. `sides` are what is asked about; those under `abstain` must be declined, with "*" the whole question. `expect` holds for each
other side substrings of which one must stand in a statement under it. `type` groups the questions in the table; other fields are ignored.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from qa.read.question import MAX_QUESTION_CHARS

WHOLE = "*"  # under `abstain`: the whole question must be declined
_FORM = '{"question": "...", "sides": ["..."], "abstain": ["..."], "expect": {"side": ["..."]}}'


@dataclass(frozen=True, slots=True)
class Known:
    """A question and what a good answer to it holds; `expect` is None where nothing is known of that."""

    id: str
    type: str
    question: str
    history: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()
    expect: Mapping[str, tuple[str, ...]] | None = None

    @property
    def answerable(self) -> tuple[str, ...]:
        """The sides that must not be declined."""
        return () if WHOLE in self.abstain else tuple(s for s in self.sides if s not in self.abstain)


def read_questions(path: Path) -> list[Known]:
    """The questions of a file in its order.

    Raises:
        UserError: it cannot be read or holds no question, or a line is none; the sentence names file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"The questions {path} cannot be read ({error}); name a UTF-8 file with one JSON object a line."
        ) from error
    known = [_read_line(line, number, path) for number, line in enumerate(lines, start=1) if line.strip()]
    if not known:
        raise UserError(f"The file {path} holds no question; each line is {_FORM}.")
    return known


def doubts(known: Sequence[Known]) -> Iterator[str]:
    """A sentence for each thing that a question's own fields leave unjudged, most often a slip of spelling."""
    for one in known:
        for side in (
            s for s in dict.fromkeys([*one.abstain, *(one.expect or ())]) if s not in (*one.sides, WHOLE)
        ):
            yield f"{one.id}: {side!r} is none of the sides asked about, so what is said of it counts for nothing."
        if one.expect is None and one.answerable:
            yield f"{one.id}: it has no 'expect', so only abstention, quotations and the rerun are judged."
        elif one.expect is not None:
            for side in (s for s in one.answerable if s not in one.expect):
                yield f"{one.id}: nothing is expected of {side!r}, so it counts as not covered."


def _read_line(line: str, number: int, path: Path) -> Known:
    where = f"Line {number} of {path}"
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise UserError(f"{where} is no JSON ({error.msg}: {line[:60]!r}); each line is {_FORM}.") from error
    if (
        not isinstance(record, dict)
        or not isinstance(record.get("question"), str)
        or not record["question"].strip()
    ):
        raise UserError(f"{where} holds no question ({line[:60]!r}); each line is {_FORM}.")
    if len(record["question"]) > MAX_QUESTION_CHARS:
        raise UserError(
            f"{where} asks in {len(record['question']):,} characters; ask in at most {MAX_QUESTION_CHARS:,}."
        )
    expect = record.get("expect")
    if expect is not None and not isinstance(expect, dict):
        raise UserError(
            f"{where} has an 'expect' that is no object ({str(expect)[:60]!r}); give a list of substrings by side."
        )
    return Known(
        str(record.get("id") or f"line {number}"),
        str(record.get("type") or "question"),
        record["question"],
        _texts(record.get("history"), "history", where),
        _texts(record.get("sides"), "sides", where),
        _texts(record.get("abstain"), "abstain", where),
        None
        if expect is None
        else {side: _texts(texts, f"expect of {side}", where) for side, texts in expect.items()},
    )


def _texts(value: Any, name: str, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise UserError(
            f"{where} has {name!r} that are no list of texts ({str(value)[:60]!r}); give a list of strings, none empty, or leave it out."
        )
    return tuple(value)
