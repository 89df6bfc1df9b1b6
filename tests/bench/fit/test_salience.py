"""Labels of how much sentences matter, the model fitted to them, and what is measured of it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.fit.salience import (
    Labelled,
    describe,
    fit,
    measure,
    predict_held_out,
    read_labels,
    replace_salience,
)
from corpus.errors import UserError
from index.salience import SCORES, WORDING, describe_wording, load_salience
from index.store import PassageIndex
from tests.conftest import WordEmbedder
from tests.oracles import stored

Write = Callable[[str, str | bytes], Path]
SECURITY = "balkans/security.md"
STEPPE = "central-asia/security.md"


def label(file: str, start: str, salience: int = 0, **changes: Any) -> dict[str, Any]:
    record = {"file": file, "start": start, "region": "Balkans", "aspect": "security", "kind": "event"}
    return {**record, "salience": salience, **changes}


LABELS = (
    label(SECURITY, "serbia bought  six CH-92A drones", 3, country_salience=2),
    label(SECURITY, "Chinese aircraft delivered", 1, country_salience=0),
    label(SECURITY, "Huawei supplied 1,000", 2, kind="assessment", aspect="economic"),
    label(SECURITY, "A sentence that is no longer there", 3),
    label(STEPPE, "China sold Central Asia", 2, region="Central Asia; Balkans", kind="pattern"),
)


def lines(*records: Any) -> str:
    return "\n".join(json.dumps(record) for record in records) + "\n\n"


@pytest.fixture
def read(write: Write, ten_index: PassageIndex) -> Labelled:
    return read_labels(write("labels.jsonl", lines(*LABELS)), ten_index)


@pytest.fixture(scope="module")
def labelled() -> Labelled:
    """Sixty sentences in three regions, one of them on two; in all a number of the vector is the grade."""
    random = np.random.default_rng(7)
    vectors = random.normal(size=(60, 4))
    regions = [("A", "B", "C")[n % 3] for n in range(60)]
    grades = vectors[:, 0] - vectors[:, 0].min()
    return Labelled(
        rows=np.arange(60),
        vectors=vectors,
        wording=random.normal(size=(60, len(WORDING))),
        grades=grades,
        targets=np.stack([grades, np.where(np.arange(60) % 2, grades, np.nan), grades > 2], axis=1),
        regions=(frozenset({"A", "B"}), *(frozenset({r}) for r in regions[1:])),
        aspects=("security",) * 60,
    )


def test_labels_are_found_by_how_their_sentences_begin(read: Labelled, ten_index: PassageIndex) -> None:
    texts = [ten_index.sentences.locate(row).text for row in read.rows.tolist()]
    begins = ["Serbia bought six", "Chinese aircraft", "Huawei supplied", "China sold Central Asia"]
    assert [text.startswith(start) for text, start in zip(texts, begins, strict=True)] == [True] * 4
    assert read.grades.tolist() == [3, 1, 2, 2]
    assert read.aspects == ("security", "security", "economic", "security")
    assert read.regions == (frozenset({"Balkans"}),) * 3 + (frozenset({"Central Asia", "Balkans"}),)
    vectors = stored(WordEmbedder().embed_queries(texts))
    assert read.vectors == pytest.approx(vectors, abs=1e-3)
    located = [ten_index.sentences.locate(row) for row in read.rows.tolist()]
    wording = [describe_wording(x.document, [x.sentence])[0].tolist() for x in located]
    assert read.wording.tolist() == wording


def test_grades_are_those_above_the_mean_of_their_region_and_aspect(read: Labelled) -> None:
    region, country, claim = read.targets.T
    assert region.tolist() == [1, -1, 0, 0]  # two cells have one sentence each
    assert country[:2].tolist() == [1, -1] and np.isnan(country[2:]).all()
    assert claim.tolist() == [0, 0, 1, 1]  # assessments and patterns


@pytest.mark.parametrize(
    "content",
    [
        "{broken",
        "3",
        "[1]",
        b"\xff\xfe",
        *(lines({k: v for k, v in LABELS[0].items() if k != name}) for name in list(LABELS[0])[:-1]),
        lines({**LABELS[0], "salience": "much"}),
    ],
)
def test_a_file_that_has_no_labels_is_one_sentence_with_the_remedy(
    content: str | bytes, write: Write, ten_index: PassageIndex
) -> None:
    with pytest.raises(
        UserError, match=r"^The labels .* cannot be read \(.*; name a UTF-8 file with one JSON"
    ):
        read_labels(write("labels.jsonl", content), ten_index)


def test_a_missing_file_of_labels_is_named(tmp_path: Path, ten_index: PassageIndex) -> None:
    with pytest.raises(UserError, match=r"^The labels .*absent\.jsonl cannot be read"):
        read_labels(tmp_path / "absent.jsonl", ten_index)


def test_labels_of_other_documents_are_refused(write: Write, ten_index: PassageIndex) -> None:
    path = write("labels.jsonl", lines(label("moon.md", "The moon")))
    with pytest.raises(UserError, match=r"^None of the sentences of .* is in the starter corpus"):
        read_labels(path, ten_index)


def test_a_held_out_score_does_not_depend_on_labels_of_its_region(labelled: Labelled) -> None:
    changed = labelled.targets.copy()
    changed[labelled.is_on("A")] = 99
    before, after = (predict_held_out(x) for x in (labelled, replace(labelled, targets=changed)))
    of_first = np.array([min(regions) == "A" for regions in labelled.regions])
    assert after[of_first] == pytest.approx(before[of_first], abs=1e-9)
    assert (abs(after - before)[~of_first] > 1).all()
    assert np.corrcoef(before[:, 0], labelled.grades)[0, 1] > 0.9


def test_a_sentence_that_is_not_graded_for_its_country_is_not_fitted_to(labelled: Labelled) -> None:
    wrong = labelled.targets.copy()
    wrong[::2, 0] = 99
    models, others = fit(labelled), fit(replace(labelled, targets=wrong))
    scores = [m[1].predict(labelled.vectors, labelled.wording) for m in (models, others)]
    assert scores[0] == pytest.approx(scores[1]) and np.isfinite(scores[0]).all()


def test_the_model_that_is_written_scores_as_the_one_fitted(labelled: Labelled, tmp_path: Path) -> None:
    fitted = fit(labelled)
    record = {"model": "toy", "scores": SCORES, "wording": WORDING, **describe(fitted)}
    (tmp_path / "model.json").write_text(json.dumps(record), encoding="utf-8")
    model = load_salience(tmp_path / "model.json")
    expected = np.stack([m.predict(labelled.vectors, labelled.wording) for m in fitted], axis=1)
    assert model.score(labelled.wording, labelled.vectors) == pytest.approx(expected, abs=2e-3)
    standardised = 0.05 * (labelled.wording - fitted[0].means) / fitted[0].scales
    by_wording = np.stack([m.wording.predict(standardised) for m in fitted], axis=1)
    assert model.score(labelled.wording, None) == pytest.approx(by_wording, abs=2e-3)


def test_four_sentences_that_are_not_alike_are_measured() -> None:
    vectors = np.eye(7, 8)
    vectors[1] = vectors[0]
    cell = Labelled(
        rows=np.arange(7),
        vectors=vectors,
        wording=np.zeros((7, len(WORDING))),
        grades=np.array([3.0, 3, 0, 1, 2, 3, 0]),
        targets=np.array([[0, 0, claim] for claim in (0, 0, 1, 0, 1, 0, 0)], dtype=np.float64),
        regions=(frozenset({"A"}),) * 7,
        aspects=("security",) * 7,
    )
    scores = np.zeros((7, 3))
    scores[:, 0] = [7, 6, 5, 4, 3, 2, 1]  # the second is like the first; quoted are 3, 0, 1 and 2
    scores[4, 2] = 9  # the claim, labelled 2, comes first
    of_region, of_all = measure(cell, scores)
    expected = {"gain": 0.545, "threes": 0.25, "zeros": 0.25, "claim": 1.0}  # 6 of 3 + 3 + 3 + 2
    assert of_region == {"region": "A", **expected} and of_all == {"region": "all", **expected}
    scores[2, 2] = 20  # a claim labelled 0
    assert measure(cell, scores)[1]["claim"] == 0


def test_scores_of_labelled_sentences_are_replaced_in_an_index(ten_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ten_folder, tmp_path / "index"))
    before = PassageIndex(folder, WordEmbedder()).sentences
    rows, every = np.array([4, 2]), np.arange(len(before))
    labelled = Labelled(
        rows, *(np.zeros((2, 1)),) * 2, np.zeros(2), np.zeros((2, 3)), (frozenset(),) * 2, ("",) * 2
    )
    untouched = np.delete(every, rows)
    kept = {score: before.get_salience(untouched, score).tolist() for score in SCORES}
    replace_salience(folder, labelled, np.array([[1.0, 2, 3], [4, 5, 6]]))
    after = PassageIndex(folder, WordEmbedder()).sentences  # its checksums are right
    assert [after.get_salience(rows, score).tolist() for score in SCORES] == [[1, 4], [2, 5], [3, 6]]
    assert {score: after.get_salience(untouched, score).tolist() for score in SCORES} == kept
