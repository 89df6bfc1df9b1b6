import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.select.features import ANSWER, RANKING
from qa.select.model import MODEL_FILE, EvidenceModel, LinearModel, Ranking, load_model

_MOST_FEATURES = 16


@pytest.fixture
def record() -> dict[str, Any]:
    """The model in use as it is written."""
    return dict(json.loads(MODEL_FILE.read_text(encoding="utf-8")))


def test_the_model_in_use_has_a_weight_for_each_feature_that_is_computed(record: dict[str, Any]) -> None:
    model = load_model()
    parts = ((model.ranking.narrow, RANKING), (model.ranking.broad, RANKING), (model.answer, ANSWER))
    for part, names in parts:
        assert len(part.means) == len(part.scales) == len(part.weights) == len(names)
        assert np.isfinite([*part.means, *part.scales, *part.weights, part.intercept]).all()
        assert (part.scales > 0).all()
    assert 0 < model.threshold < 1
    cosine = record["ranking"]["features"]["cosine"]
    at = RANKING.index("cosine")
    narrow = model.ranking.narrow
    assert (narrow.means[at], narrow.weights[at]) == (cosine["mean"], cosine["weight"])


def test_a_person_can_read_all_features() -> None:
    assert len(RANKING) <= _MOST_FEATURES and len(ANSWER) <= _MOST_FEATURES
    assert len(set(RANKING)) == len(RANKING) and len(set(ANSWER)) == len(ANSWER)


def test_the_model_says_which_questions_it_was_fitted_on(record: dict[str, Any]) -> None:
    assert record["provenance"]
    for entry in record["provenance"]:
        assert re.fullmatch(r"[0-9a-f]{64}", entry["sha256"]), entry
        assert entry["set"] and entry["questions"] > 0
    assert len({entry["sha256"] for entry in record["provenance"]}) == len(record["provenance"])


@pytest.mark.parametrize("part", ["ranking", "answer"])
@pytest.mark.parametrize("change", ["missing", "unknown", "renamed", "reordered"])
def test_a_model_of_other_features_is_refused(
    part: str, change: str, record: dict[str, Any], tmp_path: Path
) -> None:
    features = record[part]["features"]
    first = next(iter(features))
    if change == "unknown":
        features["luck"] = features[first]
    else:
        value = features.pop(first)
        if change != "missing":
            features[first if change == "reordered" else "luck"] = value
    path = tmp_path / "model.json"
    path.write_text(json.dumps(record))
    with pytest.raises(ValueError, match=r"^the model has the features \[.*\], not \[.*\]$"):
        load_model(path)


def test_a_file_that_is_no_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        load_model(tmp_path / "absent.json")
    for text, error in (("{", ValueError), ("{}", KeyError)):
        path = tmp_path / f"{len(text)}.json"
        path.write_text(text)
        with pytest.raises(error):
            load_model(path)


def test_scores_are_weighted_sums_of_standardised_features() -> None:
    model = LinearModel(np.array([1.0, 2.0]), np.array([2.0, 1.0]), np.array([3.0, -1.0]), 0.5)
    assert model.score(np.array([[1.0, 2.0], [3.0, 2.0], [1.0, 4.0]])).tolist() == [0.5, 3.5, -1.5]
    assert model.score(np.zeros((0, 2))).tolist() == []


def test_broad_questions_are_ranked_by_weights_of_their_own() -> None:
    narrow, broad = (LinearModel(np.zeros(1), np.ones(1), np.array([weight])) for weight in (2.0, -3.0))
    ranking, features = Ranking(narrow, broad), np.array([[1.0], [2.0]])
    assert ranking.score(features, is_broad=False).tolist() == [2.0, 4.0]
    assert ranking.score(features, is_broad=True).tolist() == [-3.0, -6.0]


def test_the_probability_of_an_answer_is_the_logistic_of_its_score() -> None:
    linear = LinearModel(np.zeros(1), np.ones(1), np.array([2.0]), -1.0)
    model = EvidenceModel(Ranking(linear, linear), linear, 0.5)
    assert model.estimate_answer(np.array([0.5])) == pytest.approx(0.5)
    assert model.estimate_answer(np.array([1.5])) == pytest.approx(1 / (1 + np.exp(-2)))
