"""An answer as CSV, a row for each citation of a statement or a figure. Nothing in it runs as a formula.

Pure: Answer in, text out.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from qa.figure_records import FigureSet, StatedFigure
from qa.records import Answer, Source, Statement
from qa.write.figures import FigureRow, describe_licence, format_years, list_figure_rows
from qa.write.works import format_reference

Value = str | float
_COLUMNS = (
    *("role", "sides", "aspect", "statement", "source", "quotation", "title", "locator"),
    *("works", "addresses", "document", "start", "end", "sha256"),
    *("name", "value", "unit", "year", "licence"),  # of figures
)
_ROLE = "figure"
_NO_SOURCE = ("",) * 10
_NO_FIGURE = ("",) * 5
# A spreadsheet runs a cell that begins with one of these signs. It first trims spaces, quotes and invisible
# characters, and where the semicolon separates cells, a cell also begins behind a semicolon.
_FORMULA = re.compile(
    r"^(?=[\t\r\n])"
    r"|(?:^|(?<=[;\t\r\n|]))"
    r"(?=[\s\"'“”‘’\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−])"
)


def to_csv(answer: Answer) -> str:
    """Write a row for each statement, then each figure, and source it cites.

    An apostrophe precedes what would be a formula. A figure without a source has a row too.
    """
    return write_csv(_COLUMNS, _list_rows(answer))


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Write rows below the names of their columns; an apostrophe precedes what would be a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_defuse_formula(value) for value in row] for row in rows)
    return written.getvalue()


def _list_rows(answer: Answer) -> Iterator[tuple[Value, ...]]:
    sources = {s.n: _list_source_values(s) for s in answer.sources}
    for statement in answer.statements:
        for n in statement.cites:
            yield (*_list_statement_values(statement), *sources[n], *_NO_FIGURE)
    for figures in answer.figure_sets:
        for shown in list_figure_rows(figures):
            for source in [sources[n] for n in shown.exported_cites] or [_NO_SOURCE]:
                yield (*_describe_figure(shown), *source, *_list_figure_values(shown.figure, figures))


def _list_statement_values(statement: Statement) -> Iterator[str]:
    yield from (statement.role, "; ".join(statement.subjects), statement.aspect or "", statement.text)


def _describe_figure(row: FigureRow) -> Iterator[str]:
    """The figure in the columns of a statement: "Laos, students in China: 9,907 students, 2016"."""
    figure, when = row.figure, f", {row.when}" if row.when else ""
    yield from (_ROLE, figure.subject, "", f"{figure.subject}, {figure.measure}: {row.value}{when}")


def _list_source_values(source: Source) -> tuple[Value, ...]:
    works = "; ".join(format_reference(r) for r in source.references)
    addresses = " ".join(r.url for r in source.references if r.url)
    return (
        *(source.n, source.quote, source.title, source.locator),
        *(works, addresses, source.document_id, source.start, source.end, source.sha256),
    )


def _list_figure_values(figure: StatedFigure, figures: FigureSet) -> Iterator[Value]:
    value = figure.value
    number = "" if value is None else int(value) if float(value).is_integer() else value
    yield from (figure.subject, number, figure.unit, format_years(figure.year, figure.years))
    yield describe_licence(figures)


def _defuse_formula(value: Value) -> Value:
    return _FORMULA.sub("'", value) if isinstance(value, str) else value
