"""The frozen records that the server hands to the page: what a build is doing, and the documents there are."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.health import Health

if TYPE_CHECKING:
    from index.build.run import Changes


@dataclass(frozen=True, slots=True)
class Progress:
    """What the builder is doing, or what came of it; `done` counts from 0 to 1 where that is known, `changes` are those since the index before."""

    text: str
    running: bool = False
    failed: bool = False
    done: float | None = None
    skipped: tuple[dict[str, str], ...] = ()
    changes: "Changes | None" = None


class DocumentState(StrEnum):
    """Whether a document is answered from, and if not, why."""

    INDEXED = "indexed"
    EXCLUDED = "excluded"
    WAITING = "not yet in the index"
    CHANGED = "changed since the last build"
    SKIPPED = "skipped by the last build"
    REMOVED = "removed; answered from until you rebuild"


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A document, or a file that gave none; `own` if it is the user's, `file` its name in the library where it can be removed."""

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
