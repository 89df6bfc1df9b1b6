"""Folders become documents; what is skipped is listed, and the version read before is kept."""

import os
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.ingest.load import KEPT_NOTE, STARTER_CORPUS, LoadResult, keep_readable, load_documents
from corpus.ingest.read_file import Skipped
from corpus.readers.registry import SUFFIXES
from corpus.records import Block, BlockKind, Document

TEN = [
    "balkans/economy.md",
    "balkans/politics.md",
    "balkans/security.md",
    "balkans/society.md",
    "central-asia/countries/tajikistan.md",
    "central-asia/economy.md",
    "central-asia/politics.md",
    "central-asia/security.md",
    "central-asia/society.txt",
    "compared/two-regions.md",
]


def test_ids_are_posix_paths_below_the_folder_in_order(ten: Path) -> None:
    loaded = load_documents([ten])
    assert [d.id for d in loaded.documents] == TEN
    assert loaded.skipped == ()


def test_a_single_file_goes_by_its_name(ten: Path) -> None:
    assert [d.id for d in load_documents([ten / "balkans" / "economy.md"]).documents] == ["economy.md"]


def test_documents_of_several_folders_are_sorted_together(tmp_path: Path) -> None:
    for name in ("one/b.md", "two/a.md", "two/c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Text.")
    assert [d.id for d in load_documents([tmp_path / "one", tmp_path / "two"]).documents] == [
        "a.md",
        "b.md",
        "c.md",
    ]


def test_only_the_projects_own_briefs_grade_their_sources(tmp_path: Path) -> None:
    note = 'Text.[^a]\n\n[^a]: "Loans." Ledger, 2024. <https://example.org/a> Grade A1.\n'
    (tmp_path / "a.md").write_text(note)
    [reference] = load_documents([tmp_path]).documents[0].references
    assert (reference.title, reference.publisher, reference.grade) == ("Loans", "Ledger", None)
    brief = load_documents([STARTER_CORPUS / "balkans" / "serbia.md"]).documents[0]
    assert all(r.grade for r in brief.references)


def test_what_cannot_be_read_is_listed_while_the_rest_loads(tmp_path: Path) -> None:
    (tmp_path / "good.MD").write_text("Text.")
    (tmp_path / "empty.txt").write_text("\n \n")
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    (tmp_path / "bare").write_text("Text.")
    (tmp_path / "bad.md").write_text("---\n- list\n---\nText.")
    (tmp_path / "c.jsonl").write_text('{"_id": "d1", "text": "Text."}\n[]\n')
    loaded = load_documents([tmp_path])
    assert [d.id for d in loaded.documents] == ["d1", "good.MD"]
    kinds = f"use one of {', '.join(SUFFIXES)}."
    assert loaded.skipped == (
        Skipped("bad.md", "The front matter of bad.md is a list, not 'key: value' lines; fix or remove it."),
        Skipped("bare", f"bare has the suffix '', which no reader takes; {kinds}"),
        Skipped("c.jsonl:2", 'The line lacks \'_id\' or \'text\'; BEIR form is {"_id", "title", "text"}.'),
        Skipped("empty.txt", "empty.txt has no text; remove it or save it with its text."),
        Skipped("image.png", f"image.png has the suffix '.png', which no reader takes; {kinds}"),
    )


def test_a_file_without_permission_is_listed(tmp_path: Path) -> None:
    if os.name == "nt" or os.geteuid() == 0:
        pytest.skip("this user may read every file")
    (tmp_path / "closed.md").write_text("Text.")
    (tmp_path / "closed.md").chmod(0)
    assert load_documents([tmp_path]).skipped == (
        Skipped("closed.md", "closed.md cannot be read (Permission denied); check its permissions."),
    )


def test_equal_ids_are_refused_with_both_sources(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text("Text.")
    with pytest.raises(
        CorpusError,
        match=r"Two documents have the id 'a\.md', from .*one.a\.md and .*two.a\.md; rename or remove one\.",
    ):
        load_documents([tmp_path / "one", tmp_path / "two"])


def test_hidden_files_and_folders_are_ignored(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/a.md", ".hidden.md", "seen.md"):
        (tmp_path / name).write_text("Text.")
    loaded = load_documents([tmp_path])
    assert [d.id for d in loaded.documents] == ["seen.md"]
    assert loaded.skipped == ()


def test_a_folder_under_a_hidden_one_is_read(tmp_path: Path) -> None:
    (tmp_path / ".data" / "library").mkdir(parents=True)
    (tmp_path / ".data" / "library" / "a.md").write_text("Text.")
    assert [d.id for d in load_documents([tmp_path / ".data" / "library"]).documents] == ["a.md"]


def test_a_missing_root_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"There is no file or folder .*absent; name one that exists\."):
        load_documents([tmp_path / "absent"])


def test_loading_twice_gives_equal_documents(ten: Path) -> None:
    assert load_documents([ten]) == load_documents([ten])


def test_a_file_that_can_no_longer_be_read_keeps_its_last_version(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Serbia bought {name}.")
    before = load_documents([tmp_path]).documents
    (tmp_path / "a.txt").write_bytes(b"\0binary")
    (tmp_path / "b.txt").unlink()
    kept = keep_readable(load_documents([tmp_path]), before)
    assert [(d.id, d.text, d.notes) for d in kept.documents] == [
        ("a.txt", "Serbia bought a.txt.", (KEPT_NOTE,))
    ]
    (skipped,) = kept.skipped
    assert skipped.reason == (
        "a.txt holds binary data, not text; save it as UTF-8 text. "
        "The version read before stays in the index."
    )
    assert keep_readable(load_documents([tmp_path]), kept.documents) == kept
    (tmp_path / "a.txt").write_text("Serbia bought a.txt.")
    assert keep_readable(load_documents([tmp_path]), kept.documents).documents == before[:1]


def test_a_file_of_the_same_name_elsewhere_is_not_taken_for_the_last_version(tmp_path: Path) -> None:
    block = Block(0, 7, BlockKind.PARAGRAPH)
    other = Document("a.txt", "A", "Serbia.", (block,), source=str(tmp_path / "other" / "a.txt"))
    skipped = Skipped("a.txt", "It is damaged.")
    loaded = LoadResult(documents=(), skipped=(skipped,), failed=(("a.txt", tmp_path / "a.txt"),))
    assert keep_readable(loaded, [other]) == loaded
