"""Topics that passages on one side are on more often than those on the others, and topics that all share.

The score is a log-odds ratio with an informative prior (see `qa.compose.distinctive`). How often it finds a
difference where there is none, by dealing passages to the sides at random, is in docs/DECISIONS.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.compose.distinctive import MIN_SCORE, score_shares
from qa.compose.themes.counting import SideCount

_PRIOR_SIZE = 20.0  # passages
_MIN_DIFFERING = 3  # passages of a side on a topic that it has more of
# A topic is shared if so many passages of each side, and such a part of them, are on it, and if the smallest
# part is not far below the largest.
_MIN_SHARED, _MIN_SHARE, _MIN_RATIO = 2, 0.1, 0.5
_MOST_TOPICS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """Topics that differ or are shared, best first; the side that has more of them is first in `counts`."""

    counts: tuple[SideCount, ...]
    topics: tuple[str, ...]
    score: float


def compare_topics(counts: Sequence[SideCount]) -> tuple[list[Finding], list[Finding]]:
    """Find the topics that each side has more of than all others together, and those that all sides share.

    The sides are counted under one aspect. There is at most one finding of shared topics.
    """
    numbers = np.array([count.numbers for count in counts])
    totals = np.array([count.total for count in counts])
    scores = np.array(
        [
            score_shares(of, numbers.sum(axis=0) - of, (n, totals.sum() - n), prior_size=_PRIOR_SIZE)
            for of, n in zip(numbers, totals, strict=True)
        ]
    )
    differing = []
    for count, of, score in zip(counts, numbers, scores, strict=True):
        best = _list_best(np.where(of >= _MIN_DIFFERING, score, 0.0), MIN_SCORE)
        others = (other for other in counts if other is not count)
        if best:
            topics = tuple(count.topics[i] for i in best)
            differing.append(Finding((count, *others), topics, float(score[best[0]])))
    shares = numbers / totals[:, None]
    lowest, highest = shares.min(axis=0), shares.max(axis=0)
    is_alike = (lowest >= _MIN_RATIO * highest) & (scores.max(axis=0) < MIN_SCORE)
    is_shared = is_alike & (numbers.min(axis=0) >= _MIN_SHARED)
    best = _list_best(np.where(is_shared, lowest, 0.0), _MIN_SHARE)
    topics = tuple(counts[0].topics[i] for i in best)
    return differing, [Finding(tuple(counts), topics, float(lowest[best[0]]))] if best else []


def _list_best(values: NDArray[np.float64], least: float) -> list[int]:
    """The places of the highest values from `least` on; of equal ones the first."""
    order = np.argsort(-values, kind="stable")[:_MOST_TOPICS]
    return [int(place) for place in order if values[place] >= least]
