"""A corpus of any size and an embedder that costs nothing, so that only the index is measured."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.ingest.load import STARTER_CORPUS, load_documents
from corpus.records import Document
from corpus.text.tokens import content_stems
from index.records import Vectors, Window, WindowVectors

REPLACED = 0.3  # share of the lower-case words
_STARTER_PASSAGES = 565
_DIM = 384


class StemEmbedder:
    """Embeds a text as the sum of its stems' random vectors, so that texts that share words are similar."""

    name, revision, dim = "stems, projected at random", "1", _DIM

    def __init__(self) -> None:
        self._stem_vectors: dict[str, Vectors] = {}

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        return [
            WindowVectors(
                self._embed(w.text),
                np.array([self._embed(w.text[s:e]) for s, e in w.spans]).reshape(-1, _DIM),
            )
            for w in windows
        ]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._embed(t) for t in texts], dtype=np.float32).reshape(-1, _DIM)

    def _embed(self, text: str) -> Vectors:
        total = np.sum([self._stem_vector(s) for s in content_stems(text) or [""]], axis=0)
        unit: Vectors = (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)
        return unit

    def _stem_vector(self, stem: str) -> Vectors:
        if stem not in self._stem_vectors:
            rng = np.random.default_rng(zlib.crc32(stem.encode()))
            self._stem_vectors[stem] = rng.standard_normal(_DIM).astype(np.float32)
        return self._stem_vectors[stem]


def multiply_starter_corpus(passages: int, seed: int = 0) -> Iterator[Document]:
    """Yield documents of about so many passages in all: the starter corpus, repeated, with words replaced.

    The replacements are other words of the corpus, so that no two copies are equal.
    """
    rng, originals = np.random.default_rng(seed), load_documents([STARTER_CORPUS]).documents
    words = np.array(sorted({w for d in originals for w in d.text.split() if w.isalpha() and w.islower()}))
    for copy in range(max(1, round(passages / _STARTER_PASSAGES))):
        for document in originals:
            yield _replace_words(document, f"{copy:05d}/{document.id}", words, rng)


def _replace_words(
    document: Document, identifier: str, words: NDArray[np.str_], rng: np.random.Generator
) -> Document:
    """Return the document with `REPLACED` of its lower-case words replaced, and without footnote marks."""
    texts, blocks, start = [], [], 0
    for block in document.blocks:
        pieces = document.text[block.start : block.end].split(" ")
        chosen = np.flatnonzero(rng.random(len(pieces)) < REPLACED)
        for place, word in zip(chosen, rng.choice(words, len(chosen)), strict=True):
            if pieces[place].isalpha() and pieces[place].islower():
                pieces[place] = str(word)
        text = " ".join(pieces)
        blocks.append(replace(block, start=start, end=start + len(text)))
        texts.append(text)
        start += len(text) + 2
    return replace(
        document, id=identifier, text="\n\n".join(texts), blocks=tuple(blocks), marks=(), references=()
    )
