"""Runs of characters become lines in reading order, and lines become paragraphs: geometry alone, no PDF here.

Columns are found by runs at the same height. Runs that cross the gutter divide the page into bands; within a
band the left column is read before the right one.

    ┌ title across ┐        title, abstract,
    ├ abstract     ┤   →    left 1, left 2,
    │ left 1 │ r. 1│        right 1, right 2
    │ left 2 │ r. 2│
"""

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.readers.pdf.runs import HYPHEN, Run

_MIN_ROWS = 4  # lines side by side that make columns
_MIN_COLUMN = 8  # heights of a character: the cells of most tables are narrower
_MAX_RUNS = 3000  # on a page; more is a drawing or a map
TERMINAL = re.compile(r"[.!?。！？…][”\"’»)\]]*$")
BULLET = re.compile(r"[•▪●◦‣–*■□]\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its box, in points.

    `left` and `right` are the bounds of its column, `column` the number of that in reading order; a
    band across the page counts as one.
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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together: their median size, the `top` of the first, whether the last is `full`."""

    lines: tuple[str, ...]
    size: float
    bold: bool
    top: float
    full: bool


def order_lines(runs: Sequence[Run]) -> list[Line]:
    """Return the lines of a page in reading order."""
    lines: list[Line] = []
    for number, column in enumerate(_columns(list(runs))):
        left, right = min(r.x0 for r in column), max(r.x1 for r in column)
        lines += (_line(row, left, right, number) for row in _rows(column))
    return lines


def _columns(runs: list[Run]) -> list[list[Run]]:
    gutter = _gutter(runs) if len(runs) <= _MAX_RUNS else None
    if gutter is None:
        return [runs] if runs else []
    across = sorted((r for r in runs if r.x0 < gutter < r.x1), key=lambda r: -r.y1)
    bands: list[tuple[list[Run], list[Run]]] = [([], []) for _ in range(len(across) + 1)]
    for run in runs:
        if not run.x0 < gutter < run.x1:
            above = sum(a.y0 + a.y1 > run.y0 + run.y1 for a in across)
            bands[above][run.x0 >= gutter].append(run)
    found: list[list[Run]] = []
    spanning: list[Run] = []
    for band, crossing in zip(bands, [[a] for a in across] + [[]], strict=True):
        if band[0] or band[1]:
            found += [spanning] if spanning else []
            spanning = []
            found += _columns(band[0]) + _columns(band[1])
        spanning += crossing
    return found + ([spanning] if spanning else [])


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
        width = statistics.median(run.x1 - run.x0 for run in side)
        if width < _MIN_COLUMN * size or len({id(run) for run in side}) < _MIN_ROWS:
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
            if min(a.y1, b.y1) - max(a.y0, b.y0) > min(a.size, b.size) / 3:
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


def _line(row: list[Run], left: float, right: float, column: int) -> Line:
    text = row[0].text
    for before, run in itertools.pairwise(row):
        if text.endswith(HYPHEN):
            text = text[:-1] + "-"
        text += (" " if run.x0 - before.x1 > 0.15 * run.size else "") + run.text
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
    if BULLET.match(line.text):
        return True
    if abs(line.size - before.size) > 0.12 * before.size or line.bold != before.bold:
        # A line in bold or in typewriter face within a sentence is not a heading.
        is_short = before.x1 < before.left + 0.8 * width
        return ended or is_short or line.text[:1].isupper() or line.text[:1].isdigit()
    if line.column != before.column:
        return ended or (before.x1 < before.left + 0.6 * width and not line.text[:1].islower())
    if before.y0 - line.y0 > 1.5 * max(pitch, line.size):
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
    )
