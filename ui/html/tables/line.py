"""A line chart as SVG that is as wide as its place, so that its text keeps its size on a phone.

Positions along the years are percentages, heights are pixels; only `line`, `circle` and `text` take these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.write.figures import FigureRow

HEIGHT = 190
_TOP, _BOTTOM = 30.0, 160.0  # pixels, of the largest and the smallest value
_LEFT, _RIGHT = 5.0, 95.0  # per cent, of the first and the last year
_MAX_TICKS = 6
_LOWEST = 178.0  # pixels, of a label: the years stand below it
_NEAR_PERCENT, _NEAR_PX = 16.0, 16.0  # a label that is nearer to another one is left out
_ABOVE, _BELOW = -10.0, 19.0  # of a point, where its label stands
_EDGE = 12.0  # per cent: labels that are nearer to an edge are written away from it


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in the chart: its place, and the label at it, empty for most."""

    x: float
    y: float
    year: int
    value: str
    label: str = ""
    label_y: float = 0.0
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Segment:
    """The line between two points; `is_gap` if years without a figure lie between them."""

    start: Point
    end: Point
    is_gap: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one subject over the years, with the class of its colour."""

    subject: str
    colour: str
    points: tuple[Point, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines, the years below them with their places and anchors, and what they show in words.

    `zero` is the height of zero, None where the heights do not begin at it.
    """

    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, int, str], ...]
    zero: float | None
    description: str
    height: int = HEIGHT


def draw_lines(rows: Sequence[FigureRow], colours: dict[str, str], title: str) -> Chart | None:
    """Draw the figures that have a year and a value; None if no subject has two."""
    known = [r for r in rows if r.figure.value is not None and r.figure.year is not None]
    subjects = {s: [r for r in known if r.name == s] for s in dict.fromkeys(r.name for r in known)}
    if not any(len(found) > 1 for found in subjects.values()):
        return None
    scale = _Scale(known)
    lines = tuple(_draw_line(s, colours[s], found, scale) for s, found in subjects.items())
    return Chart(
        lines=_label(lines),
        ticks=tuple((scale.place(year), year, _anchor(scale.place(year))) for year in scale.list_ticks()),
        zero=scale.raise_to(0) if scale.low == 0 else None,
        description=f"Line chart: {title}. {' '.join(map(_describe, lines))} The table has all figures.",
    )


class _Scale:
    """Years to percentages of the width, values to pixels from the top."""

    def __init__(self, rows: Sequence[FigureRow]) -> None:
        years = [r.figure.year or 0 for r in rows]
        values = [r.figure.value or 0.0 for r in rows]
        self.first, self.last = min(years), max(years)
        least, most = min(values), max(values)
        # Values that are all far from zero, such as shares of votes, would be one flat line.
        self.low = least - (most - least) / 4 if least > most / 2 else min(0.0, least)
        self.high = most if most > self.low else self.low + 1

    def place(self, year: int) -> float:
        share = (year - self.first) / max(1, self.last - self.first)
        return round(_LEFT + share * (_RIGHT - _LEFT), 2)

    def raise_to(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)

    def list_ticks(self) -> list[int]:
        """At most six years, the first and the last among them, evenly spaced where whole years can be."""
        span = self.last - self.first
        most = max(1, min(_MAX_TICKS - 1, span))
        steps = next((n for n in range(most, 1, -1) if span % n == 0), most)
        return [self.first + round(step * span / steps) for step in range(steps + 1)]


def _draw_line(subject: str, colour: str, rows: Sequence[FigureRow], scale: _Scale) -> Line:
    points = tuple(
        Point(scale.place(year), scale.raise_to(value), year, row.value)
        for row in sorted(rows, key=lambda r: r.figure.year or 0)
        if (year := row.figure.year) is not None and (value := row.figure.value) is not None
    )
    segments = tuple(Segment(a, b, b.year - a.year > 1) for a, b in pairwise(points))
    return Line(subject, colour, points, segments)


def _label(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Label the last and the first point of each line, and the highest and lowest, where there is room."""
    taken: list[Point] = []
    labelled: dict[tuple[str, int], Point] = {}
    for pick in (_last, _first, _highest, _lowest):
        for line in lines:
            point = _write_label(pick(line), line)
            if (line.subject, point.year) not in labelled and all(_is_apart(point, t) for t in taken):
                taken.append(point)
                labelled[line.subject, point.year] = point
    return tuple(
        Line(
            line.subject,
            line.colour,
            tuple(labelled.get((line.subject, p.year), p) for p in line.points),
            line.segments,
        )
        for line in lines
    )


def _write_label(point: Point, line: Line) -> Point:
    """The label stands on the side of the point that its line does not take."""
    place = line.points.index(point)
    beside = line.points[max(0, place - 1) : place + 2]
    is_line_above = sum(p.y for p in beside) < point.y * len(beside)
    y = point.y + (_BELOW if is_line_above and point.y + _BELOW < _LOWEST else _ABOVE)
    return Point(point.x, point.y, point.year, point.value, point.value, round(y, 1), _anchor(point.x))


def _anchor(x: float) -> str:
    return "start" if x < _EDGE else "end" if x > 100 - _EDGE else "middle"


def _is_apart(point: Point, other: Point) -> bool:
    return abs(point.x - other.x) >= _NEAR_PERCENT or abs(point.label_y - other.label_y) >= _NEAR_PX


def _last(line: Line) -> Point:
    return line.points[-1]


def _first(line: Line) -> Point:
    return line.points[0]


def _highest(line: Line) -> Point:
    return min(line.points, key=lambda p: p.y)


def _lowest(line: Line) -> Point:
    return max(line.points, key=lambda p: p.y)


def _describe(line: Line) -> str:
    first, last = line.points[0], line.points[-1]
    return f"{line.subject}: {first.value} in {first.year}, {last.value} in {last.year}."
