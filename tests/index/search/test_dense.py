"""Vector search: exact, in order, independent of what else is scored, and approximate beyond a size."""

from pathlib import Path

import numpy as np
import pytest

from index.search.dense import DenseIndex, VectorRows, write_dense
from index.storage.arrays import ArrayWriter
from index.storage.tags import bits_of
from tests.oracles import stored


def dense_of(folder: Path, rows: np.ndarray, exact: int = 100_000) -> tuple[VectorRows, DenseIndex]:
    with ArrayWriter(folder / "v-vectors.npy", "float16", rows.shape[1]) as writer:
        writer.add(rows)
    kept = VectorRows(folder, "v")
    write_dense(folder, "v", kept[0 : len(rows)], exact=exact)
    return kept, DenseIndex(folder, "v", kept)


def test_a_score_does_not_depend_on_what_else_is_scored(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    rows, queries = (
        random.normal(size=(700, 48)).astype(np.float32),
        random.normal(size=(3, 48)).astype(np.float32),
    )
    kept, _ = dense_of(tmp_path, rows)
    scores = kept.score(queries, np.arange(700))
    assert np.abs(scores - queries @ rows.astype(np.float16).astype(np.float32).T).max() < 1e-4
    chosen = np.sort(random.choice(700, 333, replace=False))
    assert np.array_equal(kept.score(queries[1:2], chosen)[0], scores[1, chosen])
    assert kept.score(queries, np.array([], dtype=np.int64)).shape == (3, 0)


def test_vector_search_is_exact_and_ties_come_in_order(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    rows = random.normal(size=(50, 8)).astype(np.float32)
    rows[[7, 21, 30]] = rows[4]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kept, index = dense_of(tmp_path, rows)
    found, scores = index.search(rows[4], 200)
    exact = stored(rows).astype(np.float32) @ rows[4]
    assert found.tolist() == sorted(range(50), key=lambda i: (-round(float(exact[i]), 6), i))
    assert found[:4].tolist() == [4, 7, 21, 30]
    assert scores == pytest.approx(exact[found], abs=1e-6)
    assert index.search(rows[4], 3, bits_of(np.array([21, 30, 44]), 50))[0].tolist()[:2] == [21, 30]
    assert np.array_equal(kept[0:50], rows.astype(np.float16))
    assert kept.score(rows[:2], np.array([9, 3])) == pytest.approx(
        rows[:2] @ stored(rows)[[9, 3]].T, abs=1e-6
    )
    assert kept.score(rows[:2], np.array([], dtype=np.int64)).shape == (2, 0)
    assert len(kept) == 50


def test_approximate_search_reaches_its_recall_and_respects_the_filter(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    rows = np.repeat(random.normal(size=(60, 32)), 50, axis=0) + 0.6 * random.normal(size=(3000, 32))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    _, index = dense_of(tmp_path, rows, exact=1000)
    approximation = index.approximation
    assert approximation is not None
    assert approximation.recall >= 0.98
    queries = rows[::37]
    nearest = [np.argsort(-(stored(rows) @ q), kind="stable")[:20] for q in queries]
    found = [index.search(q, 20) for q in queries]
    recalls = [len(np.intersect1d(n, r)) / 20 for n, (r, _) in zip(nearest, found, strict=True)]
    assert np.mean(recalls) > 0.93
    for query, (rows_found, scores) in zip(queries, found, strict=True):
        assert scores == pytest.approx(stored(rows)[rows_found] @ query, abs=1e-6)
        assert (np.diff(scores) <= 0).all()
    even = bits_of(np.arange(0, 3000, 2), 3000)
    assert all((index.search(q, 20, even)[0] % 2 == 0).all() for q in queries)
