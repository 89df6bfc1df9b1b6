from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import approx_fprime

from bench.fit.groups import Group
from bench.fit.train import FOLDS, _measure_loss, fit, fold_by_question, fold_by_set, predict_out_of_fold
from qa.select.features import ANSWER, RANKING

MakeGroup = Callable[..., Group]
COSINE = RANKING.index("cosine")


def make_groups(
    make_group: MakeGroup, sign: float, feature: str = "cosine", set_name: str = "set"
) -> list[Group]:
    """Twenty groups of six candidates: in the good ones the feature is by two higher, or lower."""
    random = np.random.default_rng(3)
    groups = []
    for number in range(20):
        values: NDArray[np.float64] = random.normal(size=6)
        values[number % 6] += 2 * sign
        good = [number % 6] if number % 4 else []
        groups.append(
            make_group(
                values,
                good,
                feature=feature,
                question_id=f"q{number}",
                cosine=float(bool(good)),
                set_name=set_name,
            )
        )
    return groups


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("feature", ["cosine", "salience"])
def test_a_feature_that_is_higher_in_good_candidates_has_a_positive_weight(
    sign: int, feature: str, make_group: MakeGroup
) -> None:
    weights = fit(make_groups(make_group, sign, feature)).ranking.narrow.weights
    at = RANKING.index(feature)
    assert sign * weights[at] > 0.5
    others = np.delete(weights, [at, RANKING.index("matching")])
    assert np.abs(others).max() < 1e-6  # of features that never vary


def test_the_weight_is_that_of_the_log_of_the_odds(make_group: MakeGroup) -> None:
    random = np.random.default_rng(5)
    groups = []
    for number in range(600):
        values = random.normal(size=5)
        odds = np.exp(1.5 * values)
        good = [int(random.choice(5, p=odds / odds.sum()))]
        groups.append(make_group(values, good, question_id=f"q{number}"))
    groups.append(make_group([0.0, 0.0], question_id="unanswerable"))
    ranking = fit(groups).ranking.narrow
    # A little less than 1.5: large weights are penalised.
    assert 1.3 < ranking.weights[COSINE] / ranking.scales[COSINE] < 1.55


def test_the_gradient_of_the_loss_is_its_slope() -> None:
    random = np.random.default_rng(1)
    features, is_good = random.normal(size=(7, 3)), np.array([1, 0, 1, 0, 0, 0, 1], dtype=bool)
    for weights in (np.zeros(3), random.normal(size=3)):
        slope = approx_fprime(weights, lambda w: _measure_loss(features, is_good, w)[0], 1e-7)
        assert _measure_loss(features, is_good, weights)[1] == pytest.approx(slope, abs=1e-5)


def test_the_loss_without_weights_is_the_log_of_the_number_of_choices() -> None:
    is_good = np.array([True, True, False, False, False])
    loss, _ = _measure_loss(np.ones((5, 2)), is_good, np.zeros(2))
    assert loss == pytest.approx(np.log(4))  # each good one against three others


def test_features_that_are_left_out_weigh_nothing(make_group: MakeGroup) -> None:
    groups = make_groups(make_group, 1)
    others = [n for n in range(len(RANKING)) if n != COSINE]
    assert fit(groups, others).ranking.narrow.weights[COSINE] == 0
    assert fit(groups, [COSINE]).ranking.narrow.weights[COSINE] > 0.5


def test_broad_questions_have_a_ranking_of_their_own_and_teach_no_other(make_group: MakeGroup) -> None:
    narrow = make_groups(make_group, 1)
    broad = [replace(g, is_broad=True) for g in make_groups(make_group, -1, set_name="broad")]
    fitted, alone = fit([*narrow, *broad]), fit(narrow)
    assert fitted.ranking.broad.weights[COSINE] < -0.5 < 0.5 < fitted.ranking.narrow.weights[COSINE]
    assert fitted.ranking.narrow.weights == pytest.approx(alone.ranking.narrow.weights)
    assert fitted.answer.weights == pytest.approx(alone.answer.weights)
    assert alone.ranking.broad is alone.ranking.narrow


def test_every_set_has_the_same_weight_however_many_questions_it_has(make_group: MakeGroup) -> None:
    few = [make_group([1.0, 0.0], [0], set_name="few", question_id="q")]
    many = [make_group([1.0, 0.0], [1], set_name="many", question_id=f"q{n}") for n in range(50)]
    none = make_group([0.0, 0.0], question_id="unanswerable")
    assert abs(fit([*few, *many, none]).ranking.narrow.weights[COSINE]) < 0.01


def test_an_answer_is_likelier_where_answerable_sides_have_the_higher_feature(
    make_group: MakeGroup,
) -> None:
    groups = make_groups(make_group, 1)
    answer = fit(groups).answer
    assert len(answer.weights) == len(ANSWER)
    assert answer.weights[ANSWER.index("best_cosine")] > 0
    assert abs(answer.weights[ANSWER.index("sides")]) < 1e-6


def test_each_group_is_judged_by_a_model_that_has_not_seen_its_question(make_group: MakeGroup) -> None:
    groups = make_groups(make_group, 1)
    folds = fold_by_question(groups)
    seen: list[set[str]] = []

    def fit_and_note(some: list[Group]) -> object:
        seen.append({g.question_id for g in some})
        return fit(some)

    predicted = predict_out_of_fold(groups, folds, fit_and_note)  # type: ignore[arg-type]
    assert len(seen) == FOLDS
    for fold, questions in enumerate(seen):
        assert questions == {q for (_, q), of in folds.items() if of != fold}
    assert len(predicted.scores) == len(predicted.probabilities) == len(groups)
    first = fit([g for g in groups if folds[g.set, g.question_id] != folds["set", "q0"]])
    assert predicted.scores[0] == pytest.approx(first.score(groups[0]))
    assert ((predicted.probabilities > 0) & (predicted.probabilities < 1)).all()


def test_folds_keep_a_question_together_and_are_nearly_equal(make_group: MakeGroup) -> None:
    groups = [make_group([1.0], question_id=f"q{n // 2}") for n in range(46)]
    folds = fold_by_question(groups)
    assert len(folds) == 23 and folds == fold_by_question(groups[::-1])
    sizes = Counter(folds.values())
    assert set(sizes) == set(range(FOLDS)) and max(sizes.values()) - min(sizes.values()) <= 1


def test_each_set_is_a_fold_of_its_own(make_group: MakeGroup) -> None:
    groups = [make_group([1.0], question_id=q, set_name=s) for s, q in (("b", "1"), ("a", "1"), ("b", "2"))]
    assert fold_by_set(groups) == {("a", "1"): 0, ("b", "1"): 1, ("b", "2"): 1}
