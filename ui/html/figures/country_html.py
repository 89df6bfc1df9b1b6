"""Figures by country as HTML: what they are, their tables, whose they are, and the rows behind a figure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.figure_tables import FigureTable
from corpus.records import Document
from qa.figure_units import format_value, parse_unit
from qa.select.figures.frame import Amount
from qa.tables_survey import CountryMeasure
from qa.write.figures import NO_FIGURE, format_years
from ui.html.environment import load_macro
from ui.html.evidence_html import cite_references
from ui.html.figures.country_plots import FIGURE, MOST_BARS, write_year

SHOWN = 40  # rows of a figure that are listed until all are asked for
_MOST_NAMES = 12  # in a note
_ranking_note = load_macro("country_figures.html", "ranking_note")
_ranking_table = load_macro("country_figures.html", "ranking_table")
_series_note = load_macro("country_figures.html", "series_note")
_series_table = load_macro("country_figures.html", "series_table")
_credit = load_macro("country_figures.html", "credit")
_rows = load_macro("country_figures.html", "rows")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A number that opens its rows; without rows there is nothing to open."""

    figure: str
    country: str
    year: str
    text: str
    label: str
    rows: int


@dataclass(frozen=True, slots=True)
class _Credit:
    """Whose figures they are; `attribution` is empty for a user's table."""

    attribution: str
    licence: str
    licence_url: str
    document_id: str


@dataclass(frozen=True, slots=True)
class _TableRow:
    number: int
    cells: tuple[str, ...]
    value: str


def render_ranking_note(
    measure: CountryMeasure, amounts: Sequence[Amount], missing: Sequence[str], year: int | None, region: str
) -> str:
    """What the bars show, how many of how many, and which countries have no figure."""
    what = (_describe_years(measure, year), region, _name_unit(measure) and f"in {_name_unit(measure)}")
    return _ranking_note(
        _capitalise(measure.measure.name),
        ", ".join(filter(None, what)),
        list(_describe_gaps(amounts, missing, measure.left_out)),
    )


def render_ranking_table(
    measure: CountryMeasure, amounts: Sequence[Amount], year: int | None, region: str
) -> str:
    """All countries with their figures, and the button that exports them."""
    when = _describe_years(measure, year)
    cells = [(a.name, _build_cell(measure, a, year)) for a in amounts]
    request = {"measure": measure.key, "year": year, "region": region}
    return _ranking_table(f"{_capitalise(measure.measure.name)}, {when}", cells, json.dumps(request))


def render_series_note(measure: CountryMeasure, series: Sequence[Sequence[Amount]]) -> str:
    """How to read the lines; where there is one year or none, why there are no lines."""
    if len(measure.years) > 1:
        return _series_note("A gap is a year without a figure, which is not zero.")
    if not measure.years:
        return _series_note("These figures are not of years, so there are no lines.")
    said = "; ".join(f"{line[0].name}: {_write_figure(measure, line[0])}" for line in series)
    return _series_note(f"All figures are of {measure.years[0]}, so there are no lines. {said}.")


def render_series_table(measure: CountryMeasure, series: Sequence[Sequence[Amount]]) -> str:
    """The countries by year, the latest first, and the button that exports them; nothing without years."""
    if not measure.years:
        return ""
    names = [line[0].name for line in series]
    by_year = [
        (year, [_build_cell(measure, line[place], year) for line in series])
        for place, year in reversed(list(enumerate(measure.years)))
    ]
    request = {"measure": measure.key, "countries": names}
    return _series_table(_capitalise(measure.measure.name), names, by_year, json.dumps(request))


def render_credit(measure: CountryMeasure) -> str:
    """What to know of the figures, whose they are, and their licence; of a user's table its file."""
    description = measure.table.description
    return _credit([measure.measure.note, description.covers], _find_credit(measure.table))


def render_rows(
    measure: CountryMeasure, amount: Amount, year: int | None, document: Document, *, everything: bool = False
) -> str:
    """The rows that a figure is from, with their numbers, source, attribution and licence.

    `document` is that of the table.
    """
    table = measure.table
    values = table.values[measure.measure.id]
    listed = amount.rows if everything else amount.rows[:SHOWN]
    columns = list(_list_columns(measure))
    return _rows(
        f"{amount.name}: {_describe_years(measure, year)}",
        (_capitalise(measure.measure.name), _name_unit(measure) or "Figure", measure.measure.note),
        [head for head, _ in columns],
        [
            _TableRow(table.numbers[row], tuple(cells[row] for _, cells in columns), f"{values[row]:,.12g}")
            for row in listed
        ],
        len(amount.rows),
        "" if amount.value is None else f"{amount.value:,.12g}",
        cite_references(document.references),
        _find_credit(table),
    )


def _build_cell(measure: CountryMeasure, amount: Amount, year: int | None) -> _Cell:
    text = _write_figure(measure, amount)
    when = _describe_years(measure, year)
    label = f"{amount.name}, {when}: {text}, open"
    return _Cell(FIGURE, amount.name, write_year(year), text, label, len(amount.rows))


def _list_columns(measure: CountryMeasure) -> Iterator[tuple[str, Sequence[str]]]:
    """The columns that tell the rows of a table apart, with a cell for each of its rows.

    The year of a series is in the names of columns; any other one is in the column of years.
    """
    table, description = measure.table, measure.table.description
    if any(table.years):
        is_series = description.item and table.years_of_series(measure.measure.id)
        yield (
            "Year" if is_series else _capitalise(description.year),
            ["" if year is None else str(year) for year in table.years],
        )
    if description.item:
        yield _capitalise(description.item), table.items
    names = {(p.column, p.value): p.name for p in description.parts}
    for column, values in table.labels.items():
        yield _capitalise(column), [names.get((column, value), value) for value in values]


def _name_unit(measure: CountryMeasure) -> str:
    """The currency or the per cent sign; what is counted is in the name of the measure."""
    return measure.measure.unit if parse_unit(measure.measure.unit).sign else ""


def _write_figure(measure: CountryMeasure, amount: Amount) -> str:
    if amount.value is not None:
        return format_value(amount.value, measure.measure.unit)
    return f"{len(amount.rows)} rows, not added" if amount.rows else NO_FIGURE


def _describe_years(measure: CountryMeasure, year: int | None) -> str:
    """The year, the first and last of all together ("2000–2021"), or "all rows" where they are of none."""
    if year is not None:
        return str(year)
    years = measure.years
    return format_years(years[-1], (years[0], years[-1])) if years else "all rows"


def _describe_gaps(
    amounts: Sequence[Amount], missing: Sequence[str], left_out: Sequence[str]
) -> Iterator[str]:
    known = sum(a.value is not None for a in amounts)
    unadded = [a.name for a in amounts if a.value is None]
    if not known:
        yield "No country has a figure to draw here; choose another year or region."
    if known > MOST_BARS:
        yield f"The {MOST_BARS} largest of {known} are drawn; the table has all."
    for names, one, many in (
        (unadded, "has several rows, which must not be added", "have several rows, which must not be added"),
        (missing, "has no figure here, which is not zero", "have no figure here, which is not zero"),
        (left_out, "is left out, because it is no country", "are left out, because they are no countries"),
    ):
        if names:
            yield _list_names(names, one if len(names) == 1 else many)


def _list_names(names: Sequence[str], said: str) -> str:
    """A sentence with the names, or with how many there are if they are too many."""
    listed = ", ".join(names) if len(names) <= _MOST_NAMES else f"{len(names)} of the table"
    return f"{listed} {said}."


def _capitalise(name: str) -> str:
    """Capitalise the first letter alone: "UN votes" keeps its capitals."""
    return name[:1].upper() + name[1:]


def _find_credit(table: FigureTable) -> _Credit:
    description = table.description
    return _Credit(description.attribution, description.licence, description.licence_url, table.document_id)
