"""By what a file is known to give the documents that it gave before, so that it need not be read again.

Its bytes count, not its date: a clock set back or a copied folder changes nothing. The versions of the readers and of the libraries under them count too.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.records import Document

READERS_VERSION = 1  # raise it when a reader gives another document for the same file
_LIBRARIES = (
    "charset-normalizer",
    "lxml",
    "markdown-it-py",
    "mdit-py-plugins",
    "pypdfium2",
    "pyyaml",
    "sentencex",
    "trafilatura",
)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was read to its end: its id, its `file_key`, and the ids of the documents that it gave."""

    id: str
    key: str
    documents: tuple[str, ...]


# The documents that the file of that id gave when it had that key; None if that is not known.
KnownDocuments = Callable[[str, str], Sequence[Document] | None]


def file_key(path: Path) -> str:
    """Equal keys mean equal documents; raises OSError if the file cannot be read."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    return hashlib.sha256(f"{_readers()} {path.suffix.lower()} {digest.hexdigest()}".encode()).hexdigest()


@cache
def _readers() -> str:
    return " ".join([str(READERS_VERSION), *(_version(name) for name in _LIBRARIES)])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
