"""Figures as texts write them: value, unit and year of each, with the characters that write it.

    It lent Serbia some US$4,150 million in 2019.   4 150 000 000 USD, about, 2019: "US$4,150 million"
    a 49-year lease; 10–15 percent; two thirds      49 year; 10 to 15 %; 0.666… share

Years, dates, ordinals, names ("G20", "17+1", "C919") and numbers of articles, notes or versions are no
figures. English is read in full; of other languages digits with their scales, currencies and symbols.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from corpus.records import Figure
from corpus.text.english import find_pattern, read_words
from corpus.text.figures.amounts import Amount, find_amounts
from corpus.text.figures.context import ends_with, skip_fillers
from corpus.text.figures.units import CURRENCIES
from corpus.text.figures.years import find_year_of, find_year_spans

_DASH = re.compile(r"[-–—]")
_JOINER = re.compile(r"\s?[-–—]\s?|\sto\s|\sand\s|\sor\s")
# Between a number and the next, which says what both count: "2,400 of its 3,100 men", "76 direct and 14 …".
_SAME_THINGS = re.compile(
    r"\sof\s(?:[^\s,;()\d]+\s){0,4}|,?\s(?:against|versus|\(?later)\s(?:[a-z]+\s){0,2}"
    r"|(?:\s[a-z-]+)?,?\s(?:and|or)\s(?:[a-z]+\s){0,2}"
)
_IN = re.compile(r"\s(?:in|out\sof)\s(?:every\s)?")
_WHOLES = frozenset((*range(2, 11), 20, 100))  # "four in ten"
_WORD = re.compile(r"\w+")
_NAMED_BEFORE = find_pattern("counts_those_named")
_RANGING, _CHANGING = frozenset(read_words("ranging")), frozenset(read_words("changing"))

_MAX_LISTED = 100  # more than that are hardly millions
_MAX_BEHIND = 30  # characters looked at behind a figure


def find_figures(text: str, language: str | None = None, *, offset: int = 0) -> tuple[Figure, ...]:
    """Return the figures of a sentence in order; `language` is the two-letter code of its own.

    `offset` is added to their places.

    Without a language the text is read as English, where "1.100" is 1.1 unless things are counted ("1.100
    workers"); in German, Serbian, French, Russian and others it is 1100.
    """
    amounts = list(find_amounts(text, language))
    if len(amounts) > 1:
        amounts = _share_units(text, _drop_scores(text, list(_join_ratios(text, amounts))))
    if not amounts:
        return ()
    years = find_year_spans(text, amounts[0].start)
    places = _find_places_in_changes(text, amounts) if years else {}
    return tuple(
        Figure(
            offset + first.start,
            offset + last.end,
            float(first.value),
            first.unit,
            year=find_year_of(text, first, last.end, years, places.get(first.start)),
            high=float(last.value) if last is not first else None,
            is_approximate=first.is_approximate,
        )
        for first, last in _join_ranges(text, amounts)
    )


def is_money(figure: Figure) -> bool:
    """Return whether the figure is a sum in a currency."""
    return figure.unit in CURRENCIES


def _drop_scores(text: str, amounts: list[Amount]) -> list[Amount]:
    """Leave out results of games, "3–1", and numbers of models, "the 737-8 aircraft", which count nothing."""
    scores = {
        amount.start
        for pair in itertools.pairwise(amounts)
        for amount in pair
        if _DASH.fullmatch(text, pair[0].end, pair[1].start)
        and not pair[0].is_measured
        and not pair[1].is_measured
        and pair[0].value >= pair[1].value
    }
    return [a for a in amounts if a.start not in scores] if scores else amounts


def _share_units(text: str, amounts: list[Amount]) -> list[Amount]:
    """Give numbers without a unit that of a neighbour: "20 to 30 percent", "12 ships, two of which"."""
    for i in reversed(range(len(amounts) - 1)):  # from behind
        amounts[i : i + 2] = _share_with_next(text, *amounts[i : i + 2])
    for i in range(1, len(amounts)):
        before, amount = amounts[i - 1], amounts[i]
        if amount.unit or not before.unit:
            continue
        is_listed = _is_listed(text, before, amount)
        if is_listed or _is_of_before(text, before, amount):
            scale = before.scale if is_listed else amount.scale
            amounts[i] = amount._replace(unit=before.unit, is_measured=before.is_measured, scale=scale)
    if any(amount.unit == "%" for amount in amounts):
        return [a._replace(unit="percentage point") if _is_change_by_points(a) else a for a in amounts]
    return amounts


def _join_ratios(text: str, amounts: Sequence[Amount]) -> Iterator[Amount]:
    """Yield the amounts, with one share for "four in ten"; "one" is a figure in such a share only."""
    i = 0
    while i < len(amounts):
        first, second = amounts[i], amounts[min(i + 1, len(amounts) - 1)]
        is_small = not first.unit and first.value < second.value and second.value in _WHOLES
        if is_small and _IN.fullmatch(text, first.end, second.start) and not second.is_measured:
            whole = _WORD.match(text, second.start)
            end = whole.end() if whole else second.end
            yield first._replace(end=end, number=first.value / second.value, unit="share", is_measured=True)
            i += 1
        else:
            yield first
        i += 1


def _share_with_next(text: str, first: Amount, second: Amount) -> tuple[Amount, Amount]:
    gap = text[first.end : second.start]
    if not _JOINER.fullmatch(gap):
        is_part = not first.unit and _SAME_THINGS.fullmatch(gap)
        return (first._replace(unit=second.unit) if is_part else first), second
    is_before = first.unit in CURRENCIES or text[first.end - 1].isdigit()  # "$5-6 billion", "killed 5 or 6"
    if is_before and not second.unit:
        second = second._replace(unit=first.unit, is_measured=first.is_measured)
    if not first.unit:
        first = first._replace(unit=second.unit, is_measured=second.is_measured)
    if first.scale == 1 and first.unit == second.unit and first.number < second.number:
        first = first._replace(scale=second.scale)
    return first, second


def _is_of_before(text: str, before: Amount, amount: Amount) -> bool:
    """Whether what is counted is named with the number before: "12 ships, two of which", "from 5 m to 8".

    What is measured is so too where both have the same scale or are shares: "2% in May and 3 in June".
    """
    is_alike = amount.scale == before.scale > 1
    if amount.scale == 1:
        is_alike = amount.number <= 100 if before.unit == "%" else not before.is_measured
    if is_alike and _NAMED_BEFORE.match(text[amount.end : amount.end + _MAX_BEHIND]):
        return True
    return _is_change(text, before, amount)


def _is_listed(text: str, before: Amount, amount: Amount) -> bool:
    """Whether both are in brackets, the second without scale and unit: "Riga ($2 million), Oslo (3)"."""
    is_in_brackets = text[amount.start - 1 : amount.start] == "(" and text[amount.end : amount.end + 1] == ")"
    is_short = amount.scale == 1 and amount.number < _MAX_LISTED
    return is_in_brackets and is_short and text[before.end : before.end + 1] == ")"


def _is_change(text: str, first: Amount, second: Amount) -> bool:
    """Whether the amounts are what was before a change and after it: "fell from 5 m in May to 8"."""
    is_alike = second.unit in ("", first.unit)
    return is_alike and text[first.end : second.start].endswith(" to ") and _begins_change(first.before)


def _is_change_by_points(amount: Amount) -> bool:
    """Whether shares changed by so many points: "up five points"."""
    return amount.unit == "point" and ends_with(skip_fillers(amount.before), _CHANGING)


def _join_ranges(text: str, amounts: Sequence[Amount]) -> Iterator[tuple[Amount, Amount]]:
    """Yield the first and the last amount of each range, one amount twice where it is none."""
    i = 0
    while i < len(amounts):
        is_range = i + 1 < len(amounts) and _is_range(text, amounts[i], amounts[i + 1])
        yield amounts[i], amounts[i + is_range]
        i += 1 + is_range


def _is_range(text: str, first: Amount, second: Amount) -> bool:
    joiner = _JOINER.fullmatch(text, first.end, second.start)
    if joiner is None or first.unit != second.unit or first.value >= second.value:
        return False
    match joiner.group().strip():
        case "and":
            return first.before[-1:] == ["between"]
        case "or":
            return second.number == first.number + 1
        case "to":
            return not _begins_change(first.before)
        case _:
            return True


def _find_places_in_changes(text: str, amounts: Sequence[Amount]) -> dict[int, int]:
    """Where amounts of a change start, each with its place in it: 0 before the change, -1 after it."""
    changes = [pair for pair in itertools.pairwise(amounts) if _is_change(text, *pair)]
    return {amount.start: place for pair in changes for amount, place in zip(pair, (0, -1), strict=True)}


def _begins_change(words: Sequence[str]) -> bool:
    """Whether the number behind the words is what was before a change: "fell from", not "ranges from"."""
    words = skip_fillers(words)
    return words[-1:] == ["from"] and _RANGING.isdisjoint(words[-3:])
