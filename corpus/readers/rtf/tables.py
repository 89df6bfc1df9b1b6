r"""Tables of RTF: cells come one after the other, and a row's definition says where each of them ends.

    \trowd\cellx2000\cellx4000 Serbia\cell ICBC\cell\row

Columns are found by the edges of the cells of all rows. Tables inside a cell are closed with it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.readers.office.table_pieces import Piece, TableRow, format_table
from corpus.readers.table_rows import Covered, join_paragraphs

_SAME_EDGE = 40  # twips, twentieths of a point: how far edges of one column may be apart
_MAX_DEPTH = 20  # of tables inside tables


@dataclass(slots=True)
class Cell:
    """What a cell holds: (words, is item of a list) of its paragraphs, and the labels of note marks."""

    paragraphs: list[tuple[str, bool]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Definition:
    """Where a row begins, and (right edge, word of its merge or "") of its cells, in twips."""

    left: int = 0
    edges: list[tuple[int, str]] = field(default_factory=list)
    merge: str = ""
    is_header: bool = False


@dataclass(slots=True)
class _Row:
    definition: _Definition
    cells: list[Cell]
    inner: list[Piece]


@dataclass(slots=True)
class _Table:
    """A table that is being read, with the cells of its last row."""

    rows: list[_Row] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    cell: Cell = field(default_factory=Cell)
    inner: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class TableStack:
    """The tables around the place that is being read, the outermost first; `caption` stands above that."""

    caption: str = ""
    _tables: list[_Table] = field(default_factory=list)
    _definition: _Definition = field(default_factory=_Definition)

    def define(self, word: str, number: int | None) -> None:
        """Read a control word of the definition of a row; others are ignored."""
        definition = self._definition
        if word == "trowd":
            self._definition = _Definition()
        elif word == "trleft":
            definition.left = number or 0
        elif word == "trhdr":
            definition.is_header = True
        elif word in ("clvmrg", "clmrg"):
            definition.merge = word
        elif word == "cellx":
            definition.edges.append((number or 0, definition.merge))
            definition.merge = ""

    def cell_at(self, depth: int) -> Cell:
        """Return the cell that is being read in the table at a depth, from 1; close those inside it."""
        depth = min(depth, _MAX_DEPTH)
        while len(self._tables) < depth:
            self._tables.append(_Table())
        while len(self._tables) > depth:
            inner = self._tables.pop()
            self._tables[-1].inner += _format(inner, "")
        return self._tables[-1].cell

    def end_cell(self, depth: int) -> None:
        self.cell_at(depth)
        table = self._tables[-1]
        table.cells.append(table.cell)
        table.cell = Cell()

    def end_row(self, depth: int) -> None:
        self.cell_at(depth)
        table = self._tables[-1]
        table.rows.append(_Row(self._definition, table.cells, table.inner))
        table.cells, table.inner = [], []

    def close(self) -> list[Piece]:
        """Return the rows of the outermost table; there is none any more."""
        if not self._tables:
            return []
        self.cell_at(1)
        (table,) = self._tables
        self._tables = []
        caption, self.caption = self.caption, ""
        return _format(table, caption)


def _format(table: _Table, caption: str) -> list[Piece]:
    """Return the rows; of a table of one column, which is a frame around text, its paragraphs."""
    if table.cells or table.cell.paragraphs or table.inner:  # a row that was cut off
        table.rows.append(_Row(_Definition(), [*table.cells, table.cell], table.inner))
    if all(len(row.cells) < 2 for row in table.rows):
        found: list[Piece] = []
        for row in table.rows:
            for cell in row.cells:
                for number, (words, _) in enumerate(cell.paragraphs, start=1):
                    is_last = number == len(cell.paragraphs)
                    found.append((0, (words, tuple((len(words), m) for m in cell.labels if is_last))))
            found += row.inner
        return found
    edges = _find_columns([row.definition for row in table.rows])
    has_header = next((n for n, row in enumerate(table.rows) if not row.definition.is_header), 0)
    rows = [_place_cells(row, edges) for row in table.rows]
    return list(format_table(rows, has_header=has_header, title=caption))


def _find_columns(definitions: Sequence[_Definition]) -> list[int]:
    """Return the left edge of each column, in twips."""
    lefts = sorted({left for d in definitions for left in (d.left, *(edge for edge, _ in d.edges[:-1]))})
    found: list[int] = []
    for left in lefts:
        if not found or left - found[-1] > _SAME_EDGE:
            found.append(left)
    return found


def _place_cells(row: _Row, columns: Sequence[int]) -> TableRow:
    placed = TableRow(inner=row.inner)
    edges = row.definition.edges
    left, after = row.definition.left, 0  # the first column that is free
    for position, cell in enumerate(row.cells):
        placed.labels += cell.labels
        right, merge = edges[position] if position < len(edges) else (left, "")
        first = max(after, bisect_left(columns, left - _SAME_EDGE))
        # Of a row without definition, or with fewer edges than cells, each cell has a column of its own.
        after = max(first + 1, bisect_left(columns, right - _SAME_EDGE))
        kind = {"clvmrg": Covered.ABOVE, "clmrg": Covered.LEFT}.get(merge)
        placed.cells[first] = join_paragraphs(cell.paragraphs) if kind is None else kind
        placed.cells |= dict.fromkeys(range(first + 1, after), Covered.LEFT)
        left = right
    return placed
