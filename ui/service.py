"""The index behind the page: opened once, rebuilt in the background, exchanged when the new one is ready.

The old index answers until then. Torch is imported in the background thread, so that the page is served at once.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UserError
from corpus.framework import Framework, load_framework
from corpus.library import add_file, library_folder, list_files, remove_file, usual_roots
from corpus.load import STARTER_CORPUS, load_documents
from index import files
from index.records import Embedded, Embedder, Vectors, Window

if TYPE_CHECKING:
    from index.build import Summary
    from index.store import PassageIndex

_CHUNK = 64  # passages embedded between two reports of progress; a multiple of the encoder's batch


@dataclass(frozen=True, slots=True)
class Progress:
    """What the builder is doing, or what came of it; `done` counts from 0 to 1 where that is known."""

    text: str
    running: bool = False
    failed: bool = False
    done: float | None = None
    skipped: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file of the user's and a word on its state; empty if the index answers from it as it is."""

    name: str
    state: str
    present: bool = True


class IndexService:
    """Shared by all sessions; safe to use from several threads."""

    def __init__(self, data: Path) -> None:
        """Begin at once: open the index of a data folder if there is one, and bring it up to date.

        Raises:
            UserError: the data folder cannot be made.
        """
        self._data = data
        self._library = library_folder(data)
        self._folder = data / "index"
        self._state = threading.Lock()
        self._opening = threading.Lock()
        self._index: PassageIndex | None = None
        self._indexed: frozenset[str] = frozenset()
        self._refused: str | None = None
        self._tools: tuple[Embedder, Framework] | None = None
        self._changed: set[str] = set()
        self._again = False
        self.progress = Progress("Starting")
        self.rebuild()

    def rebuild(self) -> None:
        """Build in the background; if a build is running, once more after it."""
        with self._state:
            self._again = self.progress.running
            if not self._again:
                self.progress = Progress("Starting", running=True)
                threading.Thread(target=self._work, name="build", daemon=True).start()

    def index(self) -> "tuple[PassageIndex, Framework] | None":
        """What answers now, None until there is something; a build made by another process is opened here."""
        if self._tools is None:
            return None
        embedder, framework = self._tools
        with self._opening:
            build = files.current_build(self._folder)
            if build and build != self._refused and (self._index is None or self._index.manifest.build != build):
                self._open(embedder, build)
            return (self._index, framework) if self._index else None

    def add_file(self, path: Path, name: str) -> str:
        """Take a file into the library; its name there."""
        added = add_file(self._library, path, name).name
        with self._state:
            self._changed.add(added)
        return added

    def remove_file(self, name: str) -> None:
        """Take a file out of the library; it is answered from until the next build."""
        remove_file(self._library, name)

    def library(self) -> list[LibraryFile]:
        """The user's files, and those removed that the index still answers from."""
        index, names = self._index, [p.relative_to(self._library).as_posix() for p in list_files(self._library)]
        if index is None:
            return [LibraryFile(n, "") for n in names]
        unreadable = {s["file"]: "skipped by the last build" for s in index.manifest.skipped}
        waits = "not yet in the index: rebuild it"
        present = [LibraryFile(n, waits if n in self._changed else "" if n in self._indexed else unreadable.get(n, waits)) for n in names]
        gone = sorted(self._indexed - set(names))
        return present + [LibraryFile(n, "removed; still answered from until you rebuild", present=False) for n in gone]

    def _open(self, embedder: Embedder, build: str) -> None:
        from index.store import PassageIndex

        try:
            self._index = PassageIndex(self._folder, embedder)
            # A document is named after its file, unless it is one of many in a file.
            files_read = {Path(d.source).name if d.source.endswith(".jsonl") else d.id for d in self._index.documents.values()}
            self._indexed = frozenset(files_read) - {p.relative_to(STARTER_CORPUS).as_posix() for p in STARTER_CORPUS.rglob("*.md")}
        except UserError as error:  # of another model, or damaged: what is open goes on, and the next build replaces it
            self._refused = build
            logging.getLogger(__name__).warning("%s", error)

    def _work(self) -> None:
        while True:
            outcome = self._build()
            with self._state:
                if not self._again:
                    self.progress = outcome
                    return
                self._again = False

    def _build(self) -> Progress:
        began = time.monotonic()
        try:
            if self._tools is None:
                self._say("Loading the search model")
                self._tools = (_load_embedder(), load_framework())
                self.index()
            self._say("Reading the documents")
            with self._state:
                taken = set(self._changed)
            summary = _build_index(self._folder, self._data, _Counting(self._tools[0], self._say))
            self._say("Opening the new index")
            self.index()
            with self._state:
                self._changed -= taken
            return Progress(_told(summary, time.monotonic() - began), skipped=summary.skipped)
        except UserError as error:
            return Progress(str(error), failed=True)
        except Exception:  # a thread that dies in silence would leave the page waiting for ever
            logging.getLogger(__name__).exception("The build failed")
            return Progress("The build failed; the server's log says why, and the index in use goes on answering.", failed=True)

    def _say(self, text: str, done: float | None = None) -> None:
        with self._state:
            self.progress = Progress(text, running=True, done=done)


class _Counting:
    """An `Embedder` that reports how far it has come; it batches like the one it wraps, so the vectors are the same."""

    def __init__(self, embedder: Embedder, say: Callable[[str, float | None], None]) -> None:
        self._embedder, self._say = embedder, say
        self.name, self.revision, self.dim = embedder.name, embedder.revision, embedder.dim

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.queries(texts)

    def passages(self, windows: Sequence[Window]) -> list[Embedded]:
        order = sorted(range(len(windows)), key=lambda i: (len(windows[i].text), i))
        found: dict[int, Embedded] = {}
        for first in range(0, len(order), _CHUNK):
            self._say(f"Embedding passages: {first:,} of {len(windows):,} done", first / len(windows))
            chunk = order[first : first + _CHUNK]
            found.update(zip(chunk, self._embedder.passages([windows[i] for i in chunk]), strict=True))
        self._say("Writing the index", 1.0)
        return [found[i] for i in range(len(windows))]


def _load_embedder() -> Embedder:
    from index.embed import SentenceEmbedder

    return SentenceEmbedder()


def _build_index(folder: Path, data: Path, embedder: Embedder) -> "Summary":
    from index.build import build_index

    roots = usual_roots(data)
    return build_index(load_documents(roots.values()), folder, embedder, roots=list(roots))


def _told(summary: "Summary", seconds: float) -> str:
    return (
        f"Ready in {seconds:.0f} s: {summary.documents:,} documents, {summary.passages:,} passages "
        f"(embedded {summary.embedded:,}, reused {summary.reused:,}), documents removed: {summary.removed:,}."
    )
