"""Formulas in their plainest form, for the tests to compare with."""

import math
from collections.abc import Sequence

import numpy as np

from corpus.text.tokens import content_stems


def bm25(query: str, texts: Sequence[str], k1: float = 1.5, b: float = 0.75) -> np.ndarray:
    """Return the score of each text by Lucene's BM25, https://doi.org/10.1561/1500000019."""
    rows = [content_stems(t) for t in texts]
    average = sum(map(len, rows)) / len(rows)
    scores = np.zeros(len(rows))
    for word in content_stems(query):
        n = sum(word in row for row in rows)
        idf = math.log(1 + (len(rows) - n + 0.5) / (n + 0.5))
        scores += [
            idf * row.count(word) / (row.count(word) + k1 * (1 - b + b * len(row) / average)) for row in rows
        ]
    return scores


def stored(vectors: np.ndarray) -> np.ndarray:
    """Return the vectors as an index stores them, in half precision."""
    return vectors.astype(np.float16).astype(float)
