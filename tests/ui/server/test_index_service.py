"""The index behind the page, with a search model of words: what survives a restart, a cancelled build and a roll back."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus.errors import CorpusError, UserError
from index.builds import directory
from index.records import Window, WindowVectors
from index.store import PassageIndex
from tests.conftest import WordEmbedder
from ui.records import DocumentState
from ui.server.index_service import IndexService

_PATIENCE_S = 60


def wait(until: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not until():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.02)


def started(data: Path, embedder: WordEmbedder | None = None) -> IndexService:
    service = IndexService(data, lambda: embedder or WordEmbedder())
    wait(lambda: not service.progress.running)
    return service


def rebuilt(service: IndexService) -> None:
    service.rebuild()
    wait(lambda: not service.progress.running)


def documents(service: IndexService) -> set[str]:
    """Those that are answered from."""
    ready = service.index()
    assert ready
    index = ready[0]
    return {index.locate(int(r)).document.id for r in index.tagged_rows()}


def state(service: IndexService, name: str) -> DocumentState:
    return next(r.state for r in service.catalogue_rows() if r.id == name)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index was built twice: the starter corpus, then roses too."""
    data = tmp_path_factory.mktemp("data")
    service = started(data)
    assert not service.can_roll_back()
    source = data / "source.md"
    source.write_text("Bulgaria sells roses to China.", encoding="utf-8")
    assert service.add_file(source, "roses.md") == "roses.md"
    assert state(service, "roses.md") is DocumentState.WAITING
    rebuilt(service)
    assert service.progress.changes and service.progress.changes.added == ("roses.md",)
    return data


def test_an_excluded_document_stays_excluded_after_a_restart_and_a_rebuild(data: Path) -> None:
    service = started(data)
    service.exclude("roses.md", True)
    assert "roses.md" not in documents(service) and state(service, "roses.md") is DocumentState.EXCLUDED
    again = started(data)
    rebuilt(again)
    assert "roses.md" not in documents(again)
    again.exclude("roses.md", False)
    assert "roses.md" in documents(again) and state(again, "roses.md") is DocumentState.INDEXED


def test_a_roll_back_holds_after_a_restart_until_somebody_rebuilds(data: Path) -> None:
    service = started(data)
    service.roll_back()
    assert service.progress.changes and service.progress.changes.removed == ("roses.md",)
    assert "roses.md" not in documents(service) and state(service, "roses.md") is DocumentState.WAITING
    again = started(data)
    assert "roses.md" not in documents(again) and "gone back to" in again.progress.text
    rebuilt(again)
    assert "roses.md" in documents(again)
    assert "roses.md" in documents(started(data))


class SlowEmbedder(WordEmbedder):
    """Waits before its first batch until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        self.begun.set()
        assert self.go.wait(_PATIENCE_S)
        return super().embed_passages(windows)


def test_a_cancelled_build_leaves_what_there_was_and_no_roll_back_while_it_runs(data: Path) -> None:
    embedder = SlowEmbedder()
    service = started(data, embedder)
    before = documents(service)
    for n in range(400):  # more than is embedded between two reports
        (data / "library" / f"tulips-{n}.txt").write_text(
            f"Greece sold {n} tulips to China.", encoding="utf-8"
        )
    service.rebuild()
    assert embedder.begun.wait(_PATIENCE_S)
    with pytest.raises(UserError, match="stop it or wait"):
        service.roll_back()
    service.stop()
    embedder.go.set()
    wait(lambda: not service.progress.running)
    assert (
        "cancelled; the index in use goes on answering" in service.progress.text
        and not service.progress.failed
    )
    assert len(embedder.embedded) < 400 and documents(service) == before
    assert state(service, "tulips-7.txt") is DocumentState.WAITING
    assert not [p for p in (data / "index" / "builds").iterdir() if p.name.startswith(".")]
    for path in (data / "library").glob("tulips-*"):
        path.unlink()
    rebuilt(service)
    assert documents(service) == before


def test_a_damaged_list_of_excluded_documents_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "excluded.json").write_text("[")
    with pytest.raises(CorpusError, match=r"excluded\.json is damaged"):
        IndexService(tmp_path, WordEmbedder)


def test_an_address_that_is_none_adds_nothing(data: Path) -> None:
    service = started(data)
    with pytest.raises(CorpusError, match="no web address"):
        service.add_url("roses")
    service.remove_file("roses.md")
    assert state(service, "roses.md") is DocumentState.REMOVED and "roses.md" in documents(service)


def test_a_large_index_answers_while_it_is_checked_and_no_more_once_it_is_found_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(tmp_path)
    monkeypatch.setattr("index.store.CHECKED", 0)
    told, go_on = threading.Event(), threading.Event()
    check = PassageIndex.check

    def wait_and_check(index: PassageIndex) -> None:
        told.set()
        assert go_on.wait(_PATIENCE_S)
        check(index)

    monkeypatch.setattr(PassageIndex, "check", wait_and_check)
    service = started(tmp_path)
    assert told.wait(_PATIENCE_S)
    assert service.index() and "still being checked" in service.notice()
    go_on.set()
    wait(lambda: service.notice() == "")
    assert service.index()

    damaged = (
        tmp_path
        / "index"
        / "builds"
        / str(directory.current_build(tmp_path / "index"))
        / "passages-vectors.npy"
    )
    raw = bytearray(damaged.read_bytes())
    raw[-1] ^= 1
    go_on.clear()
    again = started(tmp_path)
    damaged.write_bytes(raw)
    assert again.index()
    go_on.set()
    wait(lambda: again.index() is None)
    assert (
        again.progress.failed
        and "is damaged (passages-vectors.npy); run 'python -m index build" in again.progress.text
    )
    assert again.notice() == ""
    rebuilt(again)
    assert again.index()


def test_a_damaged_note_of_the_current_build_stops_nobody_and_is_mended_by_the_next(tmp_path: Path) -> None:
    service = started(tmp_path)
    note = tmp_path / "index" / "current"
    note.write_bytes(b"\x00" + note.read_bytes()[1:])
    assert service.index()
    assert started(tmp_path).index()
    assert directory.current_build(tmp_path / "index")
