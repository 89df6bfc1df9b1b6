"""An open index: search of passages, scores of tagged sentences.

Passage search sums the z-scores of four channels: dense passage, best sentence of the passage by its late
vector, BM25, best sentence of the document. The channels were chosen on public collections; see bench/.
Everything is read through memory maps, so an index opens at once and takes only the memory of what is read.
"""

import copy
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StaleIndexError
from corpus.records import Passage
from index.builds import directory
from index.records import (
    FORMAT_VERSION,
    Bits,
    Embedder,
    Hit,
    LocatedSentence,
    Manifest,
    Rows,
    Scores,
    Vectors,
)
from index.search.bm25 import LexicalIndex, Vocabulary
from index.search.dense import DenseIndex, VectorRows
from index.search.fusion import fuse
from index.storage.arrays import rows_of_groups
from index.storage.documents import Documents, Passages
from index.storage.tags import TagIndex, all_rows, bits_of, has_rows, rows_of

# Up to so many passages are all scored, with their sentences; it takes less time than to encode the question.
MAX_PASSAGES = 20_000
# A threshold for the highest scores is estimated from so many times as many scores as are wanted.
_THRESHOLD_SAMPLE = 64


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
        self._kept_sentences: Bits | None = None

    def _open(self, path: Path) -> None:
        self.documents = Documents(path)
        self.passages = Passages(path, self.documents)
        self._passage_vectors = VectorRows(path, "passages")
        self._sentence_vectors = VectorRows(path, "sentences")
        self._near_passages = DenseIndex(path, "passages", self._passage_vectors)
        self._near_sentences = None
        if (path / "sentences.faiss").is_file():
            self._near_sentences = DenseIndex(path, "sentences", self._sentence_vectors)
        vocabulary = Vocabulary(path)
        self._passage_terms = LexicalIndex(path / "passage-terms", vocabulary)
        self._sentence_terms = LexicalIndex(path / "sentence-terms", vocabulary)
        self._tags = TagIndex(path, self.manifest.sentences)

    def check(self) -> None:
        """Compare every file with its checksum.

        Raises:
            StaleIndexError: a file is not as it was written.
        """
        if damaged := directory.damaged_files(self._folder, self.manifest):
            raise _damaged(self._folder, ", ".join(damaged[:3]))
        self.checked = True

    def excluding(self, documents: Collection[str]) -> "PassageIndex":
        """The same index without the sentences and passages of some documents, by id.

        `documents` and `passages` still list them all.
        """
        found = (self.documents.find(identifier) for identifier in sorted(documents))
        numbers = np.array([number for number in found if number is not None], dtype=np.int64)
        other = copy.copy(self)
        if len(numbers):
            passages = rows_of_groups(self.passages.passage_starts, numbers)
            sentences = rows_of_groups(self.passages.sentence_starts, passages)
            other._kept_passages = _all_but(passages, len(self.passages))
            other._kept_sentences = _all_but(sentences, self.manifest.sentences)
        return other

    def search(
        self, query: str, k: int = 10, *, max_rows: int = MAX_PASSAGES, candidates: int = 1000
    ) -> list[Hit]:
        """The k best passages by (-score, position).

        Up to `max_rows` passages are all scored; of more, the best `candidates` by vector, as many by words.
        """
        vector = self._embedder.embed_queries([query])[0]
        lexical = self._passage_terms.score_all(query)
        kept = None if self._kept_passages is None else rows_of(self._kept_passages)
        if (len(self.passages) if kept is None else len(kept)) <= max_rows:
            rows = np.arange(len(self.passages)) if kept is None else kept
            dense = self._passage_vectors.score(vector[None, :], rows)[0]
        else:
            near, cosines = self._near_passages.search(vector, candidates, self._kept_passages)
            rows = np.union1d(near, _highest(lexical, kept, candidates))
            # A row that only words found gets the lowest cosine found: this ranks better than its own.
            dense = np.full(len(rows), cosines.min(initial=1), dtype=np.float32)
            dense[np.searchsorted(rows, near)] = cosines
        if not len(rows):
            return []
        documents = self.passages.documents_of(rows)
        scores = fuse(dense, self._best_sentence_scores(vector, rows), lexical[rows], documents)
        best = np.lexsort((rows, -scores))[:k]
        return [Hit(self.passages[int(rows[i])], float(scores[i])) for i in best]

    def _best_sentence_scores(self, vector: Vectors, passages: Rows) -> Scores:
        """The cosine of each passage's best sentence."""
        starts = self.passages.sentence_starts
        lengths = starts[passages + 1] - starts[passages]
        scores = self._sentence_vectors.score(vector[None, :], rows_of_groups(starts, passages))[0]
        return np.asarray(np.maximum.reduceat(scores, np.cumsum(lengths) - lengths), dtype=np.float32)

    def tagged_rows(
        self, *, subjects: Collection[str] = (), aspect: str | None = None, topic: str | None = None
    ) -> Rows:
        """Rows of sentences with one of the subjects, the aspect and the topic, ascending.

        What is not given does not restrict them.
        """
        return rows_of(self._tagged_bits(subjects, aspect, topic))

    def candidate_rows(
        self,
        query: str,
        vector: Vectors,
        *,
        subjects: Collection[str] = (),
        aspect: str | None = None,
        max_rows: int = 20_000,
        nearest: int = 2_000,
    ) -> Rows:
        """The `tagged_rows` that are worth scoring, ascending.

        These are all of them up to `max_rows`; of more, the `nearest` by vector (dim,) and as many by words.
        """
        kept = self._tagged_bits(subjects, aspect, None)
        rows = rows_of(kept)
        if len(rows) <= max_rows or self._near_sentences is None:
            return rows
        near, _ = self._near_sentences.search(vector, nearest, kept)
        return np.union1d(near, _highest(self._sentence_terms.score_all(query), rows, nearest))

    def have_topic(self, rows: Rows, topics: Collection[str]) -> NDArray[np.bool_]:
        """Whether each of the rows is tagged with one of the topics, (len(rows),)."""
        return has_rows(self._tags.with_any(("topic", t) for t in topics), rows)

    def _tagged_bits(self, subjects: Collection[str], aspect: str | None, topic: str | None) -> Bits:
        bits = [] if self._kept_sentences is None else [self._kept_sentences]
        if subjects:
            bits.append(self._tags.with_any(("subject", s) for s in subjects))
        if aspect is not None:
            bits.append(self._tags.with_tag(("aspect", aspect)))
        if topic is not None:
            bits.append(self._tags.with_tag(("topic", topic)))
        return np.bitwise_and.reduce(bits) if bits else all_rows(self.manifest.sentences)

    def score_sentences(self, queries: Sequence[str], vectors: Vectors, rows: Rows) -> tuple[Scores, Scores]:
        """Cosine and BM25 of chosen sentences, each (len(queries), len(rows))."""
        lexical = np.zeros((len(queries), len(rows)), dtype=np.float32)
        for query, scores in zip(queries, lexical, strict=True):
            scores[:] = self._sentence_terms.score(query, rows)
        return self._sentence_vectors.score(vectors, rows), lexical

    def locate(self, row: int) -> LocatedSentence:
        """The sentence of a row, with its passage and document."""
        starts = self.passages.sentence_starts
        number = int(np.searchsorted(starts, row, side="right")) - 1
        passage, document = self.passages[number], self.passages.document_at(number)
        return LocatedSentence(row, document, passage, passage.sentences[row - int(starts[number])])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim), in one encoder call."""
        return self._embedder.embed_queries(texts)

    def idf(self, stem: str) -> float:
        """The inverse document frequency of a stem over sentences."""
        return self._sentence_terms.idf(stem)

    def has_stem(self, stem: str) -> bool:
        """Whether any sentence has the stem."""
        return self._sentence_terms.has_stem(stem)

    def find_problems(self) -> list[str]:
        """What is inconsistent in an index whose checksums hold: one sentence each, empty if all is well."""
        problems = [
            f"Passage {passage.id} is not a slice of its document."
            for passage in self.passages
            if not _is_slice(passage, self.documents[passage.document_id].text)
        ]
        for name, vectors, expected in (
            ("passages", self._passage_vectors, len(self.passages)),
            ("sentences", self._sentence_vectors, self.manifest.sentences),
        ):
            if len(vectors) != expected:
                problems.append(f"There are {len(vectors)} vectors for {expected} {name}.")
        return problems


def _is_slice(passage: Passage, text: str) -> bool:
    inside = all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
    return inside and passage.text == text[passage.start : passage.end]


def _all_but(rows: Rows, count: int) -> Bits:
    return bits_of(np.delete(np.arange(count), rows), count)


def _highest(scores: Scores, rows: Rows | None, count: int) -> Rows:
    """The `count` rows with the highest scores above 0, ascending; of equal scores the first rows.

    `rows` restricts them (ascending; None: all).
    """
    values = scores if rows is None else scores[rows]
    # The count-th best of a sample is at most that of all, so what is below it need not be sorted.
    sample = values[:: max(1, len(values) // (_THRESHOLD_SAMPLE * count))]
    threshold = np.partition(sample, -count)[-count] if len(sample) > count else 0
    places = np.flatnonzero(values >= threshold if threshold > 0 else values > 0)
    values = values[places]
    if len(places) > count:
        least = np.partition(values, -count)[-count]
        above, equal = places[values > least], places[values == least]
        places = np.sort(np.concatenate([above, equal[: count - len(above)]]))
    return places if rows is None else rows[places]


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
