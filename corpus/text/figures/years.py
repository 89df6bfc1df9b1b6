"""The year that a sentence says a figure is for.

It is the year right behind the figure ("$5 billion in 2019"), else the nearest one before it, else the next
one behind it in the same clause. A figure of several years ("in 2012-2018", "since 2013"), a duration and
what is known already ("the two sides") have no year, but the figures of a change have the first and the last
of several ("between 2012 and 2018 it rose from 5% to 8%"). One of an earlier time ("down from 40%"), a size,
a capacity and a rate ("$5 a year") have one only right behind them. The year of a report ("…, Reuters said in
2019", "data published in 2019") is not that of its figures.
"""

import itertools
import re
from collections.abc import Sequence
from string import digits
from typing import NamedTuple

from corpus.text.dates import YEAR, YEAR_REGEX, find_years
from corpus.text.english import find_pattern, read_words
from corpus.text.figures.amounts import Amount
from corpus.text.figures.context import ends_with, skip_fillers, split_before

_GO_ON, _IS_CAPACITY = find_pattern("years_go_on"), find_pattern("is_capacity")
_UNDATED, _KNOWING = frozenset(read_words("undated")), frozenset(read_words("knowing"))
_COMPARING, _CHANGES = frozenset(read_words("comparing")), frozenset(read_words("changes"))
_REPORTING, _PUBLISHING = frozenset(read_words("reporting")), frozenset(read_words("publishing"))
_WRITINGS = frozenset(read_words("writings"))
_DURATIONS = frozenset("season year month week day hour minute decade century".split())
_SIZES = frozenset("km m cm mm mile foot inch km² m² ha acre MW GW kW".split())
# Of "from 5 to 8 percent in 2019" and "8 against 5 in 2018" only the second figure has the year.
_NEXT_FIGURE = (
    r"(?:and|but|while)\b"
    rf"|(?:to|from|against|than|above|below)\s(?!{YEAR_REGEX})(?:the\s)?(?:[A-Z]{{2,}}\s)?\S?\d"
)
_BEHIND = re.compile(
    rf"\)?(?:\s\([^()]*\))?\s\(?(?:(?!{_NEXT_FIGURE})[^\s,;:()]+\s){{0,8}}?(?:[a-z]+-)?(?={YEAR_REGEX})"
)
_WORD_BEHIND = re.compile(r"\s(?:[A-Z]\S*\s){0,3}(\w+)")  # "a 2020 Chatham House paper"
_END = re.compile(r"[^\w]*$")
_NEW_CLAUSE = find_pattern("begins_clause")
_AND = re.compile(r"\sand\s(?:\w+\s)?")
_PERIODS, _BOUNDS = frozenset(("years", "decades", "months")), ("to", "until", "through", "from")
_MAX_BOUND_WORDS = 4  # "years to early August" or "published on 3 May" before a year
_FEW = 11
_MAX_BEHIND = 30  # characters looked at behind a year or a figure
_MAX_REPORT_WORDS = 7  # between a report and its year


class YearSpan(NamedTuple):
    """The place of a year, or of several years, whose `year` is None."""

    start: int
    end: int
    year: int | None


def find_year_spans(text: str, first_figure: int) -> list[YearSpan]:
    """Return the years of a sentence that figures may be of; `first_figure` is where its first one starts."""
    spans: list[YearSpan] = []
    for found in YEAR.finditer(text):
        start, end = found.span()
        if spans and start < spans[-1].end:
            continue
        words = split_before(text, start)
        if going_on := _GO_ON.match(text[end : end + _MAX_BEHIND]):
            spans.append(YearSpan(start, end + going_on.end(), None))
        elif _is_second_bound(text, words, spans, start):
            spans[-1] = YearSpan(spans[-1].start, end, None)
        elif _is_of_several(words):
            spans.append(YearSpan(start, end, None))
        elif not (_is_compared(words) or _is_of_report(text, words, start, end, first_figure)):
            spans.append(YearSpan(start, end, int(found.group())))
    return spans


def find_year_of(
    text: str, first: Amount, end: int, spans: Sequence[YearSpan], place_in_change: int | None
) -> int | None:
    """Return the year of a figure by the years of its sentence, None if it has none.

    It begins with the amount `first` and ends at `end`, which is behind another one if it is a range.
    `place_in_change` is 0 before a change and -1 after it, None where there is none.
    """
    if not spans or first.unit in _DURATIONS or _is_known(text, first):
        return None
    behind = next((s for s in spans if s.start >= end), None)
    before = [s for s in spans if s.end <= first.start]
    is_right_behind = behind and (found := _BEHIND.match(text, end)) and found.end() >= behind.start
    nearest = behind if is_right_behind or not before else before[-1]
    if nearest is None or (not is_right_behind and _is_of_next_clause(text, end, nearest)):
        return None
    if nearest.year is None and place_in_change is not None:
        years = find_years(text[nearest.start : nearest.end])
        return years[place_in_change] if len(years) > 1 else None
    is_undated = place_in_change == 0 or _is_undated(text, first, end)
    return nearest.year if is_right_behind or not is_undated else None


def _is_of_next_clause(text: str, end: int, span: YearSpan) -> bool:
    """Whether a clause of its own, with the year, begins behind a figure: "it paid $5, but in 2019 it"."""
    return span.start >= end and _NEW_CLAUSE.search(text, end, span.start) is not None


def _is_undated(text: str, amount: Amount, end: int) -> bool:
    """Whether a figure is of no year unless one is right behind it: a size, a capacity, an earlier value."""
    is_size = amount.unit in _SIZES or _IS_CAPACITY.match(text[end : end + _MAX_BEHIND]) is not None
    words = skip_fillers(amount.before)
    is_measured_from = amount.is_measured and words[-1:] == ["from"]  # not "goods from 12 countries"
    return is_size or is_measured_from or ends_with(words, _UNDATED)


def _is_known(text: str, amount: Amount) -> bool:
    """Whether it counts a few things that are known already: "the two sides", not "the 14-point plan"."""
    is_count = not amount.is_measured and "-" not in text[amount.start : amount.end]
    return is_count and amount.number < _FEW and ends_with(amount.before, _KNOWING)


def _is_of_several(words: Sequence[str]) -> bool:
    """Whether the year behind the words ends or begins several: "since 2013", "in the six years to 2019"."""
    last = words[-_MAX_BOUND_WORDS:]
    if "since" in last or "after" in last[-1:]:
        return True
    is_period = not _PERIODS.isdisjoint(last)
    return is_period and any(a in _PERIODS and b in _BOUNDS for a, b in itertools.pairwise(last))


def _is_second_bound(text: str, words: Sequence[str], spans: Sequence[YearSpan], start: int) -> bool:
    """Whether the year at `start` and the one before it are those of "between 2013 and 2017"."""
    return bool(spans) and "between" in words and _AND.fullmatch(text, spans[-1].end, start) is not None


def _is_compared(words: Sequence[str]) -> bool:
    """Whether the year is the one that a figure is measured against: "18% above 2024", "a rise on 2024"."""
    if not words or words[-1] not in _COMPARING:
        return False
    return not _CHANGES.isdisjoint(word.lstrip(f"{digits}.,") for word in words[-3:-1])


def _is_of_report(text: str, words: Sequence[str], start: int, end: int, first_figure: int) -> bool:
    following = _WORD_BEHIND.match(text, end)
    if following and following[1].lower() in _WRITINGS and words[-1:] != ["in"]:
        return True
    if start < first_figure:
        return not _PUBLISHING.isdisjoint(words[-_MAX_BOUND_WORDS:])
    if not _END.match(text, end) or words[-1:] == ["for"]:
        return False
    clause: list[str] = []
    for word in reversed(words[-_MAX_REPORT_WORDS:]):
        if word.endswith((",", ";", ":", ")")):
            break
        clause.append(word)
    return not _REPORTING.isdisjoint(clause)
