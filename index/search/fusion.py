"""One fusion for all channels: scores of each channel as z-scores of the question, summed with equal weights."""

import numpy as np

from index.records import Scores


def z_scores(scores: Scores) -> Scores:
    """Z-scores of one channel's scores (n,); all zero where they do not differ."""
    spread = float(scores.std()) if len(scores) else 0.0
    return (
        np.asarray((scores - scores.mean()) / spread, dtype=np.float32)
        if spread > 1e-9
        else np.zeros_like(scores)
    )


def fuse(*channels: Scores) -> Scores:
    """Sum of the channels' z-scores, each (n,) over the same candidates."""
    return np.asarray(np.sum([z_scores(c) for c in channels], axis=0), dtype=np.float32)
