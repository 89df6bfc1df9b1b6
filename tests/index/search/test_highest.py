import numpy as np
import pytest

from index.search.highest import find_highest


@pytest.mark.parametrize("size", [0, 1, 50, 20_000])
@pytest.mark.parametrize("count", [1, 7, 100])
@pytest.mark.parametrize("is_restricted", [False, True])
def test_the_highest_scores_above_zero_are_found_as_by_sorting(
    size: int, count: int, is_restricted: bool
) -> None:
    random = np.random.default_rng(size + count)
    # Few different values, so that many are equal, and half of them 0.
    scores = (random.integers(0, 40, size) * (random.random(size) < 0.5)).astype(np.float32)
    rows = np.flatnonzero(random.random(size) < 0.3) if is_restricted else None
    allowed = range(size) if rows is None else rows.tolist()
    best = sorted((row for row in allowed if scores[row] > 0), key=lambda row: (-scores[row], row))[:count]
    assert find_highest(scores, rows, count).tolist() == sorted(best)


def test_scores_of_zero_are_never_among_the_highest() -> None:
    assert find_highest(np.zeros(5, dtype=np.float32), None, 3).tolist() == []
    assert find_highest(np.array([0, -1, 2], dtype=np.float32), None, 3).tolist() == [2]
