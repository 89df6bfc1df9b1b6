"""Test collections in SMART form (CISI, Cranfield, MED): three files of records with one-letter fields.

.I 1
.T
The title, over any number of lines.
.W
The text.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from bench.retrieval.source import SourceCollection, read_source
from corpus.errors import UserError

_FIELD = re.compile(r"\.([A-Z])\s*$")
_RECORD = re.compile(r"\.I\s+(\d+)\s*$")
_NOT_RELEVANT = "-1"  # "of no interest", https://ir-datasets.com/cranfield.html; any other degree is relevant


def read_smart(folder: Path) -> SourceCollection:
    """Read the documents (`*.all*`), questions (`*.qry`) and judgements (`*.rel` or `*qrel`) of a folder.

    A judgement is question, document and degree; MED puts a 0, which is no document, before the document.
    Judgements name a question by its position: Cranfield's own numbers have gaps, and its judgements do not
    use them.

    Raises:
        UserError: one of the three files is missing, exists twice, or cannot be read.
    """
    documents = {
        number: (fields.get("T", ""), fields.get("W") or fields.get("T", ""))
        for number, fields in _read_records(_find_file(folder, "*.all*"))
    }
    questions = {
        str(position): f"{fields.get('T', '')} {fields.get('W', '')}".strip()
        for position, (_, fields) in enumerate(_read_records(_find_file(folder, "*.qry")), start=1)
    }
    return SourceCollection(documents, questions, _read_judgements(_find_file(folder, "*rel")))


def _read_judgements(path: Path) -> dict[tuple[str, str], None]:
    relevant: dict[tuple[str, str], None] = {}
    for line in filter(str.strip, read_source(path).split("\n")):
        columns = line.split()
        if len(columns) < 3:
            raise UserError(
                f"{path} has a judgement of {len(columns)} columns ({line[:60]!r}); "
                "each needs question, document and degree."
            )
        if len(columns) == 4 and columns[1] == "0":  # as MED has it, like TREC: question, 0, document, degree
            del columns[1]
        question, document, degree, *_ = columns
        if degree != _NOT_RELEVANT:
            relevant[question, document] = None
    return relevant


def _read_records(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the number and the fields of each record, white space collapsed; repeated fields are joined."""
    number, fields, lines = "", dict[str, list[str]](), list[str]()
    for line in read_source(path).split("\n"):
        if start := _RECORD.match(line):
            if number:
                yield number, _join_lines(fields)
            number, fields, lines = start[1], {}, []
        elif field := _FIELD.match(line):
            lines = fields.setdefault(field[1], [])
        else:
            lines.append(line)
    if not number:
        raise UserError(f"{path} has no record; in SMART form each begins with a line like '.I 1'.")
    yield number, _join_lines(fields)


def _join_lines(fields: dict[str, list[str]]) -> dict[str, str]:
    return {name: " ".join(" ".join(lines).split()) for name, lines in fields.items()}


def _find_file(folder: Path, pattern: str) -> Path:
    found = [p for p in sorted(folder.glob("*")) if fnmatch(p.name.lower(), pattern)]
    if len(found) != 1:
        raise UserError(
            f"{folder} has {len(found)} files called {pattern}, not one; "
            "a SMART folder holds *.all*, *.qry and *.rel or *qrel."
        )
    return found[0]
