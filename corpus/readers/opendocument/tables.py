"""The rows of an OpenDocument table, in a text or a spreadsheet: merged, covered and repeated cells.

A cell or row that stands for a thousand equal ones, as blank ones do, is not read a thousand times.
"""

from collections.abc import Callable, Iterator
from typing import Any

from corpus.readers.office.package import attribute, local_name
from corpus.readers.opendocument.styles import whole
from corpus.readers.table_rows import Covered

_MAX_REPEATED = 100  # times that a filled cell or row is read
_GROUPS = ("table-header-rows", "table-row-group", "table-rows")
_Spans = dict[int, int]  # rows that a merged cell still covers, by column


def find_rows(table: Any, *, is_header: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield the rows of a table, without those of tables inside it, with whether each is a header."""
    for child in table:
        if local_name(child) == "table-row":
            yield child, is_header
        elif local_name(child) in _GROUPS:
            header = is_header or local_name(child) == "table-header-rows"
            yield from find_rows(child, is_header=header)


def read_cells(row: Any, spans: _Spans, read_cell: Callable[[Any], str]) -> dict[int, str | Covered]:
    """Return the cells of a row by column; `spans` is carried from row to row."""
    cells: dict[int, str | Covered] = {}
    column = 0
    for cell in row:
        name = local_name(cell)
        if name not in ("table-cell", "covered-table-cell"):
            continue
        repeated = whole(cell, "number-columns-repeated") or 1
        words = read_cell(cell) if name == "table-cell" else ""
        for place in range(column, column + min(repeated, _MAX_REPEATED)):
            if name == "covered-table-cell":
                cells[place] = Covered.ABOVE if spans.get(place) else Covered.LEFT
            else:
                cells[place] = words
        if name == "table-cell" and (height := whole(cell, "number-rows-spanned") or 1) > 1:
            spans[column] = height
        column += repeated
    for place in list(spans):
        spans[place] -= 1
        if spans[place] < 1:
            del spans[place]
    return cells


def count_repeats(row: Any) -> int:
    """Return how many times a row with words is read."""
    return max(1, min(whole(row, "number-rows-repeated") or 1, _MAX_REPEATED))


def is_hidden(table: Any, hidden_styles: frozenset[str]) -> bool:
    return (attribute(table, "style-name") or "") in hidden_styles
