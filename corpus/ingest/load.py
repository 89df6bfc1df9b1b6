"""Folders and files become documents; each file that cannot be read is listed with its reason.

A document's id is its POSIX path relative to the folder given, so that the same folder gives the same ids on
every machine. The starter corpus is part of the project and is read in this process; every other file is read
in a subprocess (`corpus.ingest.sandbox`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import CorpusError
from corpus.ingest.file_key import FileRecord, KnownDocuments, file_key
from corpus.ingest.read_file import MAX_BYTES, Skipped, read_file
from corpus.ingest.sandbox import Sandbox, SandboxLimits
from corpus.records import Document
from corpus.tables.sidecar import read_described_table

STARTER_CORPUS = Path(__file__).parents[1] / "starter" / "documents"
STARTER_FIGURES = Path(__file__).parents[1] / "starter" / "figures"  # tables, each with its description
KEPT_NOTE = "The file as it is now cannot be read; this is the version read before."
_KEPT_REASON = " The version read before stays in the index."
_OUTSIDE = (
    "is a link to a file outside its folder, which is not followed; "
    "put the file itself there, or name its folder with --documents."
)

_Read = Callable[[Path, str], Iterable[Document | Skipped]]
# Called after each file with its path and id, its documents, and what was skipped.
OnFileRead = Callable[[Path, str, Sequence[Document], Sequence[Skipped]], None]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Documents sorted by id, and what was skipped.

    `failed` are the ids and paths of files that could not be read completely; `files` are those that need not
    be read again while they do not change.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    failed: tuple[tuple[str, Path], ...] = ()
    files: tuple[FileRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class _FileResult:
    """What one file gave; `key` is None where the file must be read again next time."""

    path: Path
    identifier: str
    key: str | None
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    failed: bool

    @property
    def record(self) -> FileRecord | None:
        # What was read in part, or with a note, is read again: a program that it needs may be there then.
        if self.key is None or self.skipped or any(d.notes for d in self.documents):
            return None
        return FileRecord(self.identifier, self.key, tuple(d.id for d in self.documents))


def load_documents(
    roots: Iterable[Path],
    *,
    limits: SandboxLimits | None = None,
    on_file_read: OnFileRead | None = None,
    known: KnownDocuments | None = None,
) -> LoadResult:
    """Read every file under the roots, each a folder or a file, except those whose documents are `known`.

    Raises:
        CorpusError: a root does not exist, or two documents have the same id.
    """
    documents: dict[str, Document] = {}
    results: list[_FileResult] = []
    with Sandbox(limits) as sandbox:
        for root in roots:
            if not root.exists():
                raise CorpusError(f"There is no file or folder {root}; name one that exists.")
            read = _choose_reader(root, sandbox)
            for path, identifier in _list_files(root):
                result = _read_one(path, identifier, root, read, known)
                for document in result.documents:
                    _add(document, documents)
                if on_file_read:
                    on_file_read(path, identifier, result.documents, result.skipped)
                results.append(result)
    return LoadResult(
        documents=tuple(documents[i] for i in sorted(documents)),
        skipped=tuple(sorted((s for r in results for s in r.skipped), key=lambda s: s.file)),
        failed=tuple((r.identifier, r.path) for r in results if r.failed),
        files=tuple(record for r in results if (record := r.record)),
    )


def _choose_reader(root: Path, sandbox: Sandbox) -> _Read:
    """What reads the files of a root: the project's own are read in this process."""
    if root.resolve().is_relative_to(STARTER_CORPUS.resolve()):
        return _read_starter_file
    if _is_of_tables(root):
        return _read_table
    return lambda path, identifier: map(_drop_grades, sandbox.read(path, identifier))


def _drop_grades(found: Document | Skipped) -> Document | Skipped:
    """Take the grades from a document that anyone may have written: only the bibliography grades sources."""
    if isinstance(found, Skipped):
        return found
    return replace(found, references=tuple(replace(r, grade=None) for r in found.references))


def _is_of_tables(root: Path) -> bool:
    return root.resolve().is_relative_to(STARTER_FIGURES.resolve())


def _read_table(path: Path, identifier: str) -> Iterator[Document | Skipped]:
    """Read a table that has a description."""
    try:
        yield read_described_table(path, identifier)
    except CorpusError as error:
        yield Skipped(identifier, str(error))


def _read_starter_file(path: Path, identifier: str) -> Iterator[Document | Skipped]:
    """Read a brief in this process, without loading the language model: all briefs are in English."""
    return read_file(path, identifier, language="en")


def keep_readable(loaded: LoadResult, before: Iterable[Document]) -> LoadResult:
    """Add what each failed file gave `before`, with a note that it is the earlier version."""
    documents = {d.id: d for d in loaded.documents}
    failed = {path.resolve(): identifier for identifier, path in loaded.failed}
    kept: set[str] = set()
    for document in before if failed else ():
        origin = failed.get(Path(document.source).resolve())
        if origin and document.id not in documents:
            notes = tuple(dict.fromkeys((*document.notes, KEPT_NOTE)))
            documents[document.id] = replace(document, notes=notes)
            kept.add(origin)
    skipped = tuple(
        replace(s, reason=s.reason + _KEPT_REASON) if s.file in kept else s for s in loaded.skipped
    )
    return replace(loaded, documents=tuple(documents[i] for i in sorted(documents)), skipped=skipped)


def _read_one(
    path: Path, identifier: str, root: Path, read: _Read, known: KnownDocuments | None
) -> _FileResult:
    if not _is_within(path, root):
        outside = Skipped(identifier, f"{path.name} {_OUTSIDE}")
        return _FileResult(path, identifier, key=None, documents=(), skipped=(outside,), failed=False)
    key = _key(path, path.with_suffix(".toml")) if _is_of_tables(root) else _key(path)
    if known and key and (same := known(identifier, key)):
        documents = tuple(replace(d, source=str(path)) for d in same)
        return _FileResult(path, identifier, key, documents, skipped=(), failed=False)
    found = list(read(path, identifier))
    skipped = tuple(s for s in found if isinstance(s, Skipped))
    return _FileResult(
        path,
        identifier,
        key,
        documents=tuple(d for d in found if isinstance(d, Document)),
        skipped=skipped,
        failed=any(s.file == identifier for s in skipped),
    )


def _add(document: Document, documents: dict[str, Document]) -> None:
    if other := documents.get(document.id):
        raise CorpusError(
            f"Two documents have the id {document.id!r}, from {other.source} and {document.source}; "
            "rename or remove one."
        )
    documents[document.id] = document


def _key(*paths: Path) -> str | None:
    """The key of a file with those that its document depends on; None if it must be read each time."""
    try:
        return " ".join(map(file_key, paths)) if paths[0].stat().st_size <= MAX_BYTES else None
    except OSError:  # the reader reports it
        return None


def _list_files(root: Path) -> Iterator[tuple[Path, str]]:
    """The files of a root with their ids, by path, without hidden files and folders."""
    if root.is_file():
        yield root, _printable(root.name)
        return
    if _is_of_tables(root):
        yield from ((path, f"{root.name}/{path.name}") for path in sorted(root.glob("*.csv")))
        return
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield path, _printable(relative.as_posix())


def _is_within(path: Path, root: Path) -> bool:
    """False for a link by which a folder would expose another file; a root that is a file may be a link."""
    return path == root or path.resolve().is_relative_to(root.resolve())


def _printable(name: str) -> str:
    """The name with U+FFFD for bytes that are not UTF-8, which file systems allow."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
