"""A build in a process of its own gives what one in this process gives, stops when told to, and says why it cannot be."""

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
    """A data folder with two documents of the user's, one of which declares nothing and one that no reader can read."""
    library = make_library_folder(tmp_path)
    (library / "roses.md").write_text(
        "Bulgaria sells roses to China. Serbia bought six drones – “Чехия” – from China in 2031.",
        encoding="utf-8",
    )
    (library / "broken.pdf").write_bytes(b"%PDF-1.7 no more")
    return tmp_path


def nothing(doing: str, done: float | None) -> None:
    pass


def left_over(folder: Path) -> list[str]:
    return (
        [p.name for p in (folder / "builds").iterdir() if p.name.startswith(".")]
        if (folder / "builds").is_dir()
        else []
    )


def test_it_is_byte_for_byte_the_build_of_this_process(data: Path) -> None:
    said: list[tuple[str, float | None]] = []
    apart = build_in_subprocess(
        data, data / "apart", WordEmbedder(), lambda doing, done: said.append((doing, done))
    )
    here = build_index(read_library(data), data / "here", WordEmbedder(), roots=list(default_roots(data)))
    assert apart == here and apart.changes == here.changes and "roses.md" in apart.changes.added
    assert [s["file"] for s in apart.skipped] == ["broken.pdf"]
    manifests = [directory.read_manifest(data / name, here.build) for name in ("apart", "here")]
    assert manifests[0] == manifests[1]  # with the checksums of every file
    assert (
        any(doing == "Reading the documents: roses.md" for doing, _ in said)
        and ("Switching to the new index", None) in said
    )
    assert build_in_subprocess(data, data / "apart", WordEmbedder(), nothing).embedded == 0
    assert (
        PassageIndex(data / "apart", WordEmbedder()).search("roses of Bulgaria", 1)[0].passage.document_id
        == "roses.md"
    )


def test_what_a_report_raises_stops_it_and_nothing_is_left(data: Path) -> None:
    build_in_subprocess(data, data / "index", WordEmbedder(), nothing)
    before = directory.current_build(data / "index")
    (data / "library" / "tulips.md").write_text("Greece sells tulips to China.", encoding="utf-8")

    def refuse(doing: str, done: float | None) -> None:
        if doing.startswith("Writing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_in_subprocess(data, data / "index", WordEmbedder(), refuse)
    assert directory.current_build(data / "index") == before and not left_over(data / "index")
    assert build_in_subprocess(data, data / "index", WordEmbedder(), nothing).changes.added == ("tulips.md",)


def test_a_users_error_is_the_sentence_it_is_in_this_process(data: Path) -> None:
    with (
        lock_for_writing(data / "index"),
        pytest.raises(
            UserError,
            match=rf"^Another build \(process {os.getpid()} on .*\) is writing to .*; wait for it to end\.$",
        ),
    ):
        build_in_subprocess(data, data / "index", WordEmbedder(), nothing)


class Failing(WordEmbedder):
    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        raise ZeroDivisionError


def test_an_encoder_that_fails_fails_the_build_and_frees_the_folder(data: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        build_in_subprocess(data, data / "index", Failing(), nothing)
    assert build_in_subprocess(data, data / "index", WordEmbedder(), nothing).embedded > 0
    assert not left_over(data / "index")


def test_a_process_that_is_killed_is_told_and_the_next_build_clears_away(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import index.build.remote

    started, start = [], index.build.remote.start_module
    monkeypatch.setattr(
        "index.build.remote.start_module",
        lambda *given, **named: started.append(start(*given, **named)) or started[-1],
    )

    def kill(doing: str, done: float | None) -> None:
        if doing.startswith("Writing"):
            started[-1].send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    with pytest.raises(RuntimeError, match="the process that builds the index ended with"):
        build_in_subprocess(data, data / "index", WordEmbedder(), kill)
    assert directory.current_build(data / "index") is None
    assert build_in_subprocess(data, data / "index", WordEmbedder(), nothing).documents > 1
    assert not left_over(data / "index")
