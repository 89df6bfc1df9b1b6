"""What became of each download: DATA/fetched.json, one record for each reading-list id or address.

    {"zweers-2020": {"url": "https://...", "state": "fetched", "file": "zweers-2020.pdf", "reason": null, "tries": 1, "date": "2026-11-21T09:30:00+00:00", ...}}

The file is written anew after each change and is whole at every moment. It lies beside the library, not in it.
"""

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError


class State(StrEnum):
    """How far a download came."""

    FETCHED = "fetched"
    PARTIAL = "partial"  # broken off, or under way in another process
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Download:
    """One record: `tries` counts requests over all runs, `validator` is the ETag or date that lets a partial file be continued."""

    url: str
    state: State
    file: str | None = None
    reason: str | None = None
    tries: int = 0
    date: str | None = None
    validator: str | None = None


class Ledger:
    """The records by key, written on every change."""

    def __init__(self, data: Path) -> None:
        self._path = data / "fetched.json"
        self._records = _read(self._path)

    def get(self, key: str) -> Download | None:
        return self._records.get(key)

    def put(self, key: str, download: Download) -> None:
        """Raises CorpusError if the file cannot be written."""
        self._records[key] = download
        write_records(self._path, {k: asdict(d) for k, d in self._records.items()})

    def owner(self, file: str) -> str | None:
        """The key whose download bears this file name."""
        return next((key for key, download in self._records.items() if download.file == file), None)


def write_records(path: Path, records: dict[str, dict[str, Any]]) -> None:
    """Write a ledger by key, whole or not at all; raises CorpusError if it cannot be written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    text = json.dumps({key: records[key] for key in sorted(records)}, ensure_ascii=False, indent=1)
    try:
        temporary.write_text(text + "\n", encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be written ({error.strerror}); check space and permissions."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Download]:
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
        return {
            key: Download(**{**record, "state": State(record["state"])}) for key, record in records.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CorpusError(
            f"{path} is damaged ({error}); remove it, the files of the library stay."
        ) from error
