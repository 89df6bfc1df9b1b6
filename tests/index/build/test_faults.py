"""What a build must survive: kills, flipped bits, full disks, folders without permission, clocks set back."""

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bench.faults.kill_and_flip import flip_bits, has_failures, kill_builds
from corpus.errors import UserError
from corpus.ingest.load import load_documents
from corpus.ingest.sandbox import Sandbox
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
    assert not has_failures(found), found


def test_a_flipped_bit_is_reported_with_the_remedy(tmp_path: Path) -> None:
    found = flip_bits(40, 5, 11, tmp_path)
    assert sum(found.values()) == 40
    assert not has_failures(found), found


@pytest.mark.parametrize("times", [1, 2])
def test_the_next_build_resumes_a_killed_one(docs: Path, tmp_path: Path, times: int) -> None:
    class Dying(WordEmbedder):
        left = 6

        def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
            self.left -= len(windows)
            if self.left < 0:
                raise KeyboardInterrupt
            return super().embed_passages(windows)

    for _ in range(times):
        with pytest.raises(KeyboardInterrupt):
            build(docs, tmp_path / "index", Dying(), batch_passages=2)
    embedder = WordEmbedder()
    summary = build(docs, tmp_path / "index", embedder, batch_passages=2)
    assert 0 < summary.embedded == len(embedder.embedded) <= summary.passages - 4 * times
    fresh = build(docs, tmp_path / "fresh")
    paths = [directory.build_folder(tmp_path / name, fresh.build) for name in ("index", "fresh")]
    assert directory.checksums(paths[0]) == directory.checksums(paths[1])
    assert not (tmp_path / "index" / ".embedded").exists()


def test_a_journal_record_that_is_cut_off_damaged_or_of_another_model_is_not_used(tmp_path: Path) -> None:
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
def test_the_next_build_removes_what_a_killed_one_left(docs: Path, folder: Path, name: str) -> None:
    (folder / name).mkdir() if name.startswith("builds") else (folder / ".current.99").write_text("x")
    (docs / "added.md").write_text("Greece sells tulips to China.", encoding="utf-8")
    build(docs, folder)
    assert {p.name for p in folder.iterdir()} <= {".lock", "builds", "current"}
    assert not [p for p in (folder / "builds").iterdir() if p.name.startswith(".")]


def test_leftovers_are_removed_even_if_there_is_nothing_new_to_build(ten: Path, folder: Path) -> None:
    build(ten, folder)  # the index is of these documents
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
    """The output of a build in a subprocess that runs `before` first."""
    command = [sys.executable, "-c", BUILD.replace("{before}", before), str(docs), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("size", [0, 1_000, 40_000])
def test_a_full_disk_leaves_the_old_index(docs: Path, folder: Path, size: int) -> None:
    """The limit of a file's size makes real writes fail, at a different step for each size."""
    before, current = hits(folder), (folder / "current").read_bytes()
    for n in range(12):
        (docs / f"added{n}.md").write_text(
            f"Greece sells {'tulips and ' * 40} to China. This is the letter {n}.", encoding="utf-8"
        )
    limit = (
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    )
    assert build_in_subprocess(docs, folder, limit) == (
        f"The index at {folder} cannot be written (File too large); "
        "check its disk or choose another folder with --out."
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
            match=r"cannot be written \(No space left on device\); "
            r"free some space or choose another folder with --out\.$",
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


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system has no POSIX permissions")
@pytest.mark.parametrize("inner", [".", "builds"])
def test_a_folder_without_write_permission_leaves_the_old_index(
    docs: Path, open_folder: Path, inner: str
) -> None:
    (docs / "added.md").write_text("Greece sells tulips to China.", encoding="utf-8")
    before = hits(open_folder)
    for path in [open_folder, *open_folder.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    (open_folder / inner).chmod(0o555)
    (open_folder / ".lock").unlink(missing_ok=True)
    output = build_in_subprocess(docs, open_folder, "os.geteuid() == 0 and os.seteuid(65534)")
    assert output == (
        f"The index at {open_folder} cannot be written (Permission denied); "
        "check its permissions or choose another folder with --out."
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
    real = Sandbox.read
    monkeypatch.setattr(
        "corpus.ingest.sandbox.Sandbox.read",
        lambda self, path, identifier: read.append(identifier) or real(self, path, identifier),
    )
    again = load_documents([docs], known=open_known_files(tmp_path / "index"))
    assert read == ["added.md"]
    assert [d for d in again.documents if d.id != "added.md"] == list(first.documents)
    build_id = str(directory.current_build(tmp_path / "index"))
    path = directory.build_folder(tmp_path / "index", build_id) / "documents.jsonl"
    path.write_bytes(path.read_bytes().replace(b"drones", b"dr0nes", 1))
    read.clear()
    load_documents([docs], known=open_known_files(tmp_path / "index"))
    assert len(read) == 11  # a damaged index knows no files
