"""One fusion for all channels: their z-scores over the candidates, summed with equal weights."""

import numpy as np

from index.records import Scores


def z_scores(scores: Scores) -> Scores:
    """Z-scores of the scores of one channel (n,); all zero where the scores are equal."""
    spread = float(scores.std()) if len(scores) else 0.0
    if spread <= 1e-9:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float32)


def fuse(*channels: Scores) -> Scores:
    """Sum of the channels' z-scores, each (n,) over the same candidates."""
    return np.asarray(np.sum([z_scores(c) for c in channels], axis=0), dtype=np.float32)
