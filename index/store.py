"""An index opened for asking: search of passages, scores of tagged sentences.

Passage search sums three channels as z-scores: dense passage, best late sentence of the passage, BM25. Measured on public collections; see bench/.
Everything is read through memory maps, so an index opens at once and takes no more memory than what is asked of it.
"""

import copy
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StaleIndexError
from index.builds import directory
from index.records import FORMAT, Bits, Embedder, Hit, LocatedSentence, Manifest, Rows, Scores, Vectors
from index.search.bm25 import LexicalIndex, Vocabulary
from index.search.dense import DenseIndex, VectorRows
from index.search.fusion import fuse
from index.storage.arrays import runs
from index.storage.documents import Documents, Passages
from index.storage.tags import TagIndex, all_rows, bits_of, has_rows, rows_of

CHECKED = (
    200_000_000  # bytes that are checked before an index is used; a larger one may be checked while it is
)
_CANDIDATES = 1000  # passages by meaning, and as many by words
_MANY = 20_000  # sentences; of more, only the nearest are scored
_NEAREST = 2_000  # of them by meaning, and as many by words
_PART = 64  # times as many scores as are wanted tell which are too low


class PassageIndex:
    """One build, read only and safe to share between threads."""

    def __init__(self, folder: Path, embedder: Embedder, *, check_later: bool = False) -> None:
        """Open the current build. With `check_later` the checksums of more than `CHECKED` bytes are left to `check`; `checked` tells.

        Raises:
            StaleIndexError: there is no index, it is damaged, or another model or version made it.
        """
        build = directory.current_build(folder)
        if build is None:
            raise StaleIndexError(
                f"There is no index at {folder}; run 'python -m index build --out {folder}'."
            )
        self._folder = folder
        self.manifest: Manifest = directory.read_manifest(folder, build)
        _check_model(self.manifest, embedder, folder)
        self.checked = False
        if not (check_later and directory.build_size(folder, build) > CHECKED):
            self.check()
        path = directory.build_folder(folder, build)
        self._embedder = embedder
        try:
            self.documents = Documents(path)
            self.passages = Passages(path, self.documents)
            self._passage_vectors, self._sentence_vectors = (
                VectorRows(path, "passages"),
                VectorRows(path, "sentences"),
            )
            self._near_passages = DenseIndex(path, "passages", self._passage_vectors)
            self._near_sentences = (
                DenseIndex(path, "sentences", self._sentence_vectors)
                if (path / "sentences.faiss").is_file()
                else None
            )
            vocabulary = Vocabulary(path)
            self._passage_terms, self._sentence_terms = (
                LexicalIndex(path / name, vocabulary) for name in ("passage-terms", "sentence-terms")
            )
            self._tags = TagIndex(path, self.manifest.sentences)
        except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
            raise _damaged(folder, str(error)) from error
        self._kept_passages: Bits | None = None  # all of them
        self._kept_sentences: Bits | None = None

    def check(self) -> None:
        """Compare every file with its checksum; raises StaleIndexError if one is not as it was written."""
        if damaged := directory.damaged_files(self._folder, self.manifest):
            raise _damaged(self._folder, ", ".join(damaged[:3]))
        self.checked = True

    def excluding(self, documents: Collection[str]) -> "PassageIndex":
        """The same index without the sentences and passages of some documents, by id; `documents` and `passages` still list them all."""
        numbers = np.array(
            [number for i in sorted(documents) if (number := self.documents.find(i)) is not None],
            dtype=np.int64,
        )
        other = copy.copy(self)
        if len(numbers):
            passages = runs(self.passages.of_document, numbers)
            sentences = runs(self.passages.sentences, passages)
            other._kept_passages = bits_of(
                np.delete(np.arange(len(self.passages)), passages), len(self.passages)
            )
            other._kept_sentences = bits_of(
                np.delete(np.arange(self.manifest.sentences), sentences), self.manifest.sentences
            )
        return other

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The k best passages by (-score, position)."""
        vector = self._embedder.embed_queries([query])[0]
        near, likeness = self._near_passages.search(vector, _CANDIDATES, self._kept_passages)
        lexical = self._passage_terms.score_all(query)
        kept = None if self._kept_passages is None else rows_of(self._kept_passages)
        candidates = np.union1d(near, _highest(lexical, kept, _CANDIDATES))
        if not len(candidates):
            return []
        # What only words found counts as the least near: that ranks better than how near it is.
        dense = np.full(len(candidates), likeness.min(initial=1), dtype=np.float32)
        dense[np.searchsorted(candidates, near)] = likeness
        scores = fuse(dense, self._sentence_channel(vector, candidates), lexical[candidates])
        best = np.lexsort((candidates, -scores))[:k]
        return [Hit(self.passages[int(candidates[i])], float(scores[i])) for i in best]

    def _sentence_channel(self, vector: Vectors, candidates: Rows) -> Scores:
        """Each candidate's best sentence."""
        starts = self.passages.sentences
        lengths = starts[candidates + 1] - starts[candidates]
        scores = self._sentence_vectors.score(vector[None, :], runs(starts, candidates))[0]
        return np.asarray(np.maximum.reduceat(scores, np.cumsum(lengths) - lengths), dtype=np.float32)

    def tagged_rows(
        self, *, subjects: Collection[str] = (), aspect: str | None = None, topic: str | None = None
    ) -> Rows:
        """Rows of sentences that bear the tags, one of the subjects and each of the others, ascending; all rows if none is asked."""
        return rows_of(self._with_tags(subjects, aspect, topic))

    def candidate_rows(
        self, query: str, vector: Vectors, *, subjects: Collection[str] = (), aspect: str | None = None
    ) -> Rows:
        """`tagged_rows` if they are few, else those of them that are nearest by meaning (vector (dim,)) or by words; ascending."""
        kept = self._with_tags(subjects, aspect, None)
        rows = rows_of(kept)
        if len(rows) <= _MANY or self._near_sentences is None:
            return rows
        near, _ = self._near_sentences.search(vector, _NEAREST, kept)
        return np.union1d(near, _highest(self._sentence_terms.score_all(query), rows, _NEAREST))

    def have_topic(self, rows: Rows, topics: Collection[str]) -> NDArray[np.bool_]:
        """Whether each of the rows bears one of the topics, (len(rows),)."""
        return has_rows(self._tags.with_any(("topic", t) for t in topics), rows)

    def _with_tags(self, subjects: Collection[str], aspect: str | None, topic: str | None) -> Bits:
        bits = [self._tags.with_any(("subject", s) for s in subjects)] if subjects else []
        bits += [
            self._tags.with_tag((kind, name))
            for kind, name in (("aspect", aspect), ("topic", topic))
            if name is not None
        ]
        bits += [self._kept_sentences] if self._kept_sentences is not None else []
        return np.bitwise_and.reduce(bits) if bits else all_rows(self.manifest.sentences)

    def score_sentences(self, queries: Sequence[str], vectors: Vectors, rows: Rows) -> tuple[Scores, Scores]:
        """Cosine and BM25 of chosen sentences, each (len(queries), len(rows))."""
        lexical = np.array([self._sentence_terms.score(q, rows) for q in queries], dtype=np.float32).reshape(
            len(queries), len(rows)
        )
        return self._sentence_vectors.score(vectors, rows), lexical

    def locate(self, row: int) -> LocatedSentence:
        """The sentence of a row with its surroundings."""
        starts = self.passages.sentences
        number = int(np.searchsorted(starts, row, side="right")) - 1
        passage = self.passages[number]
        return LocatedSentence(
            row, self.passages.document_at(number), passage, passage.sentences[row - int(starts[number])]
        )

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim), one encoder call."""
        return self._embedder.embed_queries(texts)

    def term_weight(self, stem: str) -> float:
        """Inverse document frequency of a stem over sentences."""
        return self._sentence_terms.weight(stem)

    def has_stem(self, stem: str) -> bool:
        """Whether any sentence has the stem."""
        return self._sentence_terms.has_stem(stem)

    def find_problems(self) -> list[str]:
        """What does not hold in an index whose checksums do: one sentence each, empty if all is well."""
        found = []
        for passage in self.passages:
            text = self.documents[passage.document_id].text
            if (
                any(not passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
                or passage.text != text[passage.start : passage.end]
            ):
                found.append(f"Passage {passage.id} is not a slice of its document.")
        for name, index, expected in (
            ("passages", self._passage_vectors, len(self.passages)),
            ("sentences", self._sentence_vectors, self.manifest.sentences),
        ):
            if len(index) != expected:
                found.append(f"There are {len(index)} vectors for {expected} {name}.")
        return found


def _highest(scores: Scores, rows: Rows | None, count: int) -> Rows:
    """Those of the ascending rows (None: all) that have the highest scores above 0, at most `count`, of equal ones the first; ascending."""
    values = scores if rows is None else scores[rows]
    # The count-th best of a part is not above that of all, so what is below it need not be sorted.
    part = values[:: max(1, len(values) // (_PART * count))]
    floor = np.partition(part, -count)[-count] if len(part) > count else 0
    places = np.flatnonzero(values >= floor if floor > 0 else values > 0)
    values = values[places]
    if len(places) > count:
        least = np.partition(values, -count)[-count]
        above, equal = places[values > least], places[values == least]
        places = np.sort(np.concatenate([above, equal[: count - len(above)]]))
    return places if rows is None else rows[places]


def _damaged(folder: Path, what: str) -> StaleIndexError:
    return StaleIndexError(
        f"The index at {folder} is damaged ({what}); run 'python -m index build --out {folder}' to mend it."
    )


def _check_model(manifest: Manifest, embedder: Embedder, folder: Path) -> None:
    if manifest.fingerprint.get("format") != FORMAT:
        raise StaleIndexError(
            f"The index at {folder} was made by another version of Parallax; run 'python -m index build --out {folder}' to make it anew."
        )
    made = (
        manifest.fingerprint.get("model"),
        manifest.fingerprint.get("revision"),
        manifest.fingerprint.get("dim"),
    )
    if made != (embedder.name, embedder.revision, embedder.dim):
        raise StaleIndexError(
            f"The index at {folder} was made with the model {made[0]} ({made[2]} dimensions, weights {str(made[1])[:8]}), "
            f"not with {embedder.name} ({embedder.dim} dimensions, weights {embedder.revision[:8]}); "
            f"name that model with --model, or run 'python -m index build --out {folder}' to make it anew."
        )
