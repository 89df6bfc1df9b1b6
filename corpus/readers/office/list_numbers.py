"""Automatic numbers of lists and headings, as Word and OpenDocument define them: "3.", "2.1", "(c)".

A list counts on each of its levels. This module knows neither format: a reader gives the levels.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACE = re.compile("%([1-9])")
_ROMAN = tuple(
    zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "m cm d cd c xc l xl x ix v iv i".split(), strict=True)
)  # fmt: skip
_LATIN, _RUSSIAN = "abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя"
_DIGITS = "〇一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_MAX_WRITTEN = 5_000  # a greater number, which no list reaches, is written in digits


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of one level are numbered.

    `template` has the number of level n, from 1, in place of "%n". `kind` is one of `format_number`; "bullet"
    numbers nothing. `restart_after` is the level, from 1, whose items and those of higher levels make this
    one begin again; None for any higher level, 0 for none. Where it `is_legal`, all numbers are digits.
    """

    kind: str = "decimal"
    template: str = ""
    start: int = 1
    restart_after: int | None = None
    is_legal: bool = False
    separator: str = " "


def count_item(counts: dict[int, int], levels: Mapping[int, Level], at: int) -> str:
    """Count one item at a level, from 0, in `counts` and return its number; empty for a bullet."""
    for higher in range(at):  # an item without one above it stands below the first
        if higher in levels:
            counts.setdefault(higher, levels[higher].start)
    level = levels[at]
    counts[at] = counts[at] + 1 if at in counts else level.start
    for deeper in [d for d in counts if d > at]:
        restart = levels[deeper].restart_after if deeper in levels else None
        if restart is None or at < restart:
            del counts[deeper]
    return _write_label(counts, levels, level)


def _write_label(counts: Mapping[int, int], levels: Mapping[int, Level], level: Level) -> str:
    if level.kind == "bullet":
        return ""

    def write(place: re.Match[str]) -> str:
        number = int(place.group(1)) - 1
        if number not in counts or number not in levels:
            return ""
        is_digits = level.is_legal and levels[number].kind != "none"
        return format_number(counts[number], "decimal" if is_digits else levels[number].kind)

    label = " ".join(_PLACE.sub(write, level.template).split()).lstrip(".")
    return label if any(c.isalnum() for c in label) else ""


def format_number(number: int, kind: str) -> str:
    """Return a number as a list shows it; in digits if its kind is not known.

    The kinds are Word's (ECMA-376, part 1, 17.18.59): decimal, upperRoman, lowerLetter, chineseCounting ...
    """
    if kind in ("none", "bullet"):
        return ""
    if not 0 < number < _MAX_WRITTEN:
        return str(number)
    if kind == "decimalZero":
        return f"{number:02}"
    if kind == "ordinal":
        return f"{number}{_ordinal_ending(number)}"
    if kind.lower().endswith("roman"):
        return _match_case(_write_roman(number), kind)
    if kind.endswith("Letter"):
        return _match_case(_repeat_letter(number, _LATIN), kind)
    if kind.startswith("russian"):
        return _match_case(_repeat_letter(number, _RUSSIAN), kind.replace("russian", "").lower())
    if kind.startswith(("chineseCounting", "taiwaneseCounting", "japaneseCounting")):
        return _write_chinese(number)
    return str(number)


def _match_case(text: str, kind: str) -> str:
    return text.upper() if kind.startswith("upper") else text


def _write_roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _repeat_letter(number: int, alphabet: str) -> str:
    """Return a, b ... z, aa, bb ...: Word repeats the letter."""
    count, letter = divmod(number - 1, len(alphabet))
    return alphabet[letter] * (count + 1)


def _ordinal_ending(number: int) -> str:
    return "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _write_chinese(number: int) -> str:
    text, rest = "", number
    for value, unit in _UNITS:
        digit, rest = divmod(rest, value)
        if digit:
            text += ("" if digit == 1 and unit == "十" and not text else _DIGITS[digit]) + unit
        elif text and rest and not text.endswith("〇"):
            text += "〇"
    return text + (_DIGITS[rest] if rest else "")
