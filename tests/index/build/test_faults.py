"""What a build and an index must survive: kills, flipped bits, full disks, folders that cannot be written, clocks that go back."""

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bench.faults.kill_and_flip import flip_bits, is_wrong, kill_builds
from corpus.errors import UserError
from corpus.ingest.load import load_documents
from index.build.journal import Journal
from index.build.reuse import open_known_files
from index.build.run import build_index
from index.builds import directory
from index.records import Window, WindowVectors
from index.store import PassageIndex
from tests.building import build
from tests.conftest import WordEmbedder

ROOT = Path(__file__).parents[3]


def hits(folder: Path) -> list[str]:
    return [h.passage.text for h in PassageIndex(folder, WordEmbedder()).search("drones", 5)]


def test_builds_killed_at_random_moments_leave_an_index_as_before_or_as_after(tmp_path: Path) -> None:
    found = kill_builds(3, 5, 7, tmp_path)
    assert found["as before"] + found["as after"] == 3
    assert not is_wrong(found), found


def test_a_flipped_bit_is_told_with_the_way_out(tmp_path: Path) -> None:
    found = flip_bits(40, 5, 11, tmp_path)
    assert sum(found.values()) == 40
    assert not is_wrong(found), found


@pytest.mark.parametrize("times", [1, 2])
def test_a_killed_build_is_taken_up_where_it_stopped(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    class Dying(WordEmbedder):
        left = 6

        def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
            self.left -= len(windows)
            if self.left < 0:
                raise KeyboardInterrupt
            return super().embed_passages(windows)

    monkeypatch.setattr("index.build.pipeline._TOGETHER", 2)
    for _ in range(times):
        with pytest.raises(KeyboardInterrupt):
            build(docs, tmp_path / "index", Dying())
    embedder = WordEmbedder()
    summary = build(docs, tmp_path / "index", embedder)
    assert 0 < summary.embedded == len(embedder.embedded) <= summary.passages - 4 * times
    fresh = build(docs, tmp_path / "fresh")
    paths = [directory.build_folder(tmp_path / name, fresh.build) for name in ("index", "fresh")]
    assert directory.checksums(paths[0]) == directory.checksums(paths[1])
    assert not (tmp_path / "index" / ".embedded").exists()


def test_a_journal_that_was_cut_off_or_is_of_another_model_is_not_believed(tmp_path: Path) -> None:
    vectors = [
        (
            WordEmbedder().embed_queries([f"a{n}"]).astype("float16"),
            WordEmbedder().embed_queries([f"b{n}", "c"]).astype("float16"),
        )
        for n in range(3)
    ]
    with Journal(tmp_path, {"model": "words"}, 1024) as journal:
        for n, pair in enumerate(vectors):
            journal.add(f"k{n}", pair)
    whole = (tmp_path / ".embedded").read_bytes()
    (tmp_path / ".embedded").write_bytes(whole[:-1])
    with Journal(tmp_path, {"model": "words"}, 1024) as journal:
        assert journal.get("k2") is None
        found = journal.get("k1")
        assert found is not None
        assert all((a == b).all() for a, b in zip(found, vectors[1], strict=True))
        journal.add("k2", vectors[2])
    assert (tmp_path / ".embedded").read_bytes() == whole
    (tmp_path / ".embedded").write_bytes(
        whole.replace(b"k1", b"k9", 1).replace(vectors[0][0].tobytes(), vectors[1][0].tobytes())
    )
    with Journal(tmp_path, {"model": "words"}, 1024) as journal:
        assert [journal.get(f"k{n}") for n in range(3)] == [None, None, None]
    with Journal(tmp_path, {"model": "others"}, 1024) as journal:
        assert journal.get("k0") is None


@pytest.mark.parametrize("name", [".612b0.99", ".current.99", "builds/.612b.99"])
def test_what_a_killed_build_left_goes_with_the_next(docs: Path, folder: Path, name: str) -> None:
    (folder / name).mkdir() if name.startswith("builds") else (folder / ".current.99").write_text("x")
    (docs / "added.md").write_text("Greece sells tulips to China.", encoding="utf-8")
    build(docs, folder)
    assert {p.name for p in folder.iterdir()} <= {".lock", "builds", "current"}
    assert not [p for p in (folder / "builds").iterdir() if p.name.startswith(".")]


def test_what_a_killed_build_left_goes_though_there_is_nothing_new_to_build(ten: Path, folder: Path) -> None:
    build(ten, folder)  # of these documents the index is
    (folder / "builds" / ".0123.99").mkdir()
    (folder / ".embedded").write_text("vectors")
    assert build(ten, folder).embedded == 0
    assert {p.name for p in folder.iterdir()} <= {".lock", "builds", "current"}
    assert not [p for p in (folder / "builds").iterdir() if p.name.startswith(".")]


BUILD = """
import resource, signal, sys, os
from pathlib import Path
from corpus.errors import UserError
from corpus.ingest.load import load_documents
from index.build.run import build_index
from tests.building import build
from tests.conftest import WordEmbedder
loaded, embedder = load_documents([Path(sys.argv[1])]), WordEmbedder()
import torch, scipy.sparse
{before}
try:
    build_index(loaded, Path(sys.argv[2]), embedder)
except UserError as error:
    print(error)
"""


def build_in_subprocess(docs: Path, folder: Path, before: str) -> str:
    """What a build says in a process that does something first."""
    command = [sys.executable, "-c", BUILD.replace("{before}", before), str(docs), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("size", [0, 1_000, 40_000])
def test_a_disk_that_takes_no_more_leaves_the_old_index(docs: Path, folder: Path, size: int) -> None:
    """The limit of a file's size makes real writes fail, at a different step for each size."""
    before, current = hits(folder), (folder / "current").read_bytes()
    for n in range(12):
        (docs / f"added{n}.md").write_text(
            f"Greece sells {'tulips and ' * 40} to China. This is the letter {n}.", encoding="utf-8"
        )
    said = build_in_subprocess(
        docs,
        folder,
        f"signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))",
    )
    assert (
        said
        == f"The index at {folder} cannot be written (File too large); look at its disk or choose another folder with --out."
    )
    assert (folder / "current").read_bytes() == current
    assert hits(folder) == before
    assert [p.name for p in (folder / "builds").iterdir()] == [current.decode().strip()]
    assert build(docs, folder).documents == 22


@pytest.mark.parametrize(
    ("failing", "after"),
    [
        ("index.storage.lines.LineWriter.add", 0),
        ("index.storage.lines.LineWriter.add", 5),
        ("index.storage.arrays.ArrayWriter.add", 1),
        ("index.build.journal.Journal.flush", 0),
        ("os.replace", 0),
        ("os.fsync", 0),
        ("os.fsync", 5),
    ],
)
def test_a_full_disk_is_one_sentence_at_any_step(
    docs: Path, folder: Path, failing: str, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, calls = hits(folder), iter(range(10_000))
    (docs / "added.md").write_text("Greece sells tulips to China.", encoding="utf-8")
    with monkeypatch.context() as patch:
        place, name = failing.rsplit(".", 1)
        owner = (
            sys.modules["os"]
            if place == "os"
            else getattr(sys.modules[place.rsplit(".", 1)[0]], place.rsplit(".", 1)[1])
        )
        real = getattr(owner, name)

        def fail(*args: object, **named: object) -> object:
            if next(calls) >= after:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*args, **named)

        patch.setattr(owner, name, fail)
        with pytest.raises(
            UserError,
            match=r"cannot be written \(No space left on device\); free some space or choose another folder with --out\.$",
        ):
            build(docs, folder)
    assert hits(folder) == before
    assert build(docs, folder).documents == 11


@pytest.fixture
def open_folder(ten_folder: Path) -> Iterator[Path]:
    """A copy of the index where any user can reach it."""
    parent = Path(tempfile.mkdtemp())
    parent.chmod(0o755)
    yield Path(shutil.copytree(ten_folder, parent / "index"))
    shutil.rmtree(parent)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="permissions are not POSIX's here")
@pytest.mark.parametrize("inner", [".", "builds"])
def test_a_folder_that_may_not_be_written_leaves_the_old_index(
    docs: Path, open_folder: Path, inner: str
) -> None:
    (docs / "added.md").write_text("Greece sells tulips to China.", encoding="utf-8")
    before = hits(open_folder)
    for path in [open_folder, *open_folder.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    (open_folder / inner).chmod(0o555)
    (open_folder / ".lock").unlink(missing_ok=True)
    said = build_in_subprocess(docs, open_folder, "os.geteuid() == 0 and os.seteuid(65534)")
    assert (
        said
        == f"The index at {open_folder} cannot be written (Permission denied); check its permissions or choose another folder with --out."
    )
    assert hits(open_folder) == before
    (open_folder / inner).chmod(0o755)
    assert build(docs, open_folder).documents == 11


def test_a_clock_set_back_hides_no_change(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(docs, tmp_path / "index")
    path = docs / "balkans" / "security.md"
    status, text = path.stat(), path.read_text(encoding="utf-8")
    path.write_text(text.replace("six CH-92A", "ten CH-92A"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)
    monkeypatch.setattr("time.time", lambda: 0.0)
    monkeypatch.setattr("time.strftime", lambda *_: "1970-01-01 00:00:00")
    loaded = load_documents([docs], known=open_known_files(tmp_path / "index"))
    assert build_index(loaded, tmp_path / "index", WordEmbedder()).changes.changed == ("balkans/security.md",)
    assert "ten CH-92A drones" in " ".join(hits(tmp_path / "index"))


def test_files_with_the_same_bytes_are_not_read_again(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_documents([docs])
    build_index(first, tmp_path / "index", WordEmbedder())
    (docs / "added.md").write_text("Greece sells tulips to China.", encoding="utf-8")
    read = []
    from corpus.ingest.sandbox import Sandbox

    real = Sandbox.read
    monkeypatch.setattr(
        "corpus.ingest.sandbox.Reading.read",
        lambda self, path, identifier: read.append(identifier) or real(self, path, identifier),
    )
    again = load_documents([docs], known=open_known_files(tmp_path / "index"))
    assert read == ["added.md"]
    assert [d for d in again.documents if d.id != "added.md"] == list(first.documents)
    path = (
        directory.build_folder(tmp_path / "index", str(directory.current_build(tmp_path / "index")))
        / "documents.jsonl"
    )
    path.write_bytes(path.read_bytes().replace(b"drones", b"dr0nes", 1))
    read.clear()
    load_documents([docs], known=open_known_files(tmp_path / "index"))
    assert len(read) == 11  # a damaged index knows nothing
