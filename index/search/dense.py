"""Vector search by FAISS: cosine as the inner product of unit rows, exact or approximate by size.

    NAME-vectors.npy      the rows, float16 (n, dim): for scores, and for the next build to reuse
    NAME.faiss            what finds the nearest rows: up to EXACT rows a flat index, above that an inverted
                          file of 8-bit codes (IVF, SQ8)
    NAME.json             how the inverted file is searched, and the recall of that

All are read through memory maps. Rows that the inverted file finds are scored again from the stored rows, so
its only error is the rows that it misses. How many these are is measured against exact search when it is
built, and more lists are probed until the recall is high enough. The only file that imports faiss.
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.records import Bits, Rows, Scores, StoredVectors, Vectors
from index.storage.arrays import open_array

EXACT = 100_000  # rows
RECALL = 0.98  # at 20, against exact search
_DEPTH = 20
_TIE = 1e-5  # scores that differ by no more are equal
_RESCORED = 1000  # rows asked of an inverted file: 8-bit codes distinguish near copies poorly
_SAMPLE = 200  # queries that the recall is measured on
_TRAINING_ROWS = 40  # for each list
_CHUNK = 65_536  # rows in memory at once
# Rows scored at once: they and their float32 copy stay in the cache and need no new memory from the system.
_BLOCK = 256
_faiss: Any = faiss  # its stubs do not know the Python side of parameters and streams
_THREADS = faiss.omp_get_max_threads()  # the number of cores, read before it is changed


@dataclass(frozen=True, slots=True)
class Approximation:
    """How an inverted file is searched: `probes` of its `lists`, and the `recall` at 20 on a sample."""

    lists: int
    probes: int
    recall: float


class VectorRows:
    """Unit vectors by row, float16 on disk, safe to share between threads."""

    def __init__(self, folder: Path, name: str) -> None:
        """Open NAME-vectors.npy.

        Raises:
            OSError, ValueError: it is missing or damaged.
        """
        self._rows = open_array(folder / f"{name}-vectors.npy")

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, rows: slice) -> StoredVectors:
        """Rows as they are stored."""
        return np.asarray(self._rows[rows])

    def take(self, rows: Rows) -> Vectors:
        """Chosen rows in float32, (len(rows), dim)."""
        return np.asarray(np.take(self._rows, rows, axis=0), dtype=np.float32)

    def score(self, queries: Vectors, rows: Rows) -> Scores:
        """Exact cosines (len(queries), len(rows)) of chosen rows.

        Each is the same to the last bit whatever else is scored in the call.
        """
        scores = np.empty((len(queries), len(rows)), dtype=np.float32)
        buffer = np.empty((min(len(rows), _BLOCK), self._rows.shape[1]), dtype=np.float32)
        for first in range(0, len(rows), _BLOCK):
            span = slice(first, first + _BLOCK)
            block = _to_float32(np.take(self._rows, rows[span], axis=0), buffer)
            for query, query_scores in zip(queries, scores, strict=True):
                np.vecdot(block, query, out=query_scores[span])
        return scores


class DenseIndex:
    """The nearest of the rows, safe to share between threads."""

    def __init__(self, folder: Path, name: str, rows: VectorRows) -> None:
        """Open what `write_dense` made of the rows.

        Raises:
            OSError, ValueError, RuntimeError: a file is missing or damaged.
        """
        self._rows = rows
        self._index, self._map = _open(folder / f"{name}.faiss")
        self.approximation = _read_approximation(folder / f"{name}.json")

    def search(self, query: Vectors, k: int, keep: Bits | None = None) -> tuple[Rows, Scores]:
        """The k best rows of one query (dim,) by (-score, row); with `keep`, only rows whose bit is set."""
        selector = _faiss.IDSelectorBitmap(keep) if keep is not None else None
        if self.approximation:
            wanted = max(k, _RESCORED)
            parameters = _faiss.SearchParametersIVF(sel=selector, nprobe=self.approximation.probes)
        else:
            wanted = k
            parameters = _faiss.SearchParameters(sel=selector)
        # FAISS divides work by queries: with one query more threads only wait, long on a busy machine.
        _faiss.omp_set_num_threads(1)
        vector = np.ascontiguousarray(query[None, :], dtype=np.float32)
        _, found = self._index.search(vector, min(wanted, len(self._rows)), params=parameters)
        rows = np.sort(found[0][found[0] >= 0]).astype(np.int64)
        scores = self._rows.score(query[None, :], rows)[0]
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]


def _to_float32(rows: StoredVectors, buffer: Vectors | None = None) -> Vectors:
    """The rows in float32, written to the first rows of `buffer` if that is given."""
    wide = np.empty(rows.shape, dtype=np.float32) if buffer is None else buffer[: len(rows)]
    # PyTorch is ten times as fast at this as NumPy. Its import takes seconds, so it is used only if loaded.
    torch = sys.modules.get("torch")
    if torch is None:
        wide[:] = rows
    else:
        torch.from_numpy(wide).copy_(torch.from_numpy(rows if rows.flags.writeable else rows.copy()))
    return wide


def write_dense(folder: Path, name: str, queries: StoredVectors, *, exact: int = EXACT) -> None:
    """Write the search structure of NAME-vectors.npy, which must exist.

    `queries` are rows like future queries, to measure the recall on; up to `exact` rows search is exact.
    """
    rows = open_array(folder / f"{name}-vectors.npy")
    _faiss.omp_set_num_threads(_THREADS)
    if len(rows) <= exact:
        index: Any = faiss.IndexFlatIP(rows.shape[1])
        _fill(index, rows)
    else:
        index = _inverted_file(rows)
        approximation = _tune(index, rows, queries)
        (folder / f"{name}.json").write_text(json.dumps(asdict(approximation)) + "\n", encoding="utf-8")
    with (folder / f"{name}.faiss").open("wb") as stream:
        faiss.write_index(index, _faiss.PyCallbackIOWriter(stream.write))


def _inverted_file(rows: StoredVectors) -> Any:
    lists = int(4 * len(rows) ** 0.5)
    index = _faiss.index_factory(rows.shape[1], f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.train(_to_float32(_sample(rows, _TRAINING_ROWS * lists)))
    _fill(index, rows)
    return index


def _sample(rows: StoredVectors, count: int) -> StoredVectors:
    chosen = np.random.default_rng(0).choice(len(rows), min(len(rows), count), replace=False)
    return rows[np.sort(chosen)]


def _fill(index: Any, rows: StoredVectors) -> None:
    for first in range(0, len(rows), _CHUNK):
        index.add(_to_float32(rows[first : first + _CHUNK]))


def _tune(index: Any, rows: StoredVectors, queries: StoredVectors) -> Approximation:
    """Double the number of probed lists until the recall is high enough."""
    sample = _sample(queries, _SAMPLE).astype(np.float32)
    nearest = _nearest_scores(rows, sample)
    lists, probes = int(index.nlist), 8
    while True:
        _, found = index.search(sample, _RESCORED, params=_faiss.SearchParametersIVF(nprobe=probes))
        scores = [q @ rows[r[r >= 0]].astype(np.float32).T for q, r in zip(sample, found, strict=True)]
        recall = float(np.mean([recall_of(s, n) for s, n in zip(scores, nearest, strict=True)]))
        if recall >= RECALL or probes == lists:
            return Approximation(lists, probes, round(recall, 4))
        probes = min(lists, 2 * probes)


def recall_of(found: Scores, nearest: Scores) -> float:
    """The share of the nearest rows that were found, by their scores, from 0 to 1.

    Of rows that are equally near any will do.
    """
    return min(1.0, float((found >= nearest.min() - _TIE).sum()) / len(nearest))


def _nearest_scores(rows: StoredVectors, queries: Vectors) -> Scores:
    """Scores of the 20 nearest rows of each query, (len(queries), 20)."""
    best = np.zeros((len(queries), 0), dtype=np.float32)
    for first in range(0, len(rows), _CHUNK):
        scores = queries @ _to_float32(rows[first : first + _CHUNK]).T
        best = -np.sort(-np.concatenate([best, scores], axis=1), axis=1)[:, :_DEPTH]
    return best


def _open(path: Path) -> tuple[Any, NDArray[np.uint8]]:
    # Read through NumPy's map: FAISS itself opens no path outside ASCII on Windows.
    # The index points into the map, so both are returned and kept.
    mapped = np.memmap(path, dtype=np.uint8, mode="r")
    reader = _faiss.ZeroCopyIOReader(faiss.swig_ptr(mapped), mapped.size)
    return _faiss.read_index(reader, faiss.IO_FLAG_MMAP_IFC), mapped


def _read_approximation(path: Path) -> Approximation | None:
    return Approximation(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
