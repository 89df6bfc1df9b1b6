"""The ratio to the best peer and its bootstrap interval."""

import math

import numpy as np
import pytest

from bench.retrieval.evaluate import OURS, SystemScores, ratio_records
from bench.retrieval.ratios import bootstrap_ratios, ratio_to_best


def test_the_ratio_is_to_the_best_peer() -> None:
    assert ratio_to_best(np.array([0.6, 0.3, 0.5])) == pytest.approx(1.2)
    assert ratio_to_best(np.array([0.6, 0.0])) == math.inf
    assert ratio_to_best(np.array([0.0, 0.0])) == 1


def test_the_bootstrap_is_paired() -> None:
    """Drawn unpaired, these intervals would be wide."""
    peer = np.random.default_rng(1).uniform(0.1, 1, 50)
    ratios, mean = bootstrap_ratios([np.array([peer * 1.1, peer, peer / 2]), np.array([peer * 0.9, peer])])
    for ratio, expected in zip((*ratios, mean), (1.1, 0.9, 1), strict=True):
        assert (ratio.value, ratio.low, ratio.high) == pytest.approx((expected, expected, expected))


def test_the_bootstrap_is_reproducible() -> None:
    peer = np.random.default_rng(1).uniform(0.1, 1, 50)
    scores = [np.array([np.roll(peer, 7), peer])]
    assert bootstrap_ratios(scores) == bootstrap_ratios(scores)


def test_the_bootstrap_gives_the_binomial_interval_where_it_is_known() -> None:
    """Ours is right on 60 of 100 questions, the peer scores 0.5 on each.

    The ratio is twice a binomial mean, with the deviation 2 * sqrt(.6 * .4 / 100).
    """
    ours = np.repeat([1.0, 0.0], [60, 40])
    ratio = bootstrap_ratios([np.array([ours, np.full(100, 0.5)])])[1]
    assert ratio.value == pytest.approx(1.2)
    assert ratio.low == pytest.approx(1.2 - 1.96 * 0.098, abs=0.021)
    assert ratio.high == pytest.approx(1.2 + 1.96 * 0.098, abs=0.021)


def test_collections_given_with_beside_are_not_in_the_mean() -> None:
    def systems(collection: str, ours: float) -> list[SystemScores]:
        means = {OURS: ours, "poor": 0.1, "good": 0.5}
        return [SystemScores(collection, 9, name, {"nDCG@10": [mean] * 3}) for name, mean in means.items()]

    measured = [systems("one", 0.6), systems("two", 0.5), systems("three", 0.1)]
    records = ratio_records(measured, averaged=2)
    assert [(r["collection"], r["best peer"], r["ratio"]) for r in records] == [
        ("one", "good", 1.2),
        ("two", "good", 1.0),
        ("three", "good", 0.2),
        ("mean of one, two", "", 1.1),
    ]
    assert records[-1]["low"] == records[-1]["high"] == 1.1
