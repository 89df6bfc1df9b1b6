"""Vector search by FAISS: cosine as the inner product of unit rows, exact or approximate by size. The only file that imports faiss.

    NAME-vectors.npy      the rows, float16 (n, dim): what scores are computed from, and what the next build takes over
    NAME.faiss            what finds the nearest rows: all of them compared up to EXACT rows, above that an inverted file of 8-bit codes (IVF, SQ8)
    NAME.json             how the inverted file is searched, and the recall this gives

All are read through memory maps. What the inverted file finds is scored anew from the rows, so its error is only what it misses; how much that is is measured
against exact search when it is made, and the number of lists looked at is raised until it is little enough.
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
_SAME = 1e-5  # of two scores, by which they may differ
_RESCORED = 1000  # rows that an inverted file is asked for: codes of 8 bits tell near copies apart poorly
_SAMPLE = 200  # queries that the recall is measured on
_PER_LIST = 40  # training rows for each list
_CHUNK = 65_536  # rows in memory at once
_BLOCK = 256  # rows scored at once: they and their float32 stay in the cache, and need no new memory from the system
_faiss: Any = faiss  # its stubs do not know the Python side of parameters and streams
_THREADS = faiss.omp_get_max_threads()  # as many as there are cores, before it is set


@dataclass(frozen=True, slots=True)
class Approximation:
    """How an inverted file is searched: `lists` in all, `probes` of them looked at, the `recall` at 20 that this gave on a sample."""

    lists: int
    probes: int
    recall: float


class VectorRows:
    """Unit vectors by row, float16 on disk, safe to share between threads."""

    def __init__(self, folder: Path, name: str) -> None:
        """Open NAME-vectors.npy; raises OSError or ValueError if it is not whole."""
        self._rows = open_array(folder / f"{name}-vectors.npy")

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, rows: slice) -> StoredVectors:
        """Rows as they are stored."""
        return np.asarray(self._rows[rows])

    def score(self, queries: Vectors, rows: Rows) -> Scores:
        """Cosines (len(queries), len(rows)) of chosen rows, every one of them; each is the same to the last bit whatever is asked beside it."""
        scores = np.empty((len(queries), len(rows)), dtype=np.float32)
        space = np.empty((min(len(rows), _BLOCK), self._rows.shape[1]), dtype=np.float32)
        for first in range(0, len(rows), _BLOCK):
            span = slice(first, first + _BLOCK)
            wide = _widened(np.take(self._rows, rows[span], axis=0), space)
            for query, mine in zip(queries, scores, strict=True):
                np.vecdot(wide, query, out=mine[span])
        return scores


class DenseIndex:
    """The nearest of the rows, safe to share between threads."""

    def __init__(self, folder: Path, name: str, rows: VectorRows) -> None:
        """Open what `write_dense` made of the rows; raises OSError, ValueError or RuntimeError if it is not whole."""
        self._rows = rows
        self._index, self._map = _open(folder / f"{name}.faiss")
        self.approximation = _read_approximation(folder / f"{name}.json")

    def search(self, query: Vectors, k: int, keep: Bits | None = None) -> tuple[Rows, Scores]:
        """The k best rows of one query (dim,) by (-score, row), of those whose bit is set in `keep` if that is given."""
        selector = _faiss.IDSelectorBitmap(keep) if keep is not None else None
        probing = {"nprobe": self.approximation.probes} if self.approximation else {}
        parameters = (_faiss.SearchParametersIVF if probing else _faiss.SearchParameters)(
            sel=selector, **probing
        )
        asked = max(k, _RESCORED) if self.approximation else k
        _faiss.omp_set_num_threads(
            1
        )  # FAISS shares work out by queries; with one, more threads only wait, and for long beside those of others
        _, found = self._index.search(
            np.ascontiguousarray(query[None, :], dtype=np.float32),
            min(asked, len(self._rows)),
            params=parameters,
        )
        rows = np.sort(found[0][found[0] >= 0]).astype(np.int64)
        scores = self._rows.score(query[None, :], rows)[0]
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]


def _widened(rows: StoredVectors, space: Vectors | None = None) -> Vectors:
    """The rows in float32, in the first rows of `space` if that is given."""
    wide = np.empty(rows.shape, dtype=np.float32) if space is None else space[: len(rows)]
    torch = sys.modules.get(
        "torch"
    )  # ten times as fast at this as NumPy, where the encoder has loaded it; not worth the seconds it takes to import
    if torch is None:
        wide[:] = rows
    else:
        torch.from_numpy(wide).copy_(torch.from_numpy(rows if rows.flags.writeable else rows.copy()))
    return wide


def write_dense(folder: Path, name: str, queries: StoredVectors, *, exact: int = EXACT) -> None:
    """Make the search structure of NAME-vectors.npy, which must be there; `queries` are rows like those that will be asked, to measure recall on."""
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
    chosen = np.random.default_rng(0).choice(len(rows), min(len(rows), _PER_LIST * lists), replace=False)
    index.train(_widened(rows[np.sort(chosen)]))
    _fill(index, rows)
    return index


def _fill(index: Any, rows: StoredVectors) -> None:
    for first in range(0, len(rows), _CHUNK):
        index.add(_widened(rows[first : first + _CHUNK]))


def _tune(index: Any, rows: StoredVectors, queries: StoredVectors) -> Approximation:
    """Double the number of lists looked at until enough of the nearest rows are found."""
    chosen = np.random.default_rng(0).choice(len(queries), min(len(queries), _SAMPLE), replace=False)
    asked = queries[np.sort(chosen)].astype(np.float32)
    nearest = _nearest(rows, asked)
    lists, probes = int(index.nlist), 8
    while True:
        _, found = index.search(asked, _RESCORED, params=_faiss.SearchParametersIVF(nprobe=probes))
        recall = float(
            np.mean(
                [
                    recall_of(q @ rows[r[r >= 0]].astype(np.float32).T, exact)
                    for q, r, exact in zip(asked, found, nearest, strict=True)
                ]
            )
        )
        if recall >= RECALL or probes == lists:
            return Approximation(lists, probes, round(recall, 4))
        probes = min(lists, 2 * probes)


def recall_of(found: Scores, nearest: Scores) -> float:
    """The share of the nearest rows that were found, by their scores, from 0 to 1: of rows that are equally near any will do."""
    return min(1.0, float((found >= nearest.min() - _SAME).sum()) / len(nearest))


def _nearest(rows: StoredVectors, queries: Vectors) -> Scores:
    """Scores of the 20 nearest rows of each query, (len(queries), 20)."""
    best = np.zeros((len(queries), 0), dtype=np.float32)
    for first in range(0, len(rows), _CHUNK):
        scores = queries @ _widened(rows[first : first + _CHUNK]).T
        best = -np.sort(-np.concatenate([best, scores], axis=1), axis=1)[:, :_DEPTH]
    return best


def _open(path: Path) -> tuple[Any, NDArray[np.uint8]]:
    # Read through NumPy's map: FAISS itself opens no path outside ASCII on Windows. The index points into the map, so both are kept.
    mapped = np.memmap(path, dtype=np.uint8, mode="r")
    return _faiss.read_index(
        _faiss.ZeroCopyIOReader(faiss.swig_ptr(mapped), mapped.size), faiss.IO_FLAG_MMAP_IFC
    ), mapped


def _read_approximation(path: Path) -> Approximation | None:
    return Approximation(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
