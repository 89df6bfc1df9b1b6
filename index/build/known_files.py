"""What the build in use knows of files, so that those that have not changed need not be read again.

files.jsonl           [id, key, ids of the documents], one line for each file that was read to its end
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.errors import StaleIndexError
from corpus.ingest.file_key import FileRecord, KnownDocuments
from corpus.records import Document
from index.builds import directory
from index.storage.documents import Documents
from index.storage.lines import Lines, write_lines

_FILES = "files.jsonl"
_READ = (
    "documents.jsonl",
    "documents.offsets.npy",
    "ids.txt",
    "ids.offsets.npy",
    _FILES,
    "files.offsets.npy",
)


def known_files(folder: Path) -> KnownDocuments:
    """The documents of files that are as they were in the build in use; none are known where there is no build or it is damaged."""
    try:
        return _open(folder) or _nothing
    except (StaleIndexError, OSError, ValueError, KeyError, TypeError):
        return _nothing


def write_files(folder: Path, read: Iterable[FileRecord]) -> None:
    write_lines(
        folder / _FILES, (json.dumps([f.id, f.key, f.documents], ensure_ascii=False).encode() for f in read)
    )


def _open(folder: Path) -> KnownDocuments | None:
    build = directory.current_build(folder)
    if build is None:
        return None
    manifest, path = directory.read_manifest(folder, build), directory.build_folder(folder, build)
    if any(directory.checksum(path / name) != manifest.files.get(name) for name in _READ):
        return None
    documents = Documents(path)
    entries = {(i, key): ids for i, key, ids in map(json.loads, Lines(path / _FILES))}

    def known(identifier: str, key: str) -> Sequence[Document] | None:
        ids = entries.get((identifier, key))
        try:
            return None if ids is None else [documents[i] for i in ids]
        except (StaleIndexError, KeyError):
            return None

    return known


def _nothing(identifier: str, key: str) -> None:
    return None
