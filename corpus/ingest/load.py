"""Folders and files become documents; what cannot be read is listed with its reason, never dropped in silence.

A document's id is its POSIX path relative to the folder given, so that the same folder gives the same ids on every machine. The starter corpus is read in this
process, because it is the project's own; every other file is read in a process apart (`corpus.ingest.sandbox`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import CorpusError
from corpus.ingest.file_key import FileRecord, KnownDocuments, file_key
from corpus.ingest.read_file import MAX_BYTES, Skipped, read_file
from corpus.ingest.sandbox import Sandbox, SandboxLimits
from corpus.records import Document

STARTER_CORPUS = Path(__file__).parents[1] / "starter" / "documents"
KEPT_NOTE = "The file as it is now cannot be read; this is the version read before."
_LEADS_OUT = "is a link to a file outside its folder, which is not followed; put the file itself there, or name its folder with --documents."
_KEPT_REASON = " The version read before stays in the index."

# Called after each file: its path and id, and what it gave.
OnFileRead = Callable[[Path, str, Sequence[Document], Sequence[Skipped]], None]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Documents sorted by id, what was skipped, the files that could not be read (to their end), and those that need not be read again if they stay."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    failed: tuple[tuple[str, Path], ...] = ()
    files: tuple[FileRecord, ...] = ()


def load_documents(
    roots: Iterable[Path],
    *,
    limits: SandboxLimits | None = None,
    on_file_read: OnFileRead | None = None,
    known: KnownDocuments | None = None,
) -> LoadResult:
    """Read every file under the roots, each a folder or a file; those whose documents are `known` are not read again.

    Raises:
        CorpusError: a root does not exist, or two documents have the same id.
    """
    documents: dict[str, Document] = {}
    skipped: list[Skipped] = []
    failed: list[tuple[str, Path]] = []
    files: list[FileRecord] = []
    with Sandbox(limits) as reading:
        for root in roots:
            if not root.exists():
                raise CorpusError(f"There is no file or folder {root}; name one that exists.")
            read = read_file if root.resolve().is_relative_to(STARTER_CORPUS.resolve()) else reading.read
            for path, identifier in _files(root):
                within = _is_within(path, root)
                key = _key(path) if within else None
                same = known(identifier, key) if known and key else None
                if same:
                    found: list[Document | Skipped] = [replace(d, source=str(path)) for d in same]
                else:
                    found = (
                        list(read(path, identifier))
                        if within
                        else [Skipped(identifier, f"{path.name} {_LEADS_OUT}")]
                    )
                read_documents = [d for d in found if isinstance(d, Document)]
                left_out = [s for s in found if isinstance(s, Skipped)]
                for document in read_documents:
                    if other := documents.get(document.id):
                        raise CorpusError(
                            f"Two documents have the id {document.id!r}, from {other.source} and {document.source}; rename or remove one."
                        )
                    documents[document.id] = document
                skipped += left_out
                if within and any(s.file == identifier for s in left_out):
                    failed.append((identifier, path))
                # What left something unread is tried again: another program may be there to read it next time.
                if key and not left_out and not any(d.notes for d in read_documents):
                    files.append(FileRecord(identifier, key, tuple(d.id for d in read_documents)))
                if on_file_read:
                    on_file_read(path, identifier, read_documents, left_out)
    return LoadResult(
        tuple(documents[i] for i in sorted(documents)),
        tuple(sorted(skipped, key=lambda s: s.file)),
        tuple(failed),
        tuple(files),
    )


def keep_readable(loaded: LoadResult, before: Iterable[Document]) -> LoadResult:
    """What was loaded, and of each file that cannot be read now the documents it gave before, marked so."""
    documents = {d.id: d for d in loaded.documents}
    failed = {path.resolve(): identifier for identifier, path in loaded.failed}
    kept: set[str] = set()
    for document in before if failed else ():
        origin = failed.get(Path(document.source).resolve())
        if origin and document.id not in documents:
            documents[document.id] = replace(
                document, notes=tuple(dict.fromkeys((*document.notes, KEPT_NOTE)))
            )
            kept.add(origin)
    skipped = tuple(
        replace(s, reason=s.reason + _KEPT_REASON) if s.file in kept else s for s in loaded.skipped
    )
    return replace(loaded, documents=tuple(documents[i] for i in sorted(documents)), skipped=skipped)


def _key(path: Path) -> str | None:
    try:
        return file_key(path) if path.stat().st_size <= MAX_BYTES else None
    except OSError:  # told by the reading
        return None


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    if root.is_file():
        yield root, _named(root.name)
        return
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield path, _named(relative.as_posix())


def _is_within(path: Path, root: Path) -> bool:
    """False for a link by which a folder of documents would show another file of this machine; a root that is a file was named itself."""
    return path == root or path.resolve().is_relative_to(root.resolve())


def _named(name: str) -> str:
    """The name as text, where the file system holds bytes that are none."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
