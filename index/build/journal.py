"""Vectors that a build has computed, written as it goes, so that a build that was killed is taken up where it stopped.

INDEX/.embedded holds, after a line with the fingerprint, one record for each document: a line of JSON with its key, counts and CRC-32, and the vectors' bytes.
A record that was cut off is dropped, and with it what follows. The file goes when the build is in use.
"""

import json
import zlib
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np

from index.records import StoredVectors

Pair = tuple[StoredVectors, StoredVectors]  # of a document's passages and of its sentences


def discard(folder: Path) -> None:
    """Delete the journal of a folder, if there is one: nobody needs what a killed build has embedded any more."""
    _path(folder).unlink(missing_ok=True)


class Journal:
    """The vectors by key; a context manager, opened under the folder's lock."""

    def __init__(self, folder: Path, fingerprint: dict[str, str | int], dim: int) -> None:
        """Take up what an earlier build of the same fingerprint left; raises OSError if it cannot be written."""
        self._path, self._dim = _path(folder), dim
        self._places: dict[str, tuple[int, int, int]] = {}
        self._stream = self._path.open("a+b")
        self._stream.seek(0)
        first = json.dumps(fingerprint, sort_keys=True).encode() + b"\n"
        if self._stream.readline() == first:
            self._scan()
        else:
            self._stream.truncate(0)
            self._stream.write(first)
        self._stream.flush()

    def get(self, key: str) -> Pair | None:
        """The vectors of a document, None if there are none."""
        if key not in self._places:
            return None
        place, passages, sentences = self._places[key]
        self._stream.flush()
        self._stream.seek(place)
        rows = np.frombuffer(self._stream.read(self._size(passages + sentences)), dtype=np.float16).reshape(
            -1, self._dim
        )
        return rows[:passages], rows[passages:]

    def add(self, key: str, vectors: Pair) -> None:
        """Append a document's vectors; they are safe from a kill after `flush`."""
        body = b"".join(np.ascontiguousarray(v, dtype=np.float16).tobytes() for v in vectors)
        head = {
            "key": key,
            "passages": len(vectors[0]),
            "sentences": len(vectors[1]),
            "crc": zlib.crc32(body),
        }
        self._stream.write(json.dumps(head).encode() + b"\n" + body)

    def flush(self) -> None:
        self._stream.flush()

    def remove(self) -> None:
        """Delete it: what it holds is in a build."""
        self._stream.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def _scan(self) -> None:
        whole = self._stream.tell()
        while (place := _next(self._stream, self._dim)) is not None:
            key, begin, passages, sentences = place
            self._places[key] = (begin, passages, sentences)
            whole = self._stream.tell()
        self._stream.truncate(whole)
        self._stream.seek(0, 2)

    def _size(self, rows: int) -> int:
        return rows * self._dim * 2


def _path(folder: Path) -> Path:
    return folder / ".embedded"


def _next(stream: BinaryIO, dim: int) -> tuple[str, int, int, int] | None:
    """Key, place and counts of the record at which the stream stands, None where there is no whole one."""
    try:
        head = json.loads(stream.readline())
        key, passages, sentences, crc = (
            str(head["key"]),
            int(head["passages"]),
            int(head["sentences"]),
            int(head["crc"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
    begin, size = stream.tell(), (passages + sentences) * dim * 2
    body = stream.read(size)
    return (key, begin, passages, sentences) if len(body) == size and zlib.crc32(body) == crc else None
