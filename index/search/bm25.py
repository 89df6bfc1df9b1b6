"""BM25 over Snowball stems, scored when the index is built ("eager" scoring, Lù 2024, https://arxiv.org/abs/2407.03618) and read through memory maps.

Impacts are those of Lucene's BM25 with k1 = 1.5 and b = 0.75: idf * tf / (tf + k1 * (1 - b + b * length / mean length)), idf = ln(1 + (N - n + 0.5) /
(n + 0.5)), n of N texts holding the stem (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", in Lucene's form that is
never negative). The stems of each text are kept, so that texts that stay need not be read again.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csc_matrix

from corpus.text.tokens import content_stems
from index.records import Rows, Scores
from index.storage.arrays import ArrayWriter, open_array
from index.storage.lines import Lines, write_lines

_K1, _B = 1.5, 0.75
_DEARER = 16  # times as long as adding one text's impact does it take to find one row in a stem's list
_KEPT = 6  # queries whose scores are kept: the sides of a comparison ask the same, and broad comparisons always the same four

Numbers = NDArray[np.int32]  # numbers of stems in a vocabulary


class Vocabulary:
    """Stems by number, sorted, so that the same corpus numbers them alike."""

    def __init__(self, folder: Path) -> None:
        self._stems = Lines(folder / "stems.txt")
        self._find = lru_cache(maxsize=65536)(self._stems.find)

    def __len__(self) -> int:
        return len(self._stems)

    def __getitem__(self, number: int) -> str:
        return self._stems[number].decode()

    def number(self, stem: str) -> int | None:
        """The number of a stem, None if no text has it."""
        return self._find(stem.encode())


class StemWriter:
    """Takes the stems of texts while an index is built; `finish` numbers them for good."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, texts: Iterable[str]) -> tuple[Numbers, Rows]:
        """The stems of the texts by provisional number, one after the other, and how many each text has."""
        found = [[self._number(s) for s in content_stems(text)] for text in texts]
        return np.array([n for row in found for n in row], dtype=np.int32), np.array(
            [len(row) for row in found], dtype=np.int64
        )

    def translate(self, vocabulary: Vocabulary) -> Numbers:
        """Provisional numbers for all stems of an earlier vocabulary, by their number there."""
        return np.array([self._number(vocabulary[n]) for n in range(len(vocabulary))], dtype=np.int32)

    def finish(self, folder: Path, used: NDArray[np.bool_]) -> Numbers:
        """Write the vocabulary, stems in use only; gives the final number of each provisional one, -1 for those dropped."""
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
    """Texts by row, over a vocabulary that several may share."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        """Open what `write_impacts` wrote; raises OSError or ValueError if it is not whole."""
        self._vocabulary = vocabulary
        rows, impacts, starts = (open_array(folder / f"{name}.npy") for name in ("rows", "impacts", "starts"))
        self._tokens, self._token_starts = (
            open_array(folder / "tokens.npy"),
            open_array(folder / "token-starts.npy"),
        )
        self.size = len(self._token_starts) - 1
        self._lists = csc_matrix(
            (impacts, rows, starts), shape=(self.size, len(starts) - 1)
        )  # a column for each stem, on the maps themselves
        self.weight = lru_cache(maxsize=65536)(self._weight)
        self._kept: OrderedDict[str, Scores] = OrderedDict()
        self._keeping = threading.Lock()

    def score_all(self, query: str) -> Scores:
        """BM25 of every row, (size,); 0 where no word of the query stands. Not to be written to: the last few are kept."""
        if (kept := self._kept_scores(query)) is not None:
            return kept
        known = self._known(query)
        scores: Scores = self._lists[:, known] @ np.ones(len(known), dtype=np.float32)
        with self._keeping:
            self._kept[query] = scores
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return scores

    def score(self, query: str, rows: Rows) -> Scores:
        """BM25 of chosen rows, (len(rows),)."""
        scores, known = self._kept_scores(query), self._known(query)
        if scores is None and len(rows) * len(known) * _DEARER > self.size + sum(
            len(self._list(number)[0]) for number in known
        ):
            scores = self.score_all(query)
        if scores is not None:
            return scores[rows]
        wanted, chosen = rows.astype(np.int32), np.zeros(len(rows), dtype=np.float32)
        for number in known:
            holding, impacts = self._list(number)
            if len(holding):
                places = np.minimum(np.searchsorted(holding, wanted), len(holding) - 1)
                chosen += np.where(holding[places] == wanted, impacts[places], np.float32(0))
        return chosen

    def _kept_scores(self, query: str) -> Scores | None:
        with self._keeping:
            if query in self._kept:
                self._kept.move_to_end(query)
            return self._kept.get(query)

    def _known(self, query: str) -> list[int]:
        """The words of the query that some text of the vocabulary holds, by number, repeats kept."""
        return [number for s in content_stems(query) if (number := self._vocabulary.number(s)) is not None]

    def tokens_of(self, rows: slice) -> tuple[Numbers, Rows]:
        """The stems of a run of texts by number, one after the other, and how many each text has."""
        starts = self._token_starts[rows.start : rows.stop + 1]
        return np.asarray(self._tokens[int(starts[0]) : int(starts[-1])]), np.diff(starts)

    def has_stem(self, stem: str) -> bool:
        """Whether any text has the stem."""
        return self._count(stem) > 0

    def _weight(self, stem: str) -> float:
        """Inverse document frequency of a stem, see the module; that of n = 0 for one that no text holds."""
        return float(_idf(self.size, self._count(stem)))

    def _count(self, stem: str) -> int:
        number = self._vocabulary.number(stem)
        return 0 if number is None else len(self._list(number)[0])

    def _list(self, number: int) -> tuple[Numbers, Scores]:
        span = slice(int(self._lists.indptr[number]), int(self._lists.indptr[number + 1]))
        return self._lists.indices[span], self._lists.data[span]


def write_impacts(folder: Path, tokens: Numbers, lengths: Rows, stems: int) -> None:
    """Write an index of texts given as their stems' numbers one after the other (each below `stems`) and how many each text has."""
    folder.mkdir()
    texts = len(lengths)
    counted = coo_matrix(
        (
            np.ones(len(tokens), dtype=np.float32),
            (np.repeat(np.arange(texts, dtype=np.int32), lengths), tokens),
        ),
        shape=(texts, max(stems, 1)),
    ).tocsc()  # sums the repeats
    counted.sort_indices()
    norm = (
        _K1 * (1 - _B + _B * np.maximum(lengths, 1) / max(float(np.maximum(lengths, 1).mean()), 1.0))
        if texts
        else np.zeros(0)
    )
    held = np.diff(counted.indptr)
    idf = np.repeat(np.array([_idf(texts, n) for n in held.tolist()], dtype=np.float32), held)
    impacts = idf * counted.data / (counted.data + norm.astype(np.float32)[counted.indices])
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    for name, dtype, values in (
        ("rows", "int32", counted.indices),
        ("impacts", "float32", impacts),
        ("starts", "int64", counted.indptr),
        ("tokens", "int32", tokens),
        ("token-starts", "int64", starts),
    ):
        with ArrayWriter(folder / f"{name}.npy", dtype) as writer:
            writer.add(values)


def _idf(texts: int, holding: int) -> float:
    return math.log(1 + (texts - holding + 0.5) / (holding + 0.5))
