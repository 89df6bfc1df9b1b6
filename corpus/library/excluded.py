"""Documents that the user has excluded: they stay in the library and in the index, and no answer uses them.

DATA/excluded.json is a sorted list of document ids. It lies next to the library, as the download log does.
"""

import threading
from pathlib import Path

from pydantic import TypeAdapter

from corpus.library.stored_json import read_json, write_json

_IDS = TypeAdapter(list[str])
_write_lock = threading.Lock()  # two sessions of one server may change the file at once


def excluded_path(data: Path) -> Path:
    return data / "excluded.json"


def read_excluded(data: Path) -> frozenset[str]:
    """Return the excluded ids, whether or not such documents still exist.

    Raises:
        CorpusError: the file is corrupt.
    """
    remedy = "remove it, and answers use every document again"
    ids = read_json(excluded_path(data), _IDS, absent=[], remedy=remedy)
    return frozenset(ids)


def set_excluded(data: Path, identifier: str, excluded: bool) -> frozenset[str]:
    """Exclude a document or include it again, and return all ids that are excluded now.

    Raises:
        CorpusError: the file is corrupt or cannot be written.
    """
    with _write_lock:
        ids = read_excluded(data) - {identifier} | ({identifier} if excluded else set())
        write_json(excluded_path(data), _IDS, sorted(ids))
    return ids
