"""Metrics against numbers computed by hand."""

import math

import pytest

from bench.retrieval.metrics import METRICS, score_rankings


def score(ranked: list[str], relevant: set[str]) -> dict[str, float]:
    return {name: values[0] for name, values in score_rankings({"q": ranked}, {"q": relevant}).items()}


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    ranked = ["a", "b", "c", "d"]
    assert score(ranked, {"a"})["nDCG@10"] == 1
    assert score(ranked, {"b"})["nDCG@10"] == pytest.approx(1 / math.log2(3))
    assert score(ranked, {"a", "c"})["nDCG@10"] == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))
    assert score([*"bcdefghijk", "a"], {"a"})["nDCG@10"] == 0


def test_recall_is_the_share_of_relevant_documents_found() -> None:
    scores = score([*"abcdefghijk"], {"a", "k", "z", "y"})
    assert (scores["recall@10"], scores["recall@20"], scores["recall@100"]) == (0.25, 0.5, 0.5)


def test_all_are_found_only_if_the_last_one_is() -> None:
    assert score([*"abcdefghij"], {"a", "j"})["all found@10"] == 1
    assert score([*"abcdefghij", "k"], {"a", "k"})["all found@10"] == 0


def test_a_question_without_hits_or_without_judgements_scores_0() -> None:
    scores = score_rankings({"1": [], "2": ["a"], "3": ["a"]}, {"1": {"a"}, "3": {"a"}})
    assert tuple(scores) == METRICS
    assert all(values == [0, 0, 1] for values in scores.values())
