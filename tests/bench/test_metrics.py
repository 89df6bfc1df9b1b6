import math

import pytest

from bench.metrics import all_found, ndcg, quantile, recall

RANKED = ["a", "b", "c", "d"]


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert ndcg(RANKED, {"a"}) == 1
    assert ndcg(RANKED, {"b"}) == pytest.approx(1 / math.log2(3))
    assert ndcg(RANKED, {"a", "c"}) == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))
    assert ndcg(RANKED, {"d"}, k=3) == 0


def test_recall_and_all_found_count_relevant_documents() -> None:
    assert recall(RANKED, {"a", "z"}, k=2) == 0.5
    assert all_found(RANKED, {"a", "d"}, k=4) == 1
    assert all_found(RANKED, {"a", "d"}, k=3) == 0


def test_quantile_is_by_nearest_rank() -> None:
    assert quantile([3, 1, 2, 4], 0.5) == 2
    assert quantile([3, 1, 2, 4], 0.95) == 4
