"""The works that sentences rest on, by row, so that those of any set of sentences can be counted.

A work is a reference of a sentence, known by its title and publisher, or the document itself where the
sentence has no reference. It is stored as a hash: the works of two builds need no common numbering.

sentence-works.npy        int64 (works of all sentences,), one sentence after the other
sentence-work-starts.npy  int64 (sentences + 1,), the first work of each sentence, and their number
"""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import Document, Reference, Sentence
from index.records import Rows
from index.storage.arrays import open_array, rows_of_groups

Hashes = NDArray[np.int64]


class WorkIndex:
    """The works of the sentences of a build."""

    def __init__(self, folder: Path) -> None:
        """Open what a `WorkWriter` wrote.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        self._works = open_array(folder / "sentence-works.npy")
        self._starts = open_array(folder / "sentence-work-starts.npy")
        if int(self._starts[-1]) != len(self._works):
            raise ValueError(f"there are starts for {self._starts[-1]} works, but {len(self._works)} stored")

    def count(self, rows: Rows) -> int:
        """How many different works the sentences rest on."""
        return len(np.unique(self._works[rows_of_groups(self._starts, rows)]))

    def list_works(self, rows: slice) -> tuple[Hashes, Rows]:
        """The works of consecutive sentences, and how many each sentence has."""
        starts = self._starts[rows.start : rows.stop + 1]
        return self._works[starts[0] : starts[-1]], np.diff(starts)


class WorkWriter:
    """Takes the works of sentences in order while an index is built."""

    def __init__(self) -> None:
        self._works: list[Hashes] = [np.zeros(0, dtype=np.int64)]
        self._counts: list[Rows] = [np.zeros(0, dtype=np.int64)]

    def add(self, works: Hashes, counts: Rows) -> None:
        """Add the works of the next sentences, and how many each has."""
        self._works.append(works)
        self._counts.append(counts)

    def add_sentences(self, document: Document, sentences: list[Sentence]) -> None:
        """Add the next sentences, of one document."""
        references = {r.id: _hash_work(r) for r in document.references}
        itself = _hash(("", document.id))
        works = [[references[i] for i in s.references if i in references] or [itself] for s in sentences]
        counts = np.array([len(of_sentence) for of_sentence in works], dtype=np.int64)
        self.add(np.array([work for of_sentence in works for work in of_sentence], dtype=np.int64), counts)

    def write(self, folder: Path) -> None:
        counts = np.concatenate(self._counts)
        np.save(folder / "sentence-works.npy", np.concatenate(self._works))
        np.save(
            folder / "sentence-work-starts.npy", np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        )


def _hash_work(reference: Reference) -> int:
    return _hash((reference.title, reference.publisher or ""))


def _hash(parts: tuple[str, str]) -> int:
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
