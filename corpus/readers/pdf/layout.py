"""From runs of characters with places to lines in reading order, and from lines to paragraphs: geometry alone, no PDF here.

Columns are found by what stands side by side. Runs that cross the gutter part the page into bands; within a band the left column is read before the right one.

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

_MIN_ROWS = 4  # so many lines must stand side by side to be columns
_MIN_COLUMN = 8  # heights of a character: the cells of most tables are narrower
_MAX_RUNS = 3000  # on a page; more is a drawing or a map
TERMINAL = re.compile(r"[.!?。！？…][”\"’»)\]]*$")
BULLET = re.compile(r"[•▪●◦‣–*■□]\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `left` and `right` are the bounds of its column, `column` counts the columns and bands of the page in reading order."""

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
    """Lines that belong together, with the size of most of them and the place of the first on the page."""

    lines: tuple[str, ...]
    size: float
    bold: bool
    top: float
    full: bool


def order_lines(runs: Sequence[Run]) -> list[Line]:
    """The lines of a page in reading order."""
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
    """Where the right one of two columns begins; None if nothing stands in columns."""
    ordered = sorted(runs, key=lambda r: -r.y1)
    pairs: list[tuple[Run, Run]] = []
    for i, a in enumerate(ordered):
        near: Run | None = None
        for b in _beside(ordered, i):
            if b.x0 >= a.x1 and (near is None or b.x0 < near.x0):
                near = b
        if near is not None:
            pairs.append((a, near))
    best: tuple[int, float] | None = None
    for start in sorted({round(b.x0) for _, b in pairs}):
        mine = [(a, b) for a, b in pairs if start - 1 <= b.x0 <= start + 3]
        size = statistics.median(r.size for pair in mine for r in pair)
        wide = all(
            statistics.median(pair[side].x1 - pair[side].x0 for pair in mine) >= _MIN_COLUMN * size
            for side in (0, 1)
        )
        if (
            wide
            and len({id(a) for a, _ in mine}) >= _MIN_ROWS
            and len({id(b) for _, b in mine}) >= _MIN_ROWS
            and (best is None or len(mine) > best[0])
        ):
            best = len(mine), min(b.x0 for _, b in mine) - 0.5
    return best[1] if best else None


def _beside(ordered: list[Run], i: int) -> Iterator[Run]:
    """Runs at the height of the i-th, which overlap it by a third."""
    a = ordered[i]
    for step in (-1, 1):
        j = i + step
        while 0 <= j < len(ordered) and (
            ordered[j].y1 > a.y0 if step > 0 else ordered[j].y1 < a.y1 + 3 * a.size
        ):
            b = ordered[j]
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
    box = min(r.x0 for r in row), min(r.y0 for r in row), max(r.x1 for r in row), max(r.y1 for r in row)
    return Line(text, *box, longest.size, all(r.bold for r in row), left, right, column)


def join_lines(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of lines in reading order."""
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
    before, width = group[-1], max(group[-1].right - group[-1].left, 1.0)
    ended = TERMINAL.search(before.text) is not None
    if BULLET.match(line.text):
        return True
    if abs(line.size - before.size) > 0.12 * before.size or line.bold != before.bold:
        # A line in bold or in typewriter face amid a sentence is no heading.
        return (
            ended
            or before.x1 < before.left + 0.8 * width
            or line.text[:1].isupper()
            or line.text[:1].isdigit()
        )
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
        tuple(line.text for line in group),
        statistics.median(line.size for line in group),
        all(line.bold for line in group),
        group[0].y1,
        full,
    )
