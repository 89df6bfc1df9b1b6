"""The lines that are drawn on a page, and the tables whose cells they frame.

    ┌──────┬───────────┐
    │ Line │    Up     │      {0: "Line", 1: "Up", 2: LEFT}
    │      ├─────┬─────┤
    │      │Tons │Cars │  →   {0: ABOVE, 1: "Tons", 2: "Cars"}
    ├──────┼─────┼─────┤
    │ A–B  │ 655 │ 905 │      {0: "A–B", 1: "655", 2: "905"}
    └──────┴─────┴─────┘

A cell over several rows or columns is given in the first of them; the others say so.
"""

import ctypes
import itertools
import statistics
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.pdf.page.runs import Run, split_run
from corpus.readers.pdf.page.tables import Table
from corpus.readers.signs.lines import join_line
from corpus.readers.table_rows import Covered

_MAX_OBJECTS = 4000  # on a page; more are a drawing or a map
_MAX_SEGMENTS = 2000  # of a path that are read
_THIN = 2.5  # points: a path this narrow is a line
_NEAR = 2.5  # points between lines that meet, or are the same
_MIN_LENGTH = 8.0  # points
_Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line at height `at` from x `start` to `end`, or a vertical one at x `at`; in points."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The frame of a table: its vertical and horizontal lines, `xs` from the left, `ys` from the top down."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    vertical: tuple[Rule, ...]
    horizontal: tuple[Rule, ...]


def find_grids(page: pypdfium2.PdfPage) -> list[Grid]:
    """Return the frames of at least two rows and two columns on an upright page."""
    horizontal, vertical = _find_rules(page)
    grids: list[Grid] = []
    for across, down in _connect(horizontal, vertical):
        xs, ys = _merge_places(r.at for r in down), _merge_places(r.at for r in across)
        if len(xs) > 2 and len(ys) > 2:
            grids.append(Grid(tuple(xs), tuple(reversed(ys)), tuple(down), tuple(across)))
    return grids


def fill_grid(grid: Grid, runs: Sequence[Run]) -> tuple[Table, list[Run]] | None:
    """Return the table of a grid with the runs inside it, and the other runs; None if too few are inside."""
    cells: dict[tuple[int, int], list[Run]] = {}
    outside: list[Run] = []
    for run in _split_at_lines(grid, runs):
        row = bisect_right([-y for y in grid.ys], -(run.y0 + run.y1) / 2) - 1
        column = bisect_right(grid.xs, min(run.x0 + 1.0, (run.x0 + run.x1) / 2)) - 1
        if 0 <= row < len(grid.ys) - 1 and 0 <= column < len(grid.xs) - 1:
            cells.setdefault(_first_cell(grid, row, column), []).append(run)
        else:
            outside.append(run)
    if len({row for row, _ in cells}) < 2 or len({column for _, column in cells}) < 2:
        return None
    texts = {place: _join_cell(found) for place, found in cells.items()}
    rows = [dict(_fill_row(grid, row, texts)) for row in range(len(grid.ys) - 1)]
    size = statistics.median(run.size for found in cells.values() for run in found)
    return Table(tuple(rows), top=grid.ys[0], size=size), outside


def _split_at_lines(grid: Grid, runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the runs, those across a line of the grid in parts: narrow cells have little space between."""
    for run in runs:
        parts = [run]
        middle = (run.y0 + run.y1) / 2
        if grid.ys[-1] < middle < grid.ys[0]:
            for x in grid.xs[1:-1]:
                if parts[-1].x0 < x < parts[-1].x1 and _is_drawn(grid.vertical, x, middle):
                    parts[-1:] = split_run(parts[-1], x)
        yield from parts


def _fill_row(
    grid: Grid, row: int, texts: Mapping[tuple[int, int], str]
) -> Iterator[tuple[int, str | Covered]]:
    """Yield the cells of a row by column."""
    for column in range(len(grid.xs) - 1):
        first = _first_cell(grid, row, column)
        if first[1] < column:
            yield column, Covered.LEFT
        elif first[0] < row:
            yield column, Covered.ABOVE
        elif first in texts:
            yield column, texts[first]


def _first_cell(grid: Grid, row: int, column: int) -> tuple[int, int]:
    """Return the row and column where the cell at a place begins: no line stands between them."""
    middle = (grid.ys[row] + grid.ys[row + 1]) / 2
    while column > 0 and not _is_drawn(grid.vertical, grid.xs[column], middle):
        column -= 1
    centre = (grid.xs[column] + grid.xs[column + 1]) / 2
    while row > 0 and not _is_drawn(grid.horizontal, grid.ys[row], centre):
        row -= 1
    return row, column


def _is_drawn(rules: Sequence[Rule], at: float, place: float) -> bool:
    return any(abs(r.at - at) <= _NEAR and r.start - _NEAR < place < r.end + _NEAR for r in rules)


def _join_cell(runs: Sequence[Run]) -> str:
    """Return the text of a cell: its lines from the top down."""
    text, foot = "", None
    for run in sorted(runs, key=lambda r: (-round((r.y0 + r.y1) / r.size), r.x0)):
        is_same_line = foot is not None and abs(run.y0 - foot) < 0.5 * run.size
        text = f"{text} {run.text}" if is_same_line else join_line(text, run.text, {}) if text else run.text
        foot = run.y0
    return text


def _find_rules(page: pypdfium2.PdfPage) -> tuple[list[Rule], list[Rule]]:
    """Return the horizontal and the vertical lines of a page."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    count = pdfium.FPDFPage_CountObjects(page)
    if count > _MAX_OBJECTS:
        return [], []
    # Not `page.get_objects`, which takes as long for the texts of a page as reading them.
    objects = (pdfium.FPDFPage_GetObject(page, number) for number in range(count))
    paths = [o for o in objects if pdfium.FPDFPageObj_GetType(o) == pdfium.FPDF_PAGEOBJ_PATH]
    for left, bottom, right, top in itertools.chain.from_iterable(map(_find_lines, paths)):
        if top - bottom <= _THIN and right - left >= _MIN_LENGTH:
            horizontal.append(Rule((bottom + top) / 2, left, right))
        elif right - left <= _THIN and top - bottom >= _MIN_LENGTH:
            vertical.append(Rule((left + right) / 2, bottom, top))
    return horizontal, vertical


def _find_lines(path: object) -> Iterator[_Box]:
    """Yield the lines of a path as thin boxes."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(min(pdfium.FPDFPath_CountSegments(path), _MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if pdfium.FPDFPathSegment_GetType(segment) != pdfium.FPDF_SEGMENT_LINETO:  # a new line, or a curve
            yield from _lines_of(points)
            points = []
        across = matrix.a * x.value + matrix.c * y.value + matrix.e
        points.append((across, matrix.b * x.value + matrix.d * y.value + matrix.f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    yield from _lines_of(points)


def _lines_of(points: Sequence[tuple[float, float]]) -> Iterator[_Box]:
    if len(points) in (4, 5) and _is_thin(points):
        yield _bounds(points)
        return
    for a, b in itertools.pairwise(points):
        if abs(a[0] - b[0]) <= 0.5 or abs(a[1] - b[1]) <= 0.5:
            yield _bounds((a, b))


def _is_thin(points: Sequence[tuple[float, float]]) -> bool:
    left, bottom, right, top = _bounds(points)
    return min(right - left, top - bottom) <= _THIN


def _bounds(points: Sequence[tuple[float, float]]) -> _Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _connect(horizontal: list[Rule], vertical: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the groups of lines that meet."""
    left, over = vertical, horizontal
    while left:
        down, across = [left.pop()], list[Rule]()
        is_growing = True
        while is_growing:
            met = [h for h in over if any(_meet(h, v) for v in down)]
            over = [h for h in over if h not in met]
            across += met
            joined = [v for v in left if any(_meet(h, v) for h in across)]
            left = [v for v in left if v not in joined]
            down += joined
            is_growing = bool(met or joined)
        yield across, down


def _meet(h: Rule, v: Rule) -> bool:
    return h.start - _NEAR <= v.at <= h.end + _NEAR and v.start - _NEAR <= h.at <= v.end + _NEAR


def _merge_places(places: Iterable[float]) -> list[float]:
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > _NEAR:
            merged.append(place)
    return merged
