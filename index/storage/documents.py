"""What a build holds, read one record at a time: documents, passages and sentences by row or id.

documents.jsonl, ids.txt        documents sorted by id, and their ids
passages.jsonl                  passages with their sentences, in the order of their documents; the text is the document's slice and not stored twice
document-passages.npy           int64 (documents + 1,), the first passage of each document, and how many there are
passage-sentences.npy           int64 (passages + 1,), the first sentence of each passage, and how many there are
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np

from corpus.document_json import document_from_record, document_record
from corpus.errors import StaleIndexError
from corpus.records import Document, Passage, Sentence
from index.storage.arrays import open_array
from index.storage.lines import Lines

_TAGS = ("subjects", "named", "aspects", "topics", "references")  # of a sentence, in the order of its fields
_KEPT_DOCUMENTS, _KEPT_PASSAGES = 1_000, 20_000  # in memory, those asked for last


class Documents(Mapping[str, Document]):
    """The documents of a build by id, in order."""

    def __init__(self, folder: Path) -> None:
        """Open them; raises OSError or ValueError if they are not whole. A document that cannot be read raises StaleIndexError when it is asked for."""
        self._folder = folder
        self._records, self.ids = Lines(folder / "documents.jsonl"), Lines(folder / "ids.txt")
        if len(self._records) != len(self.ids):
            raise ValueError(f"there are {len(self._records)} documents for {len(self.ids)} ids")
        self.at = lru_cache(maxsize=_KEPT_DOCUMENTS)(self._read)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        return (line.decode() for line in self.ids)

    def __getitem__(self, identifier: str) -> Document:
        number = self.find(identifier)
        if number is None:
            raise KeyError(identifier)
        return self.at(number)

    def __contains__(self, identifier: object) -> bool:
        return isinstance(identifier, str) and self.find(identifier) is not None

    def find(self, identifier: str) -> int | None:
        """The place of a document, None if there is none of that id."""
        return self.ids.find(identifier.encode("utf-8", "replace"))

    def _read(self, number: int) -> Document:
        try:
            record = json.loads(self._records[number])
            document = document_from_record(record)
        except (ValueError, KeyError, TypeError) as error:
            raise StaleIndexError(
                f"Document {number} of the index at {self._folder} cannot be read; run 'python -m index build'."
            ) from error
        if document.sha256 != record["sha256"]:
            raise StaleIndexError(
                f"The text of {document.id} in the index is not the one that was indexed; run 'python -m index build'."
            )
        return document


class Passages(Sequence[Passage]):
    """The passages of a build by row."""

    def __init__(self, folder: Path, documents: Documents) -> None:
        """Open them; raises OSError or ValueError if they are not whole."""
        self.lines, self.documents = Lines(folder / "passages.jsonl"), documents
        self.of_document, self.sentences = (
            open_array(folder / "document-passages.npy"),
            open_array(folder / "passage-sentences.npy"),
        )
        if (len(self.of_document), len(self.sentences)) != (len(documents) + 1, len(self.lines) + 1):
            raise ValueError(
                f"there are starts for {len(self.of_document) - 1} documents and {len(self.sentences) - 1} passages, not for those stored"
            )
        self.at = lru_cache(maxsize=_KEPT_PASSAGES)(self._read)

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> list[Passage]: ...
    def __getitem__(self, number: int | slice) -> Passage | list[Passage]:
        if isinstance(number, slice):
            return [self.at(i) for i in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return self.at(int(number) % len(self))

    def of(self, identifier: str) -> list[Passage]:
        """The passages of a document by its id, none if it is not there."""
        number = self.documents.find(identifier)
        return (
            [] if number is None else self[int(self.of_document[number]) : int(self.of_document[number + 1])]
        )

    def document_at(self, number: int) -> Document:
        """The document that a passage is of."""
        return self.documents.at(int(np.searchsorted(self.of_document, number, side="right")) - 1)

    def _read(self, number: int) -> Passage:
        return passage_of(json.loads(self.lines[number]), self.document_at(number).text)


def passage_line(passage: Passage) -> bytes:
    """A passage as one JSON object; empty tags are left out."""
    sentences = [
        {"start": s.start, "end": s.end, **{name: tags for name in _TAGS if (tags := getattr(s, name))}}
        for s in passage.sentences
    ]
    record = {
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "sentences": sentences,
    }
    return json.dumps(record, ensure_ascii=False).encode()


def passage_of(record: dict[str, Any], text: str) -> Passage:
    """The passage of a record, and of the text of its document."""
    sentences = tuple(
        Sentence(s["start"], s["end"], *(tuple(s.get(name, ())) for name in _TAGS))
        for s in record["sentences"]
    )
    start, end = record["start"], record["end"]
    return Passage(record["document_id"], start, end, text[start:end], sentences)


def document_line(document: Document) -> bytes:
    """A document as one JSON object."""
    return json.dumps(document_record(document), ensure_ascii=False).encode("utf-8")
