"""Periods that a question names, and whether a sentence has a year of one.

A period is written in one of four forms: `2019`, `2012-2014`, `before 2022`, `since 2022`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from corpus.text.dates import YEAR, YEAR_REGEX, find_years
from corpus.text.english import find_pattern
from corpus.text.figures.numerals import NUMBER_WORDS

PeriodSpan = tuple[str, tuple[int, int]]  # a period and its place in the question

_BEFORE = ("before", "until", "up to", "prior to", "ahead of", "by", "do", "pre", "до", "пре")
_BEFORE_IN_CHINESE = ("以前", "之前", "前", "önce")
_BOUND = (
    r"(?P<word>before|since|after|until|up to|prior to|ahead of|following|posle|nakon|после|до|пре"
    rf"|(?:from|by|do|pre)(?=\s+{YEAR_REGEX}))"
)
_EVENT = (
    r"(?:\s+(?:full-scale\s+)?"
    r"(?:invasion|annexation|attack|coup|war|takeover|elections?|crisis|revolution)"
    r"(?:\s+(?:of|in|on|against)\s+[A-Z]\w+)?)?"
)
_TENS = {
    name: 1900 + tens
    for name, tens in zip(
        ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"),
        range(20, 100, 10),
        strict=True,
    )
}
_DECADE = rf"(?P<tens>(?:19|20)\d0)['’]?s|(?P<name>{'|'.join(_TENS)})"
_PARTS_OF_DECADE = {"early": (0, 4), "mid": (3, 6), "late": (5, 9)}
_CURRENT_YEARS = 3  # before the latest one of the documents, that are still "today"
_TODAY = (
    r"today|nowadays|currently|these days|recently|lately|at present|at the moment|right now"
    r"|(?<!^)(?<!^and )now(?! that)"
)
_SIGN = "[\u4e00-\u9fff]"  # no space is around Chinese words
_PERIOD = re.compile(
    rf"(?:\b|(?<={_SIGN}))(?:(?:between|from)\s+(?P<from>{YEAR_REGEX})\s+(?:and|to)\s+(?P<to>{YEAR_REGEX})"
    rf"|(?P<first>{YEAR_REGEX})\s*[-–/]\s*(?P<last>{YEAR_REGEX}|\d\d(?!\d))"
    rf"|{_BOUND}\s+(?:(?!and\b|since\b|after\b|before\b)[\w'’-]+\s+){{0,8}}?(?P<year>{YEAR_REGEX}){_EVENT}"
    rf"|(?:(?P<part>early|mid|late)[\s-]+)?(?:the\s+)?(?:{_DECADE})"
    rf"|(?P<foreign>{YEAR_REGEX})\s*年?\s*"
    r"(?P<bound>以来|以來|以后|以後|之后|之後|以前|之前|['’]?[dt][ea]n (?:sonra|beri|önce))"
    rf"|(?P<chinese>{YEAR_REGEX})\s*年"
    rf"|(?P<today>{_TODAY})"
    rf"|(?:in|during)\s+(?P<single>{YEAR_REGEX})(?!\s*[-–]))(?:(?!\w)|(?={_SIGN}))",
    re.IGNORECASE,
)
_BOTH_SIDES = re.compile(
    rf"\b(?:before and (?:after|since)|after and before)\b[^.?!]*?\b(?P<year>{YEAR_REGEX})\b", re.IGNORECASE
)
_RELATIVE = re.compile(  # "the five years after that", "the next five years"
    rf"\b(?:the\s+)?(?:(?P<next>next|following)\s+)?(?P<count>{'|'.join(NUMBER_WORDS)}|\d\d?)\s+years\s*"
    r"(?:(?P<side>after|following|before)\s+(?:that|this|it)|\b(?(next)|(?!)))",
    re.IGNORECASE,
)
_COMPARED_YEARS = re.compile(
    rf"\b(?P<a>{YEAR_REGEX})\b(?:[^.?!]{{0,60}}\b(?:compar\w*|against|versus|vs\.?|than|differ\w*|or)\b"
    rf"[^.?!]{{0,40}}|,? and (?:in )?)\b(?P<b>{YEAR_REGEX})\b",
    re.IGNORECASE,
)
_AND_YEAR = re.compile(
    r"\s+(?:and|with|against|versus|vs\.?|compared (?:to|with))\s+(?:in\s+)?"
    rf"(?P<year>{YEAR_REGEX})\b(?!\s*[-–/])",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(grow|grew|grown|growth|changed?|r[io]sen?|fall|fell|fallen|increased?|decreased?|shr[aiu]nk"
    r"|compar\w*)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"between|from", re.IGNORECASE)
_CHANGING_WORD = re.compile(
    r"(?<!climate )\b(?:chang(?:e[sd]?|ing)|shift(?:s|ed)?|evolv(?:e[sd]?|ing))\b ?", re.I
)
_HOW_CHANGED = find_pattern("asks_how_changed")
_EARLIER = re.compile(r"\b(before|earlier|previously|until then)\b", re.IGNORECASE)
_UNDATED = re.compile(
    rf"\bbefore\s+(?:the|its|his|her|their|our)\b(?![^,;.?!]*\b{YEAR_REGEX}\b)", re.IGNORECASE
)
_LATER = re.compile(r"\b(since|after|afterwards|later|now|today)\b", re.IGNORECASE)


def find_periods(
    text: str, events: Mapping[str, tuple[int, int]] | None = None, latest_year: int | None = None
) -> list[PeriodSpan]:
    """Return periods in order, each with its place; a question on "before and since 2022" is about two.

    `events` maps a name of years ("the pandemic") to the first and the last. `latest_year` is that of the
    documents: "today" is since three years before it, and no period without it.
    """
    events = events or {}
    if (both := _BOTH_SIDES.search(text)) or (both := _find_both_of_event(text, events)):
        year = both["year"] if "year" in both.groupdict() else str(events[both["event"].lower()][0])
        return [(f"before {year}", both.span()), (f"since {year}", both.span())]
    if _UNDATED.search(text):  # "before the dam": against what was then, "now" is no period of years
        latest_year = None
    found = [
        (period, m.span())
        for m in _PERIOD.finditer(text)
        if (period := _to_period(m, latest_year)) is not None
    ]
    by_event = _find_by_event(text, events)
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
    if len(found) == 1 and (year := _AND_YEAR.match(text, found[0][1][1])):  # "in 2000-2014 and 2018"
        return [*found, (year["year"], year.span())]
    if len({p for p, _ in found}) == 1:
        return _complete_pair(found[0], text) or found
    return found


def split_at_change(periods: Sequence[PeriodSpan], text: str) -> list[PeriodSpan]:
    """The periods asked about; what has changed since 2016 is asked of the years before it too."""
    if len(periods) == 1 and periods[0][0].startswith("since") and _HOW_CHANGED.search(text):
        period, span = periods[0]
        return [(f"before {find_years(period)[0]}", span), (period, span)]
    return list(periods)


def drop_change(query: str) -> str:
    """The words of a question on two periods without the one that asks what is different between them."""
    return _CHANGING_WORD.sub("", query).strip()


def mentions_period(period: str, text: str) -> bool:
    """Return whether the text names a year of the period."""
    years, bounds = find_years(text), find_years(period)
    if period.startswith("before"):
        return any(y < bounds[0] for y in years)
    if period.startswith("since"):
        return any(y >= bounds[0] for y in years)
    return any(bounds[0] <= y <= bounds[-1] for y in years)


def find_nearest_years(period: str, years: Iterable[int]) -> tuple[int, ...]:
    """Return the last year before a period and the first one after it, of those given."""
    bounds = find_years(period)
    outside = [year for year in set(years) if not mentions_period(period, str(year))]
    before = [year for year in outside if year < bounds[0]]
    after = [year for year in outside if year >= bounds[0]]
    return (*sorted(before)[-1:], *sorted(after)[:1])


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


def _compile_events(events: Mapping[str, tuple[int, int]]) -> str:
    return "|".join(re.escape(e) for e in sorted(events, key=len, reverse=True))


def _find_both_of_event(text: str, events: Mapping[str, tuple[int, int]]) -> re.Match[str] | None:
    if not events:
        return None
    names = _compile_events(events)
    pattern = (
        rf"\b(?:before and (?:after|since)|after and before)\s+(?:[\w'’]+\s+){{0,3}}?(?P<event>{names})\b"
    )
    return re.search(pattern, text, re.IGNORECASE)


def _find_by_event(text: str, events: Mapping[str, tuple[int, int]]) -> list[PeriodSpan]:
    if not events:
        return []
    names = _compile_events(events)
    pattern = re.compile(
        rf"\b(?:(?P<during>during|amid|in)|{_BOUND})\s+(?:[\w'’]+\s+){{0,2}}?(?P<event>{names})\b",
        re.IGNORECASE,
    )
    found = []
    for m in pattern.finditer(text):
        first, last = events[m["event"].lower()]
        if not m["during"]:
            found.append((_to_open_period(m["word"], first), m.span()))
        elif last > first:
            found.append((f"{first}-{last}", m.span()))
    return found


def _count_from(period: str, relative: re.Match[str]) -> str | None:
    """'2015-2019' for "2010-2014 … the five years after that"; None for an open period: it has no end."""
    if period.startswith(("before", "since")):
        return None
    bounds = find_years(period)
    count = NUMBER_WORDS.get(relative["count"].lower()) or int(relative["count"])
    first = bounds[0] - count if (relative["side"] or "").lower() == "before" else bounds[-1] + 1
    return f"{first}-{first + count - 1}"


def _to_period(match: re.Match[str], latest_year: int | None) -> str | None:
    """The period in one of the four forms; None for "today" where no year is the latest."""
    if match["today"]:
        return f"since {latest_year - _CURRENT_YEARS}" if latest_year else None
    if match["single"] or match["chinese"]:
        return match["single"] or match["chinese"]
    if match["tens"] or match["name"]:
        start = int(match["tens"]) if match["tens"] else _TENS[match["name"].lower()]
        first, last = _PARTS_OF_DECADE[match["part"].lower()] if match["part"] else (0, 9)
        return f"{start + first}-{start + last}"
    if match["first"] or match["from"]:
        begin, end = match["first"] or match["from"], match["last"] or match["to"]
        return f"{begin}-{end if len(end) == 4 else begin[:2] + end}"
    if match["foreign"]:
        is_before = match["bound"].endswith(_BEFORE_IN_CHINESE)
        return f"{'before' if is_before else 'since'} {match['foreign']}"
    return _to_open_period(match["word"], int(match["year"]))


def _to_open_period(word: str, year: int) -> str:
    return f"{'before' if word.lower() in _BEFORE else 'since'} {year}"
