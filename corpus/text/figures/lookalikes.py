"""What looks like a figure and is none: years, dates, and numbers of a name, a note or a label."""

import re

from corpus.text.dates import YEAR
from corpus.text.english import find_pattern, read_words
from corpus.text.figures.context import APPROXIMATING, ends_with
from corpus.text.figures.units import CURRENCIES, Read, is_before_month, read_currency_before
from corpus.text.tokens import STOPWORDS

_MONTH_BEFORE, _MONTH_BEHIND = find_pattern("ends_with_month"), find_pattern("begins_with_month")
_NAME_BEFORE, _VERSION = re.compile(r"\b(?:[A-Z][\w-]*|(?:[A-Z]\.){2,})\s$"), re.compile(r"\d\.0")
_IDEOGRAPHIC_DATE = re.compile("\\s?(?:月|日|号|號|世纪|年代)")
# Behind: "24/7", "9:30", "17 + 1", "381-11-123", "24.kg", "9 a.m.", "14 CFR 91", "12 (1): 148".
# Before: "16 + 1", "(3): 65".
_BEHIND = re.compile(
    r"\s?[/:+]\s?-?\d|[-–]\d+[-–]\d|\s?\(\d+\)[:,]|\.[^\W\d]|\s?[ap]\.?m\b|\s(?:[A-Z]{2,}|(?:[A-Z]\.){2,})\s§?\s?\d"
)
_BEFORE = re.compile(r"\d(?:\s\+|\+\s|\s\+\s|\):\s|[-–]\s)$")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_UNITS_OF_YEARS = CURRENCIES | {"year"}  # "in 2019 dollars", "2019年"
_IN_SO_MANY = re.compile(rf"\s(?:in|out of)\s(?:every\s)?(?:{'|'.join(read_words('numbers'))}|\d+)\b")
_LABELS = frozenset(read_words("labels"))
_MAX_BEFORE, _MAX_BEHIND = 30, 30  # characters looked at around a number
_DASHES = "-–—−"
_BEFORE_SIGN = ("", " ", "\u00a0", "(", "|", ":", "$", "€", "£")  # a dash behind one may be a minus


def is_inside_name(text: str, start: int, end: int, before: int) -> bool:
    """Return whether digits belong to a word, a name or a mark around them: "G20", "FK-3", "trade.12", "(7)".

    `before` is the end of the amount before it, of which they may be the second part: "10-15".
    """
    last, one_before = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
    if _BEHIND.match(text, end) or (last in "([" and _is_mark(text, start, end)):
        return True
    if last == " ":
        is_tied = one_before in "+:-–" and _BEFORE.search(text, max(0, start - 4), start) is not None
        return is_tied and text[before : start - 1].strip() not in ("-", "–")
    if _is_letter(last):
        return read_currency_before(text, start) is None
    if last in _DASHES:
        is_range = before > 0 and not text[before : start - 1].strip()
        return not (is_range or one_before in _BEFORE_SIGN)
    return last == "#" or (last in "+/.:,'’" and one_before.isalnum())


def _is_mark(text: str, start: int, end: int) -> bool:
    """Whether digits in brackets are a note, an issue or a part of an article, not a share: "(27%)"."""
    if text[start - 1 : start] == "[":
        return True
    before = text[start - 2 : start - 1] if start > 1 else ""
    is_attached = before != "" and not before.isspace()
    return text[end : end + 1] == ")" and (is_attached or text[start - 3 : start - 2].isdigit())


def _is_letter(character: str) -> bool:
    return (character.isalpha() and character < "\u3040") or character == "_"


def is_of_date(text: str, start: int, end: int) -> bool:
    """Return whether one or two digits are a day or a month of a date, in any language."""
    return (
        _MONTH_BEHIND.match(text[end : end + _MAX_BEHIND]) is not None
        or _MONTH_BEFORE.search(text, max(0, start - _MAX_BEFORE), start) is not None
        or is_before_month(text, end)
        or _IDEOGRAPHIC_DATE.match(text, end) is not None
        or text[start - 1 : start] == "第"
    )


def is_no_number(
    text: str, start: int, end: int, words: list[str], measured: Read | None, counted: Read | None
) -> bool:
    """Return whether a number without scale or currency, behind `words`, is a year, a name or a label."""
    written, behind = text[start:end], text[end : end + 2]
    if _YEAR.fullmatch(written) and (measured is None or measured.unit in _UNITS_OF_YEARS):
        is_recent = YEAR.fullmatch(written) is not None
        return counted is None or (is_recent and not ends_with(words, APPROXIMATING))
    if measured:
        return False
    is_pronoun = written.lower() == "one" and _IN_SO_MANY.match(text, end) is None
    if is_pronoun or ends_with(words, _LABELS) or _is_letter(behind[:1]):
        return True
    if counted:
        return False
    is_tied = behind[:1] == "-" and behind[1:].isalpha()
    return is_tied or behind in ("’s", "'s") or _is_name(text, written, words, start)


def _is_name(text: str, written: str, words: list[str], start: int) -> bool:
    """Whether digits that count nothing end a name: "the Yi Peng 3", "Web 2.0"."""
    if not written[0].isdigit():
        return False
    name = _NAME_BEFORE.search(text, max(0, start - _MAX_BEFORE), start)
    return _VERSION.fullmatch(written) is not None or (
        name is not None and not ends_with(words, APPROXIMATING) and STOPWORDS.isdisjoint(words[-1:])
    )
