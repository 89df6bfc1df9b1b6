"""Recognises a file that gives the same documents as before, so that it is not read again.

The key is made of the file's bytes, not its date: a clock set back or a copied folder changes nothing. It
includes the versions of the readers and of their libraries.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.records import Document

READERS_VERSION = 3  # raise it when a reader gives another document for the same file
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
    """A file that was read completely: its id, its `file_key`, and the ids of its documents."""

    id: str
    key: str
    documents: tuple[str, ...]


# (id of a file, its key) → the documents that it gave when it had that key; None if that is not known.
KnownDocuments = Callable[[str, str], Sequence[Document] | None]


def file_key(path: Path) -> str:
    """The key of a file as it is now; equal keys mean equal documents.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    key = f"{_reader_versions()} {path.suffix.lower()} {digest.hexdigest()}"
    return hashlib.sha256(key.encode()).hexdigest()


@cache
def _reader_versions() -> str:
    return " ".join([str(READERS_VERSION), *map(_version, _LIBRARIES)])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
