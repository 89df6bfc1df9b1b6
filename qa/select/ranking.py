"""The candidates of a side in the order of the fitted model, and how likely they hold an answer."""

from dataclasses import dataclass

import numpy as np

from index.records import Flags, Rows, Scores, Sentences
from qa.records import Question
from qa.select.candidates import Side, find_candidates
from qa.select.features import (
    Matrix,
    compute_answer_features,
    compute_ranking_features,
)
from qa.select.model import EvidenceModel
from qa.select.pool import Pool


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Candidates of a side, best first: their places in the pool, ranking features and scores."""

    places: Rows
    features: Matrix
    scores: Scores


def rank_candidates(
    question: Question,
    aspect: str | None,
    pool: Pool,
    side: Side,
    allowed: Flags,
    sentences: Sentences,
    model: EvidenceModel,
) -> Candidates:
    """Find and rank the candidates of a side among the rows allowed, for one aspect if that is given."""
    places = find_candidates(pool, side, allowed)
    aspects = question.aspects if aspect is None else (aspect,)
    features = compute_ranking_features(question, aspects, pool, side, places, sentences)
    scores = model.ranking.score(features, is_broad=question.is_broad)
    order = np.argsort(-scores, kind="stable")
    return Candidates(places[order], features[order], scores[order])


def estimate_answer(
    question: Question, pool: Pool, side: Side, candidates: Candidates, model: EvidenceModel
) -> float:
    """Return the probability that the candidates of a side hold an answer; 0 without any."""
    if not len(candidates.places):
        return 0.0
    features = compute_answer_features(
        question, pool, side, candidates.places, candidates.features, candidates.scores
    )
    return model.estimate_answer(features)
