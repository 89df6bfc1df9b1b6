"""Files since they were indexed: unchanged, changed or gone; in folders, as roots, with many documents."""

import json
from pathlib import Path

import pytest

from corpus.ingest.load import load_documents
from corpus.library.stale import Change, find_changes
from corpus.records import Document

BRIEF = "---\ntitle: Drones\n---\n\nSerbia bought six drones.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "deep").mkdir(parents=True)
    (tmp_path / "docs" / "deep" / "arms.md").write_text(BRIEF, encoding="utf-8")
    (tmp_path / "docs" / "notes.txt").write_text("Cranes unload ships.", encoding="utf-8")
    lines = [
        {"_id": "q1", "title": "A", "text": "Gas flows."},
        {"_id": "x" * 400, "title": "B", "text": "Trains run."},
    ]
    (tmp_path / "docs" / "deep" / "many.jsonl").write_text(
        "\n".join(map(json.dumps, lines)), encoding="utf-8"
    )
    return tmp_path / "docs"


def changes(documents: tuple[Document, ...], *roots: Path) -> dict[str, Change]:
    return find_changes(documents, roots)


def test_unchanged_files_have_no_change(folder: Path) -> None:
    documents = load_documents([folder]).documents
    assert len(documents) == 4
    assert changes(documents, folder) == {}
    assert changes(documents, folder.parent / "absent", folder) == {}


def test_a_changed_text_is_a_change_of_that_document_only(folder: Path) -> None:
    documents = load_documents([folder]).documents
    (folder / "deep" / "arms.md").write_text(BRIEF.replace("six", "ten"), encoding="utf-8")
    assert changes(documents, folder) == {"deep/arms.md": Change.CHANGED}


def test_a_change_outside_the_text_does_not_count(folder: Path) -> None:
    documents = load_documents([folder]).documents
    (folder / "deep" / "arms.md").write_text(
        BRIEF.replace("Drones", "Drones of Serbia").replace("\n", "\r\n"), encoding="utf-8", newline=""
    )
    assert changes(documents, folder) == {}


def test_a_deleted_or_moved_file_is_gone(folder: Path) -> None:
    documents = load_documents([folder]).documents
    (folder / "notes.txt").unlink()
    (folder / "deep" / "arms.md").rename(folder / "arms.md")
    assert changes(documents, folder) == {"deep/arms.md": Change.GONE, "notes.txt": Change.GONE}


def test_without_the_folder_every_document_is_gone(folder: Path) -> None:
    documents = load_documents([folder]).documents
    assert set(changes(documents, folder.parent / "elsewhere").values()) == {Change.GONE}
    assert len(changes(documents)) == 4


def test_a_file_that_became_empty_is_changed(folder: Path) -> None:
    documents = load_documents([folder]).documents
    (folder / "notes.txt").write_text("", encoding="utf-8")
    assert changes(documents, folder) == {"notes.txt": Change.CHANGED}


@pytest.mark.parametrize("as_file", [True, False])
def test_each_line_of_a_file_with_many_documents_is_checked_alone(folder: Path, as_file: bool) -> None:
    path = folder / "deep" / "many.jsonl"
    root = path if as_file else folder
    documents = tuple(d for d in load_documents([root]).documents if d.source.endswith(".jsonl"))
    assert changes(documents, root) == {}
    path.write_text(path.read_text(encoding="utf-8").replace("Gas flows.", "Gas is short."), encoding="utf-8")
    assert changes(documents, root) == {"q1": Change.CHANGED}
    path.write_text('{"_id": "q1", "text": "a"}\n' * 2, encoding="utf-8")  # equal ids are refused
    assert set(changes(documents, root).values()) == {Change.CHANGED}
    path.unlink()
    assert set(changes(documents, root).values()) == {Change.GONE}


def test_a_single_file_is_found_by_its_name(folder: Path) -> None:
    root = folder / "notes.txt"
    documents = load_documents([root]).documents
    assert changes(documents, root) == {}
    root.write_text("Cranes load ships.", encoding="utf-8")
    assert changes(documents, root) == {"notes.txt": Change.CHANGED}
