"""The build in use, as far as a new one can take over what it holds: whole documents that are as they were, vectors of passages that are.

ledger.jsonl          [id, digest, key]: what the document said when it was indexed, and what its vectors were computed from
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.annotate.tag import TAGGER_VERSION
from corpus.errors import StaleIndexError
from corpus.text.tokens import TOKENIZER_VERSION
from index.build.journal import Pair
from index.builds import directory
from index.records import Manifest
from index.search.bm25 import LexicalIndex, Vocabulary
from index.search.dense import VectorRows
from index.storage.documents import Documents, Passages
from index.storage.lines import Lines, write_lines
from index.storage.tags import TagIndex

LEDGER = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    id: str
    digest: str
    key: str


class Previous:
    """A build that was proved whole, read only."""

    def __init__(self, folder: Path, build: str) -> None:
        """Open a build; raises StaleIndexError, OSError or ValueError if it is not whole."""
        self.manifest: Manifest = directory.read_manifest(folder, build)
        if damaged := directory.damaged_files(folder, self.manifest):
            raise StaleIndexError(f"The build {build} is damaged ({', '.join(damaged[:3])}).")
        path = directory.build_folder(folder, build)
        self.documents = Documents(path)
        self.passages = Passages(path, self.documents)
        self.entries = [Entry(*json.loads(line)) for line in Lines(path / LEDGER)]
        self.numbers = {entry.id: number for number, entry in enumerate(self.entries)}
        self._by_key = {entry.key: number for number, entry in enumerate(self.entries)}
        self._passage_vectors, self._sentence_vectors = (
            VectorRows(path, "passages"),
            VectorRows(path, "sentences"),
        )
        self.vocabulary = Vocabulary(path)
        self.passage_terms, self.sentence_terms = (
            LexicalIndex(path / name, self.vocabulary) for name in ("passage-terms", "sentence-terms")
        )
        self.tags = TagIndex(path, self.manifest.sentences)

    def digests(self) -> Mapping[str, str]:
        """What each document said, by id."""
        return {entry.id: entry.digest for entry in self.entries}

    def has_vectors(self, fingerprint: dict[str, str | int]) -> bool:
        """Whether the same passages would have the same vectors."""
        return self.manifest.fingerprint == fingerprint

    def has_passages(self, fingerprint: dict[str, str | int], framework_sha256: str) -> bool:
        """Whether the same document would have the same passages, with the same tags and stems."""
        return (
            self.manifest.fingerprint,
            self.manifest.framework_sha256,
            self.manifest.tagger,
            self.manifest.words,
        ) == (
            fingerprint,
            framework_sha256,
            TAGGER_VERSION,
            TOKENIZER_VERSION,
        )

    def passages_of(self, number: int) -> slice:
        """The passages of a document by its place."""
        return slice(int(self.passages.of_document[number]), int(self.passages.of_document[number + 1]))

    def sentences_of(self, passages: slice) -> slice:
        """The sentences of a run of passages."""
        return slice(
            int(self.passages.sentences[passages.start]), int(self.passages.sentences[passages.stop])
        )

    def vectors(self, passages: slice) -> Pair:
        """Vectors of a run of passages and of their sentences."""
        return self._passage_vectors[passages], self._sentence_vectors[self.sentences_of(passages)]

    def vectors_by_key(self, key: str) -> Pair | None:
        """Vectors of the document with that key, None if there is none."""
        number = self._by_key.get(key)
        return None if number is None else self.vectors(self.passages_of(number))


def open_previous(folder: Path) -> Previous | None:
    """The build in use; None if there is none or it is damaged, for then it is replaced whole."""
    try:
        build = directory.current_build(folder)
        return Previous(folder, build) if build else None
    except (StaleIndexError, OSError, ValueError, KeyError, TypeError):
        return None


def write_ledger(folder: Path, entries: Iterable[Entry]) -> None:
    write_lines(
        folder / LEDGER, (json.dumps([e.id, e.digest, e.key], ensure_ascii=False).encode() for e in entries)
    )
