"""Fits the two parts of the evidence model, and measures them out of fold.

Ranking is a conditional logit: within a group, the log of the odds of each good candidate against all that
are not good (McFadden 1974, "Conditional logit analysis of qualitative choice behavior"). Broad questions
have one of their own. Whether a side has an answer is a logistic regression over groups. Every set has the
same weight in each.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bench.fit.groups import Group
from index.records import Scores, Vectors
from qa.select.features import RANKING, Matrix, compute_answer_features
from qa.select.model import LinearModel, Ranking
from qa.select.pool import Matching

FOLDS = 5
_MATCHING = RANKING.index("matching")
_PENALTY = 2.0  # of the squared weights of standardised features; groups weigh 100 in all
_PENALTY_OF_DIMENSIONS = 0.3  # of the squared weights of the dimensions of vectors
_SCALE_OF_PRODUCTS = np.float32(20)  # about the square root of their number: products are that much smaller
_INVERSE_PENALTY = 0.3  # of the logistic regression
_MASKED_WEIGHT = 0.25  # of a set's unanswerable groups made by masking, against those asked


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Both parts: `ranking` scores candidates, `matching` among their features, `answer` scores sides."""

    ranking: Ranking
    answer: LinearModel
    matching: Matching | None = None

    def score(self, group: Group) -> Scores:
        """Score the candidates of a group, (len(group.places),)."""
        features = group.features
        if self.matching is not None:
            features = features.copy()
            features[:, _MATCHING] = group.vectors @ self.matching.transform(group.pool.query)
        return self.ranking.score(features, is_broad=group.question.is_broad)


@dataclass(frozen=True, slots=True, eq=False)
class OutOfFold:
    """For each group, what a model says that was fitted without its question: scores and probability."""

    scores: tuple[Scores, ...]
    probabilities: NDArray[np.float64]


def fit(groups: Sequence[Group], columns: Sequence[int] | None = None) -> Fitted:
    """Fit both parts on all groups; `columns` restricts the ranking to some features, the rest weigh 0.

    Then there is no matching, which takes most of the time. Without broad groups, there is one ranking.
    """
    narrow, broad = ([g for g in groups if g.is_broad is is_broad] for is_broad in (False, True))
    ranking, matching = _fit_ranking(narrow, columns)
    of_broad = _fit_ranking(broad, columns or range(len(RANKING)))[0] if broad else ranking
    fitted = Fitted(Ranking(ranking, of_broad), ranking, matching)
    return replace(fitted, answer=_fit_answer(narrow, [fitted.score(g) for g in narrow]))


def predict_out_of_fold(
    groups: Sequence[Group],
    fold_of: Mapping[tuple[str, str], int],
    fit_groups: Callable[[Sequence[Group]], Fitted] = fit,
) -> OutOfFold:
    """Fit once for each fold without its groups, and apply the model to these."""
    folds = [fold_of[g.set, g.question_id] for g in groups]
    scores: dict[int, Scores] = {}
    probabilities = np.zeros(len(groups))
    for fold in sorted(set(folds)):
        fitted = fit_groups([g for g, f in zip(groups, folds, strict=True) if f != fold])
        for number, group in enumerate(groups):
            if folds[number] == fold:
                scores[number] = fitted.score(group)
                features = _answer_features(group, scores[number])
                probabilities[number] = 1 / (1 + np.exp(-fitted.answer.score(features[None, :])[0]))
    return OutOfFold(tuple(scores[n] for n in range(len(groups))), probabilities)


def fold_by_question(groups: Sequence[Group]) -> dict[tuple[str, str], int]:
    """Assign the questions to `FOLDS` folds at random, the same way each time."""
    keys = sorted({(g.set, g.question_id) for g in groups})
    order = np.random.default_rng(0).permutation(len(keys))
    return {keys[place]: number % FOLDS for number, place in enumerate(order)}


def fold_by_set(groups: Sequence[Group]) -> dict[tuple[str, str], int]:
    """Assign each set to a fold of its own: what is learnt from the others holds on documents never seen."""
    names = sorted({g.set for g in groups})
    return {(g.set, g.question_id): names.index(g.set) for g in groups}


def _fit_ranking(
    groups: Sequence[Group], columns: Sequence[int] | None
) -> tuple[LinearModel, Matching | None]:
    """Fit the weights of the features and, unless these are restricted, the matching together with them."""
    groups = [g for g in groups if g.is_answerable and g.is_good.any()]
    rows = np.concatenate([g.features for g in groups])
    means, scales = _measure_columns(rows)
    used = np.zeros(len(RANKING)) if columns is not None else np.ones(len(RANKING))
    used[list(columns or ())] = 1
    used[_MATCHING] = 0
    counts = Counter(g.set for g in groups)
    dim = 0 if columns is not None else groups[0].vectors.shape[1]
    data = [
        (
            np.hstack([used * (g.features - means) / scales, *(_describe_pairs(g) if dim else ())]),
            g.is_good,
            100 / counts[g.set] / len(counts),
        )
        for g in groups
    ]
    penalty = np.concatenate([np.full(len(RANKING), _PENALTY), np.full(2 * dim, _PENALTY_OF_DIMENSIONS)])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = float(0.5 * penalty @ weights**2), penalty * weights
        for features, is_good, weight in data:
            value, slope = _measure_loss(features, is_good, weights)
            total, gradient = total + weight * value, gradient + weight * slope
        return float(total), gradient

    found = minimize(loss, np.zeros(len(penalty)), jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    weights = found[: len(RANKING)] * used
    if not dim:
        return LinearModel(means, scales, weights), None
    means[_MATCHING], scales[_MATCHING], weights[_MATCHING] = 0, 1, 1  # it has its own weights
    of_products, of_vectors = np.split(np.float32(found[len(RANKING) :]), 2)
    matching = Matching(groups[0].model, _SCALE_OF_PRODUCTS * of_products, of_vectors)
    return LinearModel(means, scales, weights), matching


def _measure_columns(rows: Matrix) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean of each feature and its standard deviation, which is 1 for one that never varies."""
    scales = rows.std(axis=0)
    return rows.mean(axis=0), np.where(scales > 1e-9, scales, 1)


def _describe_pairs(group: Group) -> tuple[Vectors, Vectors]:
    """Each candidate's products with the question by dimension, scaled, and its vector, both (n, dim)."""
    return _SCALE_OF_PRODUCTS * group.vectors * group.pool.query, group.vectors


def _measure_loss(
    features: Matrix, is_good: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """The mean, over the good candidates, of -log of their share against all others, and its gradient."""
    scores = features @ weights
    odds = np.exp(scores - scores.max())
    others = float(odds[~is_good].sum())
    good = odds[is_good] / (odds[is_good] + others)
    pull = (odds * ~is_good) @ features * float((1 / (odds[is_good] + others)).sum())
    slope = pull + (good[:, None] * features[is_good]).sum(axis=0) - features[is_good].sum(axis=0)
    return float(-np.log(good).mean()), slope / len(good)


def _fit_answer(groups: Sequence[Group], scores: Sequence[Scores]) -> LinearModel:
    rows = np.stack([_answer_features(g, s) for g, s in zip(groups, scores, strict=True)])
    means, scales = _measure_columns(rows)
    kinds = [(g.set, g.is_answerable, g.is_masked) for g in groups]
    counts = Counter(kinds)
    weights = np.array([(_MASKED_WEIGHT if kind[2] else 1) / counts[kind] for kind in kinds])
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=3000)
    answerable = [g.is_answerable for g in groups]
    model.fit((rows - means) / scales, answerable, sample_weight=weights * len(groups) / weights.sum())
    return LinearModel(means, scales, model.coef_[0], float(model.intercept_[0]))


def _answer_features(group: Group, scores: Scores) -> NDArray[np.float64]:
    return compute_answer_features(
        group.question, group.pool, group.side, group.places, group.features, scores
    )
