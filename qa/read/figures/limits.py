"""Limits of values, the n of "top n", what is counted, and the order: what a question says of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Figure
from corpus.text.english import find_pattern
from corpus.text.figures.find import find_figures, is_money
from corpus.text.figures.numerals import NUMBER_WORDS
from corpus.text.tokens import split_words
from qa.figure_records import Bounds
from qa.figure_units import parse_unit
from qa.wording import mask_spans

_COUNTRIES = find_pattern("figures_of_countries")
_ABOVE, _BELOW = find_pattern("figures_above"), find_pattern("figures_below")
_AT_LEAST, _AT_MOST = find_pattern("figures_at_least"), find_pattern("figures_at_most")
_NONE = find_pattern("figures_none")
_LEAST = find_pattern("figures_least")
_MOST = re.compile(r"\b(?:most|largest|biggest|highest|greatest|from the top)\b", re.IGNORECASE)
_NUMBER = re.compile(
    rf"\b(?P<n>{'|'.join(w for w, n in NUMBER_WORDS.items() if 1 < n <= 20)}|[2-9]|1\d|20)\b", re.IGNORECASE
)
_RANKED = re.compile(
    r"\s+(?:\S+\s+){0,3}?(?:biggest|largest|highest|most|main|leading|top|heaviest|deepest|smallest|lowest|least"
    r"|busiest|furthest|countries|states|nations|governments|economies|members|debtors|borrowers|recipients"
    r"|buyers|partners|sources|projects|ports|rows|entries)\b",
    re.IGNORECASE,
)
_TOP = re.compile(r"\b(?:top|leading|first|bottom)\s+$", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:how many|number of|count of|how much of the)\s+(?P<what>(?:"
    r"(?!(?:are|is|was|were|did|do|does|has|have|had|in|on|from|to|with|for|at|there|they|it|would|will|can"
    r"|went|by|that|which|who)\b)(?!(?<=\w )\w+ed\b)[\w'’-]+\s*){1,6})",
    re.IGNORECASE,
)
_BEHIND_PLURAL = re.compile(r"(?<=[^\Ws]s)\s+(?=[\w'’-]*[^\Ws]\b)")  # "tourists visit", "students Laos had"
_NOTHING = re.compile(r"\b(?:of|us|them|those|these|all|more|the)\b", re.IGNORECASE)
_NEAR = 24  # characters between a limit and the words that make it one


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a value in the unit of a measure, and where the question states them."""

    bounds: Bounds
    spans: tuple[tuple[int, int], ...]


def find_limits(text: str, unit: str) -> Limits:
    """Return the limits that a question sets to the values of a measure: "more than $5 billion"."""
    of_measure = parse_unit(unit)
    low = high = None
    includes_low = includes_high = False
    spans = []
    for figure in find_figures(text):
        is_share = figure.unit in ("%", "share")
        fits = is_money(figure) if of_measure.is_money else is_share == (of_measure.sign == "%")
        found = _find_limit(text, figure) if fits else None
        if found is None:
            continue
        value = figure.value * (100 if figure.unit == "share" else 1) / of_measure.scale
        pattern, span = found
        if pattern in (_AT_LEAST, _ABOVE):
            low, includes_low = value, pattern is _AT_LEAST
        else:
            high, includes_high = value, pattern is _AT_MOST
        spans.append(span)
    none = _NONE.search(text) if low is high is None and of_measure.noun else None
    if none and share_stem(text[none.end() : none.end() + _NEAR], unit):
        return Limits(Bounds(0, 0, includes_low=True, includes_high=True), (none.span(),))
    return Limits(Bounds(low, high, includes_low, includes_high), tuple(spans))


def find_count(text: str) -> int | None:
    """Return the n of "top n" or "the n largest", None if the question has none."""
    for m in _NUMBER.finditer(text):
        if _TOP.search(text[: m.start()]) or _RANKED.match(text[m.end() :]):
            word = m["n"].lower()
            return NUMBER_WORDS.get(word) or int(word)
    return None


def find_counted(text: str, places: Sequence[tuple[int, int]] = ()) -> str | None:
    """Return what is counted, "countries" of "how many African countries are"; None if nothing is.

    Names of places are no part of it, and alone nothing: "how many Kenyans studied". What follows a plural
    is none either: "how many tourists visit Kenya" counts tourists.
    """
    found = _COUNTED.search(text)
    if found is None:
        return None
    start, end = found.span("what")
    inside = [(s - start, e - start) for s, e in places if s >= start and e <= end]
    kept = [(s, e) for s, e in inside if not _COUNTRIES.search(found["what"][s:e])]
    what = mask_spans(found["what"], kept)
    if verb := _BEHIND_PLURAL.search(what):
        what = what[: verb.start()]
    return what if _NOTHING.sub("", what).strip() else None


def asks_of_countries(text: str) -> bool:
    """Return whether countries are ranked, counted or listed."""
    return _COUNTRIES.search(text) is not None


def find_countries(text: str) -> int:
    """Return where countries are named as such, the length of the text if they are not."""
    found = _COUNTRIES.search(text)
    return found.start() if found else len(text)


def find_stem(text: str, name: str) -> int:
    """Return where a word of a name stands first, the length of the text if none does."""
    stems = {word.stem for word in split_words(name)}
    return next((word.start for word in split_words(text) if word.stem in stems), len(text))


def _find_limit(text: str, figure: Figure) -> tuple[re.Pattern[str], tuple[int, int]] | None:
    """The words that make a figure a limit, and where it stands with them."""
    start = max(0, figure.start - _NEAR)
    before, behind = text[start : figure.start], text[figure.end : figure.end + _NEAR]
    space = len(behind) - len(behind.lstrip())
    for pattern in (_AT_LEAST, _AT_MOST, _BELOW, _ABOVE):
        if found := pattern.search(before):
            return pattern, (start + found.start(), figure.end)
        if pattern in (_AT_LEAST, _AT_MOST) and (found := pattern.match(behind, space)):
            return pattern, (figure.start, figure.end + found.end())
    return None


def share_stem(text: str, other: str) -> bool:
    """Return whether two texts have a word in common."""
    return not {w.stem for w in split_words(text)}.isdisjoint(w.stem for w in split_words(other))


def is_ascending(text: str) -> bool:
    """Return whether the least is asked for, or the order is from the least to the most."""
    least, most = _LEAST.search(text), _MOST.search(text)
    return least is not None and (most is None or least.start() < most.start())


def mask_limits(text: str, limits: Limits) -> str:
    """Return the text without its limits, so that "more than" ranks nothing."""
    return mask_spans(text, limits.spans)
