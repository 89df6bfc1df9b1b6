"""What a build takes over from the one before it: whole sentences, or vectors alone."""

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Sentence
from index.build.reuse import open_previous
from index.build.run import fingerprint
from index.builds import directory
from index.builds.directory import _manifest_text
from index.records import FORMAT_VERSION
from index.salience import SCORES, SalienceModel, load_salience
from index.store import PassageIndex
from tests.building import build, edit
from tests.conftest import WordEmbedder

FORMER = "f0" * 8
TEXT = (
    "In 2019 China lent Serbia $5 million through Eximbank for a railway to Bor; whereas Kenya paid for its "
    "railway in 2021 from its own budget. This pleased Belgrade. Reports differ on the cost."
)


def sentences_by_text(index: PassageIndex) -> dict[str, Sentence]:
    located = (index.sentences.locate(row) for row in index.sentences.find_tagged().tolist())
    return {x.text: x.sentence for x in located}


def salience_by_text(index: PassageIndex) -> dict[str, tuple[float, ...]]:
    rows = index.sentences.find_tagged()
    columns = [index.sentences.get_salience(rows, score).tolist() for score in SCORES]
    texts = (index.sentences.locate(row).text for row in rows.tolist())
    return dict(zip(texts, zip(*columns, strict=True), strict=True))


def make_former(folder: Path, **changed: int) -> None:
    """Turn an index into one of the format before, without the file and the field that it did not have."""
    build_id = str(directory.current_build(folder))
    manifest = directory.read_manifest(folder, build_id)
    path = directory.build_folder(folder, build_id).rename(folder / "builds" / FORMER)
    (path / "salience.npy").unlink()
    former = replace(
        manifest,
        build=FORMER,
        fingerprint={**manifest.fingerprint, "format": FORMAT_VERSION - 1},
        files=directory.checksums(path),
        **changed,
    )
    record = asdict(former)
    record.pop("salience")
    (path / "manifest.json").write_text(_manifest_text(record), encoding="utf-8")
    (folder / "current").write_text(f"{FORMER}\n")


def test_a_copied_document_keeps_traits_clauses_and_salience(docs: Path, tmp_path: Path) -> None:
    (docs / "aaa.md").write_text(TEXT)
    folder = tmp_path / "index"
    build(docs, folder)
    before = PassageIndex(folder, WordEmbedder())
    sentences, salience = sentences_by_text(before), salience_by_text(before)
    tagged = {
        kind: before.sentences.find_names(kind) for kind in ("trait", "year", "subject", "aspect", "topic")
    }
    rows = {
        (kind, name): [
            before.sentences.locate(row).text for row in before.sentences.find_tagged([(kind, name)])
        ]
        for kind, names in tagged.items()
        for name in names
    }
    assert len(set(salience.values())) > 2 and any(s.clauses for s in sentences.values())
    (docs / "000.md").write_text("Bulgaria sells roses.")  # moves the rows of all others
    assert build(docs, folder).embedded == 1
    after = PassageIndex(folder, WordEmbedder())
    added = "Bulgaria sells roses."
    assert {t: s for t, s in sentences_by_text(after).items() if t != added} == sentences
    assert {t: s for t, s in salience_by_text(after).items() if t != added} == salience
    for tag, texts in rows.items():
        found = [after.sentences.locate(row).text for row in after.sentences.find_tagged([tag])]
        assert [text for text in found if text != added] == texts, tag


@pytest.mark.parametrize("changed", [{}, {"tagger": 1}])
def test_an_index_of_the_former_format_lends_its_vectors_and_nothing_else(
    docs: Path, tmp_path: Path, changed: dict[str, int]
) -> None:
    folder = tmp_path / "index"
    build(docs, folder)
    make_former(folder, **changed)
    embedder = WordEmbedder()
    summary = build(docs, folder, embedder)
    assert (summary.embedded, summary.reused, embedder.embedded) == (0, summary.passages, [])
    fresh = build(docs, tmp_path / "fresh")
    paths = [directory.build_folder(f, fresh.build) for f in (folder, tmp_path / "fresh")]
    assert directory.checksums(paths[0]) == directory.checksums(paths[1])


def test_of_the_former_format_only_changed_documents_are_embedded(docs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build(docs, folder)
    make_former(folder)
    edit(docs / "balkans" / "security.md", "six CH-92A drones", "seven CH-92A drones")
    summary = build(docs, folder)
    assert (summary.embedded, summary.changes.changed) == (1, ("balkans/security.md",))
    salience = np.load(directory.build_folder(folder, summary.build) / "salience.npy")
    assert salience.shape == (len(PassageIndex(folder, WordEmbedder()).sentences), len(SCORES))


@pytest.fixture
def other_salience(monkeypatch: pytest.MonkeyPatch) -> SalienceModel:
    """Another model of salience in the place of the stored one, by which each score is higher by one."""
    stored = load_salience()
    other = replace(stored, intercept_of_wording=stored.intercept_of_wording + 1, sha256="0" * 64)
    for module in ("index.salience", "index.build.plan", "index.build.pipeline", "index.build.reuse"):
        monkeypatch.setattr(f"{module}.load_salience", lambda: other)
    return other


def test_another_model_of_salience_scores_all_sentences_anew_and_embeds_none(
    docs: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "index"
    first = build(docs, folder)
    before = salience_by_text(PassageIndex(folder, WordEmbedder()))
    other = request.getfixturevalue("other_salience")
    embedder = WordEmbedder()
    second = build(docs, folder, embedder)
    assert embedder.embedded == [] and second.build != first.build
    assert directory.read_manifest(folder, second.build).salience == other.sha256
    after = salience_by_text(PassageIndex(folder, WordEmbedder()))
    for text, scores in before.items():
        assert after[text] == pytest.approx([score + 1 for score in scores], abs=2e-3), text


@pytest.mark.parametrize("part", ["model", "revision", "dim", "splitter", "passage_words", "overlap_words"])
def test_all_but_the_format_decides_whether_vectors_are_reused(docs: Path, tmp_path: Path, part: str) -> None:
    build(docs, tmp_path / "index")
    previous = open_previous(tmp_path / "index")
    made_with = fingerprint(WordEmbedder())
    assert previous is not None
    assert previous.has_fingerprint(made_with) and previous.has_fingerprint({**made_with, "format": 1})
    assert not previous.has_fingerprint({**made_with, part: "another"})
