"""The sentences of each tag: one bit per sentence, read through a memory map.

tags.jsonl            ["subject", "Serbia"], one line per tag, sorted
tags.npy              uint8 (tags, bytes), bits least significant first, as FAISS reads them
"""

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.records import Bits, Rows, Tag
from index.storage.arrays import ArrayWriter, open_array
from index.storage.lines import Lines, write_lines


class TagWriter:
    """Takes the tags of sentences in order while an index is built."""

    def __init__(self) -> None:
        self._rows: dict[Tag, array[int]] = {}
        self._copied: list[_CopiedRows] = []
        self._count = 0

    def add(self, tags: Iterable[Tag]) -> None:
        """Add the next sentence by its tags."""
        for tag in tags:
            self._rows.setdefault(tag, array("i")).append(self._count)
        self._count += 1

    def copy_rows(self, source: "TagIndex", rows: slice) -> None:
        """Add the next sentences with the tags of consecutive rows of an earlier build."""
        if self._copied and self._copied[-1].is_followed_by(source, rows, self._count):
            self._copied[-1] = replace(self._copied[-1], stop=rows.stop)
        else:
            self._copied.append(_CopiedRows(source, rows.start, rows.stop, self._count))
        self._count += rows.stop - rows.start

    def write(self, folder: Path) -> None:
        tags = []
        with ArrayWriter(folder / "tags.npy", "uint8", (self._count + 7) // 8) as writer:
            for tag in sorted(self._rows.keys() | {tag for run in self._copied for tag in run.source.tags}):
                flags = self._flags(tag)
                if flags.any():
                    tags.append(tag)
                    writer.add(np.packbits(flags, bitorder="little")[None, :])
        write_lines(folder / "tags.jsonl", (json.dumps(tag, ensure_ascii=False).encode() for tag in tags))

    def _flags(self, tag: Tag) -> NDArray[np.uint8]:
        flags = _flags(np.frombuffer(self._rows.get(tag, b""), dtype=np.int32), self._count)
        for source, runs in groupby(self._copied, key=attrgetter("source")):
            source_flags = source.flags(tag)
            for run in runs:
                flags[run.target : run.target + run.stop - run.start] = source_flags[run.start : run.stop]
        return flags


@dataclass(frozen=True, slots=True)
class _CopiedRows:
    """Rows `start:stop` of an earlier build, which are the rows from `target` of this one."""

    source: "TagIndex"
    start: int
    stop: int
    target: int

    def is_followed_by(self, source: "TagIndex", rows: slice, target: int) -> bool:
        next_target = self.target + self.stop - self.start
        return self.source is source and (self.stop, next_target) == (rows.start, target)


class TagIndex:
    """Sentences by tag."""

    def __init__(self, folder: Path, sentences: int) -> None:
        """Open what a `TagWriter` wrote.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        self._numbers: dict[Tag, int] = {
            tuple(json.loads(line)): number for number, line in enumerate(Lines(folder / "tags.jsonl"))
        }
        self._bits, self._count = open_array(folder / "tags.npy"), sentences
        expected = len(self._numbers), (sentences + 7) // 8
        if self._bits.shape != expected:
            raise ValueError(f"the array of tags has the shape {self._bits.shape}, not {expected}")

    @property
    def tags(self) -> list[Tag]:
        return list(self._numbers)

    def with_tag(self, tag: Tag) -> Bits:
        """The sentences with a tag."""
        number = self._numbers.get(tag)
        bits: Bits = self._no_rows() if number is None else self._bits[number]
        return bits

    def with_any(self, tags: Iterable[Tag]) -> Bits:
        """The sentences with at least one of the tags; none if no tag is given."""
        bits = np.bitwise_or.reduce([self._no_rows(), *(self.with_tag(tag) for tag in tags)])
        return np.asarray(bits, dtype=np.uint8)

    def with_each(self, tags: Sequence[Tag], rows: Rows) -> NDArray[np.bool_]:
        """Whether each row has each of the tags, (len(tags), len(rows))."""
        found = np.zeros((len(tags), len(rows)), dtype=np.bool_)
        known = [place for place, tag in enumerate(tags) if tag in self._numbers]
        numbers = np.array([self._numbers[tags[place]] for place in known], dtype=np.int64)
        found[known] = self._bits[np.ix_(numbers, rows >> 3)] >> (rows & 7).astype(np.uint8) & 1
        return found

    def flags(self, tag: Tag) -> NDArray[np.uint8]:
        """1 for each sentence with the tag, else 0, (sentences,)."""
        return np.unpackbits(self.with_tag(tag), count=self._count, bitorder="little")

    def _no_rows(self) -> Bits:
        return np.zeros((self._count + 7) // 8, dtype=np.uint8)


def bits_of(rows: Rows, count: int) -> Bits:
    """Bits of `count` rows with the given ones set."""
    return np.packbits(_flags(rows, count), bitorder="little")


def rows_of(bits: Bits) -> Rows:
    """The rows whose bits are set, ascending."""
    used = np.flatnonzero(bits)  # most bytes are zero and need not be unpacked
    places = np.flatnonzero(np.unpackbits(bits[used], bitorder="little"))
    return np.asarray(8 * used[places >> 3] + (places & 7), dtype=np.int64)


def all_rows(count: int) -> Bits:
    """Bits of `count` rows, all set."""
    return np.packbits(np.ones(count, dtype=np.uint8), bitorder="little")


def has_rows(bits: Bits, rows: Rows) -> NDArray[np.bool_]:
    """Whether the bit of each row is set, (len(rows),)."""
    return np.asarray(bits[rows >> 3] >> (rows & 7).astype(np.uint8) & 1, dtype=np.bool_)


def _flags(rows: NDArray[np.integer], count: int) -> NDArray[np.uint8]:
    flags = np.zeros(count, dtype=np.uint8)
    flags[rows] = 1
    return flags
