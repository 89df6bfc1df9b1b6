"""Which sentences bear which tags: one bit a sentence for each tag, read through a memory map.

tags.jsonl            ["subject", "Serbia"], one line a tag, sorted
tags.npy              uint8 (tags, bytes), bits least significant first, as FAISS reads them
"""

import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.records import Bits, Rows
from index.storage.arrays import ArrayWriter, open_array
from index.storage.lines import Lines, write_lines

Tag = tuple[str, str]  # what kind it is, and its name


class TagWriter:
    """Takes the tags of sentences in order while an index is built."""

    def __init__(self) -> None:
        self._rows: dict[Tag, array[int]] = {}
        self._taken: list[_Run] = []
        self._count = 0

    def add(self, tags: Iterable[Tag]) -> None:
        """The tags of the next sentence."""
        for tag in tags:
            self._rows.setdefault(tag, array("i")).append(self._count)
        self._count += 1

    def take_over(self, before: "TagIndex", rows: slice) -> None:
        """The tags of the next sentences are those of a run of rows of an earlier build."""
        if self._taken and self._taken[-1].goes_on(before, rows, self._count):
            self._taken[-1] = replace(self._taken[-1], stop=rows.stop)
        else:
            self._taken.append(_Run(before, rows.start, rows.stop, self._count))
        self._count += rows.stop - rows.start

    def write(self, folder: Path) -> None:
        tags = []
        with ArrayWriter(folder / "tags.npy", "uint8", (self._count + 7) // 8) as writer:
            for tag in sorted(self._rows.keys() | {tag for run in self._taken for tag in run.before.tags}):
                flags = _flags(np.frombuffer(self._rows.get(tag, b""), dtype=np.int32), self._count)
                for before, runs in groupby(self._taken, key=attrgetter("before")):
                    old = before.flags(tag)
                    for run in runs:
                        flags[run.begin : run.begin + run.stop - run.start] = old[run.start : run.stop]
                if flags.any():
                    tags.append(tag)
                    writer.add(np.packbits(flags, bitorder="little")[None, :])
        write_lines(folder / "tags.jsonl", (json.dumps(tag, ensure_ascii=False).encode() for tag in tags))


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows `start:stop` of an earlier build, which are the rows from `begin` of this one."""

    before: "TagIndex"
    start: int
    stop: int
    begin: int

    def goes_on(self, before: "TagIndex", rows: slice, begin: int) -> bool:
        return (
            self.before is before and self.stop == rows.start and self.begin + self.stop - self.start == begin
        )


class TagIndex:
    """Sentences by tag."""

    def __init__(self, folder: Path, sentences: int) -> None:
        """Open what a `TagWriter` wrote; raises OSError or ValueError if it is not whole."""
        self._numbers: dict[Tag, int] = {
            tuple(json.loads(line)): number for number, line in enumerate(Lines(folder / "tags.jsonl"))
        }
        self._bits, self._count = open_array(folder / "tags.npy"), sentences
        if self._bits.shape != (len(self._numbers), (sentences + 7) // 8):
            raise ValueError(
                f"there are tags of {self._bits.shape}, not of {len(self._numbers)} kinds and {sentences} sentences"
            )

    @property
    def tags(self) -> list[Tag]:
        return list(self._numbers)

    def with_tag(self, tag: Tag) -> Bits:
        """The sentences that bear a tag."""
        number = self._numbers.get(tag)
        bits: Bits = (
            np.zeros((self._count + 7) // 8, dtype=np.uint8) if number is None else self._bits[number]
        )
        return bits

    def with_any(self, tags: Iterable[Tag]) -> Bits:
        """The sentences that bear one of the tags; none if there is no tag."""
        none = np.zeros((self._count + 7) // 8, dtype=np.uint8)
        return np.asarray(np.bitwise_or.reduce([none, *(self.with_tag(tag) for tag in tags)]), dtype=np.uint8)

    def flags(self, tag: Tag) -> NDArray[np.uint8]:
        """1 for each sentence that bears the tag, else 0, (sentences,)."""
        return np.unpackbits(self.with_tag(tag), count=self._count, bitorder="little")


def bits_of(rows: Rows, count: int) -> Bits:
    """Bits of `count` rows with the given ones set."""
    return np.packbits(_flags(rows, count), bitorder="little")


def rows_of(bits: Bits) -> Rows:
    """The rows whose bits are set, ascending."""
    held = np.flatnonzero(bits)  # most bytes are empty: only the others are taken apart
    places = np.flatnonzero(np.unpackbits(bits[held], bitorder="little"))
    return np.asarray(8 * held[places >> 3] + (places & 7), dtype=np.int64)


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
