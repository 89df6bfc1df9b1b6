"""An answer as CSV, a row for each citation. Nothing in it runs as a formula. Pure: Answer in, text out."""

import csv
import io
import re

from qa.records import Answer, Source, Statement
from qa.write.works import format_reference

_COLUMNS = (
    *("role", "sides", "aspect", "statement", "source", "quotation", "title", "locator"),
    *("works", "addresses", "document", "start", "end", "sha256"),
)
# A spreadsheet runs a cell that begins with one of these signs. It first trims spaces, quotes and invisible
# characters, and where the semicolon separates cells, a cell also begins behind a semicolon.
_FORMULA = re.compile(
    r"^(?=[\t\r\n])"
    r"|(?:^|(?<=[;\t\r\n|]))"
    r"(?=[\s\"'“”‘’\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−])"
)


def to_csv(answer: Answer) -> str:
    """Write a row for each statement and source it cites; an apostrophe precedes what would be a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    sources = {s.n: s for s in answer.sources}
    for statement in answer.statements:
        for n in statement.cites:
            writer.writerow([_defuse_formula(value) for value in _build_row(statement, sources[n])])
    return written.getvalue()


def _build_row(statement: Statement, source: Source) -> list[str | int]:
    """The values of one row, in the order of `_COLUMNS`."""
    works = "; ".join(format_reference(r) for r in source.references)
    addresses = " ".join(r.url for r in source.references if r.url)
    return [
        *(statement.role, "; ".join(statement.subjects), statement.aspect or "", statement.text),
        *(source.n, source.quote, source.title, source.locator),
        *(works, addresses, source.document_id, source.start, source.end, source.sha256),
    ]


def _defuse_formula(value: str | int) -> str | int:
    return _FORMULA.sub("'", value) if isinstance(value, str) else value
