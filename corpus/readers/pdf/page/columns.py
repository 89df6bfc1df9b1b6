"""The reading order of a page: runs become lines and tables, column by column. Geometry alone.

A page is divided into bands by white space across it, and each band into columns by white space from its top
to its foot; bands that share their columns are one. The left column of a band is read before the right one.

    ┌ title across ┐        title, abstract,
    ├ abstract     ┤   →    left 1, left 2,
    │ left 1 │ r. 1│        right 1, right 2
    │ left 2 │ r. 2│
"""

import statistics
from collections.abc import Iterator, Sequence

from corpus.readers.pdf.page.lines import Line, make_line
from corpus.readers.pdf.page.margins import drop_line_numbers, join_drop_caps
from corpus.readers.pdf.page.rules import Grid, fill_grid
from corpus.readers.pdf.page.runs import Run, is_level
from corpus.readers.pdf.page.tables import Table, is_broken, is_running_text, split_tables

_MIN_ROWS = 3  # lines side by side that make columns
_MIN_COLUMN = 8  # heights of a character: the cells of most tables are narrower
_MIN_BAND_GAP = 0.7  # heights of a character: more than the space between most paragraphs
_TABLE = "\ue000"  # with a number: the place of a table among the lines
_MAX_RUNS = 3000  # on a page; more is a drawing or a map


def order_lines(runs: Sequence[Run], grids: Sequence[Grid] = ()) -> list[Line | Table]:
    """Return the lines and tables of a page in reading order; `grids` are the frames drawn on it."""
    framed: dict[str, Table] = {}
    left_over = drop_line_numbers(join_drop_caps(runs))
    for grid in grids:
        if (filled := fill_grid(grid, left_over)) is not None:
            table, left_over = filled
            # It takes part in the layout as a line at its top.
            place = f"{_TABLE}{len(framed)}"
            framed[place] = table
            box = grid.xs[0], table.top - table.size, grid.xs[-1], table.top
            left_over.append(Run(place, *box, size=table.size, bold=False))
    found: list[Line | Table] = []
    for number, column in enumerate(_order_columns(left_over)):
        if isinstance(column, Table):
            found.append(column)
            continue
        left, right = min(r.x0 for r in column), max(r.x1 for r in column)
        lines = (make_line(row, left, right, number) for row in _rows(column))
        found += (framed.get(line.text, line) for line in lines)
    return found


def _order_columns(runs: list[Run]) -> Iterator[list[Run] | Table]:
    """Yield the columns and tables of a region in reading order."""
    rows: list[Run] = []
    for part in split_tables(list(_rows(runs))) if len(runs) <= _MAX_RUNS else (runs,):
        if isinstance(part, Table):
            yield from _order_bands(rows)
            yield part
            rows = []
        else:
            rows += part
    yield from _order_bands(rows)


def _order_bands(runs: list[Run]) -> Iterator[list[Run] | Table]:
    group: list[Run] = []
    for band in _split_bands(runs):
        if group and not _share_columns(group, band):
            yield from _order_band(group)
            group = []
        group += band
    yield from _order_band(group)


def _split_bands(runs: list[Run]) -> Iterator[list[Run]]:
    """Yield the runs between white space across the region, from the top down."""
    if not runs:
        return
    least = _MIN_BAND_GAP * statistics.median(run.size for run in runs)
    band: list[Run] = []
    foot = 0.0
    for run in sorted(runs, key=lambda r: -r.y1):
        if band and foot - run.y1 > least:
            yield band
            band = []
        foot = min(foot, run.y0) if band else run.y0
        band.append(run)
    yield band


def _share_columns(above: list[Run], band: list[Run]) -> bool:
    """Return whether a band goes on in the columns of what is above it."""
    both = above + band
    found = (g for runs in (above, band, both) if (g := _gutter(runs)) is not None)
    gutter = next((g for g in found if not any(run.x0 < g < run.x1 for run in both)), None)
    if gutter is None:
        return False
    left, right = _sides(above, gutter)
    left_below, right_below = _sides(band, gutter)
    if not (left and right and left_below):
        return True
    is_followed_at_right = is_broken(left[-1], right[0])
    is_followed_below = is_broken(left[-1], left_below[0])
    if is_followed_at_right != is_followed_below:
        return is_followed_below
    # A heading, with text in both columns below it and nothing beside it, starts new columns.
    heading, size = left_below[0], statistics.median(run.size for run in above)
    is_heading = heading.bold > left[-1].bold or heading.size > 1.08 * size
    return not (is_heading and right_below and right_below[0].y1 < heading.y0)


def _sides(runs: list[Run], gutter: float) -> tuple[list[Run], list[Run]]:
    """Return the runs at the left and at the right of a gutter, from the top down."""
    ordered = sorted(runs, key=lambda r: (-(r.y0 + r.y1), r.x0))
    return [r for r in ordered if r.x0 < gutter], [r for r in ordered if r.x0 >= gutter]


def _order_band(runs: list[Run]) -> Iterator[list[Run] | Table]:
    """Yield the columns of a band; runs that cross the gutter between them divide it further."""
    gutter = _gutter(runs) if len(runs) <= _MAX_RUNS else None
    if gutter is None:
        if runs:
            yield runs
        return
    across = sorted((r for r in runs if r.x0 < gutter < r.x1), key=lambda r: -r.y1)
    bands: list[tuple[list[Run], list[Run]]] = [([], []) for _ in range(len(across) + 1)]
    for run in runs:
        if not run.x0 < gutter < run.x1:
            above = sum(a.y0 + a.y1 > run.y0 + run.y1 for a in across)
            bands[above][run.x0 >= gutter].append(run)
    spanning: list[Run] = []
    for band, crossing in zip(bands, [[a] for a in across] + [[]], strict=True):
        if band[0] or band[1]:
            if spanning:
                yield spanning
            spanning = []
            yield from _order_columns(band[0])
            yield from _order_columns(band[1])
        spanning += crossing
    if spanning:
        yield spanning


def _gutter(runs: list[Run]) -> float | None:
    """Return where the right one of two columns begins, None if there are no columns."""
    ordered = sorted(runs, key=lambda r: -r.y1)
    pairs: list[tuple[Run, Run]] = []
    for i, a in enumerate(ordered):
        right = min(
            (b for b in _runs_level_with(ordered, i) if b.x0 >= a.x1), key=lambda b: b.x0, default=None
        )
        if right is not None:
            pairs.append((a, right))
    best: list[tuple[Run, Run]] = []
    for start in sorted({round(b.x0) for _, b in pairs}):
        aligned = [(a, b) for a, b in pairs if start - 1 <= b.x0 <= start + 3]
        if len(aligned) > len(best) and _are_columns(aligned):
            best = aligned
    if not best:
        return None
    # Lines of the right column may begin further left than those that show it, as beside a list.
    left, edge = max(a.x1 for a, _ in best), min(b.x0 for _, b in best)
    places = sorted({r.x0 - 0.5 for r in runs if left < r.x0 <= edge}, reverse=True)
    return min(places, key=lambda place: sum(r.x0 < place < r.x1 for r in runs), default=edge - 0.5)


def _are_columns(pairs: list[tuple[Run, Run]]) -> bool:
    """Return whether pairs of runs side by side are many and wide enough."""
    size = statistics.median(run.size for pair in pairs for run in pair)
    for side in zip(*pairs, strict=True):
        lines = sorted({id(run): run for run in side}.values(), key=lambda r: -r.y1)
        width = statistics.median(run.x1 - run.x0 for run in lines)
        if width < _MIN_COLUMN * size or len(lines) < _MIN_ROWS or not is_running_text(lines):
            return False
    return True


def _runs_level_with(ordered: list[Run], i: int) -> Iterator[Run]:
    """Yield the runs at the height of the i-th: those that overlap it by a third."""
    a = ordered[i]
    for step in (-1, 1):
        j = i + step
        while 0 <= j < len(ordered):
            b = ordered[j]
            is_near = b.y1 > a.y0 if step > 0 else b.y1 < a.y1 + 3 * a.size
            if not is_near:
                break
            if is_level(a, b):
                yield b
            j += step


def _rows(runs: list[Run]) -> Iterator[list[Run]]:
    row: list[Run] = []
    for run in sorted(runs, key=lambda r: (-(r.y0 + r.y1), r.x0)):
        level = row and min(row[0].y1, run.y1) - max(row[0].y0, run.y0) > 0.5 * min(row[0].size, run.size)
        if row and not level:
            yield sorted(row, key=lambda r: r.x0)
            row = []
        row.append(run)
    if row:
        yield sorted(row, key=lambda r: r.x0)
