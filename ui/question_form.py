"""Chips become a question: sides, aspects, topic, period and focus as plain text that the reader of questions reads back the same.

The text is the contract: a link, a conversation and the command line carry it alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import UserError
from qa.read.periods import find_periods
from qa.records import Focus, Kind, Question
from qa.wording import add_article, join_words

MAX_SIDES = 6
_MAX_CHARS = 120  # of one chip
_ALL_ASPECTS = 4


@dataclass(frozen=True, slots=True)
class QuestionParts:
    """What the chips hold; `period` reads '2019', '2012-2014', 'before 2022' or 'since 2022'. Where the sides are periods, `within` is their place."""

    sides: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    topic: str = ""
    period: str = ""
    focus: str = ""
    within: tuple[str, ...] = ()


def parts_from_question(question: Question) -> QuestionParts:
    """The chips of a question as it was read; a lookup's own words stand as its topic."""
    free = question.query if question.kind is Kind.LOOKUP else ""
    aspects = () if question.topic or free or len(question.aspects) == _ALL_ASPECTS else question.aspects
    focus = question.focus if question.focus in (Focus.DIFFERENCES, Focus.SIMILARITIES) else ""
    return QuestionParts(
        question.subjects,
        aspects,
        question.topic or free,
        question.period or "",
        focus or "",
        question.within,
    )


def read_parts(data: object) -> QuestionParts:
    """The parts that a form sent.

    Raises:
        UserError: they are not what the form sends.
    """
    if not isinstance(data, Mapping):
        raise UserError("The form sent nothing that can be read; reload the page.")
    return QuestionParts(
        sides=_names(data, "sides")[:MAX_SIDES],
        aspects=_names(data, "aspects"),
        topic=_text(data.get("topic")),
        period=_text(data.get("period")),
        focus=_text(data.get("focus")),
        within=_names(data, "within"),
    )


def compose_question(parts: QuestionParts) -> str:
    """The question in words.

    Raises:
        UserError: there is neither a side nor a topic to ask about, or the period is none.
    """
    if not parts.sides and not parts.topic:
        raise UserError("There is nothing to ask about yet; choose a region, a country or a topic.")
    if parts.period and [p for p, _ in find_periods(_in_time(parts.period))] != [parts.period]:
        raise UserError(
            f"The period {parts.period!r} is not understood; write 2019, 2012-2014, before 2022 or since 2022."
        )
    matter = " ".join(filter(None, (join_words(parts.aspects), "role")))
    on = f" on {parts.topic}" if parts.topic else ""
    when = f" {_in_time(parts.period)}" if parts.period else ""
    if not parts.sides:
        return f"Tell me about China and {parts.topic}{when}"
    if any(find_periods(side) for side in parts.sides):  # the sides are times of one place
        place = f" in {_places(parts.within)}" if parts.within else ""
        return f"Compare China's {matter}{place}{on} {join_words([_in_time(s) for s in parts.sides])}"
    places = _places(parts.sides)
    if len(parts.sides) == 1:
        return f"Describe China's {matter} in {places}{on}{when}"
    if parts.focus == Focus.DIFFERENCES:
        return f"How does China's {matter} differ between {places}{on}{when}?"
    if parts.focus == Focus.SIMILARITIES:
        return f"What does China's {matter} in {places} have in common{on}{when}?"
    return f"Compare China's {matter} in {places}{on}{when}"


def _places(names: Sequence[str]) -> str:
    return join_words([add_article(n) for n in names])


def _in_time(period: str) -> str:
    return (
        f"in {period}" if period[:1].isdigit() else period
    )  # "from 2012 to 2014" would be a comparison of two years


def _names(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key)
    return tuple(dict.fromkeys(filter(None, map(_text, value)))) if isinstance(value, list) else ()


def _text(value: object) -> str:
    return " ".join(value.split())[:_MAX_CHARS] if isinstance(value, str) else ""
