"""Compute the figures of an answer again from its JSON: from quotations alone, without the tables.

A quotation of rows is read as `index` stores it, a paragraph for each row:

    country: Kenya; year: 2021; flow: oda; usd_2021: 4850000
"""

import itertools
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qa.figure_units import parse_unit

Figure = Mapping[str, Any]  # one of `figures` of an answer's JSON
Row = tuple[tuple[str, str], ...]  # cells by column
_NUMBER = re.compile(
    r"(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?:\s?(?P<scale>thousand|million|billion|trillion)\b)?"
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_CELL = re.compile(r"(?:^|(?<=; ))(?P<column>[^:;]+): (?P<value>.*?)(?=; [^:;]+: |$)")
_NEGATIVE = re.compile(r"\(.+\)|[-−–].+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# What the measures of computed figures begin with.
_NUMBER_OF, _SHARE_OF, _DIFFERENCES = (
    "number of ",
    "share of the total of ",
    ("change from ", "difference from "),
)
_COMPUTED = (_NUMBER_OF, _SHARE_OF, *_DIFFERENCES)
_MOST_LABELS = 6  # values of a column by which rows are divided
_EXACT = 0.005  # what is no amount of millions is written with two decimals


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written, its value, `bare` without the word that scales it, and its last digit."""

    written: str
    value: float
    bare: float
    tolerance: float

    def is_one_of(self, values: Iterable[float]) -> bool:
        """Return whether it is one of these values, rounded."""
        return any(abs(abs(value) - self.value) <= self.tolerance * (1 + 1e-9) for value in values)


@lru_cache(maxsize=10_000)
def read_numbers(text: str) -> tuple[Number, ...]:
    """Read the numbers of a text with the words that scale them; signs and currencies are left out."""
    return tuple(_make_number(found) for found in _NUMBER.finditer(text))


def find_fault(
    figure: Figure, others: Sequence[Figure], quotes: Mapping[int, str], known: Collection[float] = ()
) -> str:
    """Say which number of a figure its sources do not have, empty if they have them all.

    `others` are the figures of its set, `quotes` the quotations of the answer by their numbers, `known` the
    years that a sum may be over though no row has them.
    """
    if figure["value"] is None:
        return ""
    years = tuple(figure["years"]) if figure["years"] else None
    for part in figure["computed_from"]:
        if not _is_in(part["value"], figure["unit"], years or part["year"], _list_cited(part, quotes)):
            return f"{part['value']} of {part['subject']}"
    cited = _list_cited(figure, quotes)
    is_right = _is_close(figure["value"], _compute(figure, others))
    is_computed = figure["measure"].startswith(_COMPUTED) and figure["measure"] != others[0]["measure"]
    if not is_right and not is_computed:  # a column of a user may be a "number of visits"
        is_right = _is_in(figure["value"], figure["unit"], years or figure["year"], cited)
    if not is_right:
        return str(figure["value"])
    written = {number.value for quote in cited for number in read_numbers(quote)}
    written |= {part["year"] for part in figure["computed_from"]}
    stated = {*(figure["years"] or ()), *([figure["year"]] if figure["year"] is not None else [])}
    return ", ".join(str(year) for year in sorted(stated) if year not in written and year not in known)


def scale_value(figure: Figure) -> float:
    """Return the value without the scale of its unit: 300 "USD million" are 300,000,000."""
    return float(figure["value"]) * parse_unit(figure["unit"]).scale


def _make_number(found: re.Match[str]) -> Number:
    digits, scale = found["digits"].replace(",", ""), _SCALES.get(found["scale"] or "", 1.0)
    last_digit = 10 ** -len(digits.partition(".")[2])
    tolerance = 0.5 * last_digit * scale if found["scale"] else _EXACT
    return Number(found.group(), float(digits) * scale, float(digits), tolerance)


def _compute(figure: Figure, others: Sequence[Figure]) -> float:
    """What a figure is computed from gives: how many others there are, a share, a difference, or the sum."""
    values = [float(part["value"]) for part in figure["computed_from"]]
    measure = figure["measure"]
    if measure.startswith(_NUMBER_OF):
        return len([f for f in others if f is not figure])
    if not values:
        return math.nan
    if measure.startswith(_SHARE_OF):
        return 100 * sum(values[:-1]) / values[-1]
    if measure.startswith(_DIFFERENCES):
        return values[1] - values[0]
    return sum(values)


def _list_cited(record: Mapping[str, Any], quotes: Mapping[int, str]) -> list[str]:
    return [quotes[n] for n in record["cites"]]


def _is_in(value: float, unit: str, years: Sequence[int] | int | None, quotes: Sequence[str]) -> bool:
    """Whether quotations have a value of a unit, or rows of which it is the sum."""
    scale = parse_unit(unit).scale
    found = (v for quote in quotes for n in read_numbers(quote) for v in (n.value, n.bare * scale))
    if any(_is_close(abs(value) * scale, v) for v in found):
        return True
    span = (years, years) if isinstance(years, int) else years
    return any(_is_close(value, total) for total in _list_sums("\n\n".join(quotes), unit, span))


def _list_sums(text: str, unit: str, years: Sequence[int] | None) -> Iterator[float]:
    """The sums of each column of figures, over rows of these years and of each choice of labels."""
    rows = _read_rows(text)
    in_time = [row for row in rows if years and any(_is_year_of(value, years) for _, value in row)]
    columns = list(dict.fromkeys(column for row in rows for column, _ in row))
    series = [[column] for column in columns] + _group_by_year(columns, years)
    for chosen in [rows, in_time] if in_time else [rows]:
        for part in _divide(chosen, columns):
            for names in series:
                cells = [value for row in part for name, value in row if name in names]
                yield sum(_read_cell(value, unit) for value in cells)


def _group_by_year(columns: Sequence[str], years: Sequence[int] | None) -> list[list[str]]:
    """The columns that are one measure in several years: "TEU 2022" and "TEU 2023"."""
    groups: dict[str, list[str]] = {}
    for column in columns:
        year = _YEAR.search(column)
        if year and (years is None or years[0] <= int(year.group()) <= years[1]):
            groups.setdefault(_YEAR.sub("", column).strip(), []).append(column)
    return list(groups.values())


def _divide(rows: Sequence[Row], columns: Iterable[str]) -> Iterator[Sequence[Row]]:
    """All rows, and those that have one or some of the values of a column of labels."""
    yield rows
    for column in columns:
        values = dict.fromkeys(v for row in rows for name, v in row if name == column)
        is_label = not any(value[:1].isdigit() for value in values)
        if is_label and 1 < len(values) <= _MOST_LABELS:
            for size in range(1, len(values)):
                for some in itertools.combinations(values, size):
                    yield [row for row in rows if any((column, value) in row for value in some)]


@lru_cache(maxsize=1_000)
def _read_rows(text: str) -> tuple[Row, ...]:
    paragraphs = dict.fromkeys(text.split("\n\n"))  # quotations may overlap
    return tuple(tuple((m["column"], m["value"]) for m in _CELL.finditer(p)) for p in paragraphs)


def _is_year_of(value: str, years: Sequence[int]) -> bool:
    return value.isdigit() and len(value) == 4 and years[0] <= int(value) <= years[1]


@lru_cache(maxsize=50_000)
def _read_cell(value: str, unit: str) -> float:
    """The number of a cell in the unit of its column, 0 if it has none."""
    number = next(iter(read_numbers(value)), None)
    if number is None:
        return 0.0
    is_scaled = number.value != number.bare
    amount = number.value / parse_unit(unit).scale if is_scaled else number.value
    return -amount if _NEGATIVE.fullmatch(value) else amount


def _is_close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-11 * max(abs(a), abs(b), 1)
