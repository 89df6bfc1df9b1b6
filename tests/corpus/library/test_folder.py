"""The user's folder of documents: adding, listing and removing files."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.ingest.load import load_documents
from corpus.library.folder import (
    LibraryLimits,
    add_file,
    list_files,
    make_library_folder,
    remove_file,
)


def names(library: Path) -> list[str]:
    return [p.relative_to(library).as_posix() for p in list_files(library)]


def test_a_file_is_added_listed_and_removed(library: Path, note: Path) -> None:
    assert add_file(library, note) == library / "note.md"
    assert add_file(library, note, "other.txt") == library / "other.txt"
    assert names(library) == ["note.md", "other.txt"]
    assert (library / "other.txt").read_text() == "Serbia bought drones."
    remove_file(library, "note.md")
    assert names(library) == ["other.txt"]


def test_adding_again_replaces(library: Path, note: Path) -> None:
    add_file(library, note)
    note.write_text("Montenegro borrowed money.")
    add_file(library, note)
    assert names(library) == ["note.md"]
    assert (library / "note.md").read_text() == "Montenegro borrowed money."


def test_a_file_of_the_library_may_be_added_to_it(library: Path, note: Path) -> None:
    add_file(library, note)
    add_file(library, library / "note.md")
    assert (library / "note.md").read_text() == "Serbia bought drones."


def test_a_copy_that_fails_leaves_nothing_in_the_library(library: Path, note: Path) -> None:
    add_file(library, note)
    (library / "taken.md").mkdir()
    with pytest.raises(
        CorpusError,
        match=r"taken\.md cannot be copied to .*library \(Is a directory\); check space and permissions\.",
    ):
        add_file(library, note, "taken.md")
    assert sorted(p.name for p in library.rglob("*")) == ["note.md", "taken.md"]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (
            LibraryLimits(files=2),
            "The library holds 2 files, the most it may hold; remove some before adding new.md.",
        ),
        (
            LibraryLimits(total_bytes=5_000_041),
            "The library holds 5 of 5 MB; remove files before adding new.md.",
        ),
        (LibraryLimits(file_bytes=20), "new.md has 0 MB, more than the limit of 0 MB; split it."),
    ],
    ids="files total one".split(),
)
def test_a_library_has_limits_and_a_replaced_file_does_not_count(
    library: Path, note: Path, limits: LibraryLimits, message: str
) -> None:
    (library / "a.txt").write_bytes(b"x" * 5_000_000)
    add_file(library, note, "b.md")
    with pytest.raises(CorpusError) as refused:
        add_file(library, note, "new.md", limits=limits)
    assert str(refused.value) == message and names(library) == ["a.txt", "b.md"]
    add_file(library, note, "b.md", limits=replace(limits, file_bytes=21))


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_a_link_to_a_file_outside_the_folder_is_listed_and_not_read(
    library: Path, note: Path, tmp_path: Path
) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key.txt").write_text("The key is 12345.")
    (library / "link.txt").symlink_to(tmp_path / "private" / "key.txt")
    (library / "folder").symlink_to(tmp_path / "private")
    add_file(library, note)
    (library / "same.md").symlink_to(library / "note.md")
    loaded = load_documents([library])
    assert [d.id for d in loaded.documents] == ["note.md", "same.md"]
    assert [(s.file, s.reason.partition(",")[0]) for s in loaded.skipped] == [
        ("link.txt", "link.txt is a link to a file outside its folder")
    ]
    remove_file(library, "link.txt")
    assert (tmp_path / "private" / "key.txt").exists() and not (library / "link.txt").is_symlink()


def test_a_file_that_does_not_exist_is_refused(library: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"There is no file .*absent\.md; name one that exists\."):
        add_file(library, tmp_path / "absent.md")


def test_removing_an_unknown_file_lists_the_known_ones(library: Path, note: Path) -> None:
    with pytest.raises(CorpusError, match=r"There is no 'x\.md' in the library; it holds nothing\."):
        remove_file(library, "x.md")
    add_file(library, note)
    add_file(library, note, "other.md")
    for name in ("x.md", "../library/note.md", str(library / "note.md")):
        with pytest.raises(CorpusError, match=r"in the library; it holds note\.md, other\.md\."):
            remove_file(library, name)
    assert names(library) == ["note.md", "other.md"]


def test_a_library_that_cannot_be_created_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    sentence = r"library cannot be created \(Not a directory\); choose another folder with --data\.$"
    with pytest.raises(CorpusError, match=sentence):
        make_library_folder(tmp_path / "data")
