"""Periods of a question, and whether a sentence speaks of one. Canonical forms: `2019`, `2012-2014`, `before 2022`, `since 2022`."""

import re
from collections.abc import Mapping

from corpus.text.dates import YEAR, YEAR_REGEX, find_years
from corpus.text.quantities import NUMBER_WORDS

_BEFORE = ("before", "until", "up to", "prior to", "ahead of")
_WORD = rf"(?P<word>before|since|after|until|up to|prior to|ahead of|from(?=\s+{YEAR_REGEX})|following)"
_EVENT = r"(?:\s+(?:full-scale\s+)?(?:invasion|annexation|attack|coup|war|takeover|elections?|crisis|revolution)(?:\s+(?:of|in|on|against)\s+[A-Z]\w+)?)?"
_PERIOD = re.compile(
    rf"\b(?:(?:between|from)\s+(?P<from>{YEAR_REGEX})\s+(?:and|to)\s+(?P<to>{YEAR_REGEX})"
    rf"|(?P<first>{YEAR_REGEX})\s*[-–/]\s*(?P<last>{YEAR_REGEX}|\d\d(?!\d))"
    rf"|{_WORD}\s+(?:(?!and\b|since\b|after\b|in\b)[\w'’]+\s+){{0,2}}(?P<year>{YEAR_REGEX}){_EVENT}"
    rf"|in\s+(?P<single>{YEAR_REGEX})(?!\s*[-–]))(?!\w)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?:the\s+)?(?:(?P<next>next|following)\s+)?(?P<count>{'|'.join(NUMBER_WORDS)}|\d\d?)\s+years\s*(?:(?P<side>after|following|before)\s+(?:that|this|it)|\b(?(next)|(?!)))",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    rf"\b(?P<a>{YEAR_REGEX})\b[^.?!]{{0,60}}\b(?:compar\w*|against|versus|vs\.?|than|differ\w*|or|and)\b[^.?!]{{0,40}}\b(?P<b>{YEAR_REGEX})\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(grow|grew|grown|growth|changed?|r[io]sen?|fall|fell|fallen|increased?|decreased?|shr[aiu]nk|compar\w*)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(before|earlier|previously|until then)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(since|after|afterwards|later|now|today)\b", re.IGNORECASE)


def find_periods(text: str, events: Mapping[str, int] | None = None) -> list[tuple[str, tuple[int, int]]]:
    """Periods in order, each with its place; a question on "before and since 2022" asks about two.

    `events` maps what a year may be called ("the pandemic") to that year.
    """
    found = [(_canonical(m), m.span()) for m in _PERIOD.finditer(text)]
    found += [
        p
        for p in _by_event(text, events or {})
        if not any(s < p[1][1] and p[1][0] < e for _, (s, e) in found)
    ]
    found = sorted(found, key=lambda p: p[1])
    if all(YEAR.fullmatch(p) for p, _ in found) and len(found) < 2 and (years := _COMPARED.search(text)):
        return [(years[name], years.span(name)) for name in ("a", "b")]
    if (
        len(found) == 1
        and re.match(r"between|from", text[slice(*found[0][1])], re.IGNORECASE)
        and _CHANGE.search(text)
    ):
        return [
            (year, found[0][1]) for year in YEAR.findall(found[0][0])
        ]  # what changed between two years is a comparison of them
    if len({p for p, _ in found}) == 1:
        period, span = found[0]
        if (relative := _RELATIVE.search(text)) and (other := _beside(period, relative)):
            return sorted([(period, span), (other, relative.span())], key=lambda p: p[1])
        rest = text[: span[0]] + " " + text[span[1] :]
        year = YEAR.findall(period)[-1]
        if period.startswith("since") and _EARLIER.search(rest):
            return [(f"before {year}", span), (period, span)]
        if not period.startswith("since") and _LATER.search(rest) and not YEAR.fullmatch(period):
            return [(period, span), (f"since {year}", span)]
    return found


def mentions_period(period: str, text: str) -> bool:
    """True if the text names a year of the period."""
    years = find_years(text)
    bounds = find_years(period)
    if period.startswith("before"):
        return any(y < bounds[0] for y in years)
    if period.startswith("since"):
        return any(y >= bounds[0] for y in years)
    return any(bounds[0] <= y <= bounds[-1] for y in years)


def find_first_year(text: str, period: str | None = None) -> int | None:
    """The first year that the text names, of the period if one is given."""
    return next((int(y) for y in YEAR.findall(text) if period is None or mentions_period(period, y)), None)


def _by_event(text: str, events: Mapping[str, int]) -> list[tuple[str, tuple[int, int]]]:
    if not events:
        return []
    names = "|".join(re.escape(e) for e in sorted(events, key=len, reverse=True))
    pattern = re.compile(rf"\b{_WORD}\s+(?:[\w'’]+\s+){{0,2}}?(?P<event>{names})\b", re.IGNORECASE)
    return [(_open(m["word"], events[m["event"].lower()]), m.span()) for m in pattern.finditer(text)]


def _beside(period: str, relative: re.Match[str]) -> str | None:
    """'2015-2019' for "2010-2014 … the five years after that"; None beside an open period, which has no end to count from."""
    bounds = find_years(period)
    if period.startswith(("before", "since")):
        return None
    count = NUMBER_WORDS.get(relative["count"].lower()) or int(relative["count"])
    first = bounds[0] - count if (relative["side"] or "").lower() == "before" else bounds[-1] + 1
    return f"{first}-{first + count - 1}"


def _canonical(match: re.Match[str]) -> str:
    if match["single"]:
        return match["single"]
    if match["first"] or match["from"]:
        first, last = match["first"] or match["from"], match["last"] or match["to"]
        return f"{first}-{last if len(last) == 4 else first[:2] + last}"
    return _open(match["word"], int(match["year"]))


def _open(word: str, year: int) -> str:
    return f"{'before' if word.lower() in _BEFORE else 'since'} {year}"
