"""What the tables of figures hold by country, for Explore: the figures of a year, a country over the years.

Figures are added only over what the description of their table allows. A country without a row has no figure,
which is not zero.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from corpus.figure_tables import Addition, FigureTable, Measure
from corpus.framework import Framework
from index.records import Tables
from qa.read.figures.places import list_countries
from qa.select.figures.frame import Amount, tidy
from qa.write.csv_export import write_csv

_NOT_COUNTRIES = ("region", "group", "world")
_COLUMNS = (
    *("country", "year", "value", "unit", "measure", "table"),
    *("note", "source", "attribution", "licence", "document", "rows"),
)
_RowsByYear = Mapping[int | None, tuple[int, ...]]


@dataclass(frozen=True)
class CountryMeasure:
    """A measure with figures of countries.

    `rows` are places in the table by country and year, only of rows with a figure; `left_out` are subjects
    that are no countries.
    """

    table: FigureTable
    measure: Measure
    rows: Mapping[str, _RowsByYear]
    left_out: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What identifies the measure among those of all tables."""
        return f"{self.table.id} {self.measure.id}"

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries with a figure, by name."""
        return tuple(sorted(self.rows))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that figures are of, ascending; none where the figures are not of years."""
        found = {year for by_year in self.rows.values() for year in by_year if year is not None}
        if Addition.YEARS not in self.measure.adds_over:
            found &= self.table.years_of_series(self.measure.id)
        return tuple(sorted(found))

    @property
    def choices(self) -> tuple[int | None, ...]:
        """The years to choose from, the latest first; None stands for the figures of all years together.

        It is first, and left out where figures must not be added over years.
        """
        adds = Addition.YEARS in self.measure.adds_over and len(self.years) != 1
        return (*((None,) if adds or not self.years else ()), *reversed(self.years))

    @property
    def default_year(self) -> int | None:
        """All years of a flow; else the last year with at least half as many countries as the fullest one."""
        is_series = not self.table.description.attribution and self.table.years_of_series(self.measure.id)
        if not self.years or (None in self.choices and not is_series):
            return None
        counts = {year: sum(year in by_year for by_year in self.rows.values()) for year in self.years}
        return max(year for year, count in counts.items() if 2 * count >= max(counts.values()))

    def add_up(self, country: str, year: int | None) -> Amount:
        """Return the figure of a country in a year, in all years where `year` is None.

        It is None where there is no row, or where there are several that must not be added.
        """
        by_year = self.rows.get(country, {})
        found = {y: rows for y, rows in by_year.items() if year in (None, y)}
        rows = tuple(row for _, rows in sorted(found.items(), key=lambda f: f[0] or 0) for row in rows)
        dated = [y for y in found if y is not None]
        span = (min(dated), max(dated)) if dated and self.years else None
        adds = self.measure.adds_over
        is_sum = all(len(rows) == 1 for rows in found.values()) or Addition.PARTS in adds
        is_sum = is_sum and (len(found) < 2 or Addition.YEARS in adds)
        values = [value for row in rows if (value := self.table.values[self.measure.id][row]) is not None]
        return Amount(country, tidy(sum(values)) if values and is_sum else None, span, rows)

    def rank(self, year: int | None, within: Collection[str] | None = None) -> list[Amount]:
        """Return the figures of all countries, or of those `within`, the largest first.

        Countries whose rows must not be added come last; those without a row are left out.
        """
        names = [c for c in self.countries if within is None or c in within]
        amounts = [amount for name in names if (amount := self.add_up(name, year)).rows]
        return sorted(amounts, key=lambda a: (a.value is None, -(a.value or 0.0), a.name))

    def follow(self, country: str) -> list[Amount]:
        """Return the figure of a country in each year of the measure, None in a year without one."""
        return [self.add_up(country, year) for year in self.years]

    def find_missing(self, year: int | None, within: Collection[str] | None = None) -> list[str]:
        """Return the countries, or those `within`, that have a figure in other years only."""
        names = [c for c in self.countries if within is None or c in within]
        return [name for name in names if not self.add_up(name, year).rows]


class TablesSurvey:
    """The measures of the tables of an index that have figures of countries, in the order of the index."""

    def __init__(self, tables: Tables, framework: Framework) -> None:
        self._framework = framework
        found = [_group_rows(t, m, framework) for t in tables for m in t.description.measures]
        self.measures = {m.key: m for m in found if m.rows}

    @property
    def titles(self) -> dict[str, str]:
        """The title of each measure by its key: that of its table and, unless that says it, its name."""
        titles = {key: _name_measure(m) for key, m in self.measures.items()}
        names = list(titles.values())
        return {
            key: title if names.count(title) == 1 else f"{title} ({self.measures[key].table.document_id})"
            for key, title in titles.items()
        }

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the framework, and after them its groups of countries."""
        subjects = self._framework.subjects.values()
        return tuple(s.name for kind in ("region", "group") for s in subjects if s.kind == kind)

    @property
    def default(self) -> CountryMeasure | None:
        """The first measure with a series of years, the first one if none has, None without tables."""
        measures = list(self.measures.values())
        return next((m for m in measures if len(m.years) > 1), measures[0] if measures else None)

    def list_countries(self, region: str) -> tuple[str, ...] | None:
        """Return the countries of a region or group; None, which stands for all, of any other name."""
        return list_countries(region, self._framework) if region in self.regions else None


def write_figures(measure: CountryMeasure, amounts: Iterable[Amount]) -> str:
    """Write the amounts that have rows as CSV, with their source, attribution, licence and row numbers."""
    table, about = measure.table, measure.table.description
    licence = " ".join(filter(None, (about.licence, about.licence_url)))
    of_all = (
        *(measure.measure.unit, measure.measure.name, about.title, measure.measure.note),
        *(about.source, about.attribution, licence, table.document_id),
    )
    return write_csv(
        _COLUMNS,
        (
            [
                a.name,
                _write_span(a),
                _to_cell(a.value),
                *of_all,
                ", ".join(map(str, number_rows(table, a.rows))),
            ]
            for a in amounts
            if a.rows
        ),
    )


def number_rows(table: FigureTable, rows: Iterable[int]) -> tuple[int, ...]:
    """Return the numbers that rows have in their file, once each."""
    return tuple(dict.fromkeys(table.numbers[row] for row in rows))


def _group_rows(table: FigureTable, measure: Measure, framework: Framework) -> CountryMeasure:
    grouped: dict[str, dict[int | None, list[int]]] = {}
    left_out: dict[str, None] = {}
    columns = zip(table.subjects, table.years, table.values[measure.id], strict=True)
    for row, (name, year, value) in enumerate(columns):
        subject = framework.subjects.get(name)
        if value is None or not name:
            continue
        if subject is None or subject.kind in _NOT_COUNTRIES:
            left_out[name] = None
        else:
            grouped.setdefault(name, {}).setdefault(year, []).append(row)
    rows = {name: {year: tuple(r) for year, r in by_year.items()} for name, by_year in grouped.items()}
    return CountryMeasure(table, measure, rows, tuple(left_out))


def _name_measure(measure: CountryMeasure) -> str:
    description, name = measure.table.description, measure.measure.name
    is_alone = description.attribution and len(description.measures) == 1
    is_title = is_alone or name.casefold() == description.title.casefold()
    return description.title if is_title else f"{description.title}: {name}"


def _to_cell(value: float | None) -> str | float:
    """A number as a spreadsheet reads it: 12 rather than 12.0; nothing where there is no figure."""
    if value is None:
        return ""
    return int(value) if value.is_integer() else value


def _write_span(amount: Amount) -> str:
    return "-".join(str(year) for year in sorted(set(amount.years or ())))
