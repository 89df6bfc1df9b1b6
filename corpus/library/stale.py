"""Checks whether the files of indexed documents still give the same text.

Only the files of the given documents are read again, so that a few citations can be checked without reading a
whole library.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from corpus.errors import CorpusError
from corpus.ingest.load import STARTER_FIGURES, load_documents
from corpus.records import Document


class Change(StrEnum):
    CHANGED = "changed"  # the file now gives another text, or none
    GONE = "gone"  # there is no such file under the roots


def find_changes(documents: Iterable[Document], roots: Sequence[Path]) -> dict[str, Change]:
    """Return the change of each document, by id, whose file no longer gives its text.

    The roots are the folders and files that were indexed.
    """
    hash_texts = cache(_hash_texts)
    changes = {}
    for document in documents:
        paths = list(_find_files(document, roots))
        if not any(document.sha256 in hash_texts(path) for path in paths):
            changes[document.id] = Change.CHANGED if paths else Change.GONE
    return changes


def _find_files(document: Document, roots: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that the document may have been read from.

    Such a file is a root itself, is named by the document's id, or holds many documents.
    """
    name = Path(document.source).name
    for root in roots:
        if root.is_file():
            candidates = [root]
        elif root == STARTER_FIGURES:
            candidates = [root.parent / document.id]
        elif Path(document.id).name == name:
            candidates = [root / document.id]
        else:
            candidates = sorted(root.rglob("*"))
        yield from (path for path in candidates if path.name == name and path.is_file())


def _hash_texts(path: Path) -> frozenset[str]:
    """Return the sha256 of each text that a file gives."""
    try:
        return frozenset(d.sha256 for d in load_documents([path]).documents)
    except CorpusError:
        return frozenset()
