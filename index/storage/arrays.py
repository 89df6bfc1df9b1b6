"""Arrays on disk: written row by row in order, read through a memory map."""

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray


class ArrayWriter:
    """Appends rows to a `.npy` file whose length is known only at the end; a context manager.

    NumPy leaves room in the header for a first axis that grows, so the shape is overwritten at the end.
    """

    def __init__(self, path: Path, dtype: str, width: int | None = None) -> None:
        """Rows are scalars, or arrays of `width`."""
        self._stream = path.open("w+b")
        self._dtype, self._width, self._rows = np.dtype(dtype), width, 0
        self._write_header()
        self._data_start = self._stream.tell()

    def add(self, rows: NDArray[Any]) -> None:
        """Append rows (n,) or (n, width), cast to the array's type."""
        self._stream.write(np.ascontiguousarray(rows, dtype=self._dtype).data)
        self._rows += len(rows)

    def __enter__(self) -> "ArrayWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stream:
            if error is None:
                self._stream.seek(0)
                self._write_header()
                if self._stream.tell() != self._data_start:
                    raise ValueError("the header of an array grew over its first row")

    def _write_header(self) -> None:
        shape = (self._rows,) if self._width is None else (self._rows, self._width)
        header = {"descr": npy.dtype_to_descr(self._dtype), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(self._stream, header)


def open_array(path: Path) -> NDArray[Any]:
    """Map the array into memory, read only.

    The result is a plain array over the map: slicing an `np.memmap` makes a new map of every row, which
    costs more than the row.
    """
    return np.asarray(np.load(path, mmap_mode="r"))


def rows_of_groups(starts: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """All rows of the chosen groups, one group after the other; group i has `starts[i]:starts[i + 1]`."""
    first, lengths = starts[groups], starts[groups + 1] - starts[groups]
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.repeat(first - before, lengths) + np.arange(int(lengths.sum())), dtype=np.int64)
