"""What the columns of a user's table are: places, years, figures, labels, and what a row is about."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.figure_tables import Addition, Measure
from corpus.framework import Framework
from corpus.tables.cells import has_decimal_comma, is_place, read_amount, read_year
from corpus.tables.rows import Sheet
from corpus.tables.units import write_unit
from corpus.text.english import find_pattern
from corpus.text.figures.table_units import is_unit, states_unit

_MOSTLY = 0.6  # of the filled cells of a column, that decide what it is
_DISTINCT = 0.8  # of the filled cells of a column of items
_SERIES = "value"  # the id of the measure of columns that are bare years
# A unit at the end of a header: in brackets, after "in" or a comma, or a currency as the last words.
_UNIT = re.compile(
    r"\s*[(\[（](?P<bracketed>[^()\[\]（）]+)[)\]）]\s*$|\s*,?\s+in\s+(?P<after_in>.{1,30})$"
    r"|\s*,\s*(?P<after_comma>[^,]{1,30})$"
    r"|[\s_]+(?P<money>(?:usd|eur|us\$|[$€])(?:[\s_]\w+)?|\w+[\s_](?:usd|eur|us\$|[$€]))$|\s*(?P<share>%)$",
    re.IGNORECASE,
)
_SHARE = re.compile(r"%|per ?cent|share|rate\b", re.IGNORECASE)
_YEAR_COLUMN = find_pattern("year_column")
_LETTER = re.compile(r"[^\W\d_]")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_IN_NAME = re.compile(r"(?<!\d)(?:FY\s?)?((?:19|20)\d\d)(?![\d/])")
# Numbers that count or measure nothing.
_IDENTIFIER = re.compile(
    r"no\.?|nr\.?|n°|№|#|s/?n|(?:row|serial)?\s?(?:number|no\.?)|index|rank(?:ing)?|(?:.*[\s_])?(?:id|code|phone|fax|zip)"
    r"|lat(?:itude)?|long?(?:itude)?|序号|编号|р\.?\s?б(?:р|рој)?\.?|r\.?\s?br\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a sheet by what they are; `years` of measures that are one year of a series."""

    subject: str
    year: str
    item: str
    labels: tuple[str, ...]
    measures: tuple[Measure, ...]
    measure_of: Mapping[str, str]  # column → id of its measure
    years: Mapping[str, int]  # column → its year, where the columns are years
    decimal_comma: bool = False


def type_columns(sheet: Sheet, framework: Framework, *, may_have_comma: bool = False) -> Columns | None:
    """Say what each column is; None if no column has figures, or none says what they are about.

    `may_have_comma` if numbers are as somebody wrote them, not as a spreadsheet stores them.
    """
    cells = {c: [row.cells[c] for row in sheet.rows if c in row.cells] for c in sheet.columns}
    comma = may_have_comma and has_decimal_comma(v for values in cells.values() for v in values)
    places = [c for c in sheet.columns if _share(cells[c], lambda v: is_place(v, framework)) >= _MOSTLY]
    years = _find_columns_of_years({c: cells[c] for c in sheet.columns if c not in places})
    numeric = [
        c
        for c in sheet.columns
        if c not in (*places, *years)
        and _share(cells[c], lambda v: read_amount(v, decimal_comma=comma)) >= _MOSTLY
    ]
    words = [c for c in sheet.columns if c not in (*places, *years, *numeric)]
    numeric = [c for c in numeric if not _IDENTIFIER.fullmatch(c.strip())]
    item = next((c for c in words if _is_of_items(cells[c], len(sheet.rows))), "")
    if not (places or item) or not (numeric or places):
        return None
    measure_of, of_years = _group_by_year(numeric)
    cells_of = {m: [v for c in numeric if measure_of[c] == m for v in cells[c]] for m in measure_of.values()}
    measures = _tell_apart([_make_measure(name, values, comma) for name, values in cells_of.items()])
    return Columns(
        subject=places[0] if places else "",
        year=years[0] if years else "",
        item=item,
        labels=tuple(c for c in words if c != item),
        measures=_name_by_caption(measures, sheet),
        measure_of=measure_of,
        years=of_years,
        decimal_comma=comma,
    )


def _share(values: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(bool(fits(value)) for value in values) / len(values) if values else 0.0


def _is_of_items(values: Sequence[str], rows: int) -> bool:
    is_distinct = len(set(values)) >= _DISTINCT * len(values) >= _DISTINCT * _MOSTLY * rows
    return is_distinct and _share(values, _LETTER.search) >= _MOSTLY


def _find_columns_of_years(cells: Mapping[str, Sequence[str]]) -> list[str]:
    """The columns of years or dates: by their names, else those whose cells are bare years without a unit."""
    dated = [c for c in cells if _share(cells[c], lambda v: read_year(v) is not None) >= _MOSTLY]
    named = [c for c in dated if _YEAR_COLUMN.search(c)]
    return named or [
        c for c in dated if not states_unit(c) and _share(cells[c], _BARE_YEAR.fullmatch) >= _MOSTLY
    ]


def _group_by_year(columns: Sequence[str]) -> tuple[dict[str, str], dict[str, int]]:
    """The name of each column without its year, and the years, of columns that are a series.

    One column alone is of a year only if its name is nothing else: since "Projects since 2013" are many.
    """
    found = {c: years for c in columns if (years := _YEAR_IN_NAME.findall(c))}
    bare = {c: " ".join(_YEAR_IN_NAME.sub(" ", c).split()) for c, years in found.items() if len(years) == 1}
    series = {c for c, name in bare.items() if not name or list(bare.values()).count(name) > 1}
    measure_of = {c: (bare[c] or _SERIES) if c in series else c for c in columns}
    return measure_of, {c: int(found[c][0]) for c in columns if c in series}


def _make_measure(column: str, values: Sequence[str], decimal_comma: bool) -> Measure:
    """The measure of a column of a user's table; shares are not added."""
    name, unit = _split_unit(column)
    unit = write_unit(unit) if unit else _find_unit_of_cells(values, decimal_comma)
    is_share = _SHARE.search(column) is not None or unit == "%"
    adds = () if is_share else (Addition.PARTS, Addition.SUBJECTS, Addition.YEARS)
    return Measure(id=column, name=name, unit="%" if is_share and not unit else unit, adds_over=adds)


def _tell_apart(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """The measures, those with one name by their whole headers: "Debt in % of GDP" beside "Debt (USD)"."""
    names = Counter(m.name.lower() for m in measures)
    return tuple(replace(m, name=m.id) if names[m.name.lower()] > 1 else m for m in measures)


def _split_unit(column: str) -> tuple[str, str]:
    """A header as the name of its measure and the unit, which is empty where it states none."""
    found = _UNIT.search(column)
    words = next((part for part in found.groups() if part), "").replace("_", " ") if found else ""
    is_one = found is not None and (is_unit(words) or states_unit(f"({words})"))
    bare = column[: found.start()] if found and is_one else column
    name = " ".join(bare.replace("_", " ").split())
    return (name, words.strip()) if is_one and name else (" ".join(column.replace("_", " ").split()), "")


def _find_unit_of_cells(values: Sequence[str], decimal_comma: bool) -> str:
    """The unit that most cells of a column state, empty if most state none."""
    amounts = [a for value in values if (a := read_amount(value, decimal_comma=decimal_comma))]
    units = Counter(a.unit for a in amounts if a.unit)
    unit, count = units.most_common(1)[0] if units else ("", 0)
    return unit if sum(units.values()) >= _MOSTLY * len(amounts) and count else ""


def _name_by_caption(measures: tuple[Measure, ...], sheet: Sheet) -> tuple[Measure, ...]:
    """The measures, that of bare years with the name of its caption or sheet, an only one with its unit."""
    name, unit = _split_unit(sheet.caption.strip("; ")) if sheet.caption else ("", "")
    series = name or " ".join(sheet.name.replace("_", " ").split()) or _SERIES
    named = tuple(replace(m, name=series) if m.id == _SERIES else m for m in measures)
    if len(named) != 1 or named[0].unit or not unit:
        return named
    adds_over = () if unit == "%" else named[0].adds_over
    return (replace(named[0], unit=write_unit(unit), adds_over=adds_over),)
