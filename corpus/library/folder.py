"""The user's library: a folder of files, DATA/library, that every build reads with the starter corpus.

Files keep their names; a copy is complete or absent. Adding a file of the same name replaces it.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import CorpusError
from corpus.ingest.file_key import KnownDocuments
from corpus.ingest.load import STARTER_CORPUS, STARTER_FIGURES, LoadResult, load_documents
from corpus.ingest.read_file import MAX_BYTES, Skipped
from corpus.library.fetch import fetch
from corpus.library.fetch_targets import target_from_url
from corpus.library.file_names import make_safe_name
from corpus.library.ingest_log import IngestLog
from corpus.library.web.transfer import DownloadLimits
from corpus.readers.office.unread_formats import refuse_unread_file
from corpus.records import Document

# A build records the default roots by name, so that equal documents give equal builds on every machine.
STARTER, FIGURES, LIBRARY = "the starter corpus", "the starter tables", "the library"


@dataclass(frozen=True, slots=True)
class LibraryLimits:
    """The most that a library may hold: files, bytes of all files, and bytes of one file.

    A JSONL file, which is read a line at a time, may have any size within `total_bytes`.
    """

    files: int = 10_000
    total_bytes: int = 20_000_000_000
    file_bytes: int = MAX_BYTES


def default_roots(data: Path) -> dict[str, Path]:
    """Return what is indexed by default, by name."""
    return {STARTER: STARTER_CORPUS, FIGURES: STARTER_FIGURES, LIBRARY: make_library_folder(data)}


def resolve_roots(names: Iterable[str], data: Path) -> list[Path]:
    """Return the paths of the roots that a build names, whether or not they exist."""
    defaults = {STARTER: STARTER_CORPUS, FIGURES: STARTER_FIGURES, LIBRARY: data / "library"}
    return [defaults.get(name, Path(name)) for name in names]


def make_library_folder(data: Path) -> Path:
    """Return the library of a data folder; create it if it does not exist.

    Raises:
        CorpusError: it cannot be created.
    """
    folder = data / "library"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(
            f"The library {folder} cannot be created ({error.strerror}); choose another folder with --data."
        ) from error
    return folder


def read_library(
    data: Path, *, on_file_read: Callable[[str], None] | None = None, known: KnownDocuments | None = None
) -> LoadResult:
    """Return the documents of the default roots, and record each file of the library in its ingest log.

    Files whose documents are `known` are not read again. `on_file_read` is called with the name of each file
    that was read; an exception that it raises stops the reading.

    Raises:
        CorpusError: two documents have the same id, or the log cannot be written.
    """
    library, log = make_library_folder(data), IngestLog(data)
    statuses: dict[Path, os.stat_result] = {}
    for path in list_files(library):
        with contextlib.suppress(OSError):  # removed since it was listed
            statuses[path] = path.stat()

    def record_file(
        path: Path, identifier: str, documents: Sequence[Document], skipped: Sequence[Skipped]
    ) -> None:
        if path in statuses:
            log.put(statuses[path], identifier, documents, [s.reason for s in skipped])
        if on_file_read:
            on_file_read(identifier)

    loaded = load_documents(default_roots(data).values(), on_file_read=record_file, known=known)
    log.write()
    return loaded


@cache
def list_starter_ids() -> frozenset[str]:
    """Return the ids of the documents and the tables of the starter corpus."""
    briefs = (p.relative_to(STARTER_CORPUS).as_posix() for p in STARTER_CORPUS.rglob("*.md"))
    tables = (p.relative_to(STARTER_FIGURES.parent).as_posix() for p in STARTER_FIGURES.glob("*.csv"))
    return frozenset((*briefs, *tables))


def list_files(library: Path) -> list[Path]:
    """Return the files of a library by name, with links to files elsewhere, so that those can be removed."""
    return sorted(p for p in library.rglob("*") if p.is_file() and not p.name.startswith("."))


def add_file(
    library: Path, source: Path, name: str | None = None, *, limits: LibraryLimits | None = None
) -> Path:
    """Copy a file into the library and return its path there.

    Raises:
        CorpusError: there is no such file, no reader takes its type, or it exceeds the limits.
    """
    name = make_safe_name(name or source.name)
    if not source.is_file():
        raise CorpusError(f"There is no file {source}; name one that exists.")
    refuse_unread_file(source, name)
    target = library / name
    check_capacity(library, name, source.stat().st_size, limits or LibraryLimits())
    temporary = library / f".{name}.{os.getpid()}"
    try:
        shutil.copyfile(source, temporary)
        os.replace(temporary, target)
    except OSError as error:
        raise CorpusError(
            f"{name} cannot be copied to {library} ({error.strerror}); check space and permissions."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target


def check_capacity(library: Path, name: str, size: int, limits: LibraryLimits) -> None:
    """Raise CorpusError if adding so many bytes exceeds the limits; a file of the same name is replaced."""
    if size > limits.file_bytes and not name.lower().endswith(".jsonl"):
        raise CorpusError(
            f"{name} has {size / 1e6:,.0f} MB, more than the limit of "
            f"{limits.file_bytes / 1e6:,.0f} MB; split it."
        )
    others = [p for p in list_files(library) if p != library / name]
    if len(others) >= limits.files:
        raise CorpusError(
            f"The library holds {len(others):,} files, the most it may hold; "
            f"remove some before adding {name}."
        )
    held = sum(p.lstat().st_size for p in others)
    if held + size > limits.total_bytes:
        raise CorpusError(
            f"The library holds {held / 1e6:,.0f} of {limits.total_bytes / 1e6:,.0f} MB; "
            f"remove files before adding {name}."
        )


def remove_file(library: Path, name: str) -> None:
    """Delete one file of the library by its name there.

    Raises:
        CorpusError: the library has no such file.
    """
    known = {p.relative_to(library).as_posix(): p for p in list_files(library)}
    if name not in known:
        raise CorpusError(f"There is no {name!r} in the library; it holds {', '.join(known) or 'nothing'}.")
    known[name].unlink()


def fetch_url(library: Path, url: str, *, limits: DownloadLimits | None = None) -> Path:
    """Download one document into the library at the user's request, even if it is there already.

    Raises:
        CorpusError: it is not an http(s) address, does not answer, or is too big or of a type that no reader
        takes.
    """
    target = target_from_url(url)
    # Its name and size are known only at the end; the download has limits itself.
    check_capacity(library, target.stem, 0, LibraryLimits())
    report = fetch(library, [target], again=True, limits=limits)
    if report.failed:
        raise CorpusError(report.failed[0][1])
    return report.files[0]
