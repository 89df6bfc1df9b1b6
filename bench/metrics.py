"""Ranking metrics over document ids, binary relevance; each formula as published.

nDCG: Järvelin & Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques", with gain 1 and discount log2(rank + 1).
"""

import math
from collections.abc import Collection, Sequence


def ndcg(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first k, 0 to 1; 0 where nothing is relevant."""
    gain = sum(1 / math.log2(i + 2) for i, d in enumerate(ranked[:k]) if d in relevant)
    ideal = sum(1 / math.log2(i + 2) for i in range(min(k, len(relevant))))
    return gain / ideal if ideal else 0.0


def recall(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """The part of the relevant documents that is among the first k, 0 to 1."""
    return len(set(ranked[:k]) & set(relevant)) / len(relevant) if relevant else 0.0


def all_found(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """1 if every relevant document is among the first k, else 0: both sides of a comparison are covered."""
    return float(bool(relevant) and set(relevant) <= set(ranked[:k]))


def quantile(values: Sequence[float], q: float) -> float:
    """The value below which a part q of the values lies, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(q * len(ordered)) - 1))]
