"""How much there is on each side, on one line: the passages of the corpus by theme, and what is quoted."""

from collections.abc import Iterator
from dataclasses import dataclass

from qa.compose.balance import describe_amount, describe_imbalance, describe_works, measure_evidence
from qa.records import Answer, Role, Statement
from ui.html.statement_html import side_class


@dataclass(frozen=True, slots=True)
class CountedTopic:
    """A topic with its passages and works; `count` leads to the passages: '0-2' to topic 2 of theme 0.

    `cites` are quotations on it; without a topic, those that its theme rests on.
    """

    topic: str
    passages: int = 0
    works: int = 0
    count: str = ""
    cites: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedTheme:
    """The passages on a side under an aspect, empty if there is one line for all, and the topics named."""

    aspect: str
    passages: int
    topics: tuple[CountedTopic, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """One side: its themes, and in words the works that it is quoted from, empty where nothing is compared.

    `quoted` says also how many quotations there are, and from which perspectives.
    """

    side: str
    colour: str
    themes: tuple[CountedTheme, ...]
    works: str = ""
    quoted: str = ""


def build_amounts(answer: Answer) -> tuple[list[Amount], str]:
    """A line for each side that is counted or quoted, and a sentence of caution, empty if none is needed."""
    evidence = measure_evidence(answer) if answer.question.compares else ()
    if not any(e.quotations for e in evidence):
        evidence = ()
    quoted = {e.side: (describe_works(e), describe_amount(e)) for e in evidence}
    counted = [s for s in answer.statements if s.role is Role.THEME]
    sides = dict.fromkeys([*quoted, *(side for s in counted for side in s.subjects)])
    aspects = {s.aspect for s in counted}
    amounts = [
        Amount(
            side,
            side_class(answer, side),
            tuple(_build_theme(answer, s, is_only=len(aspects) == 1) for s in counted if side in s.subjects),
            *quoted.get(side, ()),
        )
        for side in sides
    ]
    return amounts, describe_imbalance(evidence)


def _build_theme(answer: Answer, statement: Statement, *, is_only: bool) -> CountedTheme:
    theme = answer.themes[statement.counts[0].theme]
    topics = tuple(_list_topics(answer, statement))
    return CountedTheme("" if is_only else theme.aspect or "", theme.passages, topics)


def _list_topics(answer: Answer, statement: Statement) -> Iterator[CountedTopic]:
    """The topics that the statement names, then the citations that it has without one."""
    cites = {statement.text[span.start : span.end]: span.cites for span in statement.spans}
    for count in statement.counts:
        if count.topic is not None:
            found = answer.themes[count.theme].topics[count.topic]
            place = f"{count.theme}-{count.topic}" if found.places else ""
            yield CountedTopic(found.topic, found.passages, found.works, place, cites.get(found.topic, ()))
    if "" in cites:
        yield CountedTopic("", cites=cites[""])
