"""Periods of a question, and whether a sentence speaks of one. Canonical forms: `2019`, `2012-2014`, `before 2022`, `since 2022`."""

import re

_PERIOD = re.compile(
    r"\b(?:(?:between|from)\s+(?P<from>(?:19|20)\d\d)\s+(?:and|to)\s+(?P<to>(?:19|20)\d\d)"
    r"|(?P<first>(?:19|20)\d\d)\s*[-–]\s*(?P<last>(?:19|20)\d\d)"
    r"|(?P<word>before|since|after|until|up to|from)\s+(?:(?:the year|[\w'’]+)\s+)?(?P<year>(?:19|20)\d\d)"
    r"|in\s+(?P<single>(?:19|20)\d\d)(?!\s*[-–]))\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(before|earlier|previously|until then)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(since|after|afterwards|later|now|today)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def find_periods(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Periods in order, each with its place; a question on "before and since 2022" asks about two."""
    found = [(_canonical(m), m.span()) for m in _PERIOD.finditer(text)]
    if len({p for p, _ in found}) == 1:
        period, span = found[0]
        rest = text[: span[0]] + " " + text[span[1] :]
        year = _YEAR.findall(period)[-1]
        if period.startswith("since") and _EARLIER.search(rest):
            return [(f"before {year}", span), (period, span)]
        if not period.startswith("since") and _LATER.search(rest) and not _YEAR.fullmatch(period):
            return [(period, span), (f"since {year}", span)]
    return found


def speaks_of(period: str, text: str) -> bool:
    """True if the text names a year of the period."""
    years = [int(y) for y in _YEAR.findall(text)]
    bounds = [int(y) for y in _YEAR.findall(period)]
    if period.startswith("before"):
        return any(y < bounds[0] for y in years)
    if period.startswith("since"):
        return any(y >= bounds[0] for y in years)
    return any(bounds[0] <= y <= bounds[-1] for y in years)


def _canonical(match: re.Match[str]) -> str:
    if match["single"]:
        return match["single"]
    if match["first"] or match["from"]:
        return f"{match['first'] or match['from']}-{match['last'] or match['to']}"
    return f"{'before' if match['word'].lower() in ('before', 'until', 'up to') else 'since'} {match['year']}"
