"""Records on disk, one per line, read one at a time through a memory map.

Passages take no memory until they are read.

NAME.jsonl            the lines, for people and other programs too
NAME.offsets.npy      int64, where each line begins, and the end of the last
"""

import bisect
import mmap
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import overload

import numpy as np

from index.storage.arrays import open_array


class Lines(Sequence[bytes]):
    """The lines of a file by number, without their line ends."""

    def __init__(self, path: Path) -> None:
        """Open what a `LineWriter` wrote.

        Raises:
            OSError, ValueError: the file or its offsets are missing or damaged.
        """
        self._offsets = open_array(_offsets_path(path))
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        if len(self._offsets) == 0 or int(self._offsets[-1]) != size:
            raise ValueError(f"{path.name} has {size} bytes, which its offsets do not match")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return self._line(number % len(self))

    def find(self, line: bytes) -> int | None:
        """The number of a line among sorted, distinct lines; None if it is absent."""
        number = bisect.bisect_left(range(len(self)), line, key=self._line)
        return number if number < len(self) and self._line(number) == line else None

    def _line(self, number: int) -> bytes:
        return self._bytes[self._offsets[number] : self._offsets[number + 1] - 1]


class LineWriter:
    """Writes lines in order; a context manager, after which a `Lines` can be opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream = path.open("wb")
        self._offsets = [0]

    def add(self, line: bytes) -> None:
        self._stream.write(line + b"\n")
        self._offsets.append(self._offsets[-1] + len(line) + 1)

    def __enter__(self) -> "LineWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        if error is None:
            np.save(_offsets_path(self._path), np.array(self._offsets, dtype=np.int64))


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    with LineWriter(path) as writer:
        for line in lines:
            writer.add(line)


def _offsets_path(path: Path) -> Path:
    return path.with_name(f"{path.stem}.offsets.npy")
