"""What a build takes over from the one before it: whole sentences, or vectors alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Sentence
from index.build.reuse import open_previous
from index.build.run import fingerprint
from index.builds import directory
from index.records import FORMAT_VERSION
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


def specificity_by_text(index: PassageIndex) -> dict[str, float]:
    rows = index.sentences.find_tagged()
    values = index.sentences.get_specificity(rows).tolist()
    return dict(zip((index.sentences.locate(row).text for row in rows.tolist()), values, strict=True))


def make_former(folder: Path, **changed: int) -> None:
    """Turn an index into one of the format before, without the file that it did not have."""
    build_id = str(directory.current_build(folder))
    manifest = directory.read_manifest(folder, build_id)
    path = directory.build_folder(folder, build_id).rename(folder / "builds" / FORMER)
    (path / "specificity.npy").unlink()
    former = replace(
        manifest,
        build=FORMER,
        fingerprint={**manifest.fingerprint, "format": FORMAT_VERSION - 1},
        files=directory.checksums(path),
        **changed,
    )
    directory.write_manifest(path, former)
    (folder / "current").write_text(f"{FORMER}\n")


def test_a_copied_document_keeps_traits_clauses_and_specificity(docs: Path, tmp_path: Path) -> None:
    (docs / "aaa.md").write_text(TEXT)
    folder = tmp_path / "index"
    build(docs, folder)
    before = PassageIndex(folder, WordEmbedder())
    sentences, specificity = sentences_by_text(before), specificity_by_text(before)
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
    assert len({v for v in specificity.values() if v}) > 2 and any(s.clauses for s in sentences.values())
    (docs / "000.md").write_text("Bulgaria sells roses.")  # moves the rows of all others
    assert build(docs, folder).embedded == 1
    after = PassageIndex(folder, WordEmbedder())
    added = "Bulgaria sells roses."
    assert {t: s for t, s in sentences_by_text(after).items() if t != added} == sentences
    assert {t: s for t, s in specificity_by_text(after).items() if t != added} == specificity
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
    specificity = np.load(directory.build_folder(folder, summary.build) / "specificity.npy")
    assert specificity.shape == (len(PassageIndex(folder, WordEmbedder()).sentences),)


@pytest.mark.parametrize("part", ["model", "revision", "dim", "splitter", "passage_words", "overlap_words"])
def test_all_but_the_format_decides_whether_vectors_are_reused(docs: Path, tmp_path: Path, part: str) -> None:
    build(docs, tmp_path / "index")
    previous = open_previous(tmp_path / "index")
    made_with = fingerprint(WordEmbedder())
    assert previous is not None
    assert previous.has_fingerprint(made_with) and previous.has_fingerprint({**made_with, "format": 1})
    assert not previous.has_fingerprint({**made_with, part: "another"})
