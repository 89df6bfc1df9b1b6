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
_MAX_SPAN = 1_000  # rows or columns of a merged cell
Spans = dict[int, tuple[int, Covered]]  # by column, for how many rows a cell above still covers it


def find_rows(table: Any, *, is_header: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield the rows of a table, without those of tables inside it, with whether each is a header."""
    for child in table:
        if local_name(child) == "table-row":
            yield child, is_header
        elif local_name(child) in _GROUPS:
            header = is_header or local_name(child) == "table-header-rows"
            yield from find_rows(child, is_header=header)


def read_cells(row: Any, spans: Spans, read_cell: Callable[[Any], str]) -> dict[int, str | Covered]:
    """Return the cells of a row by column; `spans` is carried from row to row.

    Some programs leave out the covered cells that the standard demands; their columns are kept free.
    """
    cells: dict[int, str | Covered] = {}
    below = {column: (height - 1, kind) for column, (height, kind) in spans.items() if height > 1}
    column = owed = 0  # columns that the cell before covers
    for cell in row:
        name, repeated = local_name(cell), whole(cell, "number-columns-repeated") or 1
        read = range(column, column + min(repeated, _MAX_REPEATED))
        if name == "covered-table-cell":
            cells |= {place: spans[place][1] if place in spans else Covered.LEFT for place in read}
            column, owed = column + repeated, max(0, owed - repeated)
        elif name == "table-cell":
            column += owed
            while column in spans:
                cells[column] = spans[column][1]
                column += 1
            words = read_cell(cell)
            cells |= dict.fromkeys(range(column, column + min(repeated, _MAX_REPEATED)), words)
            width, height = (
                min(whole(cell, f"number-{x}-spanned") or 1, _MAX_SPAN) for x in ("columns", "rows")
            )
            covered = range(column + 1, column + width)
            cells |= dict.fromkeys(covered, Covered.LEFT)
            if height > 1:
                below |= dict.fromkeys(covered, (height - 1, Covered.LEFT))
                below[column] = (height - 1, Covered.ABOVE)
            column, owed = column + repeated, width - 1
    spans.clear()
    spans.update(below)
    return cells


def count_repeats(row: Any) -> int:
    """Return how many times a row with words is read."""
    return max(1, min(whole(row, "number-rows-repeated") or 1, _MAX_REPEATED))


def is_hidden(table: Any, hidden_styles: frozenset[str]) -> bool:
    return (attribute(table, "style-name") or "") in hidden_styles
