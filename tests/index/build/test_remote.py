"""A build in a subprocess gives what one in this process gives, stops on request, and passes errors on."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.library.folder import default_roots, make_library_folder, read_library
from index.build.remote import build_in_subprocess
from index.build.run import build_index
from index.builds import directory
from index.builds.lock import lock_for_writing
from index.records import Window, WindowVectors
from index.store import PassageIndex
from tests.conftest import WordEmbedder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a document that declares nothing and one that no reader can read."""
    library = make_library_folder(tmp_path)
    (library / "roses.md").write_text(
        "Bulgaria sells roses to China. Serbia bought six drones – “Чехия” – from China in 2031.",
        encoding="utf-8",
    )
    (library / "broken.pdf").write_bytes(b"%PDF-1.7 no more")
    return tmp_path


def ignore(step: str, done: float | None) -> None:
    pass


def leftovers(folder: Path) -> list[str]:
    return (
        [p.name for p in (folder / "builds").iterdir() if p.name.startswith(".")]
        if (folder / "builds").is_dir()
        else []
    )


def test_it_is_byte_for_byte_the_build_of_this_process(data: Path) -> None:
    reports: list[tuple[str, float | None]] = []
    summary = build_in_subprocess(
        data, data / "subprocess", WordEmbedder(), lambda step, done: reports.append((step, done))
    )
    here = build_index(read_library(data), data / "here", WordEmbedder(), roots=list(default_roots(data)))
    assert summary == here and summary.changes == here.changes and "roses.md" in summary.changes.added
    assert [s["file"] for s in summary.skipped] == ["broken.pdf"]
    manifests = [directory.read_manifest(data / name, here.build) for name in ("subprocess", "here")]
    assert manifests[0] == manifests[1]  # with the checksums of every file
    assert (
        any(step == "Reading the documents: roses.md" for step, _ in reports)
        and ("Switching to the new index", None) in reports
    )
    assert build_in_subprocess(data, data / "subprocess", WordEmbedder(), ignore).embedded == 0
    assert (
        PassageIndex(data / "subprocess", WordEmbedder())
        .search("roses of Bulgaria", 1)[0]
        .passage.document_id
        == "roses.md"
    )


def test_what_the_callback_raises_stops_the_build_and_nothing_is_left(data: Path) -> None:
    build_in_subprocess(data, data / "index", WordEmbedder(), ignore)
    before = directory.current_build(data / "index")
    (data / "library" / "tulips.md").write_text("Greece sells tulips to China.", encoding="utf-8")

    def refuse(step: str, done: float | None) -> None:
        if step.startswith("Writing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_in_subprocess(data, data / "index", WordEmbedder(), refuse)
    assert directory.current_build(data / "index") == before and not leftovers(data / "index")
    assert build_in_subprocess(data, data / "index", WordEmbedder(), ignore).changes.added == ("tulips.md",)


def test_a_user_error_has_the_same_message_as_in_this_process(data: Path) -> None:
    with (
        lock_for_writing(data / "index"),
        pytest.raises(
            UserError,
            match=rf"^Another build \(process {os.getpid()} on .*\) is writing to .*; wait for it to end\.$",
        ),
    ):
        build_in_subprocess(data, data / "index", WordEmbedder(), ignore)


class Failing(WordEmbedder):
    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        raise ZeroDivisionError


def test_an_encoder_that_fails_fails_the_build_and_frees_the_folder(data: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        build_in_subprocess(data, data / "index", Failing(), ignore)
    assert build_in_subprocess(data, data / "index", WordEmbedder(), ignore).embedded > 0
    assert not leftovers(data / "index")


def test_a_killed_process_is_reported_and_the_next_build_removes_its_leftovers(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import index.build.remote

    started, start = [], index.build.remote.start_module
    monkeypatch.setattr(
        "index.build.remote.start_module",
        lambda *given, **named: started.append(start(*given, **named)) or started[-1],
    )

    def kill(step: str, done: float | None) -> None:
        if step.startswith("Writing"):
            started[-1].send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    with pytest.raises(RuntimeError, match="the process that builds the index ended with"):
        build_in_subprocess(data, data / "index", WordEmbedder(), kill)
    assert directory.current_build(data / "index") is None
    assert build_in_subprocess(data, data / "index", WordEmbedder(), ignore).documents > 1
    assert not leftovers(data / "index")
