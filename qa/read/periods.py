"""Periods that a question names, and whether a sentence has a year of one.

A period is written in one of four forms: `2019`, `2012-2014`, `before 2022`, `since 2022`.
"""

import re
from collections.abc import Mapping

from corpus.text.dates import YEAR, YEAR_REGEX, find_years
from corpus.text.quantities import NUMBER_WORDS

PeriodSpan = tuple[str, tuple[int, int]]  # a period and its place in the question

_BEFORE = ("before", "until", "up to", "prior to", "ahead of")
_BOUND = rf"(?P<word>before|since|after|until|up to|prior to|ahead of|from(?=\s+{YEAR_REGEX})|following)"
_EVENT = (
    r"(?:\s+(?:full-scale\s+)?"
    r"(?:invasion|annexation|attack|coup|war|takeover|elections?|crisis|revolution)"
    r"(?:\s+(?:of|in|on|against)\s+[A-Z]\w+)?)?"
)
_PERIOD = re.compile(
    rf"\b(?:(?:between|from)\s+(?P<from>{YEAR_REGEX})\s+(?:and|to)\s+(?P<to>{YEAR_REGEX})"
    rf"|(?P<first>{YEAR_REGEX})\s*[-–/]\s*(?P<last>{YEAR_REGEX}|\d\d(?!\d))"
    rf"|{_BOUND}\s+(?:(?!and\b|since\b|after\b|in\b)[\w'’]+\s+){{0,2}}(?P<year>{YEAR_REGEX}){_EVENT}"
    rf"|in\s+(?P<single>{YEAR_REGEX})(?!\s*[-–]))(?!\w)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(  # "the five years after that", "the next five years"
    rf"\b(?:the\s+)?(?:(?P<next>next|following)\s+)?(?P<count>{'|'.join(NUMBER_WORDS)}|\d\d?)\s+years\s*"
    r"(?:(?P<side>after|following|before)\s+(?:that|this|it)|\b(?(next)|(?!)))",
    re.IGNORECASE,
)
_COMPARED_YEARS = re.compile(
    rf"\b(?P<a>{YEAR_REGEX})\b[^.?!]{{0,60}}\b(?:compar\w*|against|versus|vs\.?|than|differ\w*|or|and)\b"
    rf"[^.?!]{{0,40}}\b(?P<b>{YEAR_REGEX})\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(grow|grew|grown|growth|changed?|r[io]sen?|fall|fell|fallen|increased?|decreased?|shr[aiu]nk"
    r"|compar\w*)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"between|from", re.IGNORECASE)
_EARLIER = re.compile(r"\b(before|earlier|previously|until then)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(since|after|afterwards|later|now|today)\b", re.IGNORECASE)


def find_periods(text: str, events: Mapping[str, int] | None = None) -> list[PeriodSpan]:
    """Return periods in order, each with its place; a question on "before and since 2022" is about two.

    `events` maps a name of a year ("the pandemic") to that year.
    """
    found = [(_to_period(m), m.span()) for m in _PERIOD.finditer(text)]
    by_event = _find_by_event(text, events or {})
    found += [p for p in by_event if not any(s < p[1][1] and p[1][0] < e for _, (s, e) in found)]
    found.sort(key=lambda p: p[1])
    if len(found) < 2 and all(YEAR.fullmatch(p) for p, _ in found):
        compared = _COMPARED_YEARS.search(text)
        if compared:
            return [(compared[name], compared.span(name)) for name in ("a", "b")]
    if len(found) == 1:
        period, (start, end) = found[0]
        if _BETWEEN.match(text[start:end]) and _CHANGE.search(text):  # a change compares its two years
            return [(year, (start, end)) for year in YEAR.findall(period)]
    if len({p for p, _ in found}) == 1:
        return _complete_pair(found[0], text) or found
    return found


def mentions_period(period: str, text: str) -> bool:
    """Return whether the text names a year of the period."""
    years, bounds = find_years(text), find_years(period)
    if period.startswith("before"):
        return any(y < bounds[0] for y in years)
    if period.startswith("since"):
        return any(y >= bounds[0] for y in years)
    return any(bounds[0] <= y <= bounds[-1] for y in years)


def find_first_year(text: str, period: str | None = None) -> int | None:
    """Return the first year that the text names, of the period if one is given."""
    return next((int(y) for y in YEAR.findall(text) if period is None or mentions_period(period, y)), None)


def _complete_pair(found: PeriodSpan, text: str) -> list[PeriodSpan] | None:
    """The period with another that the rest of the question sets against it; None if there is none."""
    period, span = found
    relative = _RELATIVE.search(text)
    if relative and (other := _count_from(period, relative)):
        return sorted([(period, span), (other, relative.span())], key=lambda p: p[1])
    rest = text[: span[0]] + " " + text[span[1] :]
    year = YEAR.findall(period)[-1]
    if period.startswith("since") and _EARLIER.search(rest):
        return [(f"before {year}", span), (period, span)]
    if not period.startswith("since") and _LATER.search(rest) and not YEAR.fullmatch(period):
        return [(period, span), (f"since {year}", span)]
    return None


def _find_by_event(text: str, events: Mapping[str, int]) -> list[PeriodSpan]:
    if not events:
        return []
    names = "|".join(re.escape(e) for e in sorted(events, key=len, reverse=True))
    pattern = re.compile(rf"\b{_BOUND}\s+(?:[\w'’]+\s+){{0,2}}?(?P<event>{names})\b", re.IGNORECASE)
    return [
        (_to_open_period(m["word"], events[m["event"].lower()]), m.span()) for m in pattern.finditer(text)
    ]


def _count_from(period: str, relative: re.Match[str]) -> str | None:
    """'2015-2019' for "2010-2014 … the five years after that"; None for an open period: it has no end."""
    if period.startswith(("before", "since")):
        return None
    bounds = find_years(period)
    count = NUMBER_WORDS.get(relative["count"].lower()) or int(relative["count"])
    first = bounds[0] - count if (relative["side"] or "").lower() == "before" else bounds[-1] + 1
    return f"{first}-{first + count - 1}"


def _to_period(match: re.Match[str]) -> str:
    if match["single"]:
        return match["single"]
    if match["first"] or match["from"]:
        first, last = match["first"] or match["from"], match["last"] or match["to"]
        return f"{first}-{last if len(last) == 4 else first[:2] + last}"
    return _to_open_period(match["word"], int(match["year"]))


def _to_open_period(word: str, year: int) -> str:
    return f"{'before' if word.lower() in _BEFORE else 'since'} {year}"
