"""The index that answers now: opened once, replaced by a newer build, without the excluded documents.

The old index answers until the new one is open. A large index answers while its files are compared with their
checksums, and stops if one is damaged. Nothing here builds.
"""

import gc
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UserError
from corpus.framework import Framework, load_framework
from index.builds import directory
from index.records import Embedder
from ui.server.catalogue import Catalogue

if TYPE_CHECKING:
    from index.store import PassageIndex

CHECK_LATER_ABOVE = 200_000_000  # bytes of an index; a larger one answers while its checksums are compared


class CurrentIndex:
    """The open index; safe to use from several threads.

    Every attribute is replaced as a whole and only under `_opening`. An attribute may be read without the
    lock: the reader has either the old value or the new one, and both are complete.
    """

    def __init__(
        self,
        folder: Path,
        excluded: frozenset[str],
        load_embedder: Callable[[], Embedder] | None,
        on_damage: Callable[[UserError], None],
        *,
        check_later_above: int = CHECK_LATER_ABOVE,
    ) -> None:
        self._folder = folder
        self._excluded = excluded
        self._load_embedder = load_embedder or load_bundled_embedder
        self._on_damage = on_damage
        self._check_later_above = check_later_above
        self._opening = threading.Lock()
        self._tools: tuple[Embedder, Framework] | None = None
        self._complete: PassageIndex | None = None
        self._visible: PassageIndex | None = None  # without the excluded documents
        self._catalogue = Catalogue()
        self._rejected_build: str | None = None

    @property
    def excluded(self) -> frozenset[str]:
        """The ids of the excluded documents."""
        return self._excluded

    @property
    def complete(self) -> "PassageIndex | None":
        """The index with its excluded documents, None until one is open."""
        return self._complete

    @property
    def catalogue(self) -> Catalogue:
        """The documents of the open index."""
        return self._catalogue

    @property
    def is_loaded(self) -> bool:
        """Whether the search model is loaded."""
        return self._tools is not None

    def load(self) -> Embedder:
        """Load the search model, which takes seconds, and open the current build; later calls do neither."""
        if self._tools is None:
            self._tools = (self._load_embedder(), load_framework())
            self.refresh()
        return self._tools[0]

    def get(self) -> "tuple[PassageIndex, Framework] | None":
        """The index that answers now, None until there is one.

        A build that another process has made is opened here. While one thread opens a build, the others
        continue with the previous one.
        """
        if self._tools is None:
            return None
        if self._opening.acquire(blocking=self._visible is None):
            try:
                self._open_newer(self._tools[0])
            finally:
                self._opening.release()
        index = self._visible
        return (index, self._tools[1]) if index else None

    def serves(self, index: object) -> bool:
        """Whether that index answers now; opens nothing and never waits."""
        return index is self._visible

    def refresh(self, *, retry: bool = False) -> None:
        """Open the current build if it is not open; with `retry`, even if it could not be opened before."""
        if self._tools is not None:
            with self._opening:
                if retry:
                    self._rejected_build = None
                self._open_newer(self._tools[0])

    def exclude(self, excluded: frozenset[str]) -> None:
        """Answer without these documents from the next question on."""
        with self._opening:
            self._excluded = excluded
            self._visible = self._complete.excluding(excluded) if self._complete else None

    def _open_newer(self, embedder: Embedder) -> None:
        try:
            build = directory.current_build(self._folder)
        except UserError:  # the `current` file is corrupt; the next build replaces it
            return
        if build is None or build == self._rejected_build:
            return
        if self._complete is None or self._complete.manifest.build != build:
            self._open(embedder, build)

    def _open(self, embedder: Embedder, build: str) -> None:
        from index.store import PassageIndex

        try:
            index = PassageIndex(self._folder, embedder, check_later_above=self._check_later_above)
        except UserError as error:  # damaged, or made with another model; the next build replaces it
            self._rejected_build = build
            logging.getLogger(__name__).warning("%s", error)
            return
        self._visible, self._catalogue = index.excluding(self._excluded), Catalogue(index)
        self._complete = index
        threading.Thread(target=self._catalogue.examine, name="health", daemon=True).start()
        if not index.checked:
            threading.Thread(target=self._check, args=(index,), name="check", daemon=True).start()

    def _check(self, index: "PassageIndex") -> None:
        """Compare the files of a large index with their checksums; a damaged index stops answering."""
        try:
            index.check()
        except UserError as error:
            with self._opening:
                if self._complete is index:
                    self._rejected_build = index.manifest.build
                    self._complete, self._visible, self._catalogue = None, None, Catalogue()
                    self._on_damage(error)
            logging.getLogger(__name__).warning("%s", error)


def load_bundled_embedder() -> Embedder:
    """Load the bundled search model so that several threads can share it."""
    from index.encode.encoder import SentenceEmbedder
    from index.encode.shared import SharedEmbedder

    encoder = SentenceEmbedder()
    # The libraries stay in memory: scanning them would stop an answer for a third of a second.
    gc.freeze()
    return SharedEmbedder(encoder, encoder.count_tokens)
