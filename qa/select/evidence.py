"""The evidence for a question: the best candidates of each side as quotations, or none if it has no answer.

A side is answered if the model finds an answer among its candidates likely enough. Of its best candidates,
those are quoted that are nearly as likely as the first and do not repeat one another.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from corpus.framework import Framework
from index.records import Sentences, SentenceSearch
from qa.read.periods import find_nearest_years
from qa.records import Focus, Kind, Question
from qa.select.candidates import (
    MOSTLY,
    Side,
    asks_any_disagreement,
    find_allowed,
    find_candidates,
    find_reports,
    locate_side,
)
from qa.select.changes import Changes, find_changes
from qa.select.context import find_context
from qa.select.features import PER_SIDE
from qa.select.model import EvidenceModel, load_model
from qa.select.pool import Pool, score_pool
from qa.select.quote import Quote, make_quote, overlap, repeats
from qa.select.ranking import Candidates, estimate_answer, rank_candidates

_READ = 16  # candidates of a side that are read, for what is quoted and for what disagrees with it
_NEAREST = 3  # passages shown where there is no answer
# In log odds: a sentence further behind the best of its cell is not quoted. A look-up has one answer or two.
_MAX_BEHIND, _MAX_BEHIND_IN_LOOKUP = 3.0, 1.0
# In log odds: a sentence must be so much better than others if it is not on the side, nor in a document of
# which half is, or if it rests on sources that are quoted already.
_HANDICAP = 1.5


@dataclass(frozen=True, slots=True)
class Hint:
    """What the documents have near a side without evidence: names spelt nearly like it, years."""

    names: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Quotes by (side, aspect) in the question's order; the best come first everywhere.

    `hints` say of a side without evidence which names and years of the documents are near.
    `found` are the candidates that were read of each side, `pools` those on it, of sides that are answered.
    `cross_side` are about several sides. `nearest` are near the question, but not an answer. `context` is
    about none of the sides and helps to judge them.
    """

    cells: dict[tuple[str, str | None], tuple[Quote, ...]]
    pools: dict[str, tuple[Quote, ...]]
    found: dict[str, tuple[Quote, ...]]
    cross_side: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    hints: Mapping[str, Hint] = field(default_factory=dict)
    context: tuple[Quote, ...] = ()

    @property
    def sides(self) -> list[str]:
        """The sides in the question's order; one without a name if it has none."""
        return list(dict.fromkeys(side for side, _ in self.cells))

    @property
    def aspects(self) -> list[str | None]:
        """The aspects that were searched one by one; only None if they were not."""
        return list(dict.fromkeys(aspect for _, aspect in self.cells))


@dataclass(frozen=True, slots=True)
class _SideEvidence:
    """What was found for one side: its cells by aspect, and the candidates that were read."""

    name: str
    cells: dict[str | None, tuple[Quote, ...]]
    read: tuple[Quote, ...]
    is_answered: bool
    hint: Hint

    @property
    def quoted(self) -> tuple[Quote, ...]:
        return tuple(q for quotes in self.cells.values() for q in quotes)

    @property
    def pool(self) -> tuple[Quote, ...]:
        return tuple(q for q in self.read if q.is_on_side) if self.is_answered else ()


def gather_evidence(
    question: Question, index: SentenceSearch, framework: Framework, model: EvidenceModel | None = None
) -> Evidence:
    """Search the index for each side and choose what to quote; `model` is the fitted one by default."""
    if question.kind is Kind.ABOUT:
        return Evidence({}, {}, {}, (), ())
    model = model or load_model()
    pool = score_pool(question, index, framework, model.matching)
    changes = find_changes(question, pool, index, framework, model)
    sides = [
        _gather_side(question, name, changes, pool, index, framework, model)
        for name in question.subjects or (None,)
    ]
    cross_side = [q for side in sides if side.is_answered for q in side.read if is_cross_side(question, q)]
    if question.kind is Kind.PERIODS:
        quoted = [q for side in sides for q in side.quoted]
        cross_side = [c for c in changes.quotes if not any(overlap(c, q) for q in quoted)]
    declined = sorted((q for side in sides if not side.is_answered for q in side.read), key=_by_score)
    return Evidence(
        cells={(side.name, aspect): quotes for side in sides for aspect, quotes in side.cells.items()},
        pools={side.name: side.pool for side in sides},
        found={side.name: side.read for side in sides},
        cross_side=_drop_overlapping(cross_side),
        nearest=_drop_overlapping(declined)[:_NEAREST],
        context=find_context(
            question, {side.name: side.quoted for side in sides}, pool, index, framework, model
        ),
        hints={side.name: side.hint for side in sides if not side.is_answered},
    )


def _gather_side(
    question: Question,
    name: str | None,
    changes: Changes,
    pool: Pool,
    index: SentenceSearch,
    framework: Framework,
    model: EvidenceModel,
) -> _SideEvidence:
    sentences = index.sentences
    side = locate_side(question, name, pool, index, framework)
    allowed = find_allowed(question, side.name, None, pool, index, framework)
    asked, has_reports = question, False
    if asks_any_disagreement(question):
        reports = find_reports(question, pool, side, allowed, sentences)
        has_reports = bool(reports.any())
        allowed = reports if has_reports else allowed
    elif question.kind is Kind.CONFLICT:  # what there is on its topic answers, where no source disputes it
        asked = replace(question, value="")
    candidates = rank_candidates(question, None, pool, side, allowed, sentences, model)
    is_answered = has_reports or estimate_answer(asked, pool, side, candidates, model) >= model.threshold
    aspects = question.searched_aspects
    # A timeline lists twice as many, each with a year.
    quota = 2 * PER_SIDE if question.kind is Kind.TIMELINE else PER_SIDE // len(aspects)
    cells: dict[str | None, tuple[Quote, ...]] = {}
    read: list[Quote] = []
    for aspect in aspects:
        of_cell = candidates
        if aspect is not None:
            allowed = find_allowed(question, side.name, aspect, pool, index, framework)
            of_cell = rank_candidates(question, aspect, pool, side, allowed, sentences, model)
        quotes = _read_quotes(question, side, aspect, pool, of_cell, _READ // len(aspects), sentences)
        taken = [q for chosen in cells.values() for q in chosen]
        if is_answered:  # what states a change stands apart, unless it is all that there is
            good = quotes if aspect else [q for q in quotes if q.score >= changes.least_score]
            chosen = _choose(question, good, quota, [*taken, *changes.quotes])
            chosen = chosen or _choose(question, good, quota, taken)
        cells[aspect] = tuple(chosen) if is_answered else ()
        read += quotes
    is_answered = any(cells.values())
    hint = Hint() if is_answered else _find_hint(question, pool, side, index, framework)
    return _SideEvidence(name or "", cells, tuple(read), is_answered, hint)


def _find_hint(
    question: Question, pool: Pool, side: Side, index: SentenceSearch, framework: Framework
) -> Hint:
    """Names near to a side that no document names; the years nearest to a period without evidence."""
    names = () if side.is_known or side.is_on_side.any() else index.lexicon.suggest(side.name or "")
    period = side.name if question.kind is Kind.PERIODS else question.period
    if period is None:
        return Hint(names)
    anytime = replace(question, kind=Kind.OVERVIEW, period=None)
    places = find_candidates(pool, side, find_allowed(anytime, None, None, pool, index, framework))
    rows = pool.rows[places[np.argsort(-pool.floor[places], kind="stable")[:_READ]]]
    return Hint(names, find_nearest_years(period, index.sentences.list_years(rows)))


def is_cross_side(question: Question, quote: Quote) -> bool:
    """Return whether the quoted sentences are about more than one of the question's sides."""
    return sum(_is_about(question, quote, side) for side in question.subjects) > 1


def _is_about(question: Question, quote: Quote, side: str) -> bool:
    return any(side in s.subjects for s in quote.sentences)


def _read_quotes(
    question: Question,
    side: Side,
    aspect: str | None,
    pool: Pool,
    candidates: Candidates,
    count: int,
    sentences: Sentences,
) -> list[Quote]:
    """Read the best candidates as quotations, best first."""
    others = [name for name in question.subjects if name != side.name]
    quotes = []
    for place, score in zip(candidates.places[:count], candidates.scores[:count], strict=True):
        is_off_side = not side.is_on_side[place] and side.document_share[place] < MOSTLY
        handicap = _HANDICAP * (side.name is not None and is_off_side)
        quote = make_quote(
            int(pool.rows[place]), float(score) - handicap, side.name, others, aspect, sentences
        )
        quotes.append(replace(quote, is_on_side=side.name is None or bool(side.is_on_side[place])))
    return sorted(quotes, key=_by_score)


def _choose(question: Question, quotes: Sequence[Quote], quota: int, taken: Sequence[Quote]) -> list[Quote]:
    """Choose the best quotations, none far behind the first, none like one chosen or `taken`."""
    quotes = [q for q in quotes if q.is_on_side] or quotes
    is_narrow = question.kind is Kind.LOOKUP and question.focus is not Focus.RANKING
    max_behind = _MAX_BEHIND_IN_LOOKUP if is_narrow else _MAX_BEHIND
    # A broad question has many answers on a side, of which the first is hardly better than those behind it.
    if question.is_broad and quotes and quotes[0].is_on_side:
        max_behind = math.inf
    left = [q for q in quotes if q.score >= quotes[0].score - max_behind]
    chosen: list[Quote] = []
    while left and len(chosen) < quota:
        others = [*taken, *chosen]
        best = max(left, key=lambda q: (q.score - _HANDICAP * _rests_on_quoted(q, others), -q.located.row))
        left.remove(best)
        if not any(repeats(best, other) for other in others):
            chosen.append(best)
    return chosen


def _rests_on_quoted(quote: Quote, others: Sequence[Quote]) -> bool:
    """Whether all sources of the sentence are sources of others that are quoted."""
    quoted = {source for other in others for s in other.sentences for source in s.references}
    sources = quote.located.sentence.references
    return bool(sources) and quoted.issuperset(sources)


def _by_score(quote: Quote) -> tuple[float, int]:
    return -quote.score, quote.located.row


def _drop_overlapping(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Keep the first of quotations that overlap."""
    kept: list[Quote] = []
    for quote in quotes:
        if not any(overlap(quote, k) for k in kept):
            kept.append(quote)
    return tuple(kept)
