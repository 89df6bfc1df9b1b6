"""How much a sentence matters: features of its wording, and the model that is stored."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.annotate.split import split_document
from corpus.framework import Framework
from corpus.ingest.load import load_documents
from corpus.records import Document, Sentence
from index.encode.encoder import BUNDLED_MODEL
from index.salience import (
    SALIENCE_FILE,
    SCORES,
    WORDING,
    SalienceModel,
    describe_wording,
    load_salience,
    measure_salience,
)

TEXT = (
    "# Roads\n\nChina built a road in Serbia. Bulgaria sells roses.\n\n"
    "## Belgrade\n\nSerbia and Kenya bought tea and six small drones. It grew.\n"
)


@pytest.fixture
def read(tmp_path: Path, framework: Framework) -> tuple[Document, list[Sentence]]:
    (tmp_path / "roads.md").write_text(TEXT, encoding="utf-8")
    (document,) = load_documents([tmp_path / "roads.md"]).documents
    return document, [s for p in split_document(document, framework) for s in p.sentences]


def make_model(model: str = "toy") -> SalienceModel:
    """A model of vectors of two numbers: the scores are these and, by wording, the number of words."""
    by_words = np.zeros((len(WORDING), 3))
    by_words[WORDING.index("words")] = (1, 2, 3)
    return SalienceModel(
        model,
        means=np.array([0, 0, 2.0, 0]),
        scales=np.array([1, 1, 0.5, 1]),
        vector=np.array([[1.0, 0, 0], [0, 1.0, 0]]),
        wording=by_words,
        intercept=np.array([0.1, 0.2, 0.3]),
        wording_only=10 * by_words,
        intercept_of_wording=np.array([1.0, 2.0, 3.0]),
    )


def test_wording_is_place_opening_length_and_whether_all_is_named(
    read: tuple[Document, list[Sentence]],
) -> None:
    document, sentences = read
    texts = [document.text[s.start : s.end] for s in sentences]
    wording = dict(zip(texts, describe_wording(document, sentences).tolist(), strict=True))
    road, roses, tea, grew = wording.values()
    assert next(iter(wording)) == "China built a road in Serbia."
    assert [row[0] for row in wording.values()] == [s.start / len(document.text) for s in sentences]
    assert [row[1] for row in wording.values()] == [1, 0, 1, 0]
    assert [row[2] for row in wording.values()] == pytest.approx(np.log([6, 3, 9, 2]))
    # Serbia and Kenya are named, but not the Balkans and Africa, which they bring along.
    assert [road[3], roses[3], tea[3], grew[3]] == [0, 0, 0, 0]


def test_a_sentence_names_all_that_it_is_on_if_none_comes_from_elsewhere(tmp_path: Path) -> None:
    document = Document("d.md", "D", "It sells tea there.", ())
    on = [
        Sentence(0, 19, subjects=("Balkans",), named=("Balkans",)),
        Sentence(0, 19, subjects=("Serbia", "Balkans"), named=("Serbia",)),
        Sentence(0, 19, subjects=("Serbia", "Balkans"), named=("Balkans", "Serbia")),
        Sentence(0, 19, subjects=("Serbia",)),
        Sentence(0, 19),
    ]
    assert describe_wording(document, on)[:, WORDING.index("names_all")].tolist() == [1, 0, 1, 0, 0]


def test_a_document_without_sentences_has_an_empty_matrix() -> None:
    assert describe_wording(Document("d.md", "D", "", ()), []).shape == (0, len(WORDING))


def test_vectors_and_standardised_wording_add_up_and_without_vectors_wording_decides() -> None:
    wording = np.array([[0, 0, 2.5, 0], [0, 0, 2.0, 0]])
    vectors = np.array([[0.6, 0.8], [1, 0]], dtype=np.float16)
    model = make_model()
    assert model.score(wording, vectors) == pytest.approx(
        np.array([[1.7, 3.0, 3.3], [1.1, 0.2, 0.3]]), abs=1e-3
    )
    assert model.score(wording, None) == pytest.approx(np.array([[11, 22, 33], [1, 2, 3]]))


def test_vectors_of_another_embedding_model_are_not_used(
    read: tuple[Document, list[Sentence]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.salience.load_salience", make_model)
    document, sentences = read
    vectors, wording = np.full((len(sentences), 2), 0.5), describe_wording(document, sentences)
    own = measure_salience(document, sentences, vectors, "toy")
    other = measure_salience(document, sentences, vectors, "words")
    assert own == pytest.approx(make_model().score(wording, vectors))
    assert other == pytest.approx(make_model().score(wording, None))
    assert abs(own - other).min() > 0.1


def test_the_stored_model_is_of_the_bundled_encoder() -> None:
    model = load_salience()
    assert model.model == BUNDLED_MODEL
    assert model.vector.shape == (384, len(SCORES))
    assert model.wording.shape == model.wording_only.shape == (len(WORDING), len(SCORES))


@pytest.mark.parametrize("name", ["scores", "wording"])
def test_a_model_of_other_features_is_refused(name: str, tmp_path: Path) -> None:
    record = json.loads(SALIENCE_FILE.read_text(encoding="utf-8"))
    (tmp_path / "other.json").write_text(json.dumps({**record, name: ["beauty"]}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"^other\.json has .*beauty"):
        load_salience(tmp_path / "other.json")
