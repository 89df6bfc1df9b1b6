"""The files of a build, written document by document, so that what is in memory does not grow with the corpus by more than its stems and tags."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np

from corpus.records import Document, Passage, Sentence
from index.build.journal import Pair
from index.build.reuse import PreviousBuild
from index.records import Rows
from index.search.bm25 import Numbers, StemWriter, write_impacts
from index.search.dense import EXACT, write_dense
from index.storage.arrays import ArrayWriter, open_array
from index.storage.documents import document_line, passage_line
from index.storage.lines import LineWriter
from index.storage.tags import Tag, TagWriter


class BuildWriter:
    """Takes documents in order; `finish` writes what needs all of them."""

    def __init__(self, folder: Path, dim: int) -> None:
        self._folder = folder
        self._open = ExitStack()
        enter = self._open.enter_context
        self._documents, self._ids = (
            enter(LineWriter(folder / "documents.jsonl")),
            enter(LineWriter(folder / "ids.txt")),
        )
        self._lines = enter(LineWriter(folder / "passages.jsonl"))
        self._vectors = tuple(
            enter(ArrayWriter(folder / f"{name}-vectors.npy", "float16", dim))
            for name in ("passages", "sentences")
        )
        self._stems, self._tags = StemWriter(), TagWriter()
        self._tokens = _Tokens(), _Tokens()  # of passages, of sentences
        self._first_passage, self._first_sentence = [0], [0]
        self._translated: tuple[PreviousBuild, Numbers] | None = None

    @property
    def passages(self) -> int:
        return self._first_passage[-1]

    @property
    def sentences(self) -> int:
        return self._first_sentence[-1]

    def add(self, document: Document, passages: Sequence[Passage], vectors: Pair) -> None:
        """A document with its passages, and their vectors and those of their sentences."""
        self._begin(document, vectors)
        sentences = [s for p in passages for s in p.sentences]
        for passage in passages:
            self._lines.add(passage_line(passage))
            self._first_sentence.append(self._first_sentence[-1] + len(passage.sentences))
        for sentence in sentences:
            self._tags.add(_tags_of(sentence))
        self._first_passage.append(self._first_passage[-1] + len(passages))
        self._tokens[0].add(*self._stems.number(searched_text(document, p) for p in passages))
        self._tokens[1].add(*self._stems.number(document.text[s.start : s.end] for s in sentences))

    def take_over(self, document: Document, previous: PreviousBuild, number: int) -> None:
        """A document that the build before holds at a place, with all that it holds of it."""
        passages = previous.passages_of(number)
        sentences = previous.sentences_of(passages)
        self._begin(document, previous.vectors(passages))
        for line in previous.passages.lines[passages]:
            self._lines.add(line)
        counts = np.diff(previous.passages.sentences[passages.start : passages.stop + 1])
        self._first_sentence += (self._first_sentence[-1] + np.cumsum(counts)).tolist()
        self._first_passage.append(self._first_passage[-1] + len(counts))
        self._tags.take_over(previous.tags, sentences)
        translated = self._translate(previous)
        for tokens, terms, rows in (
            (self._tokens[0], previous.passage_terms, passages),
            (self._tokens[1], previous.sentence_terms, sentences),
        ):
            numbers, lengths = terms.tokens_of(rows)
            tokens.add(translated[numbers], lengths)

    def finish(self) -> None:
        """Write what finds passages and sentences, by meaning, words and tags."""
        self._open.close()
        for name, starts in (
            ("document-passages", self._first_passage),
            ("passage-sentences", self._first_sentence),
        ):
            np.save(self._folder / f"{name}.npy", np.array(starts, dtype=np.int64))
        self._tags.write(self._folder)
        self._write_terms()
        asked = open_array(self._folder / "sentences-vectors.npy")  # a sentence is as long as a question
        write_dense(self._folder, "passages", asked)
        if len(asked) > EXACT:  # fewer are all compared
            write_dense(self._folder, "sentences", asked)

    def _write_terms(self) -> None:
        tokens = [t.all() for t in self._tokens]
        used = np.zeros(len(self._stems), dtype=bool)
        for numbers, _ in tokens:
            used[numbers] = True
        final = self._stems.finish(self._folder, used)
        self._tokens = _Tokens(), _Tokens()
        for name, (numbers, lengths) in zip(("passage-terms", "sentence-terms"), tokens, strict=True):
            write_impacts(self._folder / name, final[numbers], lengths, int(used.sum()))

    def _begin(self, document: Document, vectors: Pair) -> None:
        self._documents.add(document_line(document))
        self._ids.add(document.id.encode())
        for writer, rows in zip(self._vectors, vectors, strict=True):
            writer.add(rows)

    def _translate(self, previous: PreviousBuild) -> Numbers:
        if self._translated is None or self._translated[0] is not previous:
            self._translated = previous, self._stems.translate(previous.vocabulary)
        return self._translated[1]

    def __enter__(self) -> "BuildWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)


class _Tokens:
    """Stems of texts, one after the other, and how many each text has."""

    def __init__(self) -> None:
        self._numbers: list[Numbers] = []
        self._lengths: list[Rows] = []

    def add(self, numbers: Numbers, lengths: Rows) -> None:
        self._numbers.append(numbers)
        self._lengths.append(lengths)

    def all(self) -> tuple[Numbers, Rows]:
        return np.concatenate([np.zeros(0, dtype=np.int32), *self._numbers]), np.concatenate(
            [np.zeros(0, dtype=np.int64), *self._lengths]
        )


def searched_text(document: Document, passage: Passage) -> str:
    """What words a passage is found by: its own and its document's title."""
    return f"{document.title}. {passage.text}"


def _tags_of(sentence: Sentence) -> list[Tag]:
    kinds = (("subject", sentence.subjects), ("aspect", sentence.aspects), ("topic", sentence.topics))
    return [(kind, name) for kind, names in kinds for name in dict.fromkeys(names)]
