"""The fitted model: it ranks the candidates of a side, and estimates whether they hold an answer at all."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.records import Scores
from qa.select.features import ANSWER, RANKING, Matrix
from qa.select.pool import Matching

MODEL_FILE = Path(__file__).with_name("model.json")


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """Weights of standardised features: `(x - means) / scales @ weights + intercept`."""

    means: NDArray[np.float64]
    scales: NDArray[np.float64]
    weights: NDArray[np.float64]
    intercept: float = 0.0

    def score(self, features: Matrix) -> Scores:
        """Score rows of features, (n, features) to (n,)."""
        standardised = (features - self.means) / self.scales
        return np.asarray(standardised @ self.weights + self.intercept, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """How candidates are ranked (conditional logit), for narrow questions and for broad ones.

    A difference of two scores is the log of the odds that the one is good rather than the other.
    """

    narrow: LinearModel
    broad: LinearModel

    def score(self, features: Matrix, *, is_broad: bool) -> Scores:
        """Score rows of features, (n, features) to (n,)."""
        return (self.broad if is_broad else self.narrow).score(features)


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceModel:
    """How candidates are ranked and sides answered (logistic regression).

    A side is answered if its probability is at least `threshold`. `matching` is a learned feature.
    """

    ranking: Ranking
    answer: LinearModel
    threshold: float
    matching: Matching | None = None

    def estimate_answer(self, features: NDArray[np.float64]) -> float:
        """Return the probability that the candidates of a side hold an answer, from its features."""
        return float(1 / (1 + np.exp(-self.answer.score(features[None, :])[0])))


@cache
def load_model(path: Path = MODEL_FILE) -> EvidenceModel:
    """Read a model that `python -m bench fit` wrote.

    Raises:
        OSError, ValueError, KeyError: it cannot be read, or is of other features than this program computes.
    """
    record = json.loads(path.read_text(encoding="utf-8"))
    return EvidenceModel(
        ranking=Ranking(
            _read_linear(record["ranking"], RANKING), _read_linear(record["broad_ranking"], RANKING)
        ),
        answer=_read_linear(record["answer"], ANSWER),
        threshold=record["threshold"],
        matching=_read_matching(record["matching"]) if "matching" in record else None,
    )


def _read_matching(record: dict[str, Any]) -> Matching:
    weights, direction = (np.array(record[part], dtype=np.float32) for part in ("weights", "direction"))
    return Matching(record["model"], weights, direction)


def _read_linear(record: dict[str, Any], names: Sequence[str]) -> LinearModel:
    features = record["features"]
    if tuple(features) != tuple(names):
        raise ValueError(f"the model has the features {list(features)}, not {list(names)}")
    means, scales, weights = (
        np.array([features[name][part] for name in names]) for part in ("mean", "scale", "weight")
    )
    return LinearModel(means, scales, weights, record.get("intercept", 0.0))
