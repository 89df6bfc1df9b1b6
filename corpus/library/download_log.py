"""The log of downloads: DATA/fetched.json, one record for each reading-list id or address.

    {"zweers-2020": {"url": "https://...", "state": "fetched", "file": "zweers-2020.pdf", "reason": null,
                     "tries": 1, "date": "2026-11-21T09:30:00+00:00", ...}}

The file is replaced atomically after each change. It is stored next to the library, not in it.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from corpus.library.stored_json import read_json, write_json


class DownloadState(StrEnum):
    """The outcome of a download."""

    FETCHED = "fetched"
    PARTIAL = "partial"  # interrupted, or in progress in another process
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DownloadRecord:
    """One download: `tries` counts requests over all runs, `date` is in ISO 8601 with a time zone.

    `validator` is the ETag or the date with which a partial file can be resumed.
    """

    url: str
    state: DownloadState
    file: str | None = None
    reason: str | None = None
    tries: int = 0
    date: str | None = None
    validator: str | None = None


_RECORDS = TypeAdapter(dict[str, DownloadRecord])


class DownloadLog:
    """The records by key, written on every change."""

    def __init__(self, data: Path) -> None:
        """Raises CorpusError if the file is corrupt."""
        self._path = data / "fetched.json"
        self._records = read_json(
            self._path, _RECORDS, absent={}, remedy="remove it, the files of the library stay"
        )

    def get(self, key: str) -> DownloadRecord | None:
        return self._records.get(key)

    def put(self, key: str, record: DownloadRecord) -> None:
        """Raises CorpusError if the file cannot be written."""
        self._records[key] = record
        write_json(self._path, _RECORDS, dict(sorted(self._records.items())))

    def find_key(self, file: str) -> str | None:
        """Return the key of the download that has this file name."""
        return next((key for key, record in self._records.items() if record.file == file), None)
