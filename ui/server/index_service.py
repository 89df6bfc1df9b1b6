"""The index behind the page: what answers now, builds in the background, and changes to the library.

The old index answers until a new one is ready, and continues if the build is cancelled. Torch is imported in
the background thread, so that the page is served at once; a build runs in a subprocess.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UserError
from corpus.framework import Framework
from corpus.library.excluded import read_excluded, set_excluded
from corpus.library.folder import add_file, fetch_url, list_files, make_library_folder, remove_file
from corpus.library.web.transfer import DownloadLimits
from index.builds import directory
from index.records import Embedder
from ui.records import CatalogueRow, Progress
from ui.server.build_runner import BuildCancelledError, BuildRunner
from ui.server.current_index import CHECK_LATER_ABOVE, CurrentIndex

if TYPE_CHECKING:
    from index.build.run import Changes, Summary
    from index.store import PassageIndex

_CHECKING = "The index is large and still being checked for damage; answers come from it meanwhile."
_ROLLED_BACK = "Rolled back to the previous index. It answers until you rebuild."
_STILL_ROLLED_BACK = "The index is rolled back to an earlier build. It answers until you rebuild."


class IndexService:
    """The index, its builds and the library of a data folder; safe to use from several threads."""

    def __init__(
        self,
        data: Path,
        load_embedder: Callable[[], Embedder] | None = None,
        *,
        public_only: bool = False,
        start: bool = True,
        check_later_above: int = CHECK_LATER_ABOVE,
    ) -> None:
        """Open the index in the background and bring it up to date, unless it was rolled back.

        Args:
            data: the folder of the library and the index.
            load_embedder: returns a search model that several threads can use; the bundled one by default.
            public_only: download nothing from this machine or its network.
            start: do so at once, not when `start` is called.
            check_later_above: compare the checksums of an index of more bytes while it answers.

        Raises:
            UserError: the data folder cannot be made, or its list of excluded documents is damaged.
        """
        self._data = data
        self._library = make_library_folder(data)
        self._folder = data / "index"
        self._limits = DownloadLimits(public_only=public_only)
        self._current = CurrentIndex(
            self._folder,
            read_excluded(data),
            load_embedder,
            self._report_damage,
            check_later_above=check_later_above,
        )
        self._runner = BuildRunner(self._build)
        self._is_first_run = True
        self._changed: set[str] = set()  # files and documents that the current build does not reflect
        self._changing = threading.Lock()  # guards `_changed` and the list of excluded documents
        if start:
            self.start()

    # The index in use

    def index(self) -> "tuple[PassageIndex, Framework] | None":
        """The index that answers now, without excluded documents; None until there is one."""
        return self._current.get()

    def peek(self) -> "PassageIndex | None":
        """The index that is open, with its excluded documents; opens nothing and never waits."""
        return self._current.complete

    def serves(self, index: object) -> bool:
        """Whether that index answers now; opens nothing and never waits."""
        return self._current.serves(index)

    def notice(self) -> str:
        """What a reader of any answer should know about the index; empty if there is nothing."""
        index = self._current.complete
        return "" if index is None or index.checked else _CHECKING

    def exclude(self, identifier: str, excluded: bool) -> None:
        """Exclude a document from answers or include it again, from the next question on.

        Raises:
            CorpusError: the list of excluded documents cannot be written.
        """
        with self._changing:  # so that the list written last is also the one in use
            self._current.exclude(set_excluded(self._data, identifier, excluded))

    # The library

    def catalogue_rows(self) -> list[CatalogueRow]:
        """Every document, the user's first, and the files that wait for a build."""
        names = [p.relative_to(self._library).as_posix() for p in list_files(self._library)]
        return self._current.catalogue.rows(names, self._changed, self._current.excluded)

    def unlisted_count(self) -> int:
        """How many indexed documents have no row in the catalogue."""
        return self._current.catalogue.unlisted_count

    def add_file(self, path: Path, name: str) -> str:
        """Copy a file into the library; returns its name there."""
        return self._mark_changed(add_file(self._library, path, name))

    def add_url(self, url: str) -> str:
        """Download a document into the library, which may take minutes; returns its name there."""
        return self._mark_changed(fetch_url(self._library, url, limits=self._limits))

    def remove_file(self, name: str) -> None:
        """Remove a file from the library; it stays in answers until the next build."""
        remove_file(self._library, name)

    def _mark_changed(self, path: Path) -> str:
        with self._changing:
            self._changed.add(path.name)
        return path.name

    # Builds

    @property
    def progress(self) -> Progress:
        """What the build is doing, or the outcome of the last one."""
        return self._runner.progress

    def start(self) -> None:
        """Open the index in the background and bring it up to date; call it once."""
        self._runner.start()

    def rebuild(self) -> None:
        """Build in the background; if a build is running, build once more after it."""
        self._runner.request()

    def stop(self) -> None:
        """Cancel the running build; the index in use continues to answer."""
        self._runner.cancel()

    def can_roll_back(self) -> bool:
        """Whether there is a previous build and none is running."""
        return not self.progress.running and directory.previous_build(self._folder) is not None

    def roll_back(self) -> None:
        """Answer from the previous build until the next one.

        Raises:
            UserError: a build is running, or there is no previous one.
        """
        if self.progress.running:
            raise UserError("A build is running; stop it or wait for it to end.")
        before = self._current.complete
        directory.roll_back(self._folder)
        self._current.refresh()
        after = self._current.complete
        if before and after:
            changes = _compare(before, after)
            with self._changing:
                self._changed |= {*changes.added, *changes.changed, *changes.removed}
            self._runner.announce(Progress(_ROLLED_BACK, changes=changes))

    def _build(self) -> Progress:
        """One run of the build runner; the first one keeps an index that was rolled back."""
        is_first, self._is_first_run = self._is_first_run, False
        try:
            if is_first and self._open_rolled_back():
                return Progress(_STILL_ROLLED_BACK)
            return self._build_index()
        except BuildCancelledError:
            if self._current.complete:
                return Progress("The build was cancelled; the index in use goes on answering.")
            return Progress("The build was cancelled, and there is no index to answer from; rebuild it.")
        except UserError as error:
            return Progress(str(error), failed=True)
        except Exception:  # if the thread ended silently, the page would wait for ever
            logging.getLogger(__name__).exception("The build failed")
            message = "The build failed; the server's log says why, and the index in use goes on answering."
            return Progress(message, failed=True)

    def _build_index(self) -> Progress:
        from index.build.remote import build_in_subprocess

        began = time.monotonic()
        if not self._current.is_loaded:
            self._runner.report("Loading the search model")
        embedder = self._current.load()
        self._runner.report("Reading the documents")
        with self._changing:
            included = set(self._changed)  # what changes from here on may miss this build
        summary = build_in_subprocess(self._data, self._folder, embedder, self._runner.report)
        self._current.refresh(retry=True)  # a damaged build is repaired under its own id
        with self._changing:
            self._changed -= included
        is_first_build = summary.documents == len(summary.changes.added)
        return Progress(
            _summarize(summary, time.monotonic() - began),
            skipped=summary.skipped,
            changes=None if is_first_build else summary.changes,
        )

    def _open_rolled_back(self) -> bool:
        """Open the index if it was rolled back; False if it was not, or cannot be opened."""
        if not directory.is_rolled_back(self._folder):
            return False
        try:
            self._current.load()
        except Exception:  # the build that follows reports it
            return False
        return self._current.complete is not None

    def _report_damage(self, error: UserError) -> None:
        self._runner.announce(Progress(str(error), failed=True))


def _compare(before: "PassageIndex", after: "PassageIndex") -> "Changes":
    from index.build.run import compare_documents

    return compare_documents(before.documents.values(), after.documents.values())


def _summarize(summary: "Summary", seconds: float) -> str:
    return (
        f"Ready in {seconds:.0f} s: {summary.documents:,} documents, {summary.passages:,} passages "
        f"(embedded {summary.embedded:,}, reused {summary.reused:,})."
    )
