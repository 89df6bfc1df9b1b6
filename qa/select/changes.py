"""What changed between the periods of a question: sentences of the corpus that say so themselves."""

import math
from dataclasses import dataclass, replace

import numpy as np

from corpus.framework import Framework
from corpus.records import Trait
from index.records import Flags, Rows, Sentences, SentenceSearch
from qa.read.periods import mentions_period
from qa.records import Kind, Question
from qa.select.candidates import find_allowed, locate_side
from qa.select.model import EvidenceModel
from qa.select.pool import Pool
from qa.select.quote import Quote, make_quote
from qa.select.ranking import estimate_answer, rank_candidates

# In log odds: a sentence further behind the likeliest on the place at any time is not quoted.
_MAX_BEHIND = 3.0
_MAX_QUOTED = 2  # of those on all periods; of others one


@dataclass(frozen=True, slots=True)
class Changes:
    """Sentences that state a change, best first, and the least score of what is good for the place at all."""

    quotes: tuple[Quote, ...] = ()
    least_score: float = -math.inf


def find_changes(
    question: Question, pool: Pool, index: SentenceSearch, framework: Framework, model: EvidenceModel
) -> Changes:
    """Find up to two sentences on the place asked about that state a change, best first.

    They name a year of each period; where none does, one is enough that says what changed in the last. There
    are none where no periods are compared, or none is likely to answer.
    """
    if question.kind is not Kind.PERIODS:
        return Changes()
    sentences, anytime = index.sentences, replace(question, kind=Kind.OVERVIEW, period=None)
    side = locate_side(question, question.subjects[-1], pool, index, framework)
    allowed = find_allowed(anytime, None, None, pool, index, framework)
    candidates = rank_candidates(question, None, pool, side, allowed, sentences, model)
    if estimate_answer(question, pool, side, candidates, model) < model.threshold:
        return Changes()
    least_score = float(candidates.scores[0]) - _MAX_BEHIND
    places = candidates.places[candidates.scores >= least_score]
    states_change, is_on_all = _state_change(question, pool.rows[places], sentences)
    chosen = np.flatnonzero(states_change & is_on_all)[:_MAX_QUOTED]
    quotes = (
        make_quote(int(pool.rows[places[i]]), float(candidates.scores[i]), None, (), None, sentences)
        for i in (chosen if len(chosen) else np.flatnonzero(states_change)[:1])
    )
    return Changes(tuple(quotes), least_score)


def _state_change(question: Question, rows: Rows, sentences: Sentences) -> tuple[Flags, Flags]:
    """Whether each row states a change between the periods, and whether it names a year of each of them."""

    def have_year(kind: str, period: str) -> Flags:
        years = [year for year in sentences.find_names(kind) if mentions_period(period, year)]
        return sentences.have_any_tag(rows, [(kind, year) for year in years])

    is_on_all = np.logical_and.reduce([have_year("year", period) for period in question.subjects])
    is_on_last = have_year("stated", question.subjects[-1]) | have_year("lasting", question.subjects[-1])
    states_change = sentences.have_any_tag(rows, [("trait", Trait.CHANGE)])
    tells_in_turn = sentences.have_any_tag(rows, [("trait", Trait.SEQUENCE)])
    is_stated = sentences.have_any_tag(rows, [("stated", year) for year in sentences.find_names("stated")])
    is_measured_by_first = tells_in_turn & ~is_stated & have_year("year", question.subjects[0])
    is_on_all |= is_measured_by_first  # "up from 2% in 2010"
    return (is_on_all & (states_change | tells_in_turn)) | (is_on_last & states_change), is_on_all
