"""BM25 by bm25s over Snowball stems; the vocabulary is numbered in sorted order, so the same corpus gives the same bytes."""

import math
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from bm25s.tokenization import Tokenized

from corpus.words import content_stems
from index.records import Scores


class LexicalIndex:
    """Texts by row."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model
        self._vocabulary: dict[str, int] = model.vocab_dict
        self.size = int(model.scores["num_docs"])

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index the texts; row i is text i."""
        stems = [content_stems(text) for text in texts]
        vocabulary = {word: i for i, word in enumerate(sorted({s for row in stems for s in row} | {""}))}
        model = bm25s.BM25(method="lucene")
        model.index(Tokenized([[vocabulary[s] for s in row] or [0] for row in stems], vocabulary), create_empty_token=False, show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        return cls(bm25s.BM25.load(folder, mmap=True, show_progress=False))

    def save(self, folder: Path) -> None:
        self._model.save(folder, show_progress=False)

    def score(self, query: str) -> Scores:
        """BM25 of every row, (n,); 0 where no word of the query stands."""
        known = [self._vocabulary[s] for s in content_stems(query) if s in self._vocabulary]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._model.get_scores_from_ids(known), dtype=np.float32)

    def holds(self, stem: str) -> bool:
        """Whether any text has the stem."""
        return stem in self._vocabulary

    def weight(self, stem: str) -> float:
        """Inverse document frequency ln(1 + (N - n + 0.5) / (n + 0.5)) of a stem, n = 0 for one that no text holds.

        Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", in Lucene's form that is never negative.
        """
        number = self._vocabulary.get(stem)
        pointers = self._model.scores["indptr"]
        n = int(pointers[number + 1] - pointers[number]) if number is not None else 0
        return math.log(1 + (self.size - n + 0.5) / (n + 0.5))
