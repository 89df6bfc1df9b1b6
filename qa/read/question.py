"""Text becomes a Question: which sides, which aspects or topic, what kind, and the words left to search with.

Pure and quick: names come from the framework, the rest from a few patterns. A follow-up takes what it lacks from the conversation.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import UserError
from corpus.framework import Framework
from corpus.text.phrases import Mention
from corpus.text.tokens import Word, split_words
from qa.read.cues import (
    asking_spans,
    asks_of_the_whole,
    content_query,
    leans_on_earlier,
    read_focus,
    read_kind,
)
from qa.read.periods import find_periods
from qa.read.sides import find_sides
from qa.records import Kind, Question
from qa.wording import join_words

MAX_QUESTION_CHARS = 2000
_MAX_TOPICS = 3


def read_question(text: str, framework: Framework, history: Sequence[str] = ()) -> Question:
    """Read a question in the light of the earlier ones, oldest first.

    Raises:
        UserError: it is empty or too long; the sentence says how long it may be.
    """
    question = _read_alone(text, framework)
    before: Question | None = None
    for earlier in history:
        if earlier.strip() and len(earlier) <= MAX_QUESTION_CHARS:
            alone = _read_alone(earlier, framework)
            before = _continue(alone, before, framework) if before else alone
    return _complete(_continue(question, before, framework) if before else question, framework)


def _read_alone(text: str, framework: Framework) -> Question:
    """What the words of one question say, nothing filled in."""
    stripped = " ".join(text.split())
    if not stripped:
        raise UserError("The question is empty; ask about a region, a country or a topic.")
    if len(text) > MAX_QUESTION_CHARS:
        raise UserError(f"The question has {len(text):,} characters; ask in at most {MAX_QUESTION_CHARS:,}.")
    periods = find_periods(stripped, framework.events)
    asking = asking_spans(stripped)
    apart = [*asking, *(span for _, span in periods)]
    words = [w for w in split_words(stripped) if not _within(w, apart)]
    mentions = [m for m in find_sides(stripped, framework) if not _within(m, [span for _, span in periods])]
    subjects = tuple(dict.fromkeys(m.name for m in mentions))
    asked = framework.find_asked_aspects(words)
    topics = _topics(stripped, words, mentions, asked, framework)
    aspects = tuple(a.name for a in framework.aspects if any(m.name == a.name for m in asked))
    # A format says more than the region that meets in it, so it stays to be searched for.
    placed = [m for m in mentions if not framework.is_format(stripped[m.start : m.end])]
    query = content_query(
        stripped, [*((m.start, m.end) for m in (*placed, *asked)), *framework.find_actor(stripped), *apart]
    )
    kind = read_kind(stripped, len(subjects), query)
    times = tuple(dict.fromkeys(p for p, _ in periods))
    within = tuple(s for s in subjects if framework.is_regional(s))
    if (
        len(times) > 1 and len(within) < 2 and kind is not Kind.TIMELINE
    ):  # one place, several times: the times are the sides
        return Question(
            stripped,
            Kind.PERIODS,
            times,
            aspects,
            None,
            read_focus(stripped, Kind.PERIODS),
            None,
            query,
            topics,
            within,
        )
    return Question(
        stripped,
        kind,
        subjects,
        aspects,
        None,
        read_focus(stripped, kind),
        times[0] if times else None,
        query,
        topics,
    )


def _topics(
    text: str,
    words: Sequence[Word],
    sides: Sequence[Mention],
    aspects: Sequence[Mention],
    framework: Framework,
) -> tuple[str, ...]:
    """Topics in order, but not those that only stand in a longer name ("the Panama Canal"); a general one, such as investment, only if no other is named.

    Nor the name of a side where several are compared as a whole: the South China Sea is a dispute, but its security beside that of the Indian Ocean is not.
    """
    spans = [(m.start, m.end) for m in (*sides, *aspects)]
    found = [
        m
        for m in framework.find_asked_topics(words)
        if not any(s <= m.start and m.end <= e and (s, e) != (m.start, m.end) for s, e in spans)
    ]
    if len({m.name for m in sides}) > 1 and (aspects or asks_of_the_whole(text)):
        found = [m for m in found if all((m.start, m.end) != (side.start, side.end) for side in sides)]
    narrow = [m for m in found if not framework.topics[m.name].general]
    return tuple(dict.fromkeys(m.name for m in narrow or found))[:_MAX_TOPICS]


def _within(part: Mention | Word, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < part.end and part.start < end for start, end in spans)


def _complete(question: Question, framework: Framework) -> Question:
    """Fill in aspects: a topic's own; else those its words speak of; else all. A matter without a name keeps its own words as topic."""
    aspects, topic = question.aspects, join_words(question.topics) or None
    if question.topics:
        aspects = aspects or (framework.topics[question.topics[0]].aspect,)
    elif not aspects:
        spoken = {m.name for m in framework.find_aspects(split_words(question.query))}
        aspects = tuple(a.name for a in framework.aspects if a.name in spoken)
        if question.compares or question.kind in (Kind.OVERVIEW, Kind.TIMELINE):
            topic = question.query if _specific(question) else None
            aspects = aspects or (() if topic else tuple(a.name for a in framework.aspects))
    return replace(question, aspects=aspects, topic=topic)


def broadened(question: Question, framework: Framework) -> Question:
    """The same sides on whole aspects, where nothing was found on a matter in the question's own words."""
    return replace(
        question, aspects=question.aspects or tuple(a.name for a in framework.aspects), topic=None, query=""
    )


def _specific(question: Question) -> bool:
    """True if the question's own words are a matter to search for; of several sides one or two words say too little."""
    return len(question.query.split()) > (2 if question.compares else 0)


def _continue(question: Question, before: Question, framework: Framework) -> Question:
    """Fill in from the conversation: one new side joins its sides, two or more replace them, an aspect or topic replaces that."""
    said = bool(question.aspects or question.topics or question.query) or (
        len(question.subjects) > 1 and asks_of_the_whole(question.text)
    )
    named = min((m.start for m in find_sides(question.text, framework)), default=len(question.text))
    if not leans_on_earlier(question.text, named) and (
        said if question.subjects else not question.aspects and not question.topics
    ):
        return question  # complete in itself, or a new matter altogether
    if Kind.PERIODS in (question.kind, before.kind):
        return (
            replace(question, within=question.within or before.subjects)
            if question.kind is Kind.PERIODS
            else question
        )
    subjects = question.subjects or before.subjects
    if len(question.subjects) == 1 and question.subjects[0] not in before.subjects:
        subjects = (*before.subjects, *question.subjects)
    aspects, topics, query = question.aspects, question.topics, question.query
    if not aspects and not topics:
        aspects, topics = before.aspects, before.topics
        query = " ".join(dict.fromkeys([*before.query.split(), *query.split()]))
    kind = (
        Kind.COMPARISON
        if len(subjects) > 1
        else question.kind
        if question.kind is not Kind.COMPARISON
        else before.kind
    )
    focus = question.focus or (read_focus(question.text, kind) if kind is Kind.COMPARISON else None)
    period = question.period or before.period
    continued = replace(
        question,
        kind=kind,
        subjects=subjects,
        aspects=aspects,
        topics=topics,
        query=query,
        focus=focus,
        period=period,
    )
    return question if continued == question else replace(continued, before=before.text)
