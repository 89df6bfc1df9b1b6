"""What is done with the figures that a question asks for, on what, and on which rows."""

import re
from collections.abc import Callable

from corpus.figure_tables import Addition
from corpus.text.english import find_pattern
from corpus.text.tokens import content_stems, stem
from qa.figure_records import LISTING, Operation
from qa.read.figures.asked import Asked
from qa.read.figures.limits import (
    asks_of_countries,
    find_count,
    find_counted,
    find_countries,
    find_stem,
    share_stem,
)
from qa.read.figures.years import is_span, names_two_years
from qa.records import Focus

_TOTAL, _SHARE = find_pattern("figures_total"), find_pattern("figures_share")
_CHANGE, _PER_YEAR = find_pattern("figures_change"), find_pattern("figures_per_year")
_AVERAGE, _RANK = find_pattern("figures_average"), find_pattern("figures_rank")
_EACH, _NUMBER, _LIST = (
    find_pattern("figures_each"),
    find_pattern("asks_number"),
    find_pattern("asks_list"),
)
_WORLDWIDE = find_pattern("figures_worldwide")
_VALUE = re.compile(r"\b(?:value|amount|sum|figure)s?\b", re.IGNORECASE)
_WHICH = re.compile(r"^\W*(?:which|list|show|name|give)\b|[,:;–—-]\s*(?:which|list|show)\b", re.IGNORECASE)
_ASKED_NOUN = re.compile(
    r"\b(?:how many|which|what|by|per|top \w+|(?:rank|order|sort)(?: the| my| all)*)\s+((?:\w+\s+)?\w+)",
    re.IGNORECASE,
)
_ORDERS = re.compile(r"^\W*(?:please )?(?:rank|order|sort)\b|\brank(?:ed|ing)\b", re.IGNORECASE)
_WHAT_IS = re.compile(r"\bwhat(?:['’]s|\s+(?:is|was|are|were))\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow (?:many|often)\b|\bcount\b|\bnumber of\b", re.IGNORECASE)
_LOAN = frozenset(stem(word) for word in ("loan", "lend", "lent", "lending", "loaned"))
_ROW, _AMOUNT = "entry row line contract", "dollar money percent percentage point share time people person"
_FOCUSES = (Focus.HOW_MANY, Focus.RANKING, Focus.WHICH_IS_MORE)


def choose_operation(asked: Asked) -> Operation | None:
    """Return what is done with the figures; None if the question asks for no figures."""
    operation = _choose_operation(asked)
    if operation is None or not asked.is_own or asked.match.is_pointed_at:
        return operation
    # A user's table that the question does not point at: its words must name what is counted or measured.
    if operation not in LISTING:
        return operation if asked.match.names_measure else None
    item = f"{asked.match.table.description.item} {_ROW}"
    names_rows = share_stem(asked.text, item) or asked.match.labels or asked.has_bounds
    lists = any(p.search(asked.question.text) for p in (_LIST, _WHICH, _HOW_MANY))
    lists = lists or (asked.has_bounds and bool(asked.match.labels))  # "mining schemes above $1 billion"
    return operation if names_rows and lists else None


def _choose_operation(asked: Asked) -> Operation | None:
    counted = _find_counted(asked)
    if counted is not None:
        counts_sides = asked.has_bounds and not share_stem(counted, asked.unit)
        if counts_sides or _is_counted_by_rows(asked, counted):
            return Operation.COUNT
        if not _is_counted_by_measure(asked, counted):
            return None
    return next((operation for fits, operation in _RULES if fits(asked)), None) or _choose_simple(asked)


def choose_what(asked: Asked, operation: Operation) -> str:
    """Return what is ranked, counted or listed: "subject", "item" or a label; the one that is named first."""
    description = asked.match.table.description
    if not asked.is_own or not description.item:
        return "subject"
    if not description.subject or asked.match.items:
        return "item"
    if _EACH.search(asked.text) or (len(asked.places) > 1 and operation not in LISTING):
        return "subject"
    text = _find_counted(asked) or asked.text
    nouns = _ASKED_NOUN.findall(asked.wording.full)
    labels = [label for label in description.labels if any(share_stem(label, noun) for noun in nouns)]
    places = {
        "item": find_stem(text, f"{description.item} {_ROW}"),
        "subject": min(find_stem(text, description.subject), find_countries(text)),
        **{label: find_stem(text, label) for label in labels},
    }
    first = min(places, key=lambda name: places[name])
    return first if places[first] < len(text) else "item"


def choose_conditions(asked: Asked) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the values that rows must have, by label; none where all values of a label are named.

    "Loans and grants" of a described table are not its grants alone.
    """
    match = asked.match
    by_column: dict[str, list[str]] = {}
    for column, value in match.labels:
        by_column.setdefault(column, []).append(value)
    chosen = {word for form in match.label_forms for word in form}
    if match.is_described and (match.stems - chosen) & _LOAN:
        return ()
    return tuple(
        (column, tuple(values))
        for column, values in by_column.items()
        if set(values) != set(match.table.labels[column]) - {""}
    )


def _find_counted(asked: Asked) -> str | None:
    spans = tuple((m.start, m.end) for m in asked.wording.mentions)
    return find_counted(asked.wording.full, spans)


def _is_counted_by_rows(asked: Asked, counted: str) -> bool:
    """Whether countries are counted, or rows of a user's table; else the figures are counts themselves."""
    if asks_of_countries(counted):
        return True
    item = asked.match.table.description.item
    is_of_rows = share_stem(counted, f"{item} {_ROW}")
    name = asked.measure.name if asked.measure else ""
    return asked.is_own and (is_of_rows or not share_stem(counted, f"{asked.unit} {name}"))


def _is_counted_by_measure(asked: Asked, counted: str) -> bool:
    """Whether what is counted is what the measure counts."""
    names = " ".join(word for form in asked.match.forms for word in form)
    return share_stem(counted, f"{names} {asked.unit} {_AMOUNT}")


def _counts_labelled(asked: Asked) -> bool:
    is_of_rows = asked.is_own and not asked.match.forms
    return is_of_rows and bool(asked.match.labels) and _HOW_MANY.search(asked.text) is not None


def _asks_share(asked: Asked) -> bool:
    if _WORLDWIDE.search(asked.text) and len(asked.places) == 1 and _SHARE.search(asked.text):
        return asked.adds_over(Addition.SUBJECTS)
    divides = asked.is_own or (bool(choose_conditions(asked)) and asked.adds_over(Addition.PARTS))
    is_of_total = divides and _SHARE.search(asked.text) is not None and asked.unit != "%"
    return bool(asked.whole) or is_of_total


def _asks_change(asked: Asked) -> bool:
    changes = _CHANGE.search(asked.text) and (asked.years or _PER_YEAR.search(asked.text))
    return bool(changes) or (names_two_years(asked.wording.full) and not _TOTAL.search(asked.text))


def _asks_rank(asked: Asked) -> bool:
    text, is_total = asked.text, _TOTAL.search(asked.text)
    if _EACH.search(text) and (asked.is_own or not is_total):
        return True
    has_several = len(asked.places) != 1 or asked.is_of_region or asked.is_own
    is_one_total = is_total and len(asked.places) < 2 and not find_count(text) and not _ORDERS.search(text)
    return _RANK.search(text) is not None and has_several and not is_one_total


_RULES: tuple[tuple[Callable[[Asked], object], Operation], ...] = (
    (lambda asked: asked.has_bounds, Operation.FILTER),
    (_counts_labelled, Operation.COUNT),
    (_asks_share, Operation.SHARE),
    (lambda asked: _AVERAGE.search(asked.text), Operation.TOTAL),
    (_asks_change, Operation.CHANGE),
    (_asks_rank, Operation.RANK),
    (lambda asked: _TOTAL.search(asked.text), Operation.TOTAL),
    (lambda asked: _PER_YEAR.search(asked.text), Operation.CHANGE),
)


def _choose_simple(asked: Asked) -> Operation | None:
    """A figure as it is, or rows of a user's table; None if no figure is asked for."""
    match, question = asked.match, asked.question
    asks = match.items or asked.years or question.focus in _FOCUSES or _is_terse(asked)
    asks = asks or any(p.search(asked.text) for p in (_NUMBER, _SHARE, _RANK, _WHAT_IS, _VALUE))
    if not asked.is_own and (not asked.places or question.focus in (Focus.WHEN, Focus.WHY)):
        return None
    if not asked.is_own or match.items:
        is_trend = is_span(asked.years) and not asked.adds_over(Addition.YEARS)
        return (Operation.CHANGE if is_trend else Operation.VALUE) if asks else None
    lists = _LIST.search(question.text) or _WHICH.search(question.text)
    if lists and match.table.description.item:
        return Operation.FILTER
    if match.forms or question.focus is Focus.HOW_MANY:
        return Operation.TOTAL if asks else Operation.FILTER
    return Operation.FILTER if lists or match.labels or asked.years else None


def _is_terse(asked: Asked) -> bool:
    """Whether the question says little but what names the measure: "angola: owed to commercial banks"."""
    forms = (*asked.match.forms, *asked.match.label_forms)
    named = {word for form in forms for word in form}
    return not set(content_stems(asked.text)) - named - set(content_stems("china chinese usd only"))
