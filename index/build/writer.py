"""Writes the files of a build document by document; memory grows only by the stems and tags of the corpus."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np

from corpus.annotate.names import find_document_names
from corpus.records import Document, Passage, Sentence
from index.build.journal import DocumentVectors
from index.build.reuse import PreviousBuild
from index.lexicon import names_line, write_lexicon
from index.origins.resolve import DOCUMENT_ORIGINS, write_origins
from index.origins.works import find_document_origins, write_document_origins
from index.records import Rows, Tag
from index.salience import SCORES, measure_salience
from index.search.bm25 import LexicalIndex, StemNumbers, StemWriter, Vocabulary, write_impacts
from index.search.dense import write_dense
from index.storage.arrays import ArrayWriter, open_array
from index.storage.documents import document_line, passage_line
from index.storage.lines import Lines, LineWriter
from index.storage.tags import TagWriter
from index.storage.works import WorkWriter


class BuildWriter:
    """Takes documents in order; `finish` writes what needs all of them."""

    def __init__(self, folder: Path, dim: int, model: str) -> None:
        """Write into a folder; the vectors have `dim` numbers and are of the embedding model named."""
        self._folder, self._model = folder, model
        self._open_files = ExitStack()
        enter = self._open_files.enter_context
        self._documents = enter(LineWriter(folder / "documents.jsonl"))
        self._ids = enter(LineWriter(folder / "ids.txt"))
        self._passages = enter(LineWriter(folder / "passages.jsonl"))
        self._names = enter(LineWriter(folder / "document-names.jsonl"))
        self._origins = enter(LineWriter(folder / DOCUMENT_ORIGINS))
        self._passage_vectors = enter(ArrayWriter(folder / "passages-vectors.npy", "float16", dim))
        self._sentence_vectors = enter(ArrayWriter(folder / "sentences-vectors.npy", "float16", dim))
        self._salience = enter(ArrayWriter(folder / "salience.npy", "float16", len(SCORES)))
        self._spans = enter(ArrayWriter(folder / "passage-spans.npy", "int64", 2))
        self._stems, self._tags, self._works = StemWriter(), TagWriter(), WorkWriter()
        self._passage_tokens, self._sentence_tokens = _Tokens(), _Tokens()
        self._passage_starts, self._sentence_starts = [0], [0]
        self._translated: tuple[PreviousBuild, StemNumbers] | None = None

    @property
    def passages(self) -> int:
        return self._passage_starts[-1]

    @property
    def sentences(self) -> int:
        return self._sentence_starts[-1]

    def add(self, document: Document, passages: Sequence[Passage], vectors: DocumentVectors) -> None:
        """Add a document with its passages and the vectors of these and their sentences."""
        self._add_document(document, vectors)
        self._names.add(names_line(find_document_names(document, passages)))
        self._origins.add(write_document_origins(find_document_origins(document, passages)))
        sentences = [s for p in passages for s in p.sentences]
        for passage in passages:
            self._passages.add(passage_line(passage))
            self._sentence_starts.append(self._sentence_starts[-1] + len(passage.sentences))
        for sentence in sentences:
            self._tags.add(_tags_of(sentence))
        self._salience.add(measure_salience(document, sentences, vectors[1], self._model))
        self._works.add_sentences(document, sentences)
        self._spans.add(np.array([(p.start, p.end) for p in passages], dtype=np.int64).reshape(-1, 2))
        self._passage_starts.append(self._passage_starts[-1] + len(passages))
        self._passage_tokens.add(*self._stems.number(searched_text(document, p) for p in passages))
        self._sentence_tokens.add(*self._stems.number(document.text[s.start : s.end] for s in sentences))

    def copy(self, document: Document, previous: PreviousBuild, row: int) -> None:
        """Add a document with all that the previous build holds of it at `row`."""
        passages = previous.passages.rows_of_document(row)
        sentences = previous.passages.rows_of_sentences(passages)
        self._add_document(document, previous.vectors(passages))
        self._names.add(previous.names[row])
        self._origins.add(previous.origins[row])
        for line in previous.passages.lines[passages]:
            self._passages.add(line)
        counts = np.diff(previous.passages.sentence_starts[passages.start : passages.stop + 1])
        self._sentence_starts += (self._sentence_starts[-1] + np.cumsum(counts)).tolist()
        self._passage_starts.append(self._passage_starts[-1] + len(counts))
        self._tags.copy_rows(previous.tags, sentences)
        self._salience.add(previous.salience[sentences])
        self._works.add(*previous.works.list_works(sentences))
        self._spans.add(previous.passages.spans[passages])
        translated = self._translate(previous)
        for tokens, terms, rows in (
            (self._passage_tokens, previous.passage_terms, passages),
            (self._sentence_tokens, previous.sentence_terms, sentences),
        ):
            numbers, lengths = terms.tokens_of(rows)
            tokens.add(translated[numbers], lengths)

    def finish(self) -> None:
        """Write the search structures: by vectors, words and tags."""
        self._open_files.close()
        np.save(self._folder / "document-passages.npy", np.array(self._passage_starts, dtype=np.int64))
        np.save(self._folder / "passage-sentences.npy", np.array(self._sentence_starts, dtype=np.int64))
        self._tags.write(self._folder)
        self._works.write(self._folder)
        write_lexicon(self._folder, Lines(self._folder / "document-names.jsonl"))
        self._write_terms()
        terms = LexicalIndex(self._folder / "sentence-terms", Vocabulary(self._folder))
        write_origins(self._folder, terms, Lines(self._folder / "stems.txt"))
        # Sentences serve as sample queries: they are as long as a question.
        queries = open_array(self._folder / "sentences-vectors.npy")
        write_dense(self._folder, "passages", queries)

    def _write_terms(self) -> None:
        tokens = {
            "passage-terms": self._passage_tokens.concatenate(),
            "sentence-terms": self._sentence_tokens.concatenate(),
        }
        self._passage_tokens, self._sentence_tokens = _Tokens(), _Tokens()  # frees their memory
        used = np.zeros(len(self._stems), dtype=bool)
        for numbers, _ in tokens.values():
            used[numbers] = True
        final = self._stems.finish(self._folder, used)
        for name, (numbers, lengths) in tokens.items():
            write_impacts(self._folder / name, final[numbers], lengths, int(used.sum()))

    def _add_document(self, document: Document, vectors: DocumentVectors) -> None:
        self._documents.add(document_line(document))
        self._ids.add(document.id.encode())
        self._passage_vectors.add(vectors[0])
        self._sentence_vectors.add(vectors[1])

    def _translate(self, previous: PreviousBuild) -> StemNumbers:
        if self._translated is None or self._translated[0] is not previous:
            self._translated = previous, self._stems.translate(previous.vocabulary)
        return self._translated[1]

    def __enter__(self) -> "BuildWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open_files.__exit__(kind, error, trace)


class _Tokens:
    """The stems of texts in order, and the number of stems of each text."""

    def __init__(self) -> None:
        self._numbers: list[StemNumbers] = [np.zeros(0, dtype=np.int32)]
        self._lengths: list[Rows] = [np.zeros(0, dtype=np.int64)]

    def add(self, numbers: StemNumbers, lengths: Rows) -> None:
        self._numbers.append(numbers)
        self._lengths.append(lengths)

    def concatenate(self) -> tuple[StemNumbers, Rows]:
        return np.concatenate(self._numbers), np.concatenate(self._lengths)


def searched_text(document: Document, passage: Passage) -> str:
    """The text whose words find a passage: the title, the last heading or caption above it, the passage."""
    block = next(b for b in document.blocks if b.start <= passage.start < b.end)
    names = dict.fromkeys(name for name in (document.title, *block.headings[-1:]) if name)
    return "".join(f"{name}. " for name in names) + passage.text


def _tags_of(sentence: Sentence) -> list[Tag]:
    kinds = (
        ("subject", sentence.subjects),
        ("aspect", sentence.aspects),
        ("topic", sentence.topics),
        ("trait", sentence.traits),
        ("year", map(str, sentence.years)),
        ("stated", map(str, sentence.stated)),
        ("lasting", map(str, sentence.lasting)),
        ("dated", map(str, sentence.dated)),
    )
    return [(kind, name) for kind, names in kinds for name in dict.fromkeys(names)]
