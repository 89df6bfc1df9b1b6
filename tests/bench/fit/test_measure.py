from collections.abc import Callable

import numpy as np
import pytest

from bench.fit.command import measure
from bench.fit.groups import Group
from bench.fit.train import OutOfFold

MakeGroup = Callable[..., Group]


def predicted(groups: list[Group], *probabilities: float) -> OutOfFold:
    """Scores as the groups' cosines, which plain search orders the other way round."""
    return OutOfFold(tuple(g.pool.cosine for g in groups), np.array(probabilities))


def test_ranking_is_measured_by_the_first_four_candidates(make_group: MakeGroup) -> None:
    groups = [
        make_group([6, 5, 4, 3, 2, 1], [0, 2, 5]),
        make_group([6, 5, 4, 3, 2, 1], [3], question_id="q2"),
    ]
    (row,) = measure(groups, predicted(groups, 0.9, 0.9), 0.5)
    assert (row["set"], row["sides"]) == ("set", 2)
    assert (row["hit@1"], row["hit@4"]) == (0.5, 1)
    assert row["precision@4"] == pytest.approx((2 / 4 + 1 / 4) / 2, abs=1e-3)
    assert row["recall@4"] == pytest.approx((2 / 3 + 1) / 2, abs=1e-3)
    # In the order of plain search, the good ones are first, fourth and sixth; third.
    assert (row["floor hit@1"], row["floor hit@4"]) == (0.5, 1)
    assert row["floor recall@4"] == pytest.approx((2 / 3 + 1) / 2, abs=1e-3)


def test_a_good_sentence_that_is_no_candidate_is_not_recalled(make_group: MakeGroup) -> None:
    groups = [make_group([2, 1], [0], missed=1)]
    (row,) = measure(groups, predicted(groups, 0.9), 0.5)
    assert (row["hit@1"], row["recall@4"]) == (1, 0.5)


def test_of_more_than_four_good_sentences_four_are_enough(make_group: MakeGroup) -> None:
    groups = [make_group([6, 5, 4, 3, 2, 1], range(6))]
    (row,) = measure(groups, predicted(groups, 0.9), 0.5)
    assert row["recall@4"] == row["precision@4"] == 1


def test_the_likeliest_side_decides_whether_a_question_is_answered(make_group: MakeGroup) -> None:
    groups = [
        make_group([1], [0], question_id="answered"),
        make_group([1], [0], question_id="answered"),
        make_group([1], [0], question_id="half"),
        make_group([1], question_id="half"),
        make_group([1], question_id="declined"),
        make_group([1], question_id="wrongly answered"),
        make_group([1], question_id="masked", is_masked=True),
    ]
    (row,) = measure(groups, predicted(groups, 0.1, 0.5, 0.1, 0.2, 0.49, 0.9, 0.9), 0.5)
    assert (row["answered"], row["declined"]) == (0.5, 0.5)


def test_the_mean_weighs_sets_equally_and_leaves_out_what_a_set_lacks(make_group: MakeGroup) -> None:
    groups = [
        make_group([2, 1], [0], set_name="a"),
        make_group([2, 1], [0], set_name="a", question_id="q2"),
        make_group([2, 1], [1], set_name="b"),
        make_group([2, 1], set_name="b", question_id="q2"),
    ]
    first, second, mean = measure(groups, predicted(groups, 0.9, 0.9, 0.9, 0.1), 0.5)
    assert [row["set"] for row in (first, second, mean)] == ["a", "b", "mean"]
    assert (first["hit@1"], second["hit@1"], mean["hit@1"]) == (1, 0, 0.5)
    assert first["declined"] == "-" and (second["declined"], mean["declined"]) == (1, 1)
    assert mean["sides"] == 3


def test_a_set_without_an_answerable_side_is_measured_by_what_it_declines(make_group: MakeGroup) -> None:
    groups = [make_group([2, 1]), make_group([2, 1], question_id="q2")]
    (row,) = measure(groups, predicted(groups, 0.1, 0.9), 0.5)
    assert (row["sides"], row["declined"]) == (0, 0.5)
    assert all(row[name] == "-" for name in list(row)[2:-1])


def test_a_set_without_an_answerable_side_counts_only_in_the_mean_of_declining(make_group: MakeGroup) -> None:
    groups = [
        make_group([2, 1], [0], set_name="a"),
        make_group([2, 1], set_name="a", question_id="q2"),
        make_group([2, 1], set_name="none"),
    ]
    first, none, mean = measure(groups, predicted(groups, 0.9, 0.9, 0.1), 0.5)
    assert (none["set"], none["sides"], mean["sides"]) == ("none", 0, 1)
    assert (first["declined"], none["declined"], mean["declined"]) == (0, 1, 0.5)
    others = [name for name in first if name not in ("set", "sides", "declined")]
    assert [mean[name] for name in others] == [first[name] for name in others]
    assert (mean["hit@1"], mean["floor hit@1"], mean["answered"]) == (1, 0, 1)
