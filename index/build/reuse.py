"""What a new build reuses of the build in use: files, whole documents, vectors.

Unchanged files are not read again, unchanged documents are copied with all that the build holds of them, and
unchanged passages keep their vectors.

files.jsonl           [id, key, ids of the documents], one line for each file that was read completely
ledger.jsonl          [id, digest, vector key]: a document's content, and what its vectors were computed from
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.annotate.tag import TAGGER_VERSION
from corpus.errors import StaleIndexError
from corpus.ingest.file_key import FileRecord, KnownDocuments
from corpus.records import Document
from corpus.text.tokens import TOKENIZER_VERSION
from index.build.journal import DocumentVectors
from index.builds import directory
from index.origins.resolve import DOCUMENT_ORIGINS
from index.records import FORMAT_VERSION, Manifest
from index.salience import load_salience
from index.search.bm25 import LexicalIndex, Vocabulary
from index.search.dense import VectorRows
from index.storage.arrays import open_array
from index.storage.documents import Documents, Passages
from index.storage.lines import Lines, write_lines
from index.storage.tags import TagIndex
from index.storage.works import WorkIndex

_DIGESTS = "ledger.jsonl"
_FILES = "files.jsonl"
# What known files are read from.
_CHECKED = (
    "documents.jsonl",
    "documents.offsets.npy",
    "ids.txt",
    "ids.offsets.npy",
    _FILES,
    "files.offsets.npy",
)
_DAMAGED = (StaleIndexError, OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class DocumentDigest:
    """Hashes that show whether a document (`digest`) or its vectors (`vector_key`) have changed."""

    id: str
    digest: str
    vector_key: str


class PreviousBuild:
    """The build in use, its checksums verified; read only."""

    def __init__(self, folder: Path, build: str) -> None:
        """Open a build.

        Raises:
            StaleIndexError, OSError, ValueError: it is incomplete or damaged.
        """
        self.manifest: Manifest = directory.read_manifest(folder, build)
        if damaged := directory.damaged_files(folder, self.manifest):
            raise StaleIndexError(f"The build {build} is damaged ({', '.join(damaged[:3])}).")
        path = directory.build_folder(folder, build)
        self.documents = Documents(path)
        self.passages = Passages(path, self.documents)
        self.digests = [DocumentDigest(*json.loads(line)) for line in Lines(path / _DIGESTS)]
        self._row_by_id = {digest.id: row for row, digest in enumerate(self.digests)}
        self._row_by_key = {digest.vector_key: row for row, digest in enumerate(self.digests)}
        self._passage_vectors = VectorRows(path, "passages")
        self._sentence_vectors = VectorRows(path, "sentences")
        self.vocabulary = Vocabulary(path)
        self.passage_terms = LexicalIndex(path / "passage-terms", self.vocabulary)
        self.sentence_terms = LexicalIndex(path / "sentence-terms", self.vocabulary)
        self.tags = TagIndex(path, self.manifest.sentences)
        self._path = path

    @cached_property
    def salience(self) -> NDArray[np.float16]:
        """How much each sentence matters; only a build of this format has it."""
        return open_array(self._path / "salience.npy")

    @cached_property
    def works(self) -> WorkIndex:
        """The works of each sentence; only a build of this format has them."""
        return WorkIndex(self._path)

    @cached_property
    def names(self) -> Lines:
        """The names of each document, as lines; only a build of this format has them."""
        return Lines(self._path / "document-names.jsonl")

    @cached_property
    def origins(self) -> Lines:
        """What the sentences of each document rest on, as lines; only a build of this format has them."""
        return Lines(self._path / DOCUMENT_ORIGINS)

    def digests_by_id(self) -> Mapping[str, str]:
        return {digest.id: digest.digest for digest in self.digests}

    def has_fingerprint(self, fingerprint: dict[str, str | int]) -> bool:
        """Whether the same passages would have the same vectors; the format of other files is no matter."""
        return self.manifest.fingerprint | {"format": 0} == fingerprint | {"format": 0}

    def has_framework(self, framework_sha256: str) -> bool:
        """Whether the same sentences would have the same tags, stems and salience, in the same files."""
        manifest = self.manifest
        made_with = manifest.framework_sha256, manifest.tagger, manifest.words, manifest.salience
        now = framework_sha256, TAGGER_VERSION, TOKENIZER_VERSION, load_salience().sha256
        return manifest.fingerprint.get("format") == FORMAT_VERSION and made_with == now

    def find_document(self, identifier: str, digest: str) -> int | None:
        """The row of a document, None if it is absent or its content has changed."""
        row = self._row_by_id.get(identifier)
        return row if row is not None and self.digests[row].digest == digest else None

    def vectors(self, passages: slice) -> DocumentVectors:
        """Vectors of consecutive passages and of their sentences."""
        sentences = self.passages.rows_of_sentences(passages)
        return self._passage_vectors[passages], self._sentence_vectors[sentences]

    def vectors_by_key(self, key: str) -> DocumentVectors | None:
        """Vectors of the document with that key, None if there is none."""
        row = self._row_by_key.get(key)
        return None if row is None else self.vectors(self.passages.rows_of_document(row))


def open_previous(folder: Path) -> PreviousBuild | None:
    """Open the build in use; None if there is none, or it is damaged and has to be replaced."""
    try:
        build = directory.current_build(folder)
        return PreviousBuild(folder, build) if build else None
    except _DAMAGED:
        return None


def open_known_files(folder: Path) -> KnownDocuments:
    """A function that gives the documents of files unchanged since the build in use.

    It knows none if there is no build or it is damaged.
    """
    try:
        return _open_known_files(folder) or _know_nothing
    except _DAMAGED:
        return _know_nothing


def write_digests(folder: Path, digests: Iterable[DocumentDigest]) -> None:
    _write_records(folder / _DIGESTS, ((d.id, d.digest, d.vector_key) for d in digests))


def write_files(folder: Path, files: Iterable[FileRecord]) -> None:
    _write_records(folder / _FILES, ((f.id, f.key, f.documents) for f in files))


def _write_records(path: Path, records: Iterable[Sequence[object]]) -> None:
    write_lines(path, (json.dumps(record, ensure_ascii=False).encode() for record in records))


def _open_known_files(folder: Path) -> KnownDocuments | None:
    build = directory.current_build(folder)
    if build is None:
        return None
    manifest, path = directory.read_manifest(folder, build), directory.build_folder(folder, build)
    if any(directory.checksum(path / name) != manifest.files.get(name) for name in _CHECKED):
        return None
    documents = Documents(path)
    ids_by_file = {(i, key): ids for i, key, ids in map(json.loads, Lines(path / _FILES))}

    def find_documents(identifier: str, key: str) -> Sequence[Document] | None:
        ids = ids_by_file.get((identifier, key))
        try:
            return None if ids is None else [documents[i] for i in ids]
        except (StaleIndexError, KeyError):
            return None

    return find_documents


def _know_nothing(identifier: str, key: str) -> None:
    return None
