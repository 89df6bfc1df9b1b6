"""What the cells of a table say: a number with its unit, a year, a place.

1,200.5 · (300) · 450* · 12 %      1200.5 · -300 · 450 · 12, in percent
$300 million · 5 km                300 000 000 in USD · 5 in km
~300 · 400–450 · n/a               no figure: what is about something, or between two, is not one number
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.framework import Framework
from corpus.tables.units import read_unit
from corpus.text.dates import YEAR
from corpus.text.figures.find import find_figures
from corpus.text.figures.numerals import read_digits

_MAX_NUMBER = 40  # characters of a cell that is a number with its unit
_MAX_PLACE = 60  # characters of a cell that is a place
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = r"\d[\d.,\s'’]*"
_PLAIN = re.compile(rf"({_DIGITS})(\s?%)?")
_FIRST_DIGITS = re.compile(_DIGITS)
_IN_BRACKETS = re.compile(r"\((.+)\)")  # as accountants write what is less than zero
_NOTE_MARK = re.compile(r"(?<=[\d%])\s?(?:[*†‡§]+|[⁰¹²³⁴-⁹ᵃ-ᶻ]+|\[\w{1,2}\]|\([a-z]\))$")
_MAY_BE_NUMBER = re.compile(r"[^\w\s]{0,3}\s?(?:[A-Z]{2,3}[$€£¥]?\s?)?[$€£¥₽]?\s?\d")
_WITH_COMMA = re.compile(r"[-−–+(]?\d{1,3}(?:(?:[.\s]\d{3})*|\d*),\d{1,2}\)?\s?%?")
_WITH_POINT = re.compile(r"[-−–+(]?\d[\d,\s]*\.(?:\d{1,2}|\d{4,})\)?\s?%?")


@dataclass(frozen=True, slots=True)
class CellAmount:
    """The number of a cell with the unit that the cell itself states, as that of a `Figure`; empty if none.

    `is_scaled` if the number is not that of its digits: "$300 million".
    """

    value: float
    unit: str = ""
    is_scaled: bool = False


@lru_cache(maxsize=50_000)
def read_amount(value: str, *, decimal_comma: bool = False) -> CellAmount | None:
    """Return the number that a cell is, None if it is none or more than one."""
    words = _NOTE_MARK.sub("", value.strip())
    bracketed = _IN_BRACKETS.fullmatch(words)
    is_negative = bracketed is not None or words[:1] in ("-", "−", "–")
    words = bracketed[1] if bracketed else words.lstrip("-−–+").strip()
    amount = _read_positive(words, decimal_comma)
    if amount is None or not is_negative:
        return amount
    return CellAmount(-amount.value, amount.unit, amount.is_scaled)


def read_value(value: str) -> float | None:
    """Return the number of a cell as it stands there; None if it is no number."""
    amount = read_amount(value)
    return amount.value if amount else None


def read_in_unit(value: str, unit: str, *, decimal_comma: bool = False) -> float | None:
    """Return the number of a cell in the unit of its column; None if it is no number or in another one.

    In a column of "USD million" are "300" and "$300 million" the same, and "€5m" is no figure of it.
    """
    amount = read_amount(value, decimal_comma=decimal_comma)
    if amount is None or not (amount.unit or amount.is_scaled):
        return amount.value if amount else None
    name, scale = read_unit(unit)
    if amount.unit and amount.unit != name:
        return None
    return amount.value / scale if amount.is_scaled else amount.value


def read_year(value: str) -> int | None:
    """Return the year of a cell: "2019", "2019-05-01", "May 2019"; None if it has none or several."""
    found = set(YEAR.findall(value))
    return int(found.pop()) if len(found) == 1 else None


def is_place(value: str, framework: Framework) -> bool:
    """Return whether a cell names a region or a country of the framework and nothing else."""
    return len(value) <= _MAX_PLACE and bool(find_place(value, framework))


@lru_cache(maxsize=10_000)
def find_place(value: str, framework: Framework) -> str:
    """Return the framework's name of what a cell names, empty if it names nothing or something else too."""
    found = framework.find_subjects(value, fold_case=True) if _LETTER.search(value) else []
    bare = re.sub(r"[^\w]", "", value)
    return found[0].name if found and len(bare) <= found[0].end - found[0].start + 1 else ""


def has_decimal_comma(values: Iterable[str]) -> bool:
    """Return whether numbers show that the comma is the decimal sign: "300,5", and none with a point."""
    found = [value for value in values if _WITH_COMMA.fullmatch(value) or _WITH_POINT.fullmatch(value)]
    return bool(found) and all(_WITH_COMMA.fullmatch(value) for value in found)


def _read_positive(words: str, decimal_comma: bool) -> CellAmount | None:
    if plain := _PLAIN.fullmatch(words):
        number = read_digits(plain[1].strip(), decimal_comma=decimal_comma)
        return None if number is None else CellAmount(float(number), "%" if plain[2] else "")
    if len(words) > _MAX_NUMBER or not _MAY_BE_NUMBER.match(words):
        return None
    figures = find_figures(words, "de" if decimal_comma else None)
    if len(figures) != 1 or (figures[0].start, figures[0].end) != (0, len(words)):
        return None
    figure, digits = figures[0], _FIRST_DIGITS.search(words)
    if figure.high is not None or figure.is_approximate or digits is None:
        return None
    bare = read_digits(digits.group().strip(" .,"), decimal_comma=decimal_comma)
    return CellAmount(figure.value, figure.unit, bare is None or float(bare) != figure.value)
