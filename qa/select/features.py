"""What is known of candidates as numbers: features that rank them, and features of the best of a side.

The weights of both are fitted (`python -m bench fit`) and stored in `model.json`. Z-scores are over all
sentences scored for the question.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.records import Rows, Scores, Sentences
from qa.records import Kind, Question
from qa.select.candidates import Side
from qa.select.pool import Pool

Matrix = NDArray[np.float64]

RANKING = (
    "cosine",  # z-score of the cosine with the whole question
    "content_cosine",  # z-score of the cosine with its content words, without the sides
    "matching",  # a learned comparison with the whole question (see `pool.Matching`)
    "lexical",  # z-score of ln(1 + BM25) of the whole question
    "document",  # the highest score of plain search in its document
    "side",  # it is on the side
    "focus",  # it is on the side and on no other region
    "document_share",  # square root of the part of its document that is on the side
    "topic",  # it is on a topic asked
    "aspect",  # it is on an aspect asked
    "value",  # it has the kind of value asked for
    "salience",  # how much it matters to the side, on an aspect asked, times its focus
)
ANSWER = (
    "best_cosine",  # the highest cosine with the whole question
    "lookup_cosine",  # the same for a look-up, else 0
    "best_content_cosine",  # the highest cosine with its content words
    "content_cosine",  # that of the best candidate
    "side",  # the best is on the side
    "side_share",  # of the best four, those on the side; of fewer on it in all, those among the best
    "sides",  # number of sides
    "no_side",  # the question has none
    "unknown_side",  # it is none of the framework's
    "asks_value",  # the question asks for a kind of value
    "lacks_value",  # and none of the best four has it
)
PER_SIDE = 4  # quotations of a side; an answer is judged by as many candidates


def compute_ranking_features(
    question: Question, aspects: Sequence[str], pool: Pool, side: Side, places: Rows, sentences: Sentences
) -> Matrix:
    """Compute the features of candidates, (len(places), len(RANKING)), given by their places in the pool."""
    rows = pool.rows[places]
    is_on_aspect = sentences.have_any_tag(rows, [("aspect", a) for a in aspects])
    columns = {name: values[places] for name, values in pool.features.items()} | {
        "side": side.is_on_side[places],
        "focus": side.focus[places],
        "document_share": np.sqrt(side.document_share[places]),
        "topic": sentences.have_any_tag(rows, [("topic", t) for t in question.topics]),
        "aspect": is_on_aspect,
        "value": sentences.have_any_tag(rows, [("trait", v) for v in (question.value,) if v]),
        "salience": side.salience[places] * side.focus[places] * is_on_aspect,
    }
    return np.stack([columns[name] for name in RANKING], axis=1).astype(np.float64)


def compute_answer_features(
    question: Question, pool: Pool, side: Side, places: Rows, ranking: Matrix, scores: Scores
) -> NDArray[np.float64]:
    """Compute the features of a side with its candidates, (len(ANSWER),).

    `ranking` are the candidates' ranking features and `scores` what they are ranked by.
    """
    best = np.argsort(-scores, kind="stable")[:PER_SIDE]
    cosine, is_on_side = pool.cosine[places].max(), side.is_on_side[places]
    asks_value = bool(question.value)
    features = {
        "best_cosine": cosine,
        "lookup_cosine": cosine if question.kind is Kind.LOOKUP else 0,
        "best_content_cosine": pool.content_cosine[places].max(),
        "content_cosine": pool.content_cosine[places[best[0]]],
        "side": side.is_on_side[places[best[0]]],
        "side_share": is_on_side[best].sum() / max(1, min(PER_SIDE, is_on_side.sum())),
        "sides": max(1, len(question.subjects)),
        "no_side": side.name is None,
        "unknown_side": side.name is not None and not side.is_known,
        "asks_value": asks_value,
        "lacks_value": asks_value and not ranking[best, RANKING.index("value")].any(),
    }
    return np.array([float(features[name]) for name in ANSWER])
