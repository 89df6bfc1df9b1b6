"""Runs of characters become lines in reading order, and lines become paragraphs: geometry alone, no PDF here.

A page is divided into bands by white space across it, and each band into columns by white space from its top
to its foot; bands that share their columns are one. The left column of a band is read before the right one.

    ┌ title across ┐        title, abstract,
    ├ abstract     ┤   →    left 1, left 2,
    │ left 1 │ r. 1│        right 1, right 2
    │ left 2 │ r. 2│
"""

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.readers.pdf.rules import Grid, fill_grid
from corpus.readers.pdf.runs import DROP_CAP, MIN_SPACE, Run
from corpus.readers.pdf.tables import TERMINAL, Table, is_broken, is_running_text, split_tables
from corpus.readers.signs.characters import SUPERSCRIPT
from corpus.readers.signs.lines import HYPHEN
from corpus.readers.table_rows import is_caption

_MIN_ROWS = 3  # lines side by side that make columns
_MIN_COLUMN = 8  # heights of a character: the cells of most tables are narrower
_MIN_BAND_GAP = 0.7  # heights of a character: more than the space between most paragraphs
_MIN_LINE_NUMBERS = 4  # in a margin
_NUMBER = re.compile(r"\d{1,4}")
_TABLE = "\ue000"  # with a number: the place of a table among the lines
_MAX_RUNS = 3000  # on a page; more is a drawing or a map
BULLET = re.compile(r"[•▪●◦‣–*■□]\s")
_ITEM = re.compile(r"(?:\((?:\d{1,2}|[a-z]|[ivx]{1,5})\)|(?:\d{1,2}|[a-z])[.)])\s+\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its box, in points.

    `left` and `right` are the bounds of its column, `column` the number of that in reading order; a
    band across the page counts as one. `lead` is the length of the bold beginning of a line that is not bold.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    left: float
    right: float
    column: int
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together: their median size, the `top` of the first, whether the last is `full`.

    `lead` is the length of the bold beginning of its first line.
    """

    lines: tuple[str, ...]
    size: float
    bold: bool
    top: float
    full: bool
    lead: int


def order_lines(runs: Sequence[Run], grids: Sequence[Grid] = ()) -> list[Line | Table]:
    """Return the lines and tables of a page in reading order; `grids` are the frames drawn on it."""
    framed: dict[str, Table] = {}
    left_over = _drop_line_numbers(_join_drop_caps(runs))
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
        lines = (_line(row, left, right, number) for row in _rows(column))
        found += (framed.get(line.text, line) for line in lines)
    return found


def _join_drop_caps(runs: Sequence[Run]) -> list[Run]:
    """Return the runs with each large initial at the head of the line beside its top."""
    found = list(runs)
    for cap in runs:
        if len(cap.text) != 1 or not cap.text.isalpha():
            continue
        beside = [r for r in found if r.x0 >= cap.x1 - 1 and r.y1 > cap.y0 and r.y0 < cap.y1 and r is not cap]
        line = max(beside, key=lambda r: (r.y1, -r.x0), default=cap)
        if cap.size > DROP_CAP * line.size and line.x0 - cap.x1 < line.size:
            found.remove(cap)
            found[found.index(line)] = replace(line, text=cap.text + line.text, x0=cap.x0)
    return found


def _drop_line_numbers(runs: Sequence[Run]) -> list[Run]:
    """Return the runs without the numbers of lines beside running text."""
    kept = list(runs)
    numbers = sorted((r for r in runs if _NUMBER.fullmatch(r.text)), key=lambda r: -r.y1)
    for edge in {round(r.x1) for r in numbers}:
        margin = [r for r in numbers if abs(r.x1 - edge) <= 2]
        values = [int(r.text) for r in margin]
        steps = {b - a for a, b in itertools.pairwise(values)}
        if len(margin) < _MIN_LINE_NUMBERS or len(steps) != 1 or not steps <= {1, 2, 5, 10}:
            continue
        beside = [
            max(
                (r for r in runs if r not in margin and _is_level(r, n)), key=lambda r: r.x1 - r.x0, default=n
            )
            for n in margin
        ]
        is_left = beside[0].x0 > margin[0].x0
        is_wide = statistics.median(r.x1 - r.x0 for r in beside) > 15 * margin[0].size
        # Figures that happen to stand below each other have text at both sides.
        is_outside = not any(
            _is_level(r, n) and -1 < max(n.x0 - r.x1, r.x0 - n.x1) < 2 * n.size and (r.x0 > n.x0) != is_left
            for n in margin
            for r in runs
            if r is not n
        )
        if is_wide and is_outside and is_running_text(beside):
            kept = [r for r in kept if r not in margin]
    return kept


def _is_level(a: Run, b: Run) -> bool:
    return min(a.y1, b.y1) - max(a.y0, b.y0) > min(a.size, b.size) / 3


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
    # A heading, with text in both columns below it and nothing beside it, begins anew.
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
    best: tuple[int, float] | None = None
    for start in sorted({round(b.x0) for _, b in pairs}):
        aligned = [(a, b) for a, b in pairs if start - 1 <= b.x0 <= start + 3]
        if _are_columns(aligned) and (best is None or len(aligned) > best[0]):
            best = len(aligned), min(b.x0 for _, b in aligned) - 0.5
    return best[1] if best else None


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
            if _is_level(a, b):
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


def _line(row: Sequence[Run], left: float, right: float, column: int) -> Line:
    text, lead = row[0].text, row[0].lead
    if row[0].bold and not all(r.bold for r in row):
        lead = len(text)
    for before, run in itertools.pairwise(row):
        if text.endswith(HYPHEN):
            text = text[:-1] + "-"
        text += ("" if run.x0 - before.x1 <= MIN_SPACE * run.size else " ") + run.text
    longest = max(row, key=lambda r: len(r.text))
    return Line(
        text,
        x0=min(r.x0 for r in row),
        y0=min(r.y0 for r in row),
        x1=max(r.x1 for r in row),
        y1=max(r.y1 for r in row),
        size=longest.size,
        bold=all(r.bold for r in row),
        left=left,
        right=right,
        column=column,
        lead=lead,
    )


def join_lines(lines: Sequence[Line]) -> list[Paragraph]:
    """Join lines in reading order to paragraphs."""
    pitches = [a.y0 - b.y0 for a, b in itertools.pairwise(lines) if a.column == b.column and a.y0 > b.y0]
    pitch = statistics.median(pitches) if pitches else 0.0
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, pitch):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(group) for group in groups]


def _begins(group: list[Line], line: Line, pitch: float) -> bool:
    """Return whether the line begins a paragraph after the group; `pitch` is the usual distance of lines."""
    before, width = group[-1], max(group[-1].right - group[-1].left, 1.0)
    ended = TERMINAL.search(before.text) is not None
    if BULLET.match(line.text) or line.text[:1] in SUPERSCRIPT:
        return True
    if _ITEM.match(line.text) and (ended or line.x0 != before.x0 or before.text.endswith((":", ";", ","))):
        return True
    if abs(line.size - before.size) > 0.12 * before.size or line.bold != before.bold:
        # A line in bold or in typewriter face within a sentence is not a heading.
        is_short = before.x1 < before.left + 0.8 * width
        return ended or is_short or line.text[:1].isupper() or line.text[:1].isdigit()
    if line.column != before.column:
        return ended or (before.x1 < before.left + 0.6 * width and not line.text[:1].islower())
    if before.y0 - line.y0 > 1.5 * max(pitch, line.size):
        return True
    if len(group) == 1 and is_caption(before.text) and before.x1 - before.x0 < 0.8 * width:
        return True
    short, indented = before.x1 < before.left + 0.8 * width, line.x0 > before.x0 + 0.5 * line.size
    return ended and (short or indented)


def _paragraph(group: list[Line]) -> Paragraph:
    last = group[-1]
    full = last.x1 > last.left + 0.6 * (last.right - last.left)
    return Paragraph(
        lines=tuple(line.text for line in group),
        size=statistics.median(line.size for line in group),
        bold=all(line.bold for line in group),
        top=group[0].y1,
        full=full,
        lead=group[0].lead,
    )
