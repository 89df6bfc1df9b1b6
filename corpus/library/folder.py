"""The user's library: a folder of files, DATA/library, that every build reads beside the starter corpus.

Files keep their names; a copy is complete or absent. Adding a file of the same name replaces it.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.ingest.file_key import KnownDocuments
from corpus.ingest.load import STARTER_CORPUS, LoadResult, load_documents
from corpus.ingest.read_file import MAX_BYTES, Skipped
from corpus.library.download import DownloadLimits
from corpus.library.fetch import fetch, wanted_address
from corpus.library.file_names import safe_name
from corpus.library.ingest_log import Readings
from corpus.records import Document

# How a build names where its documents came from: the two usual roots by name, so that the same documents give the same build on every machine.
STARTER, LIBRARY = "the starter corpus", "the library"


@dataclass(frozen=True, slots=True)
class Room:
    """What a library may hold: files, and bytes of all together and of one. JSONL, which is read a line at a time, may fill it."""

    files: int = 10_000
    total_bytes: int = 20_000_000_000
    file_bytes: int = MAX_BYTES


def default_roots(data: Path) -> dict[str, Path]:
    """What is indexed unless told otherwise, by name."""
    return {STARTER: STARTER_CORPUS, LIBRARY: make_library_folder(data)}


def resolve_roots(names: Iterable[str], data: Path) -> list[Path]:
    """The places of the roots that a build names, there or not."""
    usual = {STARTER: STARTER_CORPUS, LIBRARY: data / "library"}
    return [usual.get(name, Path(name)) for name in names]


def make_library_folder(data: Path) -> Path:
    """The library of a data folder, made if it is not there."""
    folder = data / "library"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(
            f"The library {folder} cannot be made ({error.strerror}); choose another folder with --data."
        ) from error
    return folder


def read_library(
    data: Path, *, on_file_read: Callable[[str], None] | None = None, known: KnownDocuments | None = None
) -> LoadResult:
    """The documents of the usual roots; what came of each file of the library is noted in its readings (`corpus.library.ingest_log`).

    Files whose documents are `known` are not read again. `on_file_read` hears the name of each file that was read; what it raises stops the reading.

    Raises:
        CorpusError: two documents have the same id, or the note cannot be written.
    """
    library, readings = make_library_folder(data), Readings(data)
    statuses: dict[Path, os.stat_result] = {}
    for path in list_files(library):
        with contextlib.suppress(OSError):  # taken out since it was listed
            statuses[path] = path.stat()

    def note_file(
        path: Path, identifier: str, documents: Sequence[Document], skipped: Sequence[Skipped]
    ) -> None:
        if path in statuses:
            readings.note(statuses[path], identifier, documents, [s.reason for s in skipped])
        if on_file_read:
            on_file_read(identifier)

    loaded = load_documents(default_roots(data).values(), on_file_read=note_file, known=known)
    readings.write()
    return loaded


def list_files(library: Path) -> list[Path]:
    """The files of a library by name, and what only leads to one elsewhere, so that it can be removed."""
    return sorted(p for p in library.rglob("*") if p.is_file() and not p.name.startswith("."))


def add_file(library: Path, source: Path, name: str | None = None, *, room: Room | None = None) -> Path:
    """Copy a file into the library and give its place there.

    Raises:
        CorpusError: it is no file, of a kind that no reader takes, or there is no room for it.
    """
    name = safe_name(name or source.name)
    if not source.is_file():
        raise CorpusError(f"There is no file {source}; name one that exists.")
    target = library / name
    check_room(library, name, source.stat().st_size, room or Room())
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


def check_room(library: Path, name: str, size: int, room: Room) -> None:
    """Raise CorpusError if a file of so many bytes has no place in the library; one of the same name makes place for it."""
    if size > room.file_bytes and not name.lower().endswith(".jsonl"):
        raise CorpusError(
            f"{name} has {size / 1e6:,.0f} MB, more than the {room.file_bytes / 1e6:,.0f} MB that are read; split it."
        )
    others = [p for p in list_files(library) if p != library / name]
    if len(others) >= room.files:
        raise CorpusError(
            f"The library holds {len(others):,} files, as many as it may; remove some before {name} is added."
        )
    if (held := sum(p.lstat().st_size for p in others)) + size > room.total_bytes:
        raise CorpusError(
            f"The library holds {held / 1e6:,.0f} of {room.total_bytes / 1e6:,.0f} MB; remove files before {name} is added."
        )


def remove_file(library: Path, name: str) -> None:
    """Delete one file of the library by its name there."""
    known = {p.relative_to(library).as_posix(): p for p in list_files(library)}
    if name not in known:
        raise CorpusError(f"There is no {name!r} in the library; it holds {', '.join(known) or 'nothing'}.")
    known[name].unlink()


def fetch_url(library: Path, url: str, *, limits: DownloadLimits | None = None) -> Path:
    """Download one document into the library, because the user asked; one that is there already is fetched anew.

    Raises:
        CorpusError: the address is no http(s) one, does not answer, is too big or is of a kind that no reader takes.
    """
    wanted = wanted_address(url)
    check_room(
        library, "", 0, Room()
    )  # its name and size are known at the end; a download is bounded by itself
    fetched = fetch(library, [wanted], again=True, limits=limits)
    if fetched.failed:
        raise CorpusError(fetched.failed[0][1])
    return fetched.files[0]
