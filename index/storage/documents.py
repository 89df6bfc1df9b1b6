"""The records of a build, read one at a time: documents, passages and sentences by row or id.

documents.jsonl, ids.txt        documents sorted by id, and their ids
passages.jsonl                  passages with their sentences, in the order of their documents;
                                the text is a slice of the document and not stored twice
document-passages.npy           int64 (documents + 1,), the first passage of each document, and their number
passage-spans.npy               int64 (passages, 2), where each passage starts and ends in its document
passage-sentences.npy           int64 (passages + 1,), the first sentence of each passage, and their number
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from corpus.document_json import document_from_record, document_record
from corpus.errors import StaleIndexError
from corpus.records import Clause, Credit, Document, Figure, Passage, Sentence
from index.records import Rows
from index.storage.arrays import open_array
from index.storage.lines import Lines

# Of a sentence: left out where empty. Those of a clause are among them.
_NAMES = (
    *("subjects", "named", "aspects", "topics", "references", "traits"),
    *("years", "stated", "lasting", "dated", "names"),
)
_NAMES_OF_CLAUSE = ("subjects", "aspects", "topics")
# The records read last stay in memory.
_CACHED_DOCUMENTS, _CACHED_PASSAGES = 1_000, 20_000


class Documents(Mapping[str, Document]):
    """The documents of a build by id, in order.

    A document that cannot be read raises StaleIndexError on access.
    """

    def __init__(self, folder: Path) -> None:
        """Open the documents of a build folder.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        self._folder = folder
        self._records, self.ids = Lines(folder / "documents.jsonl"), Lines(folder / "ids.txt")
        if len(self._records) != len(self.ids):
            raise ValueError(f"there are {len(self._records)} documents for {len(self.ids)} ids")
        self.at = lru_cache(maxsize=_CACHED_DOCUMENTS)(self._read)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        return (line.decode() for line in self.ids)

    def __getitem__(self, identifier: str) -> Document:
        row = self.find(identifier)
        if row is None:
            raise KeyError(identifier)
        return self.at(row)

    def __contains__(self, identifier: object) -> bool:
        return isinstance(identifier, str) and self.find(identifier) is not None

    def find(self, identifier: str) -> int | None:
        """The row of a document, None if the id is unknown."""
        return self.ids.find(identifier.encode("utf-8", "replace"))

    def _read(self, row: int) -> Document:
        try:
            record = json.loads(self._records[row])
            document = document_from_record(record)
        except (ValueError, KeyError, TypeError) as error:
            raise StaleIndexError(
                f"Document {row} of the index at {self._folder} cannot be read; run 'python -m index build'."
            ) from error
        if document.sha256 != record["sha256"]:
            raise StaleIndexError(
                f"The text of {document.id} in the index does not match its checksum; "
                "run 'python -m index build'."
            )
        return document


class Passages(Sequence[Passage]):
    """The passages of a build by row."""

    def __init__(self, folder: Path, documents: Documents) -> None:
        """Open the passages of a build folder.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        self._folder = folder
        self.lines, self.documents = Lines(folder / "passages.jsonl"), documents
        self.passage_starts = open_array(folder / "document-passages.npy")
        self.sentence_starts = open_array(folder / "passage-sentences.npy")
        starts = len(self.passage_starts) - 1, len(self.sentence_starts) - 1
        stored = len(documents), len(self.lines)
        if starts != stored:
            raise ValueError(f"there are starts for {starts} documents and passages, but {stored} are stored")
        self.at = lru_cache(maxsize=_CACHED_PASSAGES)(self._read)

    @cached_property
    def spans(self) -> NDArray[np.int64]:
        """Where each passage starts and ends in its document; only a build of this format has them."""
        return open_array(self._folder / "passage-spans.npy")

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self.at(i) for i in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self.at(int(row) % len(self))

    def of(self, identifier: str) -> list[Passage]:
        """The passages of a document; none if the id is unknown."""
        row = self.documents.find(identifier)
        return [] if row is None else self[self.rows_of_document(row)]

    def rows_of_document(self, row: int) -> slice:
        """The rows of a document's passages."""
        return slice(int(self.passage_starts[row]), int(self.passage_starts[row + 1]))

    def rows_of_sentences(self, passages: slice) -> slice:
        """The rows of the sentences of consecutive passages."""
        return slice(int(self.sentence_starts[passages.start]), int(self.sentence_starts[passages.stop]))

    def document_at(self, row: int) -> Document:
        """The document of a passage."""
        return self.documents.at(int(self.documents_of(np.array([row]))[0]))

    def documents_of(self, rows: Rows) -> Rows:
        """The rows of the documents of passages, (len(rows),)."""
        return np.asarray(np.searchsorted(self.passage_starts, rows, side="right") - 1, dtype=np.int64)

    def _read(self, row: int) -> Passage:
        return passage_from_record(json.loads(self.lines[row]), self.document_at(row).text)


def passage_line(passage: Passage) -> bytes:
    """A passage as one JSON object; what is empty is left out."""
    record = {
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "sentences": [_sentence_record(s) for s in passage.sentences],
    }
    return json.dumps(record, ensure_ascii=False).encode()


def passage_from_record(record: dict[str, Any], text: str) -> Passage:
    """The passage of a record; `text` is that of its document."""
    start, end = record["start"], record["end"]
    sentences = tuple(_sentence_from_record(s) for s in record["sentences"])
    return Passage(record["document_id"], start, end, text[start:end], sentences)


def _sentence_record(sentence: Sentence) -> dict[str, Any]:
    record = {"start": sentence.start, "end": sentence.end, **_names_record(sentence, _NAMES)}
    if sentence.figures:
        record["figures"] = [_figure_record(figure) for figure in sentence.figures]
    if sentence.clauses:
        record["clauses"] = [[c.start, c.end, _names_record(c, _NAMES_OF_CLAUSE)] for c in sentence.clauses]
    if sentence.credits:
        record["credits"] = [[c.name, c.kind, c.year, c.title] for c in sentence.credits]
    return record


def _sentence_from_record(record: dict[str, Any]) -> Sentence:
    clauses = (Clause(start, end, **_names_of(names)) for start, end, names in record.get("clauses", ()))
    return Sentence(
        record["start"],
        record["end"],
        **_names_of({name: record[name] for name in _NAMES if name in record}),
        figures=tuple(Figure(*values) for values in record.get("figures", ())),
        clauses=tuple(clauses),
        credits=tuple(Credit(*values) for values in record.get("credits", ())),
    )


def _figure_record(figure: Figure) -> list[Any]:
    """The fields in order, without those at the end that have their default; whole values without a point."""
    values = [getattr(figure, f.name) for f in fields(Figure)]
    last = max(i for i, f in enumerate(fields(Figure)) if f.default is MISSING or values[i] != f.default)
    is_whole = (isinstance(value, float) and value.is_integer() for value in values)
    return [int(v) if whole else v for v, whole in zip(values[: last + 1], is_whole, strict=False)]


def _names_record(part: Sentence | Clause, names: Sequence[str]) -> dict[str, Any]:
    return {name: found for name in names if (found := getattr(part, name))}


def _names_of(record: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(found) for name, found in record.items()}


def document_line(document: Document) -> bytes:
    """A document as one JSON object."""
    return json.dumps(document_record(document), ensure_ascii=False).encode("utf-8")
