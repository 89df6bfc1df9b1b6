"""The figures of an answer as a table with a bar in each row, or under a line chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.figure_records import FigureSet
from qa.records import Answer
from qa.write.figures import (
    FIGURE_HEADS,
    SHOWN_CITES,
    FigureRow,
    format_figure,
    format_years,
    list_figure_rows,
)
from ui.html.evidence_html import is_web_address
from ui.html.statement_html import SIDE_COLOURS, side_class
from ui.html.tables.line import Chart, draw_lines


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of a figure in per cent of the width: where it begins, and how long it is."""

    left: str
    width: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A figure that another one is computed from, in words, with its citations."""

    name: str
    value: str
    when: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A row of the table: the figure in words, its colour and its bar, if it has one."""

    row: FigureRow
    colour: str
    bar: Bar | None
    parts: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True)
class ShownSet:
    """A set of figures as it is shown.

    `attribution` is the text before, of and after the link to the licence at `licence_url`, which is empty
    where there is no such address.
    """

    title: str
    heads: tuple[str, ...]
    has_bars: bool
    figures: tuple[ShownFigure, ...]
    computed: tuple[ShownFigure, ...]
    chart: Chart | None
    notes: tuple[str, ...]
    attribution: tuple[str, str, str]
    licence_url: str


def build_figure_sets(answer: Answer) -> list[ShownSet]:
    """The sets of an answer in its order."""
    return [_build_set(figures, answer) for figures in answer.figure_sets]


def split_attribution(attribution: str, licence: str) -> tuple[str, str, str]:
    """The attribution around the name of the licence, which follows it where it does not name it."""
    before, name, after = attribution.rpartition(licence) if licence else ("", "", "")
    return (before, name, after) if name else (f"{attribution} " if attribution else "", licence, "")


def _build_set(figures: FigureSet, answer: Answer) -> ShownSet:
    rows = list_figure_rows(figures)
    stated = [row for row in rows if not row.is_computed]
    is_line = figures.kind == "line"
    colours = _choose_colours([row.name for row in stated], answer, is_line=is_line)
    bars = [None] * len(stated) if is_line else _measure_bars(stated)
    return ShownSet(
        title=figures.title,
        heads=FIGURE_HEADS,
        has_bars=not is_line,
        figures=tuple(_show(row, colours[row.name], bar) for row, bar in zip(stated, bars, strict=True)),
        computed=tuple(_show(row, "", None) for row in rows if row.is_computed),
        chart=draw_lines(stated, colours, figures.title) if is_line else None,
        notes=figures.notes,
        attribution=split_attribution(figures.attribution, figures.licence),
        licence_url=figures.licence_url if is_web_address(figures.licence_url) else "",
    )


def _show(row: FigureRow, colour: str, bar: Bar | None) -> ShownFigure:
    unit = row.figure.unit
    parts = tuple(
        ShownPart(
            part.subject, format_figure(part.value, unit), format_years(part.year), part.cites[:SHOWN_CITES]
        )
        for part in row.parts
    )
    return ShownFigure(row, colour, bar, parts)


def _choose_colours(names: Sequence[str], answer: Answer, *, is_line: bool) -> dict[str, str]:
    """The colour of each side of the question; lines of anything else take colours in their order."""
    colours = {name: side_class(answer, name) for name in names}
    if is_line and not all(colours.values()):
        return {name: f"side-{n % SIDE_COLOURS + 1}" for n, name in enumerate(colours)}
    return colours


def _measure_bars(rows: Sequence[FigureRow]) -> list[Bar | None]:
    """Bars from a common zero, to its left for negative values; none for no figure."""
    values = [row.figure.value for row in rows]
    low = min([0.0, *(v for v in values if v is not None)])
    span = max([0.0, *(v for v in values if v is not None)]) - low or 1.0
    return [
        None if v is None else Bar(f"{100 * (min(v, 0) - low) / span:.2f}", f"{100 * abs(v) / span:.2f}")
        for v in values
    ]
