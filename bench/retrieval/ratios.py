"""The ratio of our scores to the best peer's, and how far it would move had other questions been asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
SEED = 20260101

Scores = NDArray[np.float64]  # (systems, questions); row 0 is ours, the others are peers


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours / best peer, and its 95 % interval."""

    value: float
    low: float
    high: float


def ratio_to_best(means: Scores) -> float:
    """Return ours / best peer of the mean scores, shape (systems,).

    Where every peer scores 0, it is 1 if we do too, else infinite.
    """
    ours, best = float(means[0]), float(means[1:].max())
    if best > 0:
        return ours / best
    return 1.0 if ours == 0 else float("inf")


def bootstrap_ratios(collections: Sequence[Scores]) -> tuple[list[Ratio], Ratio]:
    """Return the ratio of each collection, and the mean of the ratios, each with a paired bootstrap interval.

    Each of 10,000 times, the questions of every collection are drawn again with replacement, the same ones
    for all systems, and the best peer is chosen again. The interval holds the middle 95 % (percentile method,
    Efron & Tibshirani 1993, "An Introduction to the Bootstrap", ch. 13; for retrieval, Sakai 2006,
    "Evaluating evaluation metrics based on the bootstrap"). The seed is fixed: the same scores give the same
    interval.
    """
    rng = np.random.default_rng(SEED)
    drawn = np.array(
        [
            [ratio_to_best(_resample(scores, rng).mean(axis=1)) for _ in range(RESAMPLES)]
            for scores in collections
        ]
    )
    ratios = [
        _with_interval(ratio_to_best(scores.mean(axis=1)), row)
        for scores, row in zip(collections, drawn, strict=True)
    ]
    return ratios, _with_interval(float(np.mean([r.value for r in ratios])), drawn.mean(axis=0))


def _resample(scores: Scores, rng: np.random.Generator) -> Scores:
    return scores[:, rng.integers(scores.shape[1], size=scores.shape[1])]


def _with_interval(value: float, drawn: Scores) -> Ratio:
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Ratio(value, float(low), float(high))
