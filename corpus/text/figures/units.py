"""What a figure counts or measures, by the words right before and behind its number.

Currencies have their ISO codes, units of measure their symbols ("km", "%", "t") or the English singular
("year"), and what is counted is the noun in the singular: "40 military attaches" are counted in "attache".
"""

import re
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus.text.english import read_words

_DATA = tomllib.loads(Path(__file__).with_name("foreign.toml").read_text(encoding="utf-8"))
_MAX_WORDS_TO_NOUN = 6
_IDEOGRAPH = "\u3400-\u9fff"
_LETTER = rf"[^\W\d_{_IDEOGRAPH}]"


class Read(NamedTuple):
    """A unit, and where in the text its words end."""

    unit: str
    end: int


def _by_word(kind: str) -> dict[str, str]:
    return {word: meaning for meaning, words in _DATA[kind].items() for word in words.split()}


_CURRENCY_BY_CODE = {code: code for code in _DATA["codes"].pop("same").split()} | _DATA["codes"]
_CURRENCY_BY_SIGN: dict[str, str] = _DATA["signs"]
CURRENCIES = frozenset(_CURRENCY_BY_CODE.values()) | set(read_words("currencies").values())
_SYMBOLS = _by_word("symbols") | _CURRENCY_BY_CODE
_UNITS = {
    **_by_word("units"),
    **read_words("units"),
    **_by_word("currencies"),
    **read_words("currencies"),
}
_FOREIGN = frozenset((*_by_word("scales"), *_by_word("units"), *_by_word("currencies"))) - {
    "meter",
    "kilometer",
    "million",
    "milliard",
}
_SCALES = {w: Decimal(s) for w, s in (_by_word("scales") | dict(read_words("scales"))).items()}
_MONTHS = frozenset(_DATA["months"]["words"].split())
_QUANTITIES = frozenset("barrel t kg g litre m³ bcm km kWh MWh GWh TWh".split())
_PLURALS, _STOPS = read_words("plurals"), frozenset(read_words("counting_stops"))
_ABBREVIATED = frozenset("mio mrd tsd тыс млн млрд mlrd mld mil".split())  # a point may end them
_IDEOGRAPHIC_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_IDEOGRAPHIC_UNITS = {w: u for w, u in (_SYMBOLS | _UNITS).items() if re.match(rf"[{_IDEOGRAPH}]", w)}

_BEFORE = re.compile(
    rf"(?<![A-Za-z\d])(?:({'|'.join(map(re.escape, sorted(_CURRENCY_BY_SIGN, key=len, reverse=True)))})"
    rf"|({'|'.join(_CURRENCY_BY_CODE)}))\s?$"
)
_LAST_OF_CURRENCIES = {sign[-1] for sign in (*_CURRENCY_BY_SIGN, *_CURRENCY_BY_CODE)}
_WORD = rf"(?:U\.S\.|{_LETTER}(?:[\w²³]*(?:/[hs]\b)?))"
_SEPARATOR = r"[\s-]"
_AHEAD = re.compile(rf"{_SEPARATOR}?({_WORD})(?:{_SEPARATOR}({_WORD}))?(?:{_SEPARATOR}({_WORD}))?")
_SIGN_BEHIND = re.compile(r"\s?(%|％|°C|[$€£¥￥₽₹₺₸])")
_IDEOGRAPHIC = re.compile(
    rf"\s?([{''.join(_IDEOGRAPHIC_SCALES)}]*)"
    rf"({'|'.join(sorted(_IDEOGRAPHIC_UNITS, key=len, reverse=True))})?"
)
_PREPOSITION = re.compile(r"\s(?:d['’]|(?:de|di|of)(?=\s))")
_SPACES = re.compile(_SEPARATOR)
_RATE = re.compile(r"\s(?:a|per)\s(day|week|month|hour|second)\b")  # of no year, which most are for
_DAY_OF = re.compile(rf"\.?\s(?:de\s)?({_LETTER}+)")
_IS_IDEOGRAPH = re.compile(rf"\s?[{_IDEOGRAPH}]")
_COUNTED = re.compile(rf"(-|\s[“\"]?)((?:[A-Z]\.){{2,}}|{_LETTER}[\w’'-]*)[”\"]?")
_COUNTED_OR_JOINED = re.compile(
    rf"(?:\s(?:and|or)(?!\s(?:{'|'.join(read_words('counting_before'))})\b)(?=\s))?{_COUNTED.pattern}"
)
_OF_THOSE = re.compile(r"\sof\s(?:the|its|their|these|those|his|her|our|all|\w+(?:['’]s|s['’]))(?=\s)")
_NO_PLURAL = re.compile(r"(?:ss|us|is|overseas|’s|'s)$")
_PLURAL = re.compile(r"[a-z’'-]{3,}s$")


def read_currency_before(text: str, start: int) -> Read | None:
    """Return the currency that stands right before `start`, with its own start, None if there is none."""
    if text[max(0, start - 2) : start].rstrip()[-1:] not in _LAST_OF_CURRENCIES:
        return None
    found = _BEFORE.search(text, max(0, start - 6), start)
    if found is None:
        return None
    sign, code = found.groups()
    return Read(_CURRENCY_BY_SIGN[sign] if sign else _CURRENCY_BY_CODE[code], found.start())


def read_scale(text: str, end: int, language: str | None, *, is_money: bool) -> tuple[Decimal, int]:
    """Return what the number that ends at `end` is multiplied by, 1 if nothing, and where that ends."""
    if _IS_IDEOGRAPH.match(text, end) and (found := _IDEOGRAPHIC.match(text, end)):
        factor = Decimal(1)
        for sign in found[1]:
            factor *= _IDEOGRAPHIC_SCALES[sign]
        return factor, found.end(1) if found[1] else end
    found = _AHEAD.match(text, end)
    if found is None:
        return Decimal(1), end
    word = found[1].lower()
    scale = _scales_in(language).get(word)
    if scale is None or (len(word) == 1 and not _is_scale_letter(found, end, is_money=is_money)):
        return Decimal(1), end
    after = found.end(1)
    if word in _ABBREVIATED and text[after : after + 1] == "." and after + 1 < len(text):
        after += 1
    return scale, after


def read_unit(text: str, end: int, *, is_scaled: bool) -> Read | None:
    """Return the unit of measure or the currency behind `end`, None if there is none."""
    if found := _SIGN_BEHIND.match(text, end):
        return Read(_CURRENCY_BY_SIGN.get(found[1]) or _SYMBOLS[found[1]], found.end())
    if _IS_IDEOGRAPH.match(text, end):
        found = _IDEOGRAPHIC.match(text, end)
        return Read(_IDEOGRAPHIC_UNITS[found[2]], found.end()) if found and found[2] else None
    if is_scaled and (preposition := _PREPOSITION.match(text, end)):
        end = preposition.end()
    found = _AHEAD.match(text, end)
    if found is None:
        return None
    for last in (3, 2, 1):
        words = text[found.start(1) : found.end(last)] if found.end(last) > 0 else ""
        unit = (_SYMBOLS.get(words) if last == 1 else None) or _UNITS.get(_SPACES.sub(" ", words.lower()))
        if unit:
            return _add_rate(text, Read(unit, found.end(last)))
    return None


def _add_rate(text: str, read: Read) -> Read:
    """Add what a quantity is for: "barrel per day"."""
    is_quantity = read.unit in _QUANTITIES
    found = _RATE.match(text, read.end) if is_quantity else None
    return Read(f"{read.unit} per {found[1]}", found.end()) if found else read


def is_before_foreign(text: str, end: int) -> bool:
    """Return whether a scale, unit or currency that is no English word is behind `end`."""
    found = _AHEAD.match(text, end)
    return found is not None and found[1].lower() in _FOREIGN


def is_before_month(text: str, end: int) -> bool:
    """Return whether the name of a month in a language other than English is behind `end`: "12. maja"."""
    found = _DAY_OF.match(text, end)
    return found is not None and found[1].lower() in _MONTHS


def read_counted(text: str, end: int, *, is_many: bool) -> Read | None:
    """Return the noun that is counted behind `end`, in the singular, None if there is none.

    It is the first plural among the next words ("12 Chinese-built patrol boats") before a preposition, a
    verb or a punctuation mark ("and" may join what describes it: "two Arab and US banks"), or what a hyphen
    ties to the number ("a 12-member board"); `is_many` of "dozens of workers".
    """
    if those := _OF_THOSE.match(text, end):  # "two of its banks"
        end = those.end()
    elif is_many and (preposition := _PREPOSITION.match(text, end)):
        end = preposition.end()
    counted, start = None, end
    for _ in range(_MAX_WORDS_TO_NOUN):
        found = (_COUNTED if counted or end == start else _COUNTED_OR_JOINED).match(text, end)
        if found is None:
            break
        word = found[2].lower()
        if found[1] == "-":
            tied = word.partition("-")[0]
            return None if tied in _STOPS else Read(tied, found.start(2) + len(tied))
        if word in _STOPS:
            break
        noun = _find_singular(found[2])
        is_verb = noun == "person" and counted and counted.unit != noun  # "12 students injured"
        if noun and not is_verb:
            counted = Read(_UNITS.get(word, noun), found.end())
        elif counted or word.endswith(("’s", "'s")):
            break
        end = found.end()
    return counted


@cache
def _find_singular(word: str) -> str | None:
    """The singular of an English plural, None for a word that is none."""
    lower = word.lower().rstrip("’'")
    if lower in _PLURALS:
        return _PLURALS[lower]
    if _PLURAL.match(lower) is None or _NO_PLURAL.search(lower) or word.isupper():
        return None
    if lower.endswith("ies"):
        return lower[:-3] + "y"
    if lower.endswith(("sses", "ches", "shes", "xes", "zzes", "oes")):
        return lower[:-2]
    return lower[:-1]


@cache
def _scales_in(language: str | None) -> dict[str, Decimal]:
    of_language = _DATA.get("scales_in", {}).get(language or "en", {})
    return _SCALES | {word: Decimal(scale) for word, scale in of_language.items()}


def _is_scale_letter(found: re.Match[str], end: int, *, is_money: bool) -> bool:
    """Whether a letter behind a number is a scale: "$5m", "5k", "5M people", but not "5 m"."""
    letter, is_attached = found[1], found.start(1) == end
    if letter == "m":
        following = found[2] or ""
        return is_money or (is_attached and (following in _CURRENCY_BY_CODE or following in _UNITS))
    return is_attached or is_money
