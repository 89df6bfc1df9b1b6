"""The index behind the page: what survives a restart, a cancelled build and a roll-back."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import CorpusError, UserError
from index.builds import directory
from index.records import Window, WindowVectors
from index.store import PassageIndex
from tests.conftest import WordEmbedder
from tests.ui.server.fakes import PATIENCE_S, wait_until
from ui.records import DocumentState
from ui.server.current_index import CHECK_LATER_ABOVE
from ui.server.index_service import IndexService


def start_service(
    data: Path, embedder: WordEmbedder | None = None, *, check_later_above: int = CHECK_LATER_ABOVE
) -> IndexService:
    service = IndexService(data, lambda: embedder or WordEmbedder(), check_later_above=check_later_above)
    wait_until(lambda: not service.progress.running)
    return service


def rebuild(service: IndexService) -> None:
    service.rebuild()
    wait_until(lambda: not service.progress.running)


def find_documents(service: IndexService) -> set[str]:
    """The documents that answer."""
    ready = service.index()
    assert ready
    index = ready[0]
    return {index.sentences.locate(int(r)).document.id for r in index.sentences.find_tagged()}


def find_state(service: IndexService, name: str) -> DocumentState:
    return next(r.state for r in service.catalogue_rows() if r.id == name)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index was built twice: the starter corpus, then roses too."""
    data = tmp_path_factory.mktemp("data")
    service = start_service(data)
    assert not service.can_roll_back()
    source = data / "source.md"
    source.write_text("Bulgaria sells roses to China.", encoding="utf-8")
    assert service.add_file(source, "roses.md") == "roses.md"
    assert find_state(service, "roses.md") is DocumentState.WAITING
    rebuild(service)
    assert service.progress.changes and service.progress.changes.added == ("roses.md",)
    return data


def test_an_excluded_document_stays_excluded_after_a_restart_and_a_rebuild(data: Path) -> None:
    service = start_service(data)
    service.exclude("roses.md", True)
    assert (
        "roses.md" not in find_documents(service)
        and find_state(service, "roses.md") is DocumentState.EXCLUDED
    )
    again = start_service(data)
    rebuild(again)
    assert "roses.md" not in find_documents(again)
    again.exclude("roses.md", False)
    assert "roses.md" in find_documents(again) and find_state(again, "roses.md") is DocumentState.INDEXED


def test_a_roll_back_holds_after_a_restart_until_the_next_rebuild(data: Path) -> None:
    service = start_service(data)
    service.roll_back()
    assert service.progress.changes and service.progress.changes.removed == ("roses.md",)
    assert (
        "roses.md" not in find_documents(service) and find_state(service, "roses.md") is DocumentState.WAITING
    )
    again = start_service(data)
    assert (
        "roses.md" not in find_documents(again)
        and "is rolled back to an earlier build" in again.progress.text
    )
    rebuild(again)
    assert "roses.md" in find_documents(again)
    assert "roses.md" in find_documents(start_service(data))


class SlowEmbedder(WordEmbedder):
    """Waits before its first batch until `go` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.started, self.go = threading.Event(), threading.Event()

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        self.started.set()
        assert self.go.wait(PATIENCE_S)
        return super().embed_passages(windows)


def test_a_cancelled_build_changes_nothing_and_no_roll_back_happens_while_it_runs(data: Path) -> None:
    embedder = SlowEmbedder()
    service = start_service(data, embedder)
    before = find_documents(service)
    for n in range(400):  # more than one batch, after which the build reports
        (data / "library" / f"tulips-{n}.txt").write_text(
            f"Greece sold {n} tulips to China.", encoding="utf-8"
        )
    service.rebuild()
    assert embedder.started.wait(PATIENCE_S)
    with pytest.raises(UserError, match="stop it or wait"):
        service.roll_back()
    service.stop()
    embedder.go.set()
    wait_until(lambda: not service.progress.running)
    assert (
        "cancelled; the index in use goes on answering" in service.progress.text
        and not service.progress.failed
    )
    assert len(embedder.embedded) < 400 and find_documents(service) == before
    assert find_state(service, "tulips-7.txt") is DocumentState.WAITING
    assert not [p for p in (data / "index" / "builds").iterdir() if p.name.startswith(".")]
    for path in (data / "library").glob("tulips-*"):
        path.unlink()
    rebuild(service)
    assert find_documents(service) == before


def test_a_damaged_list_of_excluded_documents_is_reported_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "excluded.json").write_text("[")
    with pytest.raises(CorpusError, match=r"excluded\.json is corrupt"):
        IndexService(tmp_path, WordEmbedder)


def test_an_invalid_address_adds_nothing(data: Path) -> None:
    service = start_service(data)
    with pytest.raises(CorpusError, match="not a web address"):
        service.add_url("roses")
    service.remove_file("roses.md")
    assert find_state(service, "roses.md") is DocumentState.REMOVED and "roses.md" in find_documents(service)


def test_a_large_index_answers_while_it_is_checked_until_damage_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_service(tmp_path)
    checking, go_on = threading.Event(), threading.Event()
    check = PassageIndex.check

    def wait_and_check(index: PassageIndex) -> None:
        checking.set()
        assert go_on.wait(PATIENCE_S)
        check(index)

    monkeypatch.setattr(PassageIndex, "check", wait_and_check)
    service = start_service(tmp_path, check_later_above=0)
    assert checking.wait(PATIENCE_S)
    assert service.index() and "still being checked" in service.notice()
    go_on.set()
    wait_until(lambda: service.notice() == "")
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
    again = start_service(tmp_path, check_later_above=0)
    damaged.write_bytes(raw)
    assert again.index()
    go_on.set()
    wait_until(lambda: again.index() is None)
    assert (
        again.progress.failed
        and "is damaged (passages-vectors.npy); run 'python -m index build" in again.progress.text
    )
    assert again.notice() == ""
    rebuild(again)
    assert again.index()


def test_a_corrupt_current_file_does_not_stop_answers_and_the_next_build_repairs_it(tmp_path: Path) -> None:
    service = start_service(tmp_path)
    current = tmp_path / "index" / "current"
    current.write_bytes(b"\x00" + current.read_bytes()[1:])
    assert service.index()
    assert start_service(tmp_path).index()
    assert directory.current_build(tmp_path / "index")
