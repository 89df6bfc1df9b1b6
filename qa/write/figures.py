"""The figures of an answer as rows that all its forms show: what each is, its value, its years, its sources.

A figure that is computed from others of its set (a total, a share, a change, a count) is marked, so that
it is shown below them. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa.figure_records import FigureSet, Operand, StatedFigure, Years
from qa.figure_units import format_value
from qa.wording import collapse_whitespace

NO_FIGURE = "no figure"
FIGURE_HEADS = ("Name", "Figure", "Year")
SHOWN_CITES = 2  # of a sum; all of them stand with what it is computed from


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure in words: its value with the unit, and its years, empty where it has none.

    `name` is what it is of, with its measure where that is not the one of the set. `cites` are those shown
    with it, `parts` what it is computed from where that is not in the rows above it.
    """

    figure: StatedFigure
    name: str
    value: str
    when: str
    cites: tuple[int, ...]
    parts: tuple[Operand, ...]
    is_computed: bool

    @property
    def exported_cites(self) -> tuple[int, ...]:
        """What a file cites that has no room to unfold a sum; the rows above cite for a computed figure."""
        return self.cites if self.is_computed else self.figure.cites


def list_figure_rows(figures: FigureSet) -> list[FigureRow]:
    """The figures of a set in its order; what is computed from them comes last."""
    measure = next((f.measure for f in figures.figures), "")
    return [_build_row(f, measure, is_computed=_is_computed(f, figures.figures)) for f in figures.figures]


def format_years(year: int | None, years: Years | None = None) -> str:
    """Write a year or a span of years; empty where there is none."""
    if years and years[0] != years[1]:
        return f"{years[0]}–{years[1]}"
    return "" if year is None else str(year)


def format_figure(value: float | None, unit: str) -> str:
    """Write a value with its unit, and no figure as such."""
    return NO_FIGURE if value is None else format_value(value, unit)


def describe_parts(row: FigureRow) -> str:
    """Say how many figures a sum is of; empty where the rows above show it, and for a single figure."""
    return f"from {len(row.parts)} figures" if row.parts else ""


def describe_licence(figures: FigureSet) -> str:
    """The attribution of a set with the licence and its address; empty if its table has none."""
    attribution = collapse_whitespace(figures.attribution)
    named = "" if figures.licence in attribution else figures.licence
    licence = ", ".join(part for part in (named, figures.licence_url) if part)
    return " ".join(part for part in (attribution, f"Licence: {licence}" if licence else "") if part)


def format_figures_markdown(figure_sets: Iterable[FigureSet]) -> list[str]:
    """Each set as a Markdown table under its title, with its notes and its licence."""
    return [part for figures in figure_sets for part in _format_set(figures) if part]


def _format_set(figures: FigureSet) -> Iterator[str]:
    yield f"**{_to_cell(figures.title)}**"
    lines = ["| " + " | ".join(FIGURE_HEADS) + " |", "|---" * len(FIGURE_HEADS) + "|"]
    for row in list_figure_rows(figures):
        parts = f" ({describe_parts(row)})" if row.parts else ""
        marks = "".join(f"[{n}]" for n in row.exported_cites)
        cells = (_to_cell(row.name), row.value, row.when)
        name, value, when = (f"**{c}**" if row.is_computed and c else c for c in cells)
        lines.append(f"| {name} | {f'{value} {marks}'.rstrip()}{parts} | {when} |")
    yield "\n".join(lines)
    yield "\n".join(f"- {collapse_whitespace(note)}" for note in figures.notes)
    yield describe_licence(figures)


def _to_cell(text: str) -> str:
    return collapse_whitespace(text).replace("|", "\\|")


def _build_row(figure: StatedFigure, measure: str, *, is_computed: bool) -> FigureRow:
    name = figure.subject if figure.measure == measure else f"{figure.subject}: {figure.measure}"
    operands = figure.computed_from
    hides_some = len(figure.cites) > SHOWN_CITES
    has_parts = len(operands) > 1 and (hides_some or not is_computed)
    return FigureRow(
        figure=figure,
        name=f"{name[:1].upper()}{name[1:]}" if is_computed else name,
        value=format_figure(figure.value, figure.unit),
        when=format_years(figure.year, figure.years),
        cites=figure.cites[:SHOWN_CITES] if has_parts else figure.cites,
        parts=operands if has_parts else (),
        is_computed=is_computed,
    )


def _is_computed(figure: StatedFigure, others: Sequence[StatedFigure]) -> bool:
    """Whether all that a figure is computed from are other figures of its set."""
    shown = {(f.subject, f.year, f.value) for f in others if f is not figure}
    operands = {(o.subject, o.year, o.value) for o in figure.computed_from}
    return bool(operands) and operands <= shown
