"""Records and protocols of search.

Nothing here imports a model, FAISS or BM25, so `qa` can be tested without them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.figure_tables import FigureTable
from corpus.records import Document, Passage, Reference, Sentence
from corpus.text.phrases import Mention

FORMAT_VERSION = 8  # of the files of a build; increase when incompatible

Vectors = NDArray[np.float32]  # (n, dim), unit rows
StoredVectors = NDArray[np.float16]  # the same on disk
Rows = NDArray[np.int64]  # positions of passages or sentences, ascending unless noted
Scores = NDArray[np.float32]
Bits = NDArray[np.uint8]  # one bit per row, least significant first
Flags = NDArray[np.bool_]
Tag = tuple[str, str]  # kind and name: ("subject", "Serbia")


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
    """A sentence with its passage and document, and the name of what it goes back to."""

    row: int
    document: Document
    passage: Passage
    sentence: Sentence
    origin: str = ""

    @property
    def text(self) -> str:
        return self.document.text[self.sentence.start : self.sentence.end]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build is made of. It is written last: a folder without one is not a build.

    `documents` counts those that are searched, without tables of figures that came with a description.
    `files` maps names to sha256; `tagger` is the version of the tagger, `words` that of the tokenizer,
    `salience` the sha256 of the model of salience.
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
    salience: str = ""  # of a build from before it was measured


class Sentences(Protocol):
    """What `qa` needs of the sentences of an index; see `index.sentences.SentenceIndex`."""

    @property
    def latest_year(self) -> int | None: ...
    def find_tagged(self, tags: Iterable[Tag] = (), *, within: Rows | None = None) -> Rows: ...
    def find_names(self, kind: str) -> list[str]: ...
    def find_worth_scoring(self, query: str, vector: Vectors, *, max_rows: int) -> Rows: ...
    def find_passages(self, rows: Rows) -> Rows: ...
    def list_years(self, rows: Rows) -> list[int]: ...
    def rest_on(self, rows: Rows, documents: Rows, is_meant: Callable[[Reference], bool]) -> Flags: ...
    def are_own(self, documents: Rows) -> Flags: ...
    def find_documents(self, passages: Rows) -> Rows: ...
    def score(self, query: str, vectors: Vectors, rows: Rows) -> tuple[Scores, Scores]: ...
    def score_passages(self, query: str, vector: Vectors, passages: Rows) -> tuple[Scores, Scores]: ...
    def have_any_tag(self, rows: Rows, tags: Iterable[Tag]) -> Flags: ...
    def have_each_tag(self, rows: Rows, tags: Sequence[Tag]) -> Flags: ...
    def count_works(self, rows: Rows) -> int: ...
    def list_places(self, passages: Rows) -> list[tuple[str, int, int]]: ...
    def have_stem(self, rows: Rows, stem: str) -> Flags: ...
    def passages_have_stem(self, passages: Rows, stem: str) -> Flags: ...
    def get_salience(self, rows: Rows, score: str) -> Scores: ...
    def get_origins(self, rows: Rows) -> Rows: ...
    def list_stems(self, row: int) -> tuple[str, ...]: ...
    def locate(self, row: int) -> LocatedSentence: ...
    def idf(self, stem: str) -> float: ...


class Words(Protocol):
    """What `qa` needs of the names and words of an index; see `index.lexicon.Lexicon`."""

    def find(self, text: str) -> list[Mention]: ...
    def find_topics(self, text: str) -> list[Mention]: ...
    def find_terms(self, text: str) -> list[Mention]: ...
    def find_documents_about(self, name: str) -> frozenset[int]: ...
    def is_title(self, name: str) -> bool: ...
    def has_word(self, word: str) -> bool: ...
    def get_long_form(self, name: str) -> str: ...
    def correct(self, word: str) -> str: ...
    def suggest(self, name: str) -> tuple[str, ...]: ...


Form = tuple[str, ...]  # the stems of all words by which a question names something


@dataclass(frozen=True, slots=True)
class TableWords:
    """The forms of a table: of its measures by id, of its labels by column and value.

    `rows` are stems of what a row is and of the table's title, `headers` those of the names of its other
    columns, `items` the forms of what its rows are about.
    """

    measures: Mapping[str, tuple[Form, ...]]
    labels: Mapping[tuple[str, str], tuple[Form, ...]]
    items: Mapping[str, Form]
    rows: frozenset[str]
    headers: frozenset[str] = frozenset()


class Tables(Protocol):
    """What `qa` needs of the tables of figures of an index; see `index.tables.TableIndex`."""

    def __iter__(self) -> Iterator[FigureTable]: ...
    def get(self, identifier: str) -> FigureTable: ...
    def get_words(self, identifier: str) -> TableWords: ...


class SentenceSearch(Protocol):
    """What `qa` needs of an index."""

    @property
    def lexicon(self) -> Words: ...

    @property
    def manifest(self) -> Manifest: ...
    @property
    def sentences(self) -> Sentences: ...
    @property
    def documents(self) -> Mapping[str, Document]: ...
    @property
    def tables(self) -> Tables: ...
    def embed_queries(self, texts: Sequence[str]) -> Vectors: ...
