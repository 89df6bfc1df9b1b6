"""The sentences of the pool that may be quoted for a side.

They are the best by plain search, the *floor*, the best of those on the side, and those on it that matter
most. Only what the question itself states, such as a period, excludes a sentence; all else is weighed (see
`features`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from corpus.framework import Framework
from corpus.records import Trait
from corpus.text.english import find_pattern
from corpus.text.tokens import content_stems
from index.records import Flags, Rows, Scores, Sentences, SentenceSearch, Tag
from qa.read.periods import mentions_period
from qa.records import Kind, Question
from qa.select.pool import Pool, RowSet
from qa.select.scope import find_in_scope

_NAMES_CONFLICT = find_pattern("names_conflict")
MOSTLY = 0.5  # of the sentences of a document: it is a document on the side
_WIDE = ("region", "world")  # kinds of subjects of which a general statement matters more than an event
_PER_SOURCE = 50  # candidates of each of the three sources: nearly every side has a good one among them


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A side and what is on it, over the rows of the pool; `is_known` if the framework has it.

    `document_share` is the part of the sentences of a row's document that are on the side, 0 to 1.
    `is_on_other` marks rows that name another side, which the framework does not have, and not this one; of
    periods it marks those that are not on the place they are of.
    `focus` is how much of each row is on the side: 1, less where it is on other regions too, 0 where it is
    not on it. `salience` is how much each row matters for a region, or a country if the side is narrower.
    """

    name: str | None
    is_known: bool
    salience: Scores
    is_on_side: Flags
    focus: Scores
    document_share: Scores
    is_on_other: Flags


def locate_side(
    question: Question, name: str | None, pool: RowSet, index: SentenceSearch, framework: Framework
) -> Side:
    """Find which rows of the pool are on a side; those of a period are on the place it is of.

    Sides within a place are looked for there first, and anywhere if that place has nothing on them.
    """
    place = next(iter(question.within), None) if question.kind is Kind.PERIODS else name
    is_on_side = _find_on(place, pool, index, framework)
    is_against = framework.actor in question.subjects
    others = [n for n in question.subjects if n != name and (is_against or not _is_known(n, framework))]
    on_others = np.zeros(len(pool.rows), dtype=np.bool_)
    if question.kind is not Kind.PERIODS:
        for other in others:
            on_others |= _find_on(other, pool, index, framework)
    if place is not None and not _is_known(place, framework):
        about = index.lexicon.find_documents_about(place)
        is_on_side |= np.isin(pool.documents, list(about)) & ~on_others
        is_on_side = _continue(is_on_side, on_others & ~is_on_side, index.sentences.find_passages(pool.rows))
        on_others = _continue(on_others & ~is_on_side, is_on_side, index.sentences.find_passages(pool.rows))
    if question.within and question.kind is not Kind.PERIODS and _is_known(name, framework):
        is_within = _find_on(question.within[0], pool, index, framework)
        inside = is_on_side & _spread(is_within, index.sentences.find_passages(pool.rows))
        is_on_side = inside if inside.any() else is_on_side
    share = measure_share(is_on_side, pool.documents)
    # Periods of one place have nothing to do with other places.
    elsewhere = share < MOSTLY if question.kind is Kind.PERIODS and place is not None else on_others
    is_wide = place is None or (place in framework.subjects and framework.subjects[place].kind in _WIDE)
    salience = index.sentences.get_salience(pool.rows, "region" if is_wide else "country")
    regions = np.maximum(1, _count_regions(pool.rows, index.sentences, framework))
    focus = np.asarray(is_on_side / regions, dtype=np.float32)
    return Side(
        name=name,
        is_known=_is_known(place, framework),
        salience=salience,
        is_on_side=is_on_side,
        focus=focus,
        document_share=share,
        is_on_other=elsewhere & ~is_on_side,
    )


def measure_share(flags: Flags, documents: Rows) -> Scores:
    """Measure the share of the rows of each row's document that are flagged, (len(flags),)."""
    _, group = np.unique(documents, return_inverse=True)
    totals, flagged = np.bincount(group), np.bincount(group, weights=flags)
    return np.asarray((flagged / np.maximum(totals, 1))[group], dtype=np.float32)


def find_allowed(
    question: Question,
    side: str | None,
    aspect: str | None,
    pool: RowSet,
    index: SentenceSearch,
    framework: Framework,
) -> Flags:
    """Return which rows of the pool the question's own constraints allow for a cell, (len(pool.rows),).

    These are the cell's aspect, the period, which excludes sentences that are known to be on other years, the
    scope, and what is to be left out.
    """
    sentences = index.sentences
    allowed = find_in_scope(question, pool, index.sentences)
    allowed &= ~_find_left_out(question, pool, index.sentences, framework)
    if aspect is not None:
        allowed &= sentences.have_any_tag(pool.rows, [("aspect", aspect)])
    period = side if question.kind is Kind.PERIODS else question.period
    if period is None and question.kind is not Kind.TIMELINE:
        return allowed
    return np.asarray(allowed & find_in_period(question, period, pool.rows, sentences))


def find_in_period(question: Question, period: str | None, rows: Rows, sentences: Sentences) -> Flags:
    """Return which rows are of a period, or may be of the one that the question limits itself to.

    Of periods that are compared a row is of that one in which all years of its main statement are; what goes
    on since a year is only of a period that goes on too. A timeline needs a year that the sentence itself
    names.
    """
    if question.kind is Kind.PERIODS:
        kinds = ("stated", "dated", *(("lasting",) if (period or "").startswith("since") else ()))
        within, outside = _tag_years(kinds, period, sentences)
        return sentences.have_any_tag(rows, within) & ~sentences.have_any_tag(rows, outside)
    is_timeline = question.kind is Kind.TIMELINE
    within, outside = _tag_years(("year",) if is_timeline else ("year", "dated"), period, sentences)
    in_period = sentences.have_any_tag(rows, within)
    if not is_timeline:
        in_period |= ~sentences.have_any_tag(rows, [*within, *outside])
    return np.asarray(in_period)


def find_candidates(pool: Pool, side: Side, allowed: Flags) -> Rows:
    """Find the places in the pool of a side's candidates among the rows allowed, ascending."""
    allowed = allowed & ~side.is_on_other
    is_on_side = allowed & side.is_on_side
    ranked = ((pool.floor, allowed), (pool.floor, is_on_side), (side.salience, is_on_side))
    return np.unique(np.concatenate([_find_best(scores, rows) for scores, rows in ranked]))


def asks_any_disagreement(question: Question) -> bool:
    """Return whether the question asks what sources disagree on, and no word of its own says on what."""
    return question.kind is Kind.CONFLICT and not _NAMES_CONFLICT.sub("", question.query).strip()


def find_reports(question: Question, pool: Pool, side: Side, allowed: Flags, sentences: Sentences) -> Flags:
    """Return which rows allowed report a disagreement on the side and the aspects, (len(pool.rows),)."""
    reports = allowed & side.is_on_side & sentences.have_any_tag(pool.rows, [("trait", Trait.DISAGREEMENT)])
    if question.aspects:
        reports &= sentences.have_any_tag(pool.rows, [("aspect", a) for a in question.aspects])
    return np.asarray(reports)


def _find_best(scores: Scores, allowed: Flags) -> Rows:
    """The places of the highest scores among those allowed; of equal scores the first."""
    places = np.flatnonzero(allowed)
    return places[np.argsort(-scores[places], kind="stable")[:_PER_SOURCE]]


def _is_known(name: str | None, framework: Framework) -> bool:
    return name in framework.subjects or name == framework.actor


def _tag_years(kinds: Iterable[str], period: str | None, sentences: Sentences) -> tuple[list[Tag], list[Tag]]:
    """The tags of years of these kinds that are in the period, and those that are not."""
    tags = [(kind, year) for kind in kinds for year in sentences.find_names(kind)]
    within = [tag for tag in tags if period is None or mentions_period(period, tag[1])]
    return within, [tag for tag in tags if tag not in within]


def _find_on(place: str | None, pool: RowSet, index: SentenceSearch, framework: Framework) -> Flags:
    """Whether each row is on a place by its tags or, where no row has them, by its name."""
    rows, sentences = pool.rows, index.sentences
    if place is None:
        return np.zeros(len(rows), dtype=np.bool_)
    if place == framework.actor:
        return _have_any_stem(framework.actor_stems, rows, sentences)
    members = framework.subjects[place].members if place in framework.subjects else ()
    is_on_place = sentences.have_any_tag(rows, [("subject", name) for name in (place, *members)])
    if is_on_place.any():
        return is_on_place
    named = _find_named(place, rows, sentences)
    if long_form := index.lexicon.get_long_form(place):
        named |= _find_named(long_form, rows, sentences)
    return named


def _count_regions(rows: Rows, sentences: Sentences, framework: Framework) -> Rows:
    """The number of regions that each row is on."""
    regions = [s.name for s in framework.subjects.values() if s.kind == "region"]
    counts = np.zeros(len(rows), dtype=np.int64)
    for name in regions:
        counts += sentences.have_any_tag(rows, [("subject", name)])
    return counts


def _find_named(name: str, rows: Rows, sentences: Sentences) -> Flags:
    """Whether each row has most of a name, by rarity of its words: the surname, "Karuma" of "Karuma Dam"."""
    stems = list(dict.fromkeys(content_stems(name)))
    weights = np.array([sentences.idf(stem) for stem in stems], dtype=np.float32)
    held = np.zeros(len(rows), dtype=np.float32)
    for stem, weight in zip(stems, weights, strict=True):
        held += weight * sentences.have_stem(rows, stem)
    return np.asarray(held > weights.sum() / 2)


def _continue(flags: Flags, ends: Flags, passages: Rows) -> Flags:
    """Flags carried on to the rows after each in its passage, up to one that ends them."""
    places = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags | ends, places, -1))
    is_same_passage = (last >= 0) & (passages[last] == passages)
    return np.asarray(is_same_passage & flags[last])


def _spread(flags: Flags, passages: Rows) -> Flags:
    """Flags carried on to all rows of the passage of each."""
    _, group = np.unique(passages, return_inverse=True)
    return np.asarray(np.bincount(group, weights=flags)[group] > 0)


def _have_any_stem(stems: Iterable[str], rows: Rows, sentences: Sentences) -> Flags:
    return np.asarray(np.logical_or.reduce([sentences.have_stem(rows, stem) for stem in stems]))


def _find_left_out(question: Question, pool: RowSet, sentences: Sentences, framework: Framework) -> Flags:
    """Whether each row is on what the question leaves out."""
    left_out = np.zeros(len(pool.rows), dtype=np.bool_)
    for name in question.excluded:
        if name in framework.subjects:
            left_out |= sentences.have_any_tag(pool.rows, [("subject", name)])
        else:
            left_out |= _find_named(name, pool.rows, sentences)
    return left_out
