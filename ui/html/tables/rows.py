"""Rows of a table as cells: the quotation of a card, and a document that is a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Document
from corpus.tables.find import SUFFIXES
from corpus.tables.rows import ROW_BREAK, Sheet, find_columns, find_sheets, split_rows

_MIN_ROWS = 3  # of a sheet without a description


@dataclass(frozen=True, slots=True)
class QuotedCell:
    """A cell of a quoted row: `before` and `after` are what the row says around its value."""

    before: str
    value: str
    after: str


@dataclass(frozen=True, slots=True)
class QuotedRows:
    """The head and the rows of a quotation; the cells of a row, put together, are its text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[QuotedCell, ...], ...]


def find_row_columns(document: Document, start: int, end: int) -> tuple[str, ...]:
    """The columns of the rows that a quotation is; none if it is a text, or a part of a row."""
    return find_columns(document, start, end) if _is_table(document) else ()


def split_quotation(quote: str, columns: Sequence[str]) -> QuotedRows | None:
    """Return the quotation as rows of these columns, without those that no row has; None if it is no rows."""
    rows = split_rows(quote.split(ROW_BREAK), columns) if columns else []
    used = tuple(column for column in columns if any(column in cells for cells in rows))
    return QuotedRows(used, tuple(tuple(_list_cells(cells, used)) for cells in rows)) if rows else None


def list_sheets(document: Document) -> list[Sheet]:
    """The tables of a document that is a spreadsheet; none of any other."""
    if not _is_table(document):
        return []
    return list(find_sheets(document, min_rows=1 if document.table else _MIN_ROWS))


def _is_table(document: Document) -> bool:
    return document.table is not None or document.id.lower().endswith(SUFFIXES)


def _list_cells(cells: dict[str, str], columns: Sequence[str]) -> Iterator[QuotedCell]:
    last = next(reversed(cells))
    for column in columns:
        if column in cells:
            yield QuotedCell(f"{column}: ", cells[column], "" if column == last else "; ")
        else:
            yield QuotedCell("", "", "")
