"""Records and protocols of search.

Nothing here imports a model, FAISS or BM25, so `qa` can be tested without them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.records import Document, Passage, Sentence

FORMAT_VERSION = 2  # of the files of a build; increase when incompatible

Vectors = NDArray[np.float32]  # (n, dim), unit rows
StoredVectors = NDArray[np.float16]  # the same on disk
Rows = NDArray[np.int64]  # positions of passages or sentences, ascending unless noted
Scores = NDArray[np.float32]
Bits = NDArray[np.uint8]  # one bit per row, least significant first


@dataclass(frozen=True, slots=True)
class Window:
    """A passage as the encoder reads it, after its title; `spans` of `text` are its sentences."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WindowVectors:
    """The vectors of a window: `passage` (dim,) and `sentences` (len(spans), dim), float32 of unit length."""

    passage: Vectors
    sentences: Vectors


class Embedder(Protocol):
    """Text to vectors; `revision` changes when the same text would give other vectors."""

    @property
    def name(self) -> str: ...
    @property
    def revision(self) -> str: ...
    @property
    def dim(self) -> int: ...
    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]: ...
    def embed_queries(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and its score; higher is better, comparable within one query only."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class LocatedSentence:
    """A sentence with its passage and document."""

    row: int
    document: Document
    passage: Passage
    sentence: Sentence

    @property
    def text(self) -> str:
        return self.document.text[self.sentence.start : self.sentence.end]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build is made of. It is written last: a folder without one is not a build.

    `files` maps names to sha256; `tagger` is the version of the tagger, `words` that of the tokenizer.
    """

    build: str
    fingerprint: dict[str, str | int]
    framework_sha256: str
    tagger: int
    words: int
    roots: tuple[str, ...]
    documents: int
    passages: int
    sentences: int
    skipped: tuple[dict[str, str], ...]
    files: dict[str, str]


class SentenceSearch(Protocol):
    """What `qa` needs of an index: rows by tag, scores by query, sentences by row."""

    @property
    def manifest(self) -> Manifest: ...
    def tagged_rows(
        self, *, subjects: Collection[str] = (), aspect: str | None = None, topic: str | None = None
    ) -> Rows: ...
    def candidate_rows(
        self, query: str, vector: Vectors, *, subjects: Collection[str] = (), aspect: str | None = None
    ) -> Rows: ...
    def have_topic(self, rows: Rows, topics: Collection[str]) -> NDArray[np.bool_]: ...
    def score_sentences(
        self, queries: Sequence[str], vectors: Vectors, rows: Rows
    ) -> tuple[Scores, Scores]: ...
    def locate(self, row: int) -> LocatedSentence: ...
    def embed_queries(self, texts: Sequence[str]) -> Vectors: ...
    def idf(self, stem: str) -> float: ...
    def has_stem(self, stem: str) -> bool: ...
