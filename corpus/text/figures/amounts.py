"""One number of a text with its scale and unit, or nothing where the number is a date, a name or a label."""

import re
from collections.abc import Iterator
from decimal import Decimal
from string import ascii_lowercase
from typing import NamedTuple

from corpus.text.dates import YEAR
from corpus.text.english import read_words
from corpus.text.figures.context import APPROXIMATING, ends_with, skip_fillers, split_before
from corpus.text.figures.lookalikes import is_inside_name, is_no_number, is_of_date
from corpus.text.figures.numerals import (
    DIGITS_REGEX,
    NUMBER_WORDS,
    WORDS_REGEX,
    has_decimal_comma,
    may_be_grouped,
    read_digits,
    read_number_words,
    read_part,
)
from corpus.text.figures.units import (
    Read,
    is_before_foreign,
    read_counted,
    read_currency_before,
    read_scale,
    read_unit,
)

_DIGITS = re.compile(DIGITS_REGEX)
_NUMBER_WORDS = {word for kind in ("numbers", "scales", "fractions") for word in read_words(kind)}
_NUMBER_WORDS |= {f"{word}fold" for word in NUMBER_WORDS}
# Words are sought in lower case and by their first letters: that is three times as fast.
_INITIALS = "".join(sorted({word[0] for word in _NUMBER_WORDS} | set("ams")))  # "a", "multi-", "several"
_DIGITS_OR_WORDS = re.compile(rf"\b(?=[\d{_INITIALS}])(?:{DIGITS_REGEX}|{WORDS_REGEX})|{DIGITS_REGEX}")
_ORDERS, _COUNTING_BEFORE = frozenset(read_words("orders")), read_words("counting_before")
# Whether there are such words at all is looked up in bytes, which is faster still.
_NUMBER_BYTES = frozenset(word.encode() for word in _NUMBER_WORDS)
_LETTERS_ONLY = bytes(c if c in ascii_lowercase.encode() else ord(" ") for c in range(256))
_ODD, _OR_SO = re.compile(r"\+|-odd\b"), re.compile(r"\sor\sso\b")
_ROUGHLY, _ROUGH_SIGNS = ("multi", "several", "a few"), "~≈>≥≤<"
_THOUSAND = Decimal(1000)
_AND_HALF = re.compile(r"\sand\sa\shalf\b")
_OF_A_SCALE = re.compile(r"(?:\sof)?\sa\s(?=(?:million|billion|trillion)\b)|(?:\sa\s|[\s-])(?=dozen\b)")
_A_UNIT = re.compile(r"\san?(?=\s)")
_PART_OF_WHOLE = re.compile(r"\s(?:of|more|less|lower|higher|to)\b|\s?[,;.)]|\s*$")
_NAME_BEHIND = re.compile(r"\s[A-Z]\w+[^s\W]s\s[A-Z]|-[A-Z]")  # "Three Gorges Dam", "Five-Year Plan"
_SENTENCE_START = re.compile(r"(?:^|[.:;!?|–—-])[\s\W]*$")
_PHONE = re.compile(r"\+\d[\d\s()/-]{7,}\d")
_ORDINAL = re.compile(r"\.\s[^\W\d_]")
_MAX_LIST_MARK = 3  # where the number of a list may begin
_LIST_NUMBER = re.compile(r"\W*\d{1,2}[.)\]]\s")
_CELL_START = re.compile(r"(?:^|[|:])\s*$")
_CELL_END = re.compile(r"\)\s*(?:$|[;|])")
_DASHES = "-–—−"

_MONTHS = "January February March April May June July August September October November December".split()
_BEFORE_YEARS = tuple(f"{word} " for word in ("in", "In", "by", "By", "since", "Since", "until", *_MONTHS))


class Amount(NamedTuple):
    """A number with its scale and unit at `start:end`, before it is joined with the one next to it."""

    start: int
    end: int
    number: Decimal
    scale: Decimal
    unit: str
    is_measured: bool  # in a currency or a unit of measure, not things counted
    is_approximate: bool
    before: list[str]  # the words before it

    @property
    def value(self) -> Decimal:
        """The number with its scale applied."""
        return self.number * self.scale


class _Numeral(NamedTuple):
    """A number by itself; `unit` is given where its own words are one ("half" is a share)."""

    start: int
    end: int
    number: Decimal
    unit: str = ""
    is_many: bool = False  # "dozens of"


def find_amounts(text: str, language: str | None) -> Iterator[Amount]:
    """Yield the amounts of a text in order; words are read in English texts only."""
    lowered = text.replace("İ", "I").lower()
    if "+" in text:
        lowered = _PHONE.sub(lambda m: " " * len(m.group()), lowered)
    has_words = language in (None, "en") and not _NUMBER_BYTES.isdisjoint(
        lowered.encode("ascii", "replace").translate(_LETTERS_ONLY).split()
    )
    pattern = _DIGITS_OR_WORDS if has_words else _DIGITS
    before = 0  # the end of the amount before
    for found in pattern.finditer(lowered):
        if found.start() < before:
            continue
        is_digits = found.group()[0].isdigit()
        numeral = _read_digits(text, found, language, before) if is_digits else _read_words(text, found)
        amount = numeral and _measure(text, numeral, language, is_digits=is_digits)
        if amount:
            yield amount
            before = amount.end


def _read_digits(text: str, found: re.Match[str], language: str | None, before: int) -> _Numeral | None:
    """Read digits that are a number, not part of a name, a date or a note."""
    start, end = found.span()
    digits = text[start:end]
    if digits[0] == "0" and digits[1:2].isdigit():
        return None
    if len(digits) == 4 and text.endswith(_BEFORE_YEARS, 0, start) and YEAR.fullmatch(digits):
        return None  # decided at once, as most numbers are years
    number = read_digits(digits, decimal_comma=has_decimal_comma(language))
    if number is None or is_inside_name(text, start, end, before):
        return None
    if len(digits) < 3 and is_of_date(text, start, end):
        return None
    if language not in (None, "en") and _ORDINAL.match(text, end):
        return None  # German "5. Kongress"
    opens_list = start < _MAX_LIST_MARK and _LIST_NUMBER.match(text) is not None
    return None if opens_list else _Numeral(start, end, number)


def _read_words(text: str, found: re.Match[str]) -> _Numeral | None:
    """Read words that are a number, not part of a name or an order: "Three Gorges Dam", "a third time"."""
    start, end = found.span()
    if text[start - 1 : start] in (*_DASHES, "’", "'") and start > 1 and text[start - 2].isalnum():
        return None
    if text[start].isupper() and (
        _SENTENCE_START.search(text, 0, start) is None or _NAME_BEHIND.match(text, end)
    ):
        return None
    if found["part"]:
        return _read_part(text, found)
    number = read_number_words(found["bare"] or found.group())
    return _Numeral(start, end, number, is_many=bool(found["many"]))


def _read_part(text: str, found: re.Match[str]) -> _Numeral | None:
    count, part = found["count"], found["part"]
    start, end = found.span()
    above, below = read_part(count, part)
    if (count is None and part != "half") or (above > 1) != part.endswith(("s", "halves")):
        return None
    if part == "half" and ends_with(split_before(text, start), _ORDERS):
        return None
    number = Decimal(above) / Decimal(below)
    if scaled := _OF_A_SCALE.match(text, end):
        return _Numeral(start, scaled.end(), number)
    article = _A_UNIT.match(text, end) if part == "half" else None
    if article and read_unit(text, article.end(), is_scaled=False):  # "half a year"
        return _Numeral(start, article.end(), number)
    if count in ("a", "an") and part != "half" and not _PART_OF_WHOLE.match(text, end):
        return None
    return None if text[end : end + 1] == "-" else _Numeral(start, end, number, "share")


def _measure(text: str, numeral: _Numeral, language: str | None, *, is_digits: bool) -> Amount | None:
    """Add scale and unit; None if they show that the number is none: "5G", "2019 elections", "Phase 2"."""
    start = numeral.start
    before = read_currency_before(text, start) if is_digits else None
    number, scale, end = _read_scaled(text, numeral, language, is_money=before is not None)
    words = split_before(text, before.end if before else start)
    measured = _read_measure(text, numeral, before, end, is_scaled=scale > 1 or numeral.is_many)
    counted = None
    if measured is None and language in (None, "en"):
        is_closed = text[end : end + 1] in (")", ",") and skip_fillers(words)[-1:] == ["later"]
        counted = read_counted(text, end + is_closed, is_many=numeral.is_many)  # "12 (later 15) ships"
    if before is None and scale == 1 and is_no_number(text, start, numeral.end, words, measured, counted):
        return None
    digits = text[start : numeral.end]
    if may_be_grouped(digits) and (
        (counted and scale == 1) or (language is None and is_before_foreign(text, numeral.end))
    ):
        number = Decimal(digits.replace(".", ""))
    start = before.end if before else start
    by_verb = _COUNTING_BEFORE.get(" ".join(skip_fillers(words)[-1:]), "") if scale == 1 else ""
    unit, end = measured or counted or Read(by_verb, end)
    start, number = _add_sign(text, start, end, number)
    is_approximate = (
        numeral.is_many
        or ends_with(words, APPROXIMATING)
        or text[start - 1 : start] in tuple(_ROUGH_SIGNS)
        or digits.lower().startswith(_ROUGHLY)
        or _ODD.match(text, numeral.end) is not None
        or _OR_SO.match(text, end) is not None
    )
    return Amount(start, end, number, scale, unit, measured is not None, is_approximate, words)


def _read_scaled(
    text: str, numeral: _Numeral, language: str | None, *, is_money: bool
) -> tuple[Decimal, Decimal, int]:
    """The number, its scale, and where they end."""
    number, end = numeral.number, numeral.end
    if odd := _ODD.match(text, end):
        end = odd.end()
    if half := _AND_HALF.match(text, end):
        number, end = number + Decimal("0.5"), half.end()
    scale, end = read_scale(text, end, language, is_money=is_money)
    if scale == _THOUSAND:  # "5 mil millones"
        more_scale, end = read_scale(text, end, language, is_money=is_money)
        scale *= more_scale
    while scale > 1 and (more := _DIGITS.match(text, end)):  # 1亿2000万
        factor, end = read_scale(text, more.end(), language, is_money=is_money)
        number, scale = number * scale + (read_digits(more.group()) or 0) * factor, Decimal(1)
    return number, scale, end


def _read_measure(
    text: str, numeral: _Numeral, before: Read | None, end: int, *, is_scaled: bool
) -> Read | None:
    """The unit of measure or the currency, None where things are counted."""
    if before:
        return Read(before.unit, end)
    if numeral.unit or text[numeral.start - 1 : numeral.start] == "%":  # Turkish "%5"
        return Read(numeral.unit or "%", end)
    return read_unit(text, end, is_scaled=is_scaled)


def _add_sign(text: str, start: int, end: int, number: Decimal) -> tuple[int, Decimal]:
    """The start and the number with a minus before it, or with the brackets of a cell of a table."""
    sign, before = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
    if sign and sign in _DASHES and (not before or before.isspace() or before in "(|:"):
        return start - 1, -number
    if sign == "(" and _CELL_START.search(text, 0, start - 1) and _CELL_END.match(text, end):
        return start, -number
    return start, number
