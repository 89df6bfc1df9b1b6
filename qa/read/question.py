"""Text becomes a Question: its sides, aspects or topic, kind, period, and the words to search with.

Pure and quick: names come from the framework, the rest from a few patterns. A follow-up takes what it lacks
from the conversation.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import UserError
from corpus.framework import Framework
from corpus.records import Trait
from corpus.text.phrases import Mention
from corpus.text.tokens import Word, split_words
from qa.read.content_words import content_query
from qa.read.cues import asks_about_relations, find_framing_spans, read_focus, read_kind
from qa.read.expected_value import find_expected_value
from qa.read.follow_up import continue_question
from qa.read.periods import find_periods
from qa.read.sides import find_sides
from qa.records import Kind, Question
from qa.wording import collapse_whitespace, join_words

MAX_QUESTION_CHARS = 2000
_MAX_TOPICS = 3
_MIN_WORDS_OF_COMPARISON = 3  # fewer words say too little to be a topic that several sides share


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
            before = continue_question(alone, before, framework) if before else alone
    return _complete(continue_question(question, before, framework) if before else question, framework)


def _read_alone(text: str, framework: Framework) -> Question:
    """What the words of one question say, without those before it and without defaults."""
    stripped = collapse_whitespace(text)
    if not stripped:
        raise UserError("The question is empty; ask about a region, a country or a topic.")
    if len(text) > MAX_QUESTION_CHARS:
        raise UserError(f"The question has {len(text):,} characters; ask in at most {MAX_QUESTION_CHARS:,}.")
    periods = find_periods(stripped, framework.events)
    period_spans = [span for _, span in periods]
    excluded = [*find_framing_spans(stripped), *period_spans]
    words = [w for w in split_words(stripped) if not _overlaps_any(w, excluded)]
    mentions = [m for m in find_sides(stripped, framework) if not _overlaps_any(m, period_spans)]
    asked_aspects = framework.find_asked_aspects(words)
    # A format says more than the region that meets in it, so its name stays in the query.
    places = [m for m in mentions if not framework.is_format(stripped[m.start : m.end])]
    named = [(m.start, m.end) for m in (*places, *asked_aspects)]
    query = content_query(stripped, [*named, *framework.find_actor(stripped), *excluded])
    sides = tuple(dict.fromkeys(m.name for m in mentions))
    kind = read_kind(stripped, len(sides), query)
    question = Question(
        text=stripped,
        kind=kind,
        subjects=sides,
        aspects=tuple(a.name for a in framework.aspects if any(m.name == a.name for m in asked_aspects)),
        focus=read_focus(stripped, kind),
        query=query,
        topics=_find_topics(stripped, words, mentions, asked_aspects, framework),
        value=Trait.DISAGREEMENT if kind is Kind.CONFLICT else find_expected_value(stripped),
    )
    return _add_periods(question, tuple(dict.fromkeys(p for p, _ in periods)), framework)


def _add_periods(question: Question, periods: Sequence[str], framework: Framework) -> Question:
    """Several periods of one place become the sides; else the first one is the question's period."""
    places = tuple(s for s in question.subjects if framework.is_regional(s))
    if len(periods) < 2 or len(places) > 1 or question.kind is Kind.TIMELINE:
        return replace(question, period=periods[0] if periods else None)
    focus = read_focus(question.text, Kind.PERIODS)
    return replace(question, kind=Kind.PERIODS, subjects=tuple(periods), focus=focus, within=places)


def _find_topics(
    text: str,
    words: Sequence[Word],
    sides: Sequence[Mention],
    aspects: Sequence[Mention],
    framework: Framework,
) -> tuple[str, ...]:
    """Topics in order; a general one, such as investment, only if no other is named.

    A topic that is only part of a longer name ("the Panama Canal") is none. Nor is the name of a side where
    several are compared in general: the South China Sea is a dispute, but compared with the Indian Ocean it
    is a region.
    """
    spans = [(m.start, m.end) for m in (*sides, *aspects)]
    found = [
        m
        for m in framework.find_asked_topics(words)
        if not any(s <= m.start and m.end <= e and (s, e) != (m.start, m.end) for s, e in spans)
    ]
    if len({m.name for m in sides}) > 1 and (aspects or asks_about_relations(text)):
        side_spans = {(m.start, m.end) for m in sides}
        found = [m for m in found if (m.start, m.end) not in side_spans]
    specific = [m for m in found if not framework.topics[m.name].general]
    return tuple(dict.fromkeys(m.name for m in specific or found))[:_MAX_TOPICS]


def _overlaps_any(part: Mention | Word, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < part.end and part.start < end for start, end in spans)


def _complete(question: Question, framework: Framework) -> Question:
    """Fill in aspects (a topic's, else those of its words, else all), and its words as topic if none."""
    aspects, topic = question.aspects, join_words(question.topics) or None
    if question.topics:
        aspects = aspects or (framework.topics[question.topics[0]].aspect,)
    elif not aspects:
        found = {m.name for m in framework.find_aspects(split_words(question.query))}
        aspects = tuple(a.name for a in framework.aspects if a.name in found)
        if question.compares or question.kind in (Kind.OVERVIEW, Kind.TIMELINE):
            topic = question.query if _has_own_topic(question) else None
            aspects = aspects or (() if topic else tuple(a.name for a in framework.aspects))
    return replace(question, aspects=aspects, topic=topic)


def _has_own_topic(question: Question) -> bool:
    """Whether the question's own words are enough to search for."""
    return len(question.query.split()) >= (_MIN_WORDS_OF_COMPARISON if question.compares else 1)
