"""The sentences of the pool that may be quoted for a side.

They are the best by plain search, the *floor*, and the best of those on the side. Only what the question
itself states, such as a period, excludes a sentence; all else is weighed (see `features`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from corpus.framework import Framework
from corpus.text.tokens import content_stems
from index.records import Flags, Rows, Scores, Sentences, Tag
from qa.read.periods import mentions_period
from qa.records import Kind, Question
from qa.select.pool import Pool

_PER_SOURCE = 50  # candidates of each of the two sources: nearly every side has a good one among them


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A side and what is on it, over the rows of the pool; `is_known` if the framework has it.

    `document_share` is the part of the sentences of a row's document that are on the side, 0 to 1.
    """

    name: str | None
    is_known: bool
    is_on_side: Flags
    document_share: Scores


def locate_side(
    question: Question, name: str | None, pool: Pool, sentences: Sentences, framework: Framework
) -> Side:
    """Find which rows of the pool are on a side; those of a period are on the place it is of."""
    place = _find_place(question, name)
    is_on_side = _find_on_place(place, pool.rows, sentences, framework)
    _, group = np.unique(pool.documents, return_inverse=True)
    totals, on_side = np.bincount(group), np.bincount(group, weights=is_on_side)
    share = np.asarray((on_side / np.maximum(totals, 1))[group], dtype=np.float32)
    return Side(name, place in framework.subjects, is_on_side, share)


def find_allowed(
    question: Question, side: str | None, aspect: str | None, pool: Pool, sentences: Sentences
) -> Flags:
    """Return which rows of the pool the question's own constraints allow for a cell, (len(pool.rows),).

    These are the cell's aspect, the period that is a side, and the period asked, which excludes sentences
    that name years, but none of it. A timeline needs a year.
    """
    allowed = np.ones(len(pool.rows), dtype=np.bool_)
    if aspect is not None:
        allowed &= sentences.have_any_tag(pool.rows, [("aspect", aspect)])
    period = side if question.kind is Kind.PERIODS else question.period
    if period is None and question.kind is not Kind.TIMELINE:
        return allowed
    years = sentences.find_names("year")
    in_period = sentences.have_any_tag(pool.rows, _tag_years(years, period))
    if question.kind not in (Kind.PERIODS, Kind.TIMELINE):
        in_period |= ~sentences.have_any_tag(pool.rows, _tag_years(years, None))
    return np.asarray(allowed & in_period)


def find_candidates(pool: Pool, side: Side, allowed: Flags) -> Rows:
    """Find the places in the pool of a side's candidates among the rows allowed, ascending."""
    everywhere = _find_best(pool.floor, allowed)
    return np.union1d(everywhere, _find_best(pool.floor, allowed & side.is_on_side))


def _find_best(scores: Scores, allowed: Flags) -> Rows:
    """The places of the highest scores among those allowed; of equal scores the first."""
    places = np.flatnonzero(allowed)
    return places[np.argsort(-scores[places], kind="stable")[:_PER_SOURCE]]


def _tag_years(years: Iterable[str], period: str | None) -> list[Tag]:
    return [("year", year) for year in years if period is None or mentions_period(period, year)]


def _find_place(question: Question, side: str | None) -> str | None:
    return next(iter(question.within), None) if question.kind is Kind.PERIODS else side


def _find_on_place(place: str | None, rows: Rows, sentences: Sentences, framework: Framework) -> Flags:
    """Whether each row is on a place by its tags or, where no row has them, by its name."""
    if place is None:
        return np.zeros(len(rows), dtype=np.bool_)
    members = framework.subjects[place].members if place in framework.subjects else ()
    is_on_place = sentences.have_any_tag(rows, [("subject", name) for name in (place, *members)])
    stems = content_stems(place)
    if stems and not is_on_place.any():
        is_on_place = np.logical_and.reduce([sentences.have_stem(rows, stem) for stem in stems])
    return is_on_place
