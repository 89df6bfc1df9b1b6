"""What has become of the files that indexed documents were read from.

Only the files of the documents asked about are read again, so that a few citations can be judged without reading a whole library.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from corpus.errors import CorpusError
from corpus.ingest.load import load_documents
from corpus.records import Document


class Change(StrEnum):
    CHANGED = "changed"  # the file gives another text now, or none
    GONE = "gone"  # there is no such file under the roots


def find_changes(documents: Iterable[Document], roots: Sequence[Path]) -> dict[str, Change]:
    """The change of each document, by id, whose text its file does not give any more; the roots are the folders and files that were indexed."""
    given: dict[Path, frozenset[str]] = {}
    found = {}
    for document in documents:
        paths = list(_files_of(document, roots))
        for path in paths:
            if path not in given:
                given[path] = _texts(path)
        if not any(document.sha256 in given[path] for path in paths):
            found[document.id] = Change.CHANGED if paths else Change.GONE
    return found


def _files_of(document: Document, roots: Sequence[Path]) -> Iterator[Path]:
    """Where the document may have been read from: a root that is a file, the file that its id names, or one that holds many documents."""
    name = Path(document.source).name
    for root in roots:
        if root.is_file():
            found = [root]
        elif Path(document.id).name == name:
            found = [root / document.id]
        else:
            found = sorted(root.rglob("*"))
        yield from (path for path in found if path.name == name and path.is_file())


def _texts(path: Path) -> frozenset[str]:
    """sha256 of each text that a file gives."""
    try:
        return frozenset(d.sha256 for d in load_documents([path]).documents)
    except CorpusError:
        return frozenset()
