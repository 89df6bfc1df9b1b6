from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom

from bench.fit.groups import Group
from bench.fit.threshold import choose_threshold, describe_threshold
from bench.fit.train import OutOfFold

MakeGroup = Callable[..., Group]


def predicted(*probabilities: float) -> OutOfFold:
    return OutOfFold(tuple(np.zeros(1) for _ in probabilities), np.array(probabilities))


@pytest.mark.parametrize(
    ("count", "risk", "declined"),
    [
        (99, 0.05, 4),  # (4 + 1) / (99 + 1) = 0.05
        (98, 0.05, 3),
        (99, 0.08, 7),
        (9, 0.5, 4),
        (9, 0.05, 0),  # too few to decline any
    ],
)
def test_the_corrected_share_of_answerable_sides_declined_is_at_most_the_risk(
    count: int, risk: float, declined: int, make_group: MakeGroup
) -> None:
    probabilities = np.arange(1, count + 1) / (count + 1)
    groups = [make_group([1.0], [0]) for _ in range(count)]
    threshold = choose_threshold(groups, predicted(*probabilities[::-1]), risk)
    assert int((probabilities < threshold - 1e-4).sum()) == declined
    assert declined == 0 or (declined + 1) / (count + 1) <= risk < (declined + 2) / (count + 1)


def test_unanswerable_sides_do_not_move_the_threshold(make_group: MakeGroup) -> None:
    groups = [make_group([1.0], [0]), make_group([1.0]), make_group([1.0], is_masked=True)]
    assert choose_threshold(groups, predicted(0.4, 0.1, 0.9), 0.5) == 0.4


def test_the_risk_is_described_with_its_exact_upper_bound(make_group: MakeGroup) -> None:
    groups = [make_group([1.0], [0]) for _ in range(20)] + [make_group([1.0]) for _ in range(10)]
    masked = make_group([1.0], is_masked=True)
    found = describe_threshold([*groups, masked], predicted(0.2, *[0.8] * 19, *[0.1] * 9, 0.6, 0.9), 0.5)
    declined, answered = found["answerable declined"], found["unanswerable answered"]
    assert (declined["count"], declined["of"], declined["share"]) == (1, 20, 0.05)
    assert (answered["count"], answered["of"], answered["share"]) == (1, 10, 0.1)  # the masked one apart
    # At the bound, so few would be seen in one case of twenty.
    assert binom.cdf(1, 20, declined["upper"]) == pytest.approx(0.05, abs=1e-3)
    assert binom.cdf(1, 10, answered["upper"]) == pytest.approx(0.05, abs=1e-3)


def test_bounds_hold_where_none_or_all_are_declined(make_group: MakeGroup) -> None:
    groups = [make_group([1.0], [0]) for _ in range(20)] + [make_group([1.0])]
    probabilities = predicted(*[0.5] * 20, 0.9)
    none = describe_threshold(groups, probabilities, 0.1)["answerable declined"]
    assert none["share"] == 0 and none["upper"] == pytest.approx(1 - 0.05 ** (1 / 20), abs=1e-3)
    every = describe_threshold(groups, probabilities, 0.6)["answerable declined"]
    assert (every["share"], every["upper"]) == (1, 1)


def test_the_curve_falls_from_all_answered_to_none(make_group: MakeGroup) -> None:
    groups = [make_group([1.0], [0]), make_group([1.0], [0]), make_group([1.0])]
    groups.append(make_group([1.0], is_masked=True))
    curve = describe_threshold(groups, predicted(0.99, 0.4, 0.3, 0.2), 0.5)["curve"]
    assert [row["threshold"] for row in curve] == [round(0.05 * n, 2) for n in range(1, 20)]
    at = {row["threshold"]: list(row.values())[1:] for row in curve}
    assert at[0.05] == [1, 1, 1] and at[0.25] == [1, 1, 0] and at[0.35] == [1, 0, 0]
    assert at[0.95] == [0.5, 0, 0]
