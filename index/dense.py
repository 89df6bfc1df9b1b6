"""Exact vector search by FAISS: cosine as the inner product of unit rows. The only file that imports faiss."""

from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np

from index.records import Rows, Scores, Vectors


class DenseIndex:
    """Unit vectors by row."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Index (n, dim) unit rows; row i keeps number i."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        # Read through Python: FAISS itself opens no path outside ASCII on Windows.
        return cls(faiss.deserialize_index(np.fromfile(path, dtype=np.uint8)))

    def save(self, path: Path) -> None:
        faiss.serialize_index(self._index).tofile(path)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def vectors(self) -> Vectors:
        """All rows, (n, dim)."""
        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)

    def search(self, query: Vectors, k: int) -> tuple[Rows, Scores]:
        """The k best rows of one query (dim,) by (-score, row); FAISS alone gives ties in reverse."""
        scores, rows = self._index.search(query[None, :], min(k, len(self)))
        order = np.lexsort((rows[0], -scores[0]))
        return rows[0][order].astype(np.int64), scores[0][order]

    def score(self, queries: Vectors, rows: Rows) -> Scores:
        """Cosines (len(queries), len(rows)) of chosen rows, every one of them."""
        if not len(rows):
            return np.zeros((len(queries), 0), dtype=np.float32)
        reconstruct: Callable[[Rows], Vectors] = self._index.reconstruct_batch
        return np.asarray(queries @ reconstruct(np.ascontiguousarray(rows)).T, dtype=np.float32)
