"""Units of tables and figures in them, as an answer writes them: "$1.65 billion", "52.96%", "9,907 students".

>>> format_value(1_653_692_686, "USD")
'$1.65 billion'
"""

import re
from dataclasses import dataclass

from babel.numbers import format_decimal

_SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "trillion": 1e12,
}
_SIGNS = {
    "USD": "$",
    "US$": "$",
    "$": "$",
    "dollars": "$",
    "dollar": "$",
    "EUR": "€",
    "€": "€",
    "euros": "€",
    "euro": "€",
}
_WORD = re.compile(r"US\$|[$€]|%|[^\W\d_]+")
_LONGEST_SYMBOL = 3  # letters
_IRREGULAR = {"person": "people", "child": "children", "man": "men", "woman": "women"}
_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its parts: the sign of a currency, "%" or the noun of what is counted, and the scale."""

    sign: str
    noun: str
    scale: float

    @property
    def is_money(self) -> bool:
        """Whether it is a currency."""
        return bool(self.sign) and self.sign != "%"


def parse_unit(unit: str) -> Unit:
    """Read the unit of a measure: "USD million" is dollars with a scale of a million."""
    words = _WORD.findall(unit)
    if "%" in words or "percent" in words:
        return Unit("%", "", 1.0)
    sign = next((_SIGNS[w] for w in words if w in _SIGNS), "")
    scales = [w for w in words if w.lower() in _SCALES and (sign or w.lower() != "m")]  # else metres
    nouns = [w for w in words if w not in _SIGNS and w not in scales]
    return Unit(sign, " ".join(nouns), _SCALES[scales[0].lower()] if scales else 1.0)


def format_value(value: float, unit: str) -> str:
    """Write a figure with its unit: money with three digits, shares as they are, counts with their noun."""
    parts = parse_unit(unit)
    if parts.sign == "%":
        return f"{format_number(value)}%"
    if not parts.is_money:
        amount = value * parts.scale
        noun = parts.noun if amount == 1 else _pluralise(parts.noun)
        return f"{format_number(amount)} {noun}".rstrip()
    amount = abs(value) * parts.scale
    sign = "-" if value < 0 else ""
    for size, name in _LARGE:
        if amount >= size * 0.9995:
            return f"{sign}{parts.sign}{_round(amount / size)} {name}"
    return f"{sign}{parts.sign}{format_number(amount)}"


def format_number(value: float) -> str:
    """Write a number with commas and at most two decimals."""
    return str(format_decimal(round(value, 2), format="#,##0.##", locale="en"))


def _round(value: float) -> str:
    """Three significant digits, without zeros behind the point."""
    decimals = 2 if value < 10 else 1 if value < 100 else 0
    return str(format_decimal(round(value, decimals), format="#,##0.##", locale="en"))


def _pluralise(noun: str) -> str:
    """The plural of what is counted; symbols such as km, TEU and 万吨 have none."""
    if len(noun) <= _LONGEST_SYMBOL or noun.isupper() or not noun.isascii() or noun.endswith("s"):
        return noun
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun[-1] == "y" and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("x", "ch", "sh")) else f"{noun}s"
