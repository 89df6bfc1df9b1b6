"""The index behind the page: opened once, rebuilt in the background, exchanged when the new one is ready.

The old index answers until then, and goes on if the build is stopped. Torch is imported in the background thread, so that the page is served at once; builds
are made by a process of their own.
"""

import gc
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UserError
from corpus.framework import Framework, load_framework
from corpus.library.download import DownloadLimits
from corpus.library.excluded import read_excluded, set_excluded
from corpus.library.folder import add_file, fetch_url, list_files, make_library_folder, remove_file
from index.builds import directory
from index.records import Embedder
from ui.records import CatalogueRow, Progress
from ui.server.catalogue import Catalogue

if TYPE_CHECKING:
    from index.build.run import Changes, Summary
    from index.store import PassageIndex


class _StopError(Exception):
    """The user stopped the build."""


class IndexService:
    """Shared by all sessions; safe to use from several threads."""

    def __init__(
        self,
        data: Path,
        load_embedder: Callable[[], Embedder] | None = None,
        *,
        public_only: bool = False,
        begin: bool = True,
    ) -> None:
        """Open the index of a data folder if there is one, and bring it up to date unless it was gone back to: at once, or with `begin`.

        `load_embedder` gives the search model, which takes seconds, for use by several threads; the bundled one unless told otherwise. With `public_only`
        nothing is downloaded from this machine or its network.

        Raises:
            UserError: the data folder cannot be made, or its list of excluded documents is damaged.
        """
        self._data = data
        self._library = make_library_folder(data)
        self._folder = data / "index"
        self._excluded = read_excluded(data)
        self._state = threading.Lock()
        self._opening = threading.Lock()
        self._index: PassageIndex | None = None
        self._shown: PassageIndex | None = None
        self._shelf: Catalogue | None = None
        self._refused: str | None = None
        self._limits = DownloadLimits(public_only=public_only)
        self._load_embedder = load_embedder or _bundled_embedder
        self._tools: tuple[Embedder, Framework] | None = None
        self._changed: set[str] = set()
        self._again = False
        self._stop = threading.Event()
        self.progress = Progress("Starting", running=True)
        if begin:
            self.begin()

    def begin(self) -> None:
        """Begin in the background; to be called once."""
        threading.Thread(target=self._begin, name="build", daemon=True).start()

    def rebuild(self) -> None:
        """Build in the background; if a build is running, once more after it."""
        with self._state:
            self._again = self.progress.running
            if not self._again:
                self._stop.clear()
                self.progress = Progress("Starting", running=True)
                threading.Thread(target=self._work, name="build", daemon=True).start()

    def stop(self) -> None:
        """Stop the build that is running before its next batch; the index in use goes on answering."""
        with self._state:
            if self.progress.running:
                self._again = False
                self._stop.set()

    def roll_back(self) -> None:
        """Answer from the build before, until the next one.

        Raises:
            UserError: a build is running, or there is none to go back to.
        """
        if self.progress.running:
            raise UserError("A build is running; stop it or wait for it to end.")
        left = self._index
        directory.roll_back(self._folder)
        self._bring_up()
        if left and self._index:
            changes = _compare(left, self._index)
            with self._state:
                self._changed |= {*changes.added, *changes.changed, *changes.removed}
            self.progress = Progress(
                "Went back to the index before. It answers until you rebuild.", changes=changes
            )

    def notice(self) -> str:
        """What whoever reads an answer should know of the index as a whole; empty if there is nothing."""
        index = self._index
        return (
            ""
            if index is None or index.checked
            else "The index is large and still being checked for damage; answers come from it meanwhile."
        )

    def can_roll_back(self) -> bool:
        """Whether there is a build to go back to and none is running."""
        return not self.progress.running and directory.previous_build(self._folder) is not None

    def index(self) -> "tuple[PassageIndex, Framework] | None":
        """What answers now, None until there is something; a build made by another process is opened here. Excluded documents are not in it.

        While one thread opens a build, the others go on with the one before.
        """
        if self._tools is None:
            return None
        if self._opening.acquire(blocking=self._shown is None):
            try:
                self._open_current(self._tools[0])
            finally:
                self._opening.release()
        return (self._shown, self._tools[1]) if self._shown else None

    def serves(self, index: object) -> bool:
        """Whether that index is the one that answers now; opens nothing, waits for nobody."""
        return index is self._shown

    def exclude(self, identifier: str, excluded: bool) -> None:
        """Put a document aside from the next question on, or take it back; raises CorpusError if that cannot be remembered."""
        self._excluded = set_excluded(self._data, identifier, excluded)
        with self._opening:
            self._shown = self._index.excluding(self._excluded) if self._index else None

    def add_file(self, path: Path, name: str) -> str:
        """Take a file into the library; its name there."""
        return self._taken(add_file(self._library, path, name))

    def add_url(self, url: str) -> str:
        """Download a document into the library; its name there. It may take minutes."""
        return self._taken(fetch_url(self._library, url, limits=self._limits))

    def remove_file(self, name: str) -> None:
        """Take a file out of the library; it is answered from until the next build."""
        remove_file(self._library, name)

    def catalogue_rows(self) -> list[CatalogueRow]:
        """Every document, the user's first: what the index knows of it and what it waits for."""
        names = [p.relative_to(self._library).as_posix() for p in list_files(self._library)]
        return (self._shelf or Catalogue()).rows(names, self._changed, self._excluded)

    def unlisted_count(self) -> int:
        """How many indexed documents have no row on the shelf."""
        return self._shelf.unlisted_count if self._shelf else 0

    def _taken(self, path: Path) -> str:
        with self._state:
            self._changed.add(path.name)
        return path.name

    def _bring_up(self) -> None:
        """Have the current build answer, whoever opens it."""
        if self._tools is not None:
            with self._opening:
                self._open_current(self._tools[0])

    def _open_current(self, embedder: Embedder) -> None:
        try:
            build = directory.current_build(self._folder)
        except (
            UserError
        ):  # the note of it is damaged: what is open goes on, and the next build writes it anew
            return
        if build and build != self._refused and (self._index is None or self._index.manifest.build != build):
            self._open(embedder, build)

    def _open(self, embedder: Embedder, build: str) -> None:
        from index.store import PassageIndex

        try:
            index = PassageIndex(self._folder, embedder, check_later=True)
            self._shown, self._shelf = index.excluding(self._excluded), Catalogue(index)
            threading.Thread(target=self._shelf.examine, name="health", daemon=True).start()
            self._index = index
            if not index.checked:
                threading.Thread(target=self._check, args=(index,), name="check", daemon=True).start()
        except (
            UserError
        ) as error:  # of another model, or damaged: what is open goes on, and the next build replaces it
            self._refused = build
            logging.getLogger(__name__).warning("%s", error)

    def _check(self, index: "PassageIndex") -> None:
        """Compare the files of a large index with their checksums while it answers; a damaged one answers no more."""
        try:
            index.check()
        except UserError as error:
            with self._opening:
                if self._index is index:
                    self._refused, self._index, self._shown, self._shelf = (
                        index.manifest.build,
                        None,
                        None,
                        None,
                    )
                    self.progress = Progress(str(error), failed=True)
            logging.getLogger(__name__).warning("%s", error)

    def _begin(self) -> None:
        if directory.is_rolled_back(self._folder) and self._opened():
            self.progress = Progress("This is the index that was gone back to. It answers until you rebuild.")
        else:
            self._work()

    def _opened(self) -> bool:
        try:
            self._load()
        except Exception:  # told by the build that follows
            return False
        return self._shown is not None

    def _load(self) -> Embedder:
        if self._tools is None:
            self._tools = (self._load_embedder(), load_framework())
            self._bring_up()
        return self._tools[0]

    def _work(self) -> None:
        while True:
            outcome = self._build()
            with self._state:
                if not self._again:
                    self.progress = outcome
                    return
                self._again = False

    def _build(self) -> Progress:
        from index.build.remote import build_in_subprocess

        began = time.monotonic()
        try:
            if self._tools is None:
                self._say("Loading the search model")
            embedder = self._load()
            self._say("Reading the documents")
            with self._state:
                taken = set(self._changed)
            summary = build_in_subprocess(self._data, self._folder, embedder, self._say)
            self._refused = None  # a damaged build is mended under its own id
            self._bring_up()
            with self._state:
                self._changed -= taken
            first = summary.documents == len(summary.changes.added)
            return Progress(
                _told(summary, time.monotonic() - began),
                skipped=summary.skipped,
                changes=None if first else summary.changes,
            )
        except _StopError:
            left = (
                "the index in use goes on answering"
                if self._index
                else "there is no index to answer from yet; rebuild it"
            )
            return Progress(f"The build was cancelled; {left}.")
        except UserError as error:
            return Progress(str(error), failed=True)
        except Exception:  # a thread that dies in silence would leave the page waiting for ever
            logging.getLogger(__name__).exception("The build failed")
            return Progress(
                "The build failed; the server's log says why, and the index in use goes on answering.",
                failed=True,
            )

    def _say(self, text: str, done: float | None = None) -> None:
        """A `Report`: shown on the page, and the place where a build stops."""
        with self._state:
            if self._stop.is_set():
                self._stop.clear()
                raise _StopError
            self.progress = Progress(text, running=True, done=done)


def _bundled_embedder() -> Embedder:
    from index.encode.encoder import SentenceEmbedder
    from index.encode.shared import SharedEmbedder

    encoder = SentenceEmbedder()
    gc.freeze()  # the libraries stay; looking through them takes the collector a third of a second, in the middle of somebody's answer
    return SharedEmbedder(encoder, encoder.lengths)


def _compare(before: "PassageIndex", after: "PassageIndex") -> "Changes":
    from index.build.run import compare_documents

    return compare_documents(before.documents.values(), after.documents.values())


def _told(summary: "Summary", seconds: float) -> str:
    return f"Ready in {seconds:.0f} s: {summary.documents:,} documents, {summary.passages:,} passages (embedded {summary.embedded:,}, reused {summary.reused:,})."
