"""Counts the passages of the whole index on each side of a broad question, and those on each topic.

A passage is on a side, under an aspect and on a topic if one of its sentences is on all three. Counting is
arithmetic on columns of the index: no text is read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.framework import Framework
from corpus.records import Trait
from index.records import Flags, Rows, Sentences, SentenceSearch
from qa.records import Kind, Question
from qa.select.candidates import find_allowed, locate_side
from qa.select.pool import RowSet
from qa.theme_records import Place, Theme, TopicCount

MOST_PLACES = 200  # passages of one topic that an answer lists
_MOST_COUNTS = 4  # of sides under each aspect by itself; more are too many to read
_BROAD = (Kind.COMPARISON, Kind.OVERVIEW, Kind.PERIODS)


@dataclass(frozen=True, slots=True, eq=False)
class SideCount:
    """The sentences on a side under an aspect (`rows`), their passages, and which of both are on each topic.

    `are_on` is (topics, rows), `passages_on` (topics, passages); `numbers` are those of passages by topic.
    """

    subject: str
    aspect: str | None
    topics: tuple[str, ...]
    rows: Rows
    passages: Rows
    are_on: Flags
    passages_on: Flags
    numbers: Rows

    @property
    def total(self) -> int:
        """How many passages there are."""
        return len(self.passages)


def count_sides(question: Question, index: SentenceSearch, framework: Framework) -> tuple[SideCount, ...]:
    """Count on each side that is a region or country, for each of a few aspects or all together.

    Empty unless the question is broad: it sets sides side by side or asks for an overview, on no topic and no
    figures. A side without a passage has no count.
    """
    if question.kind not in _BROAD or question.topic is not None or question.figures is not None:
        return ()
    groups = _group_aspects(question, framework)
    counted = (
        _count_side(question, side, aspects, index, framework)
        for aspects in groups
        for side in question.subjects
        if _find_place(question, side) in framework.subjects
    )
    return tuple(count for count in counted if count.total)


def build_theme(count: SideCount, topics: Iterable[str], sentences: Sentences) -> Theme:
    """Make the record of a count with its works and the topics that are given, the most frequent first."""
    places = sorted({count.topics.index(t) for t in topics}, key=lambda place: (-count.numbers[place], place))
    return Theme(
        count.subject,
        count.aspect,
        count.total,
        sentences.count_works(count.rows),
        tuple(_build_topic(count, place, sentences) for place in places),
    )


def _group_aspects(question: Question, framework: Framework) -> Sequence[tuple[str, ...]]:
    """The aspects that are counted together; none where all are asked."""
    aspects = question.aspects if len(question.aspects) < len(framework.aspects) else ()
    is_few = aspects and len(aspects) * len(question.subjects) <= _MOST_COUNTS
    return [(aspect,) for aspect in aspects] if is_few else [aspects]


def _find_place(question: Question, side: str) -> str:
    """The side, or the place that it is a period of."""
    return next(iter(question.within), "") if question.kind is Kind.PERIODS else side


def _count_side(
    question: Question, side: str, aspects: tuple[str, ...], index: SentenceSearch, framework: Framework
) -> SideCount:
    rows = _find_rows(question, side, aspects, index, framework)
    topics = tuple(t.name for t in framework.topics.values() if not aspects or t.aspect in aspects)
    are_on = index.sentences.have_each_tag(rows, [("topic", topic) for topic in topics])
    passages, starts = np.unique(index.sentences.find_passages(rows), return_index=True)
    passages_on = np.logical_or.reduceat(are_on, starts, axis=1) if len(rows) else are_on
    aspect = aspects[0] if len(aspects) == 1 else None
    return SideCount(side, aspect, topics, rows, passages, are_on, passages_on, passages_on.sum(axis=1))


def _find_rows(
    question: Question, side: str, aspects: tuple[str, ...], index: SentenceSearch, framework: Framework
) -> Rows:
    """The sentences on a side and any of the aspects that the question's period and scope allow.

    Unlike evidence, a sentence without a year is not counted in a period.
    """
    sentences = index.sentences
    names = {
        name for place in (_find_place(question, side), *question.within) for name in _name(place, framework)
    }
    tags = [("subject", name) for name in sorted(names)]
    rows = sentences.find_tagged(() if question.scope.source else tags)  # a source is limited by all it has
    rows = rows[~sentences.have_any_tag(rows, [("trait", Trait.ABOUT_DOCUMENT)])]
    found = RowSet(rows, sentences.find_documents(sentences.find_passages(rows)))
    kept = locate_side(question, side, found, index, framework).is_on_side
    period = side if question.kind is Kind.PERIODS else question.period
    dated = replace(question, kind=Kind.PERIODS) if period else question
    kept = kept & find_allowed(dated, period, None, found, index, framework)
    if aspects:
        kept &= sentences.have_any_tag(rows, [("aspect", aspect) for aspect in aspects])
    return rows[kept]


def _name(place: str, framework: Framework) -> Iterator[str]:
    """A place by its name and those of its members."""
    yield place
    if place in framework.subjects:
        yield from framework.subjects[place].members


def _build_topic(count: SideCount, number: int, sentences: Sentences) -> TopicCount:
    passages = count.passages[count.passages_on[number]]
    places = sentences.list_places(passages[:MOST_PLACES])
    works = sentences.count_works(count.rows[count.are_on[number]])
    return TopicCount(count.topics[number], len(passages), works, tuple(Place(*place) for place in places))
