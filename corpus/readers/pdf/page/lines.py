"""Lines of a page and the paragraphs that they make: by distance, indent, size and weight."""

import itertools
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.readers.pdf.page.runs import MIN_SPACE, Run
from corpus.readers.pdf.page.tables import TERMINAL
from corpus.readers.signs.characters import SUPERSCRIPT
from corpus.readers.signs.lines import HYPHEN
from corpus.readers.table_rows import is_caption

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


def make_line(row: Sequence[Run], left: float, right: float, column: int) -> Line:
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
