"""Text becomes a Question: its sides, aspects or topic, kind, period, and the words to search with.

Pure and quick: names come from the framework, the rest from a few patterns. A follow-up takes what it lacks
from the conversation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.errors import UserError
from corpus.framework import Framework
from corpus.records import Trait
from corpus.text.phrases import Mention
from corpus.text.tokens import Word, split_words
from index.records import SentenceSearch, Tables, Words
from qa.read.alike import Embed, find_alike
from qa.read.content_words import content_query
from qa.read.cues import (
    asks_about_program,
    asks_about_relations,
    find_expected_value,
    find_framing_spans,
    read_focus,
    read_kind,
)
from qa.read.figures.reading import read_figure_question
from qa.read.follow_up import continue_question, find_replaced
from qa.read.frames import find_comparing
from qa.read.mentions import Named, NameKind, find_mentions, find_topics, names_of
from qa.read.periods import drop_change, find_periods, split_at_change
from qa.read.scope import find_perspectives, read_scope
from qa.read.sides import Sides, find_sides
from qa.read.spelling import correct_words, list_unknown
from qa.records import Kind, Question, Scope
from qa.wording import collapse_whitespace, join_words, mask_spans

MAX_QUESTION_CHARS = 2000
_MAX_TOPICS = 3
_MIN_WORDS_OF_COMPARISON = 3  # fewer words say too little to be a topic that several sides share


@dataclass(frozen=True, slots=True)
class Known:
    """What a question is read with besides the framework: the words of the documents, their latest year.

    `embed` turns short texts into vectors; `tables` are the tables of figures.
    """

    words: Words | None = None
    latest_year: int | None = None
    embed: Embed | None = None
    tables: Tables | None = None


def know(index: SentenceSearch) -> Known:
    """What an index knows."""
    return Known(index.lexicon, index.sentences.latest_year, index.embed_queries, index.tables)


def read_question(
    text: str, framework: Framework, history: Sequence[str] = (), known: Known | None = None
) -> Question:
    """Read a question in the light of the earlier ones, oldest first.

    Raises:
        UserError: it is empty or too long; the sentence says how long it may be.
    """
    known = known or Known()
    question = _read_alone(text, framework, known)
    before: Question | None = None
    for earlier in history:
        if earlier.strip() and len(earlier) <= MAX_QUESTION_CHARS:
            alone = _read_alone(earlier, framework, known)
            before = continue_question(alone, before, framework) if before else alone
    question = _complete(continue_question(question, before, framework) if before else question, framework)
    if known.tables is None or known.embed is None or question.kind is Kind.ABOUT:
        return question
    figures = read_figure_question(question, known.tables, framework, known.embed)
    return _adopt_measure(replace(question, figures=figures), known.tables) if figures else question


def _adopt_measure(question: Question, tables: Tables) -> Question:
    """Search for what a table measures, in its words, where the question has no other topic: "in the red"."""
    figures = question.figures
    measures = tables.get(figures.table).description.measures if figures else ()
    measure = next((m for m in measures if figures and m.id == figures.measure and m.aspect), None)
    if measure is None or question.topic is not None:
        return question
    query = " ".join(dict.fromkeys([*question.query.split(), *content_query(measure.name, []).split()]))
    return replace(question, topic=measure.name, aspects=(measure.aspect,), query=query)


def _read_alone(text: str, framework: Framework, known: Known) -> Question:
    """What the words of one question say, without those before it and without defaults."""
    stripped = collapse_whitespace(text)
    if not stripped:
        raise UserError("The question is empty; ask about a region, a country or a topic.")
    if len(text) > MAX_QUESTION_CHARS:
        raise UserError(f"The question has {len(text):,} characters; ask in at most {MAX_QUESTION_CHARS:,}.")
    original, stripped = stripped, correct_words(stripped, known.words)
    periods = split_at_change(find_periods(stripped, framework.events, known.latest_year), stripped)
    mentions = find_mentions(stripped, framework, known.words)
    if not mentions and asks_about_program(stripped):
        return Question(original, Kind.ABOUT, focus=read_focus(stripped, compares=False))
    scope = read_scope(stripped, mentions)
    framing = find_framing_spans(stripped)
    in_time = [span for _, span in periods]
    excluded = [*framing, *in_time, *scope.spans, *scope.wish_spans]
    words = [w for w in split_words(stripped) if not _overlaps_any(w, excluded)]
    asked = mask_spans(stripped, scope.spans)
    mentions = [m for m in mentions if not _overlaps_any(m, [*scope.spans, *scope.wish_spans])]
    # "After the coup in Myanmar in 2021": the place is the side if no other one is named.
    outside = [m for m in mentions if not _overlaps_any(m, [*framing, *in_time])]
    if any(m.kind is not NameKind.STUDIED for m in outside):
        mentions = outside
    mentions = [m for m in mentions if m.kind is not NameKind.THING or not _overlaps_any(m, in_time)]
    mentions = _drop_source(mentions, scope.scope)
    in_question = mask_spans(asked, in_time)
    sides = find_sides(in_question, mentions, framework, find_topics(in_question, mentions, known.words))
    if not sides.are_compared and not any(s.kind is NameKind.PLACE for s in sides.sides):
        sides = _find_alike(in_question, mentions, known) or sides
    asked = collapse_whitespace(asked)
    asked_aspects = framework.find_asked_aspects(words)
    named = _spans_of([*sides.sides, *sides.within, *asked_aspects])
    named += _spans_of([m for m in mentions if m.kind is NameKind.PLACE and m.name in sides.names])
    unasked = [*named, *framework.find_actor(stripped), *excluded, *scope.source_spans]
    unasked += find_comparing(stripped)
    query = content_query(stripped, unasked)
    is_on_actor = known.words is None or any(known.words.has_word(s) for s in framework.actor_stems)
    focus = read_focus(asked, compares=sides.are_compared)
    kind = read_kind(asked, len(sides.names), query, focus, are_compared=sides.are_compared)
    question = Question(
        text=original,
        kind=kind,
        subjects=sides.names,
        within=names_of(sides.within),
        aspects=tuple(a.name for a in framework.aspects if any(m.name == a.name for m in asked_aspects)),
        focus=focus,
        query=query,
        searched=stripped if stripped != original else "",
        topics=_find_topics(stripped, words, sides.sides, asked_aspects, framework) if is_on_actor else (),
        value=Trait.DISAGREEMENT if kind is Kind.CONFLICT else find_expected_value(stripped),
        scope=scope.scope,
        excluded=scope.excluded,
        replaced=find_replaced(stripped, sides.sides),
        ignored=(*scope.wishes, *_list_unheeded(scope.scope, known.words), *list_unknown(query, known.words)),
    )
    return _add_periods(question, tuple(dict.fromkeys(p for p, _ in periods)), framework)


def _find_alike(text: str, mentions: Sequence[Named], known: Known) -> Sides | None:
    """Two things of a kind as sides, where no place is one; None if there are no two."""
    if known.words is None or known.embed is None:
        return None
    terms = [
        next((m for m in mentions if m.overlaps(t)), Named(t.name, t.start, t.end, NameKind.THING))
        for t in known.words.find_terms(text)
    ]
    things = [t for t in dict.fromkeys(terms) if t.kind is NameKind.THING]
    pair = find_alike(text, things, known.embed)
    return Sides(tuple(pair), are_compared=True) if pair else None


def _drop_source(mentions: Sequence[Named], scope: Scope) -> list[Named]:
    """The names without that of the source, which is no side where another name is."""
    others = [m for m in mentions if m.kind is not NameKind.THING or m.name not in scope.source]
    return others if any(m.kind is not NameKind.STUDIED for m in others) else list(mentions)


def _list_unheeded(scope: Scope, words: Words | None) -> tuple[str, ...]:
    """What of a scope cannot be heeded: a view that no publisher has, and a source that no document names."""
    view = scope.perspective
    unheeded = [view] if view and not find_perspectives(view) else []
    if scope.source and words and not words.has_word(scope.source):
        unheeded.append(f"according to {scope.source}")
    return tuple(unheeded)


def _add_periods(question: Question, periods: Sequence[str], framework: Framework) -> Question:
    """Several periods of one side become the sides; else the first one is the question's period."""
    if framework.actor in question.subjects and len(periods) > 1 and question.within:
        question = replace(question, subjects=question.within, within=())
    if len(periods) < 2 or len(question.subjects) > 1 or question.kind is Kind.TIMELINE:
        return replace(question, period=periods[0] if periods else None)
    focus = read_focus(question.text, compares=True)
    return replace(
        question,
        kind=Kind.PERIODS,
        subjects=tuple(periods),
        focus=focus,
        within=question.subjects or question.within,
        query=drop_change(question.query),
    )


def _find_topics(
    text: str,
    words: Sequence[Word],
    sides: Sequence[Named],
    aspects: Sequence[Mention],
    framework: Framework,
) -> tuple[str, ...]:
    """Topics in order; a general one, such as investment, only if no other is named.

    A topic that is only part of a longer name ("the Panama Canal") is none. Nor is the name of a side where
    several are compared in general: the South China Sea is a dispute, but compared with the Indian Ocean it
    is a region.
    """
    spans = _spans_of([*sides, *aspects])
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


def _spans_of(parts: Iterable[Mention | Named]) -> list[tuple[int, int]]:
    return [(p.start, p.end) for p in parts]


def _overlaps_any(part: Mention | Named | Word, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < part.end and part.start < end for start, end in spans)


def _complete(question: Question, framework: Framework) -> Question:
    """Fill in aspects (a topic's, else those of its words, else all), and its words as topic if none."""
    if question.kind is Kind.ABOUT:
        return question
    aspects, topic = question.aspects, join_words(question.topics) or None
    if question.topics:
        aspects = aspects or (framework.topics[question.topics[0]].aspect,)
    elif not aspects:
        own_words = " ".join(w for w in question.query.split() if not asks_about_relations(w))
        found = {m.name for m in framework.find_aspects(split_words(own_words))}
        aspects = tuple(a.name for a in framework.aspects if a.name in found)
        if question.compares or question.kind in (Kind.OVERVIEW, Kind.TIMELINE):
            is_on_places = all(s in framework.subjects for s in (*question.subjects, *question.within))
            is_on_places = is_on_places or question.kind is Kind.PERIODS
            topic = question.query if _has_own_topic(question, is_on_places=is_on_places) else None
            has_aspects = is_on_places and not topic
            aspects = aspects or (tuple(a.name for a in framework.aspects) if has_aspects else ())
    return replace(question, aspects=aspects, topic=topic)


def _has_own_topic(question: Question, *, is_on_places: bool) -> bool:
    """Whether the question's own words are enough to search for; for things that have no aspects, any are."""
    is_broad = question.compares and is_on_places and not question.value
    return len(question.query.split()) >= (_MIN_WORDS_OF_COMPARISON if is_broad else 1)
