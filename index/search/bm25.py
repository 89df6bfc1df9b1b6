"""BM25 over Snowball stems, scored when the index is built and read through memory maps.

This is "eager" scoring (Lù 2024, https://arxiv.org/abs/2407.03618). Impacts are those of Lucene's BM25 with
k1 = 1.5 and b = 0.75:

    idf * tf / (tf + k1 * (1 - b + b * length / mean length)),  idf = ln(1 + (N - n + 0.5) / (n + 0.5))

where n of N texts have the stem (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and
Beyond", in Lucene's form, which is never negative). The stems of each text are kept too, so the next build
need not stem unchanged texts again.
"""

import math
import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csc_matrix

from corpus.text.tokens import content_stems
from index.records import Rows, Scores
from index.storage.arrays import ArrayWriter, open_array
from index.storage.lines import Lines, write_lines

_K1, _B = 1.5, 0.75
# Finding one row in the list of a stem takes as long as adding the impacts of so many rows.
_LOOKUP_COST = 16
# Queries whose scores are cached: the sides of a comparison share one, and broad comparisons the same four.
_CACHED_QUERIES = 6
_CACHED_STEMS = 65536

StemNumbers = NDArray[np.int32]  # numbers of stems in a vocabulary


class Vocabulary:
    """Stems by number, sorted, so that the same corpus always gives the same numbers."""

    def __init__(self, folder: Path) -> None:
        self._stems = Lines(folder / "stems.txt")
        self._find = lru_cache(maxsize=_CACHED_STEMS)(self._stems.find)
        self._spell = lru_cache(maxsize=_CACHED_STEMS)(self._read)

    def __len__(self) -> int:
        return len(self._stems)

    def __getitem__(self, number: int) -> str:
        return self._spell(number)

    def _read(self, number: int) -> str:
        return self._stems[number].decode()

    def number(self, stem: str) -> int | None:
        """The number of a stem, None if no text has it."""
        return self._find(stem.encode())


class StemWriter:
    """Takes the stems of texts while an index is built; `finish` gives them their final numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, texts: Iterable[str]) -> tuple[StemNumbers, Rows]:
        """Provisional numbers of the stems of all texts, concatenated; the number of stems of each text."""
        found = [[self._number(s) for s in content_stems(text)] for text in texts]
        numbers = np.array([n for row in found for n in row], dtype=np.int32)
        return numbers, np.array([len(row) for row in found], dtype=np.int64)

    def translate(self, vocabulary: Vocabulary) -> StemNumbers:
        """Provisional numbers of all stems of an earlier vocabulary, by their number there."""
        return np.array([self._number(vocabulary[n]) for n in range(len(vocabulary))], dtype=np.int32)

    def finish(self, folder: Path, used: NDArray[np.bool_]) -> StemNumbers:
        """Write the vocabulary of the used stems.

        Returns the final number of each provisional one, -1 for an unused stem.
        """
        stems = sorted(s for s, n in self._numbers.items() if used[n])
        write_lines(folder / "stems.txt", (s.encode() for s in stems))
        final = np.full(len(self._numbers), -1, dtype=np.int32)
        final[[self._numbers[s] for s in stems]] = np.arange(len(stems), dtype=np.int32)
        return final

    def __len__(self) -> int:
        return len(self._numbers)

    def _number(self, stem: str) -> int:
        return self._numbers.setdefault(stem, len(self._numbers))


class LexicalIndex:
    """Texts by row, over a vocabulary that several indexes may share; safe to share between threads."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        """Open what `write_impacts` wrote.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        self._vocabulary = vocabulary
        rows, impacts, starts = (open_array(folder / f"{name}.npy") for name in ("rows", "impacts", "starts"))
        self._tokens = open_array(folder / "tokens.npy")
        self._token_starts = open_array(folder / "token-starts.npy")
        self.size = len(self._token_starts) - 1
        # A column for each stem, on the maps themselves.
        self._impacts = csc_matrix((impacts, rows, starts), shape=(self.size, len(starts) - 1))
        self.idf = lru_cache(maxsize=_CACHED_STEMS)(self._compute_idf)
        self._scores: LRUCache[str, Scores] = LRUCache(_CACHED_QUERIES)
        self._scores_lock = threading.Lock()

    def score_all(self, query: str) -> Scores:
        """BM25 of every row, (size,); 0 where a row has no stem of the query.

        The array is cached: callers must not write to it.
        """
        if (cached := self._cached_scores(query)) is not None:
            return cached
        numbers = self._stem_numbers(query)
        scores: Scores = self._impacts[:, numbers] @ np.ones(len(numbers), dtype=np.float32)
        with self._scores_lock:
            self._scores[query] = scores
        return scores

    def score(self, query: str, rows: Rows) -> Scores:
        """BM25 of chosen rows, (len(rows),)."""
        scores, numbers = self._cached_scores(query), self._stem_numbers(query)
        if scores is None:
            impacts = sum(len(self._postings(number)[0]) for number in numbers)
            if len(rows) * len(numbers) * _LOOKUP_COST > self.size + impacts:
                scores = self.score_all(query)
        return self._look_up(numbers, rows) if scores is None else scores[rows]

    def _look_up(self, numbers: Iterable[int], rows: Rows) -> Scores:
        wanted, scores = rows.astype(np.int32), np.zeros(len(rows), dtype=np.float32)
        for number in numbers:
            holding, impacts = self._postings(number)
            if len(holding):
                places = np.minimum(np.searchsorted(holding, wanted), len(holding) - 1)
                scores += np.where(holding[places] == wanted, impacts[places], np.float32(0))
        return scores

    def have_stem(self, rows: Rows, stem: str) -> NDArray[np.bool_]:
        """Whether each of the rows has a stem, (len(rows),)."""
        number = self._vocabulary.number(stem)
        holding = self._postings(number)[0] if number is not None else np.zeros(0, dtype=np.int32)
        if not len(holding):
            return np.zeros(len(rows), dtype=np.bool_)
        wanted = rows.astype(np.int32)
        places = np.minimum(np.searchsorted(holding, wanted), len(holding) - 1)
        return np.asarray(holding[places] == wanted)

    def find_rows(self, stem: str) -> Rows:
        """The rows that have a stem, ascending."""
        number = self._vocabulary.number(stem)
        return np.asarray(() if number is None else self._postings(number)[0], dtype=np.int64)

    def _cached_scores(self, query: str) -> Scores | None:
        with self._scores_lock:
            return self._scores.get(query)

    def _stem_numbers(self, query: str) -> list[int]:
        """Numbers of the query's stems that are in the vocabulary, repeats included."""
        return [number for s in content_stems(query) if (number := self._vocabulary.number(s)) is not None]

    def tokens_of(self, rows: slice) -> tuple[StemNumbers, Rows]:
        """Numbers of the stems of consecutive texts, concatenated, and the number of stems of each text."""
        starts = self._token_starts[rows.start : rows.stop + 1]
        return np.asarray(self._tokens[int(starts[0]) : int(starts[-1])]), np.diff(starts)

    def list_stems(self, row: int) -> list[str]:
        """The stems of a text, in order, repeats kept."""
        start, end = self._token_starts[row : row + 2].tolist()
        return [self._vocabulary[number] for number in self._tokens[start:end].tolist()]

    def _compute_idf(self, stem: str) -> float:
        """The idf of a stem as in the module docstring; n = 0 for a stem that no text has."""
        return float(_idf(self.size, self._count(stem)))

    def _count(self, stem: str) -> int:
        number = self._vocabulary.number(stem)
        return 0 if number is None else len(self._postings(number)[0])

    def _postings(self, number: int) -> tuple[StemNumbers, Scores]:
        """The rows that have a stem, ascending, and its impact in each."""
        span = slice(int(self._impacts.indptr[number]), int(self._impacts.indptr[number + 1]))
        return self._impacts.indices[span], self._impacts.data[span]


def write_impacts(folder: Path, tokens: StemNumbers, lengths: Rows, stems: int) -> None:
    """Write a `LexicalIndex` of texts.

    `tokens` are the numbers of the stems of all texts, concatenated, each below `stems`; `lengths` is the
    number of stems of each text.
    """
    folder.mkdir()
    texts = len(lengths)
    rows = np.repeat(np.arange(texts, dtype=np.int32), lengths)
    ones = np.ones(len(tokens), dtype=np.float32)
    counts = coo_matrix((ones, (rows, tokens)), shape=(texts, max(stems, 1))).tocsc()  # sums the repeats
    counts.sort_indices()
    document_frequency = np.diff(counts.indptr)
    idf = np.array([_idf(texts, n) for n in document_frequency.tolist()], dtype=np.float32)
    norms = _length_norms(lengths).astype(np.float32)[counts.indices]
    impacts = np.repeat(idf, document_frequency) * counts.data / (counts.data + norms)
    token_starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    for name, dtype, values in (
        ("rows", "int32", counts.indices),
        ("impacts", "float32", impacts),
        ("starts", "int64", counts.indptr),
        ("tokens", "int32", tokens),
        ("token-starts", "int64", token_starts),
    ):
        with ArrayWriter(folder / f"{name}.npy", dtype) as writer:
            writer.add(values)


def _length_norms(lengths: Rows) -> NDArray[np.float64]:
    """k1 * (1 - b + b * length / mean length) of each text; an empty text counts as one of length 1."""
    if not len(lengths):
        return np.zeros(0)
    counted = np.maximum(lengths, 1)
    return np.asarray(_K1 * (1 - _B + _B * counted / max(float(counted.mean()), 1.0)))


def _idf(texts: int, holding: int) -> float:
    return math.log(1 + (texts - holding + 0.5) / (holding + 0.5))
