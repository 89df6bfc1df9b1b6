"""The sentences of an index by row: their scores for a query, their tags and traits, the records behind them.

What an answer is chosen by are columns and scores of whole arrays of rows; only the few sentences that are
quoted are read as records.
"""

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.library.folder import list_starter_ids
from corpus.records import Reference
from index.origins.resolve import ORIGIN_NAMES, ORIGINS
from index.records import Bits, Flags, LocatedSentence, Rows, Scores, Tag, Vectors
from index.salience import SCORES
from index.search.bm25 import LexicalIndex, Vocabulary
from index.search.dense import DenseIndex, VectorRows
from index.search.highest import find_highest
from index.storage.arrays import open_array, rows_of_groups
from index.storage.documents import Passages
from index.storage.lines import Lines
from index.storage.tags import TagIndex, all_rows, has_rows, rows_of
from index.storage.works import WorkIndex

_NEAREST = 1_000  # passages by vector, and sentences by words, of an index too large to score all sentences

_SHARE_OF_LATEST = 0.1  # of the mentions of the commonest year: years to come are named too, but seldom


@dataclass(frozen=True, slots=True)
class PassageColumns:
    """What passages are searched by: their vectors and what finds the nearest of them, their words."""

    vectors: VectorRows
    nearest: DenseIndex
    terms: LexicalIndex


class SentenceIndex:
    """The sentences of one build, read only and safe to share between threads."""

    def __init__(
        self, path: Path, count: int, passages: Passages, columns: PassageColumns, vocabulary: Vocabulary
    ) -> None:
        """Open the files of a build with `count` sentences; `columns` are those of its passages.

        Raises:
            OSError, ValueError, RuntimeError: a file is missing or damaged.
        """
        self._passages, self._columns = passages, columns
        self._count = count
        self._vectors = VectorRows(path, "sentences")
        self._terms = LexicalIndex(path / "sentence-terms", vocabulary)
        self._tags = TagIndex(path, count)
        self._salience = open_array(path / "salience.npy")
        self._origins, self._origin_names = open_array(path / ORIGINS), Lines(path / ORIGIN_NAMES)
        self._works = WorkIndex(path)
        self._kept: Bits = all_rows(count)
        self._kept_passages: Bits | None = None  # all of them

    def __len__(self) -> int:
        return self._count

    @property
    def vectors(self) -> VectorRows:
        """The vectors of all sentences."""
        return self._vectors

    def keeping(self, kept: Bits, passages: Bits) -> "SentenceIndex":
        """The same sentences, of which only those kept, in the passages kept, are found."""
        other = copy.copy(self)
        other.__dict__.pop("latest_year", None)
        other._kept, other._kept_passages = kept, passages
        return other

    def find_tagged(self, tags: Iterable[Tag] = (), *, within: Rows | None = None) -> Rows:
        """Rows, ascending, with any of the tags (kind and name), all rows without one; of those `within`."""
        tags = list(tags)
        bits = self._kept & self._tags.with_any(tags) if tags else self._kept
        return rows_of(bits) if within is None else within[has_rows(bits, within)]

    def find_names(self, kind: str) -> list[str]:
        """All names of a kind of tag, sorted: the years that sentences name, for one."""
        return [name for of, name in self._tags.tags if of == kind]

    @cached_property
    def latest_year(self) -> int | None:
        """The latest year named at least a tenth as often as the one named most; None without years."""
        counts = {year: len(self.find_tagged([("year", year)])) for year in self.find_names("year")}
        least = _SHARE_OF_LATEST * max(counts.values(), default=0)
        return max((int(year) for year, n in counts.items() if n >= least), default=None)

    def list_years(self, rows: Rows) -> list[int]:
        """The years that any of the rows name, ascending."""
        years = self.find_names("year")
        return sorted(int(year) for year in years if self.have_any_tag(rows, [("year", year)]).any())

    def find_worth_scoring(self, query: str, vector: Vectors, *, max_rows: int) -> Rows:
        """All rows up to `max_rows`, ascending; of more, those of the nearest passages and those by words."""
        if self._count <= max_rows:
            return self.find_tagged()
        near, _ = self._columns.nearest.search(vector, _NEAREST, self._kept_passages)
        by_vector = rows_of_groups(self._passages.sentence_starts, np.sort(near))
        kept = self.find_tagged()
        by_words = find_highest(self._terms.score_all(query), kept, _NEAREST)
        return np.union1d(self.find_tagged(within=by_vector), by_words)

    def find_passages(self, rows: Rows) -> Rows:
        """The passage of each row."""
        return np.searchsorted(self._passages.sentence_starts, rows, side="right") - 1

    def are_own(self, documents: Rows) -> Flags:
        """Whether each document, by its number, is the user's own, not one of the starter corpus."""
        numbers, places = np.unique(documents, return_inverse=True)
        ids, starter = self._passages.documents.ids, list_starter_ids()
        own = np.array([ids[int(n)].decode() not in starter for n in numbers], dtype=np.bool_)
        return own[places]

    def rest_on(self, rows: Rows, documents: Rows, is_meant: Callable[[Reference], bool]) -> Flags:
        """Whether each row, of a document given by number, cites a reference that is meant, (len(rows),)."""
        found = np.zeros(len(rows), dtype=np.bool_)
        for number in np.unique(documents):
            document = self._passages.documents.at(int(number))
            cited = {r.id for r in document.references if is_meant(r)}
            places = np.flatnonzero(documents == number) if cited else ()
            for place in places:
                found[place] = not cited.isdisjoint(self.locate(int(rows[place])).sentence.references)
        return found

    def find_documents(self, passages: Rows) -> Rows:
        """The number of each passage's document."""
        return self._passages.documents_of(passages)

    def score(self, query: str, vectors: Vectors, rows: Rows) -> tuple[Scores, Scores]:
        """Cosines with vectors, (len(vectors), len(rows)), and BM25 of a query, (len(rows),)."""
        return self._vectors.score(vectors, rows), self._terms.score(query, rows)

    def score_passages(self, query: str, vector: Vectors, passages: Rows) -> tuple[Scores, Scores]:
        """Cosines with a vector (dim,) and BM25 of passages, each (len(passages),)."""
        cosines = self._columns.vectors.score(vector[None, :], passages)[0]
        return cosines, self._columns.terms.score(query, passages)

    def have_any_tag(self, rows: Rows, tags: Iterable[Tag]) -> Flags:
        """Whether each row has one of the tags, (len(rows),); false where no tag is given."""
        return has_rows(self._tags.with_any(tags), rows)

    def have_each_tag(self, rows: Rows, tags: Sequence[Tag]) -> Flags:
        """Whether each row has each of the tags, (len(tags), len(rows))."""
        return self._tags.with_each(tags, rows)

    def count_works(self, rows: Rows) -> int:
        """How many different works the rows rest on; a row without references rests on its document."""
        return self._works.count(rows)

    def list_places(self, passages: Rows) -> list[tuple[str, int, int]]:
        """The document of each passage by its id, and where in it the passage starts and ends."""
        documents, ids = self.find_documents(passages).tolist(), self._passages.documents.ids
        names = {number: ids[number].decode() for number in set(documents)}
        spans = self._passages.spans[passages].tolist()
        return [(names[number], start, end) for number, (start, end) in zip(documents, spans, strict=True)]

    def have_stem(self, rows: Rows, stem: str) -> Flags:
        """Whether each row has the stem, (len(rows),)."""
        return self._terms.have_stem(rows, stem)

    def passages_have_stem(self, passages: Rows, stem: str) -> Flags:
        """Whether each passage, or the title of its document, has the stem, (len(passages),)."""
        return self._columns.terms.have_stem(passages, stem)

    def get_salience(self, rows: Rows, score: str) -> Scores:
        """How much each row matters by one of the scores of `index.salience`, (len(rows),)."""
        return np.asarray(self._salience[rows, SCORES.index(score)], dtype=np.float32)

    def get_origins(self, rows: Rows) -> Rows:
        """The number of the origin of each row, (len(rows),): rows with one number confirm nothing twice."""
        return np.asarray(self._origins[rows], dtype=np.int64)

    def list_stems(self, row: int) -> tuple[str, ...]:
        """The stems of a sentence's content words, in order, repeats kept."""
        return tuple(self._terms.list_stems(row))

    def locate(self, row: int) -> LocatedSentence:
        """The sentence of a row, with its passage and document."""
        starts = self._passages.sentence_starts
        number = int(np.searchsorted(starts, row, side="right")) - 1
        passage, document = self._passages[number], self._passages.document_at(number)
        sentence = passage.sentences[row - int(starts[number])]
        origin = self._origin_names[int(self._origins[row])].decode()
        return LocatedSentence(row, document, passage, sentence, origin)

    def idf(self, stem: str) -> float:
        """The inverse document frequency of a stem over sentences; of the rarest for a stem of none."""
        return self._terms.idf(stem)

    def score_best_of_passages(self, vector: Vectors, passages: Rows) -> Scores:
        """The cosine of each passage's best sentence, (len(passages),)."""
        starts = self._passages.sentence_starts
        lengths = starts[passages + 1] - starts[passages]
        scores = self._vectors.score(vector[None, :], rows_of_groups(starts, passages))[0]
        return np.asarray(np.maximum.reduceat(scores, np.cumsum(lengths) - lengths), dtype=np.float32)
