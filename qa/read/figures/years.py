"""The years that a question asks figures of."""

import re

from corpus.text.dates import YEAR, YEAR_REGEX, find_years
from corpus.text.figures.numerals import NUMBER_WORDS
from qa.figure_records import Years

_FIRST, _LAST = 1900, 2100  # of an open period
_RANGE = re.compile(
    rf"\b(?P<a>{YEAR_REGEX})\s*(?:[-–—/]|to|and|till|until|through|up to and including|up to)\s*"
    rf"(?:the end of\s+)?(?P<b>{YEAR_REGEX}|\d\d)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"\b(?:by|as of|until|up to|end of|end-)\s*(?:the end of\s+)?{YEAR_REGEX}\b", re.IGNORECASE
)


_SINCE = re.compile(
    rf"\b(?:back to|from)\s+{YEAR_REGEX}\s+on|\bback to\s+{YEAR_REGEX}"
    rf"|{YEAR_REGEX}\s+(?:onwards?|and after|or later)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    rf"\b(?P<count>{'|'.join(NUMBER_WORDS)}|\d\d?)\s+years\s+(?P<side>earlier|before|later|after)\b",
    re.IGNORECASE,
)


def read_years(text: str, period: str | None) -> Years | None:
    """Return the first and the last year that a question names, None if it names none.

    `period` is that of the question in one of the four forms of `qa.read.periods`.
    """
    if found := _RANGE.search(text):
        first, last = int(found["a"]), found["b"]
        return first, int(last if len(last) == 4 else found["a"][:2] + last)
    years = find_years(text)
    if len(set(years)) > 1:
        return min(years), max(years)
    if years and (other := _count_from(years[0], text)):
        return min(years[0], other), max(years[0], other)
    if years and _SINCE.search(text):
        return years[0], _LAST
    if years and _UNTIL.search(text):
        return _FIRST, years[0]
    if period and period.startswith("before"):
        return _FIRST, int(YEAR.findall(period)[0]) - 1
    if period and period.startswith("since"):
        start = int(YEAR.findall(period)[0])
        return start, max((year for year in years if year > start), default=_LAST)
    years = years or find_years(period or "")
    return (min(years), max(years)) if years else None


def names_two_years(text: str) -> bool:
    """Return whether two years are named that are no span: "in 2018 and in 2023", "ten years earlier"."""
    years = set(find_years(text))
    is_pair = len(years) == 2 or (len(years) == 1 and _EARLIER.search(text) is not None)
    return is_pair and not _RANGE.search(text)


def _count_from(year: int, text: str) -> int | None:
    """The other year of "2016 … ten years earlier", None if there is none."""
    found = _EARLIER.search(text)
    if found is None:
        return None
    count = NUMBER_WORDS.get(found["count"].lower()) or int(found["count"])
    return year - count if found["side"].lower() in ("earlier", "before") else year + count


def is_open(years: Years) -> bool:
    """Return whether the years have no end, as of "since 2015"."""
    return years[1] == _LAST


def is_until(first: int) -> bool:
    """Return whether the years have no beginning, as of "until 2015"."""
    return first == _FIRST


def is_span(years: Years | None) -> bool:
    """Return whether a question names a first and a last year that differ."""
    return years is not None and years[0] != years[1] and years[0] != _FIRST and years[1] != _LAST
