"""An open index: search of passages; its sentences are in `sentences`.

Passage search sums the z-scores of four channels: dense passage, best sentence of the passage by its late
vector, BM25, best sentence of the document. The channels were chosen on public collections; see bench/.
Everything is read through memory maps, so an index opens at once and takes only the memory of what is read.
"""

import copy
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from corpus.errors import StaleIndexError
from corpus.records import Passage
from index.builds import directory
from index.lexicon import Lexicon
from index.records import (
    FORMAT_VERSION,
    Bits,
    Embedder,
    Hit,
    Manifest,
    Rows,
    Vectors,
)
from index.search.bm25 import LexicalIndex, Vocabulary
from index.search.dense import DenseIndex, VectorRows
from index.search.fusion import fuse
from index.search.highest import find_highest
from index.sentences import PassageColumns, SentenceIndex
from index.storage.arrays import rows_of_groups
from index.storage.documents import Documents, Passages
from index.storage.tables import read_tables
from index.storage.tags import bits_of, rows_of
from index.tables import TableIndex
from index.topics import DocumentTopics

# Up to so many passages are all scored, with their sentences; it takes less time than to encode the question.
MAX_PASSAGES = 20_000


class PassageIndex:
    """One build, read only and safe to share between threads."""

    def __init__(self, folder: Path, embedder: Embedder, *, check_later_above: int | None = None) -> None:
        """Open the current build.

        Checksums are verified first, unless the build has more bytes than `check_later_above`: then `checked`
        is false until the caller calls `check`.

        Raises:
            StaleIndexError: there is no index, it is damaged, or another model or version made it.
        """
        build = directory.current_build(folder)
        if build is None:
            raise StaleIndexError(
                f"There is no index at {folder}; run 'python -m index build --out {folder}'."
            )
        self._folder, self._embedder = folder, embedder
        self.manifest: Manifest = directory.read_manifest(folder, build)
        _check_model(self.manifest, embedder, folder)
        self.checked = False
        if check_later_above is None or directory.build_size(folder, build) <= check_later_above:
            self.check()
        try:
            self._open(directory.build_folder(folder, build))
        except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
            raise _damaged(folder, str(error)) from error
        self._kept_passages: Bits | None = None  # all of them

    def _open(self, path: Path) -> None:
        self.documents = Documents(path)
        self.passages = Passages(path, self.documents)
        vocabulary, vectors = Vocabulary(path), VectorRows(path, "passages")
        terms = LexicalIndex(path / "passage-terms", vocabulary)
        self._columns = PassageColumns(vectors, DenseIndex(path, "passages", vectors), terms)
        self.tables = TableIndex(read_tables(path))
        self.lexicon = Lexicon(path, vocabulary, DocumentTopics(terms, self.passages))
        self.sentences = SentenceIndex(
            path, self.manifest.sentences, self.passages, self._columns, vocabulary
        )

    def check(self) -> None:
        """Compare every file with its checksum.

        Raises:
            StaleIndexError: a file is not as it was written.
        """
        if damaged := directory.damaged_files(self._folder, self.manifest):
            raise _damaged(self._folder, ", ".join(damaged[:3]))
        self.checked = True

    def excluding(self, documents: Collection[str]) -> "PassageIndex":
        """The same index without the sentences, passages and tables of some documents, by id.

        `documents` and `passages` still list them all.
        """
        found = (self.documents.find(identifier) for identifier in sorted(documents))
        numbers = np.array([number for number in found if number is not None], dtype=np.int64)
        other = copy.copy(self)
        other.tables = self.tables.without(documents)
        if len(numbers):
            passages = rows_of_groups(self.passages.passage_starts, numbers)
            sentences = rows_of_groups(self.passages.sentence_starts, passages)
            other._kept_passages = _all_but(passages, len(self.passages))
            kept = _all_but(sentences, len(self.sentences))
            other.sentences = self.sentences.keeping(kept, other._kept_passages)
        return other

    def search(
        self, query: str, k: int = 10, *, max_rows: int = MAX_PASSAGES, candidates: int = 1000
    ) -> list[Hit]:
        """The k best passages by (-score, position).

        Up to `max_rows` passages are all scored; of more, the best `candidates` by vector, as many by words.
        """
        vector = self._embedder.embed_queries([query])[0]
        lexical = self._columns.terms.score_all(query)
        kept = None if self._kept_passages is None else rows_of(self._kept_passages)
        if (len(self.passages) if kept is None else len(kept)) <= max_rows:
            rows = np.arange(len(self.passages)) if kept is None else kept
            dense = self._columns.vectors.score(vector[None, :], rows)[0]
        else:
            near, cosines = self._columns.nearest.search(vector, candidates, self._kept_passages)
            rows = np.union1d(near, find_highest(lexical, kept, candidates))
            # A row that only words found gets the lowest cosine found: this ranks better than its own.
            dense = np.full(len(rows), cosines.min(initial=1), dtype=np.float32)
            dense[np.searchsorted(rows, near)] = cosines
        if not len(rows):
            return []
        documents = self.passages.documents_of(rows)
        scores = fuse(dense, self.sentences.score_best_of_passages(vector, rows), lexical[rows], documents)
        best = np.lexsort((rows, -scores))[:k]
        return [Hit(self.passages[int(rows[i])], float(scores[i])) for i in best]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim), in one encoder call."""
        return self._embedder.embed_queries(texts)

    def find_problems(self) -> list[str]:
        """What is inconsistent in an index whose checksums hold: one sentence each, empty if all is well."""
        problems = [
            f"Passage {passage.id} is not a slice of its document."
            for passage in self.passages
            if not _is_slice(passage, self.documents[passage.document_id].text)
        ]
        for name, vectors, expected in (
            ("passages", self._columns.vectors, len(self.passages)),
            ("sentences", self.sentences.vectors, len(self.sentences)),
        ):
            if len(vectors) != expected:
                problems.append(f"There are {len(vectors)} vectors for {expected} {name}.")
        return problems


def _is_slice(passage: Passage, text: str) -> bool:
    inside = all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
    return inside and passage.text == text[passage.start : passage.end]


def _all_but(rows: Rows, count: int) -> Bits:
    return bits_of(np.delete(np.arange(count), rows), count)


def _damaged(folder: Path, what: str) -> StaleIndexError:
    return StaleIndexError(
        f"The index at {folder} is damaged ({what}); run 'python -m index build --out {folder}' to repair it."
    )


def _check_model(manifest: Manifest, embedder: Embedder, folder: Path) -> None:
    made_with = manifest.fingerprint
    rebuild = f"run 'python -m index build --out {folder}' to build it again"
    if made_with.get("format") != FORMAT_VERSION:
        raise StaleIndexError(f"The index at {folder} was made by another version of Parallax; {rebuild}.")
    model, revision, dim = (made_with.get(name) for name in ("model", "revision", "dim"))
    if (model, revision, dim) != (embedder.name, embedder.revision, embedder.dim):
        raise StaleIndexError(
            f"The index at {folder} was made with the model {model} ({dim} dimensions, weights "
            f"{str(revision)[:8]}), not with {embedder.name} ({embedder.dim} dimensions, weights "
            f"{embedder.revision[:8]}); name that model with --model, or {rebuild}."
        )
