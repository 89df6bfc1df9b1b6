"""Rolling back to the previous build, stopping a build, and the changes that a build reports."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import UserError
from index.__main__ import main
from index.build.run import Changes
from index.builds import directory
from index.store import PassageIndex
from tests.building import build
from tests.conftest import WordEmbedder


@pytest.fixture
def folder(docs: Path, tmp_path: Path) -> Path:
    """An index of two builds: the ten documents, then the ten and one more."""
    build(docs, tmp_path / "index")
    (docs / "roses.md").write_text("Bulgaria sells roses to China.", encoding="utf-8")
    build(docs, tmp_path / "index")
    return tmp_path / "index"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != ".lock"
    }


def test_a_build_reports_added_changed_and_removed_documents(docs: Path, folder: Path) -> None:
    (docs / "roses.md").write_text("Bulgaria sells no roses to China.", encoding="utf-8")
    (docs / "tulips.md").write_text("Greece sells tulips to China.", encoding="utf-8")
    (docs / "balkans" / "society.md").unlink()
    assert build(docs, folder).changes == Changes(("tulips.md",), ("roses.md",), ("balkans/society.md",))
    assert not build(docs, folder).changes


def test_a_rollback_answers_from_the_previous_build_and_a_second_one_undoes_it(folder: Path) -> None:
    after = directory.current_build(folder)
    before = directory.roll_back(folder)
    assert (directory.current_build(folder), directory.is_rolled_back(folder)) == (before, True)
    assert "roses.md" not in PassageIndex(folder, WordEmbedder()).documents
    assert directory.roll_back(folder) == after
    assert "roses.md" in PassageIndex(folder, WordEmbedder()).documents


def test_building_after_a_rollback_returns_without_embedding(docs: Path, folder: Path) -> None:
    after = directory.current_build(folder)
    directory.roll_back(folder)
    embedder = WordEmbedder()
    summary = build(docs, folder, embedder=embedder)
    assert (summary.build, summary.embedded, summary.changes.added, embedder.embedded) == (
        after,
        0,
        ("roses.md",),
        [],
    )
    assert (directory.current_build(folder), directory.is_rolled_back(folder)) == (after, False)


def test_without_an_earlier_build_there_is_no_rollback(docs: Path, tmp_path: Path) -> None:
    build(docs, tmp_path / "one")
    with pytest.raises(UserError, match="no earlier build"):
        directory.roll_back(tmp_path / "one")
    with pytest.raises(UserError, match="no earlier build"):
        directory.roll_back(tmp_path / "none")


def test_there_is_no_rollback_to_a_damaged_build(folder: Path) -> None:
    current = directory.current_build(folder)
    (directory.build_folder(folder, str(directory.previous_build(folder))) / "passages.jsonl").write_text(
        "{}"
    )
    with pytest.raises(UserError, match="damaged"):
        directory.roll_back(folder)
    assert directory.current_build(folder) == current


def test_there_is_no_rollback_while_a_build_is_written(folder: Path) -> None:
    with FileLock(folder / ".lock"), pytest.raises(UserError, match="wait for it to end"):
        directory.roll_back(folder)


def test_the_command_rolls_back_and_reports_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    after, before = directory.current_build(folder), directory.previous_build(folder)
    assert main(["rollback", "--index", str(folder)]) == 0
    assert (
        capsys.readouterr().out
        == f"Rolled back from build {after} to {before}; run 'python -m index rollback' again to return.\n"
    )
    shutil.rmtree(directory.build_folder(folder, str(after)))
    assert main(["rollback", "--index", str(folder)]) == 2
    assert "no earlier build" in capsys.readouterr().err


@pytest.mark.parametrize("at", ["Embedding", "Writing", "Switching"])
def test_a_build_stopped_at_any_step_leaves_everything_as_it_was(docs: Path, folder: Path, at: str) -> None:
    before = contents(folder)
    (docs / "tulips.md").write_text("Greece sells tulips to China.", encoding="utf-8")

    def stop(step: str, done: float | None) -> None:
        if step.startswith(at):
            raise UserError("stopped")

    with pytest.raises(UserError, match="stopped"):
        build(docs, folder, on_progress=stop)
    assert {name: content for name, content in contents(folder).items() if name != ".embedded"} == before
    assert "tulips.md" not in PassageIndex(folder, WordEmbedder()).documents


def test_progress_rises_and_reporting_it_changes_no_file(docs: Path, tmp_path: Path) -> None:
    reports: list[tuple[str, float | None]] = []
    summary = build(docs, tmp_path / "reported", on_progress=lambda step, done: reports.append((step, done)))
    build(docs, tmp_path / "silent")
    assert reports[0] == ("Embedding passages: 0% done", 0.0)
    assert all(a <= b for a, b in pairwise(done for _, done in reports if done is not None))
    assert [step for step, _ in reports[-2:]] == ["Writing the index", "Switching to the new index"]
    paths = [directory.build_folder(tmp_path / name, summary.build) for name in ("reported", "silent")]
    assert directory.checksums(paths[0]) == directory.checksums(paths[1])
