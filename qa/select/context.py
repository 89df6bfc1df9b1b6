"""What holds worldwide and helps to judge the regions and countries that a question compares."""

from collections.abc import Mapping, Sequence

import numpy as np

from corpus.framework import Framework
from corpus.records import Trait
from index.records import Sentences, SentenceSearch
from qa.records import Kind, Question
from qa.select.candidates import Side, find_allowed, measure_share
from qa.select.model import EvidenceModel
from qa.select.pool import Pool
from qa.select.quote import Quote, make_quote, overlap
from qa.select.ranking import estimate_answer, rank_candidates

# In log odds: a sentence further behind the best one of a side is not quoted, as in a cell.
_MAX_BEHIND_SIDES = 3.0
_MAX_BEHIND = 0.5  # the same for those of which the shortest is quoted


def find_context(
    question: Question,
    quoted: Mapping[str, Sequence[Quote]],
    pool: Pool,
    index: SentenceSearch,
    framework: Framework,
    model: EvidenceModel,
) -> tuple[Quote, ...]:
    """Return a sentence on the world that helps to judge the sides, if any does.

    It is as good as what may be `quoted` of each side that is answered. There is none unless regions or
    countries are compared.
    """
    bests = [max(q.score for q in quotes) for quotes in quoted.values() if quotes]
    if not bests or not _compares_regions(question, framework):
        return ()
    sentences = index.sentences
    side = _locate_world(pool, sentences, framework)
    allowed = find_allowed(question, None, None, pool, index, framework)
    allowed &= ~sentences.have_any_tag(pool.rows, [("trait", Trait.POINTS_BACK)])
    candidates = rank_candidates(question, None, pool, side, allowed, sentences, model)
    if estimate_answer(question, pool, side, candidates, model) < model.threshold:
        return ()
    near = candidates.scores >= max(candidates.scores[0] - _MAX_BEHIND, min(bests) - _MAX_BEHIND_SIDES)
    quotes = [
        make_quote(int(pool.rows[place]), float(score), None, (), None, sentences)
        for place, score in zip(candidates.places[near], candidates.scores[near], strict=True)
    ]
    others = [other for of_side in quoted.values() for other in of_side]
    new = [q for q in quotes if not any(overlap(q, other) for other in others)]
    return tuple(sorted(new, key=lambda q: (len(q.text), q.located.row))[:1])


def _compares_regions(question: Question, framework: Framework) -> bool:
    return question.kind is Kind.COMPARISON and all(
        name in framework.subjects and framework.is_regional(name) for name in question.subjects
    )


def _locate_world(pool: Pool, sentences: Sentences, framework: Framework) -> Side:
    """The side of sentences on the world alone."""
    others = [("subject", name) for name in sentences.find_names("subject") if name != framework.world]
    is_worldwide = sentences.have_any_tag(pool.rows, [("subject", framework.world)])
    is_worldwide &= ~sentences.have_any_tag(pool.rows, others)
    share = measure_share(is_worldwide, pool.documents)
    return Side(
        name=framework.world,
        is_known=True,
        salience=sentences.get_salience(pool.rows, "region"),
        is_on_side=is_worldwide,
        focus=is_worldwide.astype(np.float32),
        document_share=share,
        is_on_other=~is_worldwide,
    )
