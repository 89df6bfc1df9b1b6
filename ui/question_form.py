"""From chips to a question: sides, aspects, topic, period and focus as text that is read back the same.

The text is the contract: links, conversations and the command line carry nothing else.
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
    """What the chips hold.

    `period` is '2019', '2012-2014', 'before 2022' or 'since 2022'. Where the sides are periods, `within` is
    their place.
    """

    sides: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    topic: str = ""
    period: str = ""
    focus: str = ""
    within: tuple[str, ...] = ()


def parts_from_question(question: Question) -> QuestionParts:
    """The chips of a question as it was read; a lookup's own words are its topic."""
    topic = question.topic or (question.query if question.kind is Kind.LOOKUP else "")
    asks_for_all = len(question.aspects) == _ALL_ASPECTS
    return QuestionParts(
        sides=question.subjects,
        aspects=() if topic or asks_for_all else question.aspects,
        topic=topic,
        period=question.period or "",
        focus=question.focus if question.focus in (Focus.DIFFERENCES, Focus.SIMILARITIES) else "",
        within=question.within,
    )


def read_parts(data: object) -> QuestionParts:
    """Read the parts that a form sent.

    Raises:
        UserError: the data are not those of a form.
    """
    if not isinstance(data, Mapping):
        raise UserError("The form could not be read; reload the page.")
    return QuestionParts(
        sides=_read_names(data, "sides")[:MAX_SIDES],
        aspects=_read_names(data, "aspects"),
        topic=_read_text(data.get("topic")),
        period=_read_text(data.get("period")),
        focus=_read_text(data.get("focus")),
        within=_read_names(data, "within"),
    )


def compose_question(parts: QuestionParts) -> str:
    """Put the parts into words.

    Raises:
        UserError: there is neither a side nor a topic, or the period is not understood.
    """
    if not parts.sides and not parts.topic:
        raise UserError("There is nothing to ask about yet; choose a region, a country or a topic.")
    if parts.period and [p for p, _ in find_periods(_in_time(parts.period))] != [parts.period]:
        raise UserError(
            f"The period {parts.period!r} is not understood; "
            "write 2019, 2012-2014, before 2022 or since 2022."
        )
    role = " ".join(filter(None, (join_words(parts.aspects), "role")))
    on = f" on {parts.topic}" if parts.topic else ""
    when = f" {_in_time(parts.period)}" if parts.period else ""
    if not parts.sides:
        return f"Tell me about China and {parts.topic}{when}"
    if any(find_periods(side) for side in parts.sides):  # the sides are periods of one place
        place = f" in {_join_places(parts.within)}" if parts.within else ""
        return f"Compare China's {role}{place}{on} {join_words([_in_time(s) for s in parts.sides])}"
    places = _join_places(parts.sides)
    if len(parts.sides) == 1:
        return f"Describe China's {role} in {places}{on}{when}"
    if parts.focus == Focus.DIFFERENCES:
        return f"How does China's {role} differ between {places}{on}{when}?"
    if parts.focus == Focus.SIMILARITIES:
        return f"What does China's {role} in {places} have in common{on}{when}?"
    return f"Compare China's {role} in {places}{on}{when}"


def _join_places(names: Sequence[str]) -> str:
    return join_words([add_article(n) for n in names])


def _in_time(period: str) -> str:
    # "in 2012-2014" and not "from 2012 to 2014", which would be read as a comparison of two years
    return f"in {period}" if period[:1].isdigit() else period


def _read_names(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key)
    return tuple(dict.fromkeys(filter(None, map(_read_text, value)))) if isinstance(value, list) else ()


def _read_text(value: object) -> str:
    return " ".join(value.split())[:_MAX_CHARS] if isinstance(value, str) else ""
