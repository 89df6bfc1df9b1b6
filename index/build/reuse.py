"""The build in use, as far as a new one can take over what it holds: whole documents that are as they were, vectors of passages that are.

ledger.jsonl          [id, digest, key]: what the document said when it was indexed, and what its vectors were computed from
files.jsonl           [id, key, ids of the documents], one line for each file that was read completely
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.annotate.tag import TAGGER_VERSION
from corpus.errors import StaleIndexError
from corpus.ingest.file_key import FileRecord, KnownDocuments
from corpus.records import Document
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
_FILES = "files.jsonl"
_READ = (
    "documents.jsonl",
    "documents.offsets.npy",
    "ids.txt",
    "ids.offsets.npy",
    _FILES,
    "files.offsets.npy",
)


@dataclass(frozen=True, slots=True)
class DocumentDigest:
    """One line of the ledger."""

    id: str
    digest: str
    key: str


class PreviousBuild:
    """A build that was proved whole, read only."""

    def __init__(self, folder: Path, build: str) -> None:
        """Open a build; raises StaleIndexError, OSError or ValueError if it is not whole."""
        self.manifest: Manifest = directory.read_manifest(folder, build)
        if damaged := directory.damaged_files(folder, self.manifest):
            raise StaleIndexError(f"The build {build} is damaged ({', '.join(damaged[:3])}).")
        path = directory.build_folder(folder, build)
        self.documents = Documents(path)
        self.passages = Passages(path, self.documents)
        self.entries = [DocumentDigest(*json.loads(line)) for line in Lines(path / LEDGER)]
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


def open_previous(folder: Path) -> PreviousBuild | None:
    """The build in use; None if there is none or it is damaged, for then it is replaced whole."""
    try:
        build = directory.current_build(folder)
        return PreviousBuild(folder, build) if build else None
    except (StaleIndexError, OSError, ValueError, KeyError, TypeError):
        return None


def write_digests(folder: Path, entries: Iterable[DocumentDigest]) -> None:
    write_lines(
        folder / LEDGER, (json.dumps([e.id, e.digest, e.key], ensure_ascii=False).encode() for e in entries)
    )


def open_known_files(folder: Path) -> KnownDocuments:
    """The documents of files that are as they were in the build in use; none are known where there is no build or it is damaged."""
    try:
        return _open(folder) or _nothing
    except (StaleIndexError, OSError, ValueError, KeyError, TypeError):
        return _nothing


def write_files(folder: Path, read: Iterable[FileRecord]) -> None:
    write_lines(
        folder / _FILES, (json.dumps([f.id, f.key, f.documents], ensure_ascii=False).encode() for f in read)
    )


def _open(folder: Path) -> KnownDocuments | None:
    build = directory.current_build(folder)
    if build is None:
        return None
    manifest, path = directory.read_manifest(folder, build), directory.build_folder(folder, build)
    if any(directory.checksum(path / name) != manifest.files.get(name) for name in _READ):
        return None
    documents = Documents(path)
    entries = {(i, key): ids for i, key, ids in map(json.loads, Lines(path / _FILES))}

    def known(identifier: str, key: str) -> Sequence[Document] | None:
        ids = entries.get((identifier, key))
        try:
            return None if ids is None else [documents[i] for i in ids]
        except (StaleIndexError, KeyError):
            return None

    return known


def _nothing(identifier: str, key: str) -> None:
    return None
