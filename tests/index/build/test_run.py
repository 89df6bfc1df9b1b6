"""What a build embeds, writes and replaces."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.annotate.split import split_document
from corpus.errors import UserError
from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import Summary, build_index
from index.builds import directory
from index.search.dense import VectorRows
from index.store import PassageIndex
from tests.building import build, edit, passages_of, read_embedded
from tests.conftest import WordEmbedder

ROOT = Path(__file__).parents[3]


def test_the_first_build_embeds_every_passage_with_its_title(docs: Path, tmp_path: Path) -> None:
    embedder = WordEmbedder()
    summary = build(docs, tmp_path / "index", embedder)
    index = PassageIndex(tmp_path / "index", WordEmbedder())
    assert summary == Summary(index.manifest.build, 10, len(index.passages), len(index.passages), 0, 0, ())
    assert sorted(embedder.embedded) == sorted(read_embedded(index, p) for p in index.passages)
    assert (index.manifest.documents, index.manifest.passages) == (10, len(index.passages))
    assert index.manifest.sentences == len(index.sentences.find_tagged())


def test_unchanged_documents_are_not_embedded(docs: Path, tmp_path: Path) -> None:
    first = build(docs, tmp_path / "index")
    before = (tmp_path / "index" / "builds" / first.build / "manifest.json").stat().st_mtime_ns
    embedder = WordEmbedder()
    second = build(docs, tmp_path / "index", embedder)
    assert second == Summary(first.build, 10, first.passages, 0, first.passages, 0, ())
    assert embedder.embedded == []
    assert (tmp_path / "index" / "builds" / first.build / "manifest.json").stat().st_mtime_ns == before


def test_one_changed_file_embeds_only_its_passages(docs: Path, tmp_path: Path) -> None:
    first = build(docs, tmp_path / "index")
    edit(docs / "balkans" / "security.md", "six CH-92A drones", "seven CH-92A drones")
    embedder = WordEmbedder()
    second = build(docs, tmp_path / "index", embedder)
    index = PassageIndex(tmp_path / "index", WordEmbedder())
    changed = passages_of(index, "balkans/security.md")
    assert embedder.embedded == [f"China's security role in the Balkans. {t}" for t in changed]
    assert "seven CH-92A drones" in changed[0]
    assert second.build != first.build
    assert second == Summary(
        second.build, 10, first.passages, len(changed), first.passages - len(changed), 0, ()
    )


def test_an_incremental_build_has_the_same_bytes_as_a_fresh_one(docs: Path, tmp_path: Path) -> None:
    build(docs, tmp_path / "index")
    edit(docs / "balkans" / "security.md", "six CH-92A drones", "seven CH-92A drones")
    (docs / "balkans" / "added.md").write_text("Bulgaria sells roses to China.", encoding="utf-8")
    (docs / "central-asia" / "society.txt").unlink()
    summary = build(docs, tmp_path / "index")
    fresh = build(docs, tmp_path / "fresh")
    assert (summary.build, summary.removed, summary.embedded, summary.reused) == (
        fresh.build,
        1,
        2,
        fresh.embedded - 2,
    )
    names = [tmp_path / name / "builds" / summary.build for name in ("index", "fresh")]
    assert directory.checksums(names[0]) == directory.checksums(names[1])
    assert (names[0] / "manifest.json").read_bytes() == (names[1] / "manifest.json").read_bytes()


def test_new_tags_need_no_new_vectors_and_a_new_title_does(docs: Path, tmp_path: Path) -> None:
    first = build(docs, tmp_path / "index")
    edit(docs / "balkans" / "society.md", "aspects: [social]", "aspects: [political]")
    second = build(docs, tmp_path / "index")
    assert (second.embedded, second.build == first.build) == (0, False)
    index = PassageIndex(tmp_path / "index", WordEmbedder())
    assert {
        s.aspects for p in index.passages if p.document_id == "balkans/society.md" for s in p.sentences
    } == {("political",)}
    edit(docs / "balkans" / "society.md", "title: China's social role", "title: China's public role")
    third = build(docs, tmp_path / "index")
    assert third.embedded == len(passages_of(index, "balkans/society.md"))


def test_removed_documents_are_counted_and_no_longer_indexed(docs: Path, tmp_path: Path) -> None:
    build(docs, tmp_path / "index")
    (docs / "balkans" / "society.md").unlink()
    (docs / "balkans" / "economy.md").unlink()
    summary = build(docs, tmp_path / "index")
    assert (summary.documents, summary.embedded, summary.removed) == (8, 0, 2)
    assert "balkans/society.md" not in PassageIndex(tmp_path / "index", WordEmbedder()).documents


def test_skipped_files_are_in_the_summary_and_the_manifest(docs: Path, tmp_path: Path) -> None:
    (docs / "empty.txt").write_text("")
    expected = (
        {"file": "empty.txt", "reason": "empty.txt has no text; remove it or save it with its text."},
    )
    assert build(docs, tmp_path / "index").skipped == expected
    assert build(docs, tmp_path / "index").skipped == expected
    assert PassageIndex(tmp_path / "index", WordEmbedder()).manifest.skipped == expected


@pytest.mark.parametrize(
    ("embedder", "passage_words"),
    [(WordEmbedder(), 30), (WordEmbedder(revision="2"), 120), (WordEmbedder(name="others"), 120)],
)
def test_another_length_or_model_embeds_all_passages_again(
    docs: Path, folder: Path, embedder: WordEmbedder, passage_words: int
) -> None:
    summary = build(docs, folder, embedder, passage_words=passage_words)
    assert (summary.embedded, summary.reused) == (summary.passages, 0)
    assert PassageIndex(folder, embedder).manifest.fingerprint["passage_words"] == passage_words


def test_sentences_of_a_document_without_aspects_get_the_nearest_one(
    ten_index: PassageIndex, framework: Framework
) -> None:
    names = [a.name for a in framework.aspects]
    descriptions = WordEmbedder().embed_queries([a.description for a in framework.aspects])
    untagged = 0
    for document in ten_index.documents.values():
        plain = [s for p in split_document(document, framework) for s in p.sentences]
        stored = [s for p in ten_index.passages if p.document_id == document.id for s in p.sentences]
        for before, after in zip(plain, stored, strict=True):
            vector = WordEmbedder().embed_queries([document.text[before.start : before.end]])[0]
            nearest = (names[int((descriptions @ vector).argmax())],) if not document.aspects else ()
            untagged += bool(nearest)
            assert after.aspects == tuple(dict.fromkeys(before.aspects + nearest))
    assert untagged == 3


def test_a_sentence_without_a_word_of_any_aspect_still_gets_one(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "plain.md").write_text("Institutes exchange aid.")
    (tmp_path / "docs" / "declared.md").write_text(
        "---\naspects: [political, security]\n---\nInstitutes exchange aid."
    )
    build(tmp_path / "docs", tmp_path / "index")
    index = PassageIndex(tmp_path / "index", WordEmbedder())
    assert {p.document_id: p.sentences[0].aspects for p in index.passages} == {
        "declared.md": ("political", "security"),
        "plain.md": ("social",),
    }


SCRIPT = """
import json, sys
from pathlib import Path
from corpus.ingest.load import load_documents
from index.builds import directory
from index.build.run import build_index
from tests.building import build, edit, passages_of, read_embedded
from tests.conftest import WordEmbedder
folder = Path(sys.argv[2])
summary = build_index(load_documents([Path(sys.argv[1])]), folder, WordEmbedder())
path = directory.build_folder(folder, summary.build)
print(json.dumps([summary.build, (path / "manifest.json").read_text(), directory.checksums(path)]))
"""


def test_a_build_is_the_same_bytes_whatever_the_hash_seed(ten: Path, tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", SCRIPT, str(ten), str(tmp_path / seed)]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        made.append(json.loads(done.stdout))
    assert made[0] == made[1]
    assert {Path(name).name for name in made[0][2]} >= {
        "documents.jsonl",
        "passages.jsonl",
        "passages.faiss",
        "sentences-vectors.npy",
        "tags.npy",
    }


def test_there_is_no_pickle_in_an_index(ten_folder: Path) -> None:
    found = [p for p in ten_folder.rglob("*") if p.is_file()]
    assert {p.suffix for p in found} <= {"", ".json", ".jsonl", ".txt", ".faiss", ".npy"}
    for path in found:
        assert not path.read_bytes().startswith(b"\x80"), path.name
        if path.suffix == ".npy":
            assert np.load(path, allow_pickle=False).dtype != object


def test_the_previous_build_is_kept_and_older_ones_are_deleted(docs: Path, tmp_path: Path) -> None:
    builds = [build(docs, tmp_path / "index").build]
    for old, new in (("six", "seven"), ("seven", "eight")):
        edit(docs / "balkans" / "security.md", f"{old} CH-92A drones", f"{new} CH-92A drones")
        builds.append(build(docs, tmp_path / "index").build)
    assert len(set(builds)) == 3
    assert sorted(p.name for p in (tmp_path / "index" / "builds").iterdir()) == sorted(builds[1:])
    assert directory.current_build(tmp_path / "index") == builds[2]
    edit(docs / "balkans" / "security.md", "eight CH-92A drones", "seven CH-92A drones")
    assert build(docs, tmp_path / "index").build == builds[1]
    assert (
        "seven CH-92A drones"
        in passages_of(PassageIndex(tmp_path / "index", WordEmbedder()), "balkans/security.md")[0]
    )


def test_an_open_index_goes_on_answering_while_another_is_built(docs: Path, folder: Path) -> None:
    index = PassageIndex(folder, WordEmbedder())
    hits = index.search("drones", 3)
    for name in ("economy.md", "society.md", "politics.md"):
        (docs / "balkans" / name).unlink()
        build(docs, folder)
    assert index.search("drones", 3) == hits


def test_a_build_without_documents_is_refused_with_the_reason(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    with pytest.raises(UserError, match=r"^There is no document to index; add files in the folder given\.$"):
        build(docs, tmp_path / "index")
    (docs / "empty.txt").write_text("")
    with pytest.raises(
        UserError,
        match=r"^There is no document to index \(empty\.txt has no text; .*\); add files in a, b\.$",
    ):
        build_index(load_documents([docs]), tmp_path / "index", WordEmbedder(), roots=["a", "b"])
    assert not (tmp_path / "index").exists()


def test_documents_of_headings_alone_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# One\n\n## Two\n")
    with pytest.raises(
        UserError,
        match=r"^None of the 1 documents has a paragraph to quote; add documents with running text\.$",
    ):
        build(tmp_path / "a.md", tmp_path / "index")
    assert directory.current_build(tmp_path / "index") is None


def test_a_document_without_a_paragraph_does_not_shift_the_others(docs: Path, tmp_path: Path) -> None:
    (docs / "balkans" / "headings.md").write_text("# One\n\n## Two\n")
    build(docs, tmp_path / "index")
    edit(docs / "balkans" / "security.md", "six CH-92A drones", "seven CH-92A drones")
    build(docs, tmp_path / "index")
    index = PassageIndex(tmp_path / "index", WordEmbedder())
    assert index.find_problems() == []
    for row, located in ((int(r), index.sentences.locate(int(r))) for r in index.sentences.find_tagged()):
        vectors = WordEmbedder().embed_queries([located.text])
        assert index.sentences.score("", vectors, np.array([row]))[0][0, 0] == pytest.approx(1, abs=1e-3)


def test_vectors_are_stored_as_they_were_embedded(ten_folder: Path, ten_index: PassageIndex) -> None:
    path = directory.build_folder(ten_folder, str(directory.current_build(ten_folder)))
    words = WordEmbedder()
    titled = [read_embedded(ten_index, p) for p in ten_index.passages]
    sentences = [ten_index.sentences.locate(int(r)).text for r in ten_index.sentences.find_tagged()]
    for name, texts in (("passages", titled), ("sentences", sentences)):
        assert np.array_equal(
            VectorRows(path, name)[0 : len(texts)], words.embed_queries(texts).astype(np.float16)
        )
