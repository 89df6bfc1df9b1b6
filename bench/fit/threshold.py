"""The probability from which a side is answered, by conformal risk control.

The risk is that a side is declined though it has an answer. Of all thresholds, the highest is taken whose
risk on held-out groups, corrected for their number, is at most `RISK`: then the expected risk on a further
side like these is at most `RISK` (Angelopoulos et al. 2024, "Conformal Risk Control", theorem 1, with losses
of 0 or 1).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from bench.fit.groups import Group
from bench.fit.train import OutOfFold

RISK = 0.05
_CONFIDENCE = 0.95


def choose_threshold(groups: Sequence[Group], predicted: OutOfFold, risk: float = RISK) -> float:
    """Return the highest threshold whose risk is controlled."""
    pairs = zip(groups, predicted.probabilities, strict=True)
    answerable = np.sort([p for g, p in pairs if g.is_answerable and not g.is_broad])
    # Declining the k lowest has the corrected risk (k + 1) / (n + 1).
    declined = max(0, int(np.floor(risk * (len(answerable) + 1))) - 1)
    return round(float(answerable[declined]), 4)


def describe_threshold(groups: Sequence[Group], predicted: OutOfFold, threshold: float) -> dict[str, Any]:
    """Describe the risk at the threshold with exact upper bounds, and the curve of risk and coverage.

    The bounds are those of Clopper and Pearson (1934), one-sided, at 95 %.
    """
    pairs = [
        (g, p)
        for g, p in zip(groups, predicted.probabilities, strict=True)
        if not (g.is_masked or g.is_broad)
    ]
    answerable = np.array([p for g, p in pairs if g.is_answerable])
    unanswerable = np.array([p for g, p in pairs if not g.is_answerable])
    masked = np.array([p for g, p in zip(groups, predicted.probabilities, strict=True) if g.is_masked])
    curve = [
        {
            "threshold": round(float(t), 2),
            "coverage": _share_from(answerable, t),
            "unanswerable answered": _share_from(unanswerable, t),
            "masked answered": _share_from(masked, t),
        }
        for t in np.arange(0.05, 1, 0.05)
    ]
    return {
        "risk": RISK,
        "answerable declined": _bound(int((answerable < threshold).sum()), len(answerable)),
        "unanswerable answered": _bound(int((unanswerable >= threshold).sum()), len(unanswerable)),
        "curve": curve,
    }


def _share_from(probabilities: NDArray[np.float64], threshold: float) -> float:
    """The share of probabilities that reach the threshold; 0 of none."""
    return round(float((probabilities >= threshold).sum()) / max(1, len(probabilities)), 3)


def _bound(count: int, total: int) -> dict[str, float]:
    upper = 1.0 if count >= total else float(beta.ppf(_CONFIDENCE, count + 1, total - count))
    return {"count": count, "of": total, "share": round(count / max(1, total), 4), "upper": round(upper, 4)}
