"""The records that the server gives to the page: the progress of a build and the rows of the catalogue."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.health import Health

if TYPE_CHECKING:
    from index.build.run import Changes


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a build, or its outcome.

    `done` is a share from 0 to 1, None while unknown; `changes` are those since the previous build.
    """

    text: str
    running: bool = False
    failed: bool = False
    done: float | None = None
    skipped: tuple[dict[str, str], ...] = ()
    changes: "Changes | None" = None


class DocumentState(StrEnum):
    """Whether a document is used in answers, and if not, why."""

    INDEXED = "indexed"
    EXCLUDED = "excluded"
    WAITING = "not yet in the index"
    CHANGED = "changed since the last build"
    SKIPPED = "skipped by the last build"
    REMOVED = "removed; still used in answers until you rebuild"


@dataclass(frozen=True, slots=True)
class ListedTable:
    """A table of figures in the catalogue: it is cited by its rows, and no text of it is searched."""

    rows: int
    attribution: str
    licence: str
    licence_url: str


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A document, or a file without one.

    `own` if it is the user's; `file` is its name in the library, None if it cannot be removed. `perspective`
    counts its references by viewpoint; `passages` is None if it is not in the index, and for a
    `table`.
    """

    id: str
    title: str
    state: DocumentState
    own: bool
    file: str | None = None
    reason: str = ""
    regions: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    date: str = ""
    perspective: tuple[tuple[str, int], ...] = ()
    passages: int | None = None
    excluded: bool = False
    health: Health | None = None
    table: ListedTable | None = None

    @property
    def is_indexed(self) -> bool:
        """Whether answers can use it."""
        return self.passages is not None or self.table is not None
