"""Vectors that a build has computed, written as it runs, so that the next build resumes a killed one.

INDEX/.embedded begins with a line with the fingerprint. For each document follows one record: a line of JSON
with its key, counts and CRC-32, and the bytes of its vectors. A record that was cut off is dropped, with all
that follow it. The file is deleted when the build is in use.
"""

import json
import zlib
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

import numpy as np

from index.records import StoredVectors

DocumentVectors = tuple[StoredVectors, StoredVectors]  # of a document's passages and of its sentences


class _Record(NamedTuple):
    """Where the vectors of a document begin in the file, and how many there are."""

    key: str
    start: int
    passages: int
    sentences: int


def delete_journal(folder: Path) -> None:
    """Delete the journal of a folder, if there is one: its vectors are no longer needed."""
    _path(folder).unlink(missing_ok=True)


class Journal:
    """Vectors by key; a context manager, opened while the folder's lock is held."""

    def __init__(self, folder: Path, fingerprint: dict[str, str | int], dim: int) -> None:
        """Open the journal; keep its records if an earlier build of the same fingerprint wrote them.

        Raises:
            OSError: it cannot be written.
        """
        self._path, self._dim = _path(folder), dim
        self._records: dict[str, _Record] = {}
        self._stream = self._path.open("a+b")
        self._stream.seek(0)
        header = json.dumps(fingerprint, sort_keys=True).encode() + b"\n"
        if self._stream.readline() == header:
            self._read_records()
        else:
            self._stream.truncate(0)
            self._stream.write(header)
        self._stream.flush()

    def get(self, key: str) -> DocumentVectors | None:
        """The vectors of a document, None if there are none."""
        record = self._records.get(key)
        if record is None:
            return None
        self._stream.flush()
        self._stream.seek(record.start)
        body = self._stream.read((record.passages + record.sentences) * self._dim * 2)
        rows = np.frombuffer(body, dtype=np.float16).reshape(-1, self._dim)
        return rows[: record.passages], rows[record.passages :]

    def add(self, key: str, vectors: DocumentVectors) -> None:
        """Append the vectors of a document; after `flush` a kill does not lose them."""
        passages, sentences = vectors
        body = b"".join(np.ascontiguousarray(v, dtype=np.float16).tobytes() for v in vectors)
        head = {"key": key, "passages": len(passages), "sentences": len(sentences), "crc": zlib.crc32(body)}
        self._stream.write(json.dumps(head).encode() + b"\n" + body)

    def flush(self) -> None:
        self._stream.flush()

    def remove(self) -> None:
        """Delete the file, once a build has its vectors."""
        self._stream.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def _read_records(self) -> None:
        end = self._stream.tell()
        while (record := _read_record(self._stream, self._dim)) is not None:
            self._records[record.key] = record
            end = self._stream.tell()
        self._stream.truncate(end)
        self._stream.seek(0, 2)


def _path(folder: Path) -> Path:
    return folder / ".embedded"


def _read_record(stream: BinaryIO, dim: int) -> _Record | None:
    """The next record of the stream, None if no complete one follows."""
    try:
        head = json.loads(stream.readline())
        key, crc = str(head["key"]), int(head["crc"])
        passages, sentences = int(head["passages"]), int(head["sentences"])
    except (ValueError, KeyError, TypeError):
        return None
    start, size = stream.tell(), (passages + sentences) * dim * 2
    body = stream.read(size)
    if len(body) != size or zlib.crc32(body) != crc:
        return None
    return _Record(key, start, passages, sentences)
