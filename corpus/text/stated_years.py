"""The years that the main statement of a sentence is of, among those that it names.

It names others in passing: the year of a report ("…, Reuters said in 2019"), of a value to measure by ("up
from 40% in 2015", "the most since 2016") or of an aside ("a rise (2018)").
"""

import re
from typing import NamedTuple

from corpus.text.dates import find_years
from corpus.text.english import find_pattern
from corpus.text.figures.years import find_year_spans

_ASIDE, _MEASURED_AGAINST = find_pattern("aside"), find_pattern("measured_against")
_DECADE = re.compile(r"\b((?:19|20)\d0)['’]?s\b")
_SINCE, _WHEN = find_pattern("since_when"), find_pattern("when")


class StatedYears(NamedTuple):
    """The years that a statement is of or, if it is of no others, those since which it goes on.

    `are_apart` if it tells of several years one by one ("in 2008 it came, in 2016 it bought the port") or
    measures one by another.
    """

    in_years: tuple[int, ...] = ()
    since: tuple[int, ...] = ()
    are_apart: bool = False


def find_stated_years(text: str, first_figure: int = 0) -> StatedYears:
    """Find the years of the main statement, in order, once each; all years where it has none of its own.

    `first_figure` is where the first figure of the sentence starts.
    """
    against = [m.span() for m in _MEASURED_AGAINST.finditer(text)]
    passing = [*against, *(m.span() for m in _ASIDE.finditer(text))]
    in_years: dict[int, None] = {}
    since: dict[int, None] = {}
    told: set[int] = set()
    for span in find_year_spans(text, first_figure):
        if any(start <= span.start < end for start, end in passing):
            continue
        years = find_years(text[span.start : span.end])
        is_open = len(years) == 1 and _SINCE.search(text[: span.start]) is not None
        (since if is_open else in_years).update(dict.fromkeys(years))
        told.update(years if len(years) == 1 and _WHEN.search(text[: span.start]) else ())
    if in_years:
        return StatedYears(tuple(in_years), are_apart=len(told) > 1 or bool(against))
    if since or against:  # "up from 2% in 2010": of a later time that is not named
        return StatedYears(since=tuple(since), are_apart=bool(against))
    return StatedYears(tuple(dict.fromkeys(_find_all(text))))


def _find_all(text: str) -> list[int]:
    """All years or, where none is named, the first and the last of each decade."""
    starts = [int(decade) for decade in _DECADE.findall(text)]
    return find_years(text) or [year for start in starts for year in (start, start + 9)]
