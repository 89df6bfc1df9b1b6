"""Fits the two parts of the evidence model, and measures them out of fold.

Ranking is a conditional logit: within a group, the log of the odds of each good candidate against all that
are not good (McFadden 1974, "Conditional logit analysis of qualitative choice behavior"). Whether a side has
an answer is a logistic regression over groups. Every set has the same weight in both.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bench.fit.groups import Group
from index.records import Scores
from qa.select.features import RANKING, Matrix, compute_answer_features
from qa.select.model import LinearModel

FOLDS = 5
_PENALTY = 2.0  # of the squared weights of standardised features; groups weigh 100 in all
_INVERSE_PENALTY = 0.3  # of the logistic regression
_MASKED_WEIGHT = 0.25  # of a set's unanswerable groups made by masking, against those asked


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Both parts; `ranking` scores candidates, `answer` the features of a side."""

    ranking: LinearModel
    answer: LinearModel


@dataclass(frozen=True, slots=True, eq=False)
class OutOfFold:
    """For each group, what a model says that was fitted without its question: scores and probability."""

    scores: tuple[Scores, ...]
    probabilities: NDArray[np.float64]


def fit(groups: Sequence[Group], columns: Sequence[int] | None = None) -> Fitted:
    """Fit both parts on all groups; `columns` restricts the ranking to some features, the rest weigh 0."""
    ranking = _fit_ranking([g for g in groups if g.is_answerable and g.is_good.any()], columns)
    narrow = [g for g in groups if not g.is_broad]
    return Fitted(ranking, _fit_answer(narrow, [ranking.score(g.features) for g in narrow]))


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
                scores[number] = fitted.ranking.score(group.features)
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


def _fit_ranking(groups: Sequence[Group], columns: Sequence[int] | None) -> LinearModel:
    rows = np.concatenate([g.features for g in groups])
    means, scales = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    used = np.zeros(len(RANKING)) if columns is not None else np.ones(len(RANKING))
    used[list(columns or ())] = 1
    counts = Counter(g.set for g in groups)
    data = [
        (used * (g.features - means) / scales, g.is_good, 100 / counts[g.set] / len(counts)) for g in groups
    ]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = 0.5 * _PENALTY * weights @ weights, _PENALTY * weights
        for features, is_good, weight in data:
            value, slope = _measure_loss(features, is_good, weights)
            total, gradient = total + weight * value, gradient + weight * slope
        return float(total), gradient

    found = minimize(loss, np.zeros(len(RANKING)), jac=True, method="L-BFGS-B")
    return LinearModel(means, scales, np.asarray(found.x * used))


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
    means, scales = rows.mean(axis=0), rows.std(axis=0) + 1e-9
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
