"""Folders and files become documents; what cannot be read is listed with its reason, never dropped in silence.

A document's id is its POSIX path relative to the folder given, so that the same folder gives the same ids on every machine.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers.beir import read_beir
from corpus.readers.html import read_html
from corpus.readers.markdown import read_markdown
from corpus.readers.pdf import read_pdf
from corpus.readers.text import read_text
from corpus.records import Document

READERS: dict[str, Callable[[Path, str], Document]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".text": read_text,
    ".pdf": read_pdf,
    ".html": read_html,
    ".htm": read_html,
}
SUFFIXES = (*READERS, ".jsonl")
STARTER_CORPUS = Path(__file__).with_name("documents")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file (or line `file:7` of one) that gave no document, and why, in a sentence."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """Documents sorted by id, and what was skipped."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def load_documents(roots: Iterable[Path]) -> Loaded:
    """Read every file under the roots, each a folder or a file.

    Raises:
        CorpusError: a root does not exist, or two documents have the same id.
    """
    documents: dict[str, Document] = {}
    skipped: list[Skipped] = []
    for root in roots:
        if not root.exists():
            raise CorpusError(f"There is no file or folder {root}; name one that exists.")
        for path, identifier in _files(root):
            for document in _read(path, identifier, skipped):
                if other := documents.get(document.id):
                    raise CorpusError(f"Two documents have the id {document.id!r}, from {other.source} and {document.source}; rename or remove one.")
                documents[document.id] = document
    return Loaded(tuple(documents[i] for i in sorted(documents)), tuple(sorted(skipped, key=lambda s: s.file)))


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    if root.is_file():
        yield root, root.name
        return
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield path, relative.as_posix()


def _read(path: Path, identifier: str, skipped: list[Skipped]) -> list[Document]:
    try:
        if path.suffix.lower() == ".jsonl":
            documents, bad = read_beir(path)
            skipped += [Skipped(f"{identifier}:{line}", reason) for line, reason in bad]
            return documents
        document = _reader(path)(path, identifier)
        if not document.blocks:
            raise CorpusError(f"{path.name} has no text; remove it or save it with its text.")
        return [document]
    except CorpusError as error:
        skipped.append(Skipped(identifier, str(error)))
    except OSError as error:
        skipped.append(Skipped(identifier, f"{path.name} cannot be read ({error.strerror}); check its permissions."))
    return []


def _reader(path: Path) -> Callable[[Path, str], Document]:
    try:
        return READERS[path.suffix.lower()]
    except KeyError:
        raise CorpusError(f"{path.name} has the suffix {path.suffix!r}, which no reader takes; use one of {', '.join(SUFFIXES)}.") from None
