"""An index opened for asking: search of passages, scores of tagged sentences.

Passage search sums three channels as z-scores: dense passage, best late sentence of the passage, BM25. Measured on public collections; see bench/.
"""

import copy
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from corpus.errors import StaleIndexError
from corpus.records import Document
from index import files
from index.dense import DenseIndex
from index.fuse import fuse
from index.lexical import LexicalIndex
from index.records import Embedder, Hit, Located, Manifest, Rows, Scores, Vectors

_CANDIDATES = 1000  # passages per channel; below that the search is exhaustive
_NO_ROWS: Rows = np.zeros(0, dtype=np.int64)


class PassageIndex:
    """One build, read only and safe to share between threads."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Open the current build.

        Raises:
            StaleIndexError: there is no index, it is damaged, or another model made it.
        """
        build = files.current_build(folder)
        if build is None:
            raise StaleIndexError(f"There is no index at {folder}; run 'python -m index build --out {folder}'.")
        self.manifest: Manifest = files.read_manifest(folder, build)
        _check_model(self.manifest, embedder, folder)
        if damaged := files.damaged_files(folder, self.manifest):
            raise StaleIndexError(f"The index at {folder} is damaged ({', '.join(damaged[:3])}); run 'python -m index build --out {folder}' to mend it.")
        path = files.build_folder(folder, build)
        self._embedder = embedder
        self.documents: dict[str, Document] = {d.id: d for d in files.read_documents(path)}
        self.passages = files.read_passages(path, {i: d.text for i, d in self.documents.items()})
        self._passage_vectors = DenseIndex.load(path / "passages.faiss")
        self._sentence_vectors = DenseIndex.load(path / "sentences.faiss")
        self._passage_terms = LexicalIndex.load(path / "passage-terms")
        self._sentence_terms = LexicalIndex.load(path / "sentence-terms")
        self._sentences = [(number, s) for number, p in enumerate(self.passages) for s in p.sentences]
        self._first_sentence = np.cumsum([0] + [len(p.sentences) for p in self.passages])
        self._by_subject = _rows_by(s.subjects for _, s in self._sentences)
        self._by_aspect = _rows_by(s.aspects for _, s in self._sentences)
        self._by_topic = _rows_by(s.topics for _, s in self._sentences)
        self._left_out = _NO_ROWS  # passages
        self._rows: Rows = np.arange(len(self._sentences))

    def excluding(self, documents: Collection[str]) -> "PassageIndex":
        """The same index without the sentences and passages of some documents, by id; `documents` and `passages` still list them all."""
        other = copy.copy(self)
        kept = [p.document_id not in documents for p in self.passages]
        other._left_out = np.flatnonzero(np.logical_not(kept))
        other._rows = np.array([row for row, (number, _) in enumerate(self._sentences) if kept[number]], dtype=np.int64)
        return other

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The k best passages by (-score, position)."""
        vector = self._embedder.queries([query])[0]
        dense, lexical = self._dense_channel(vector), self._passage_terms.score(query)
        candidates = np.setdiff1d(np.flatnonzero(~np.isnan(dense) | (lexical > 0)), self._left_out)
        if not len(candidates):
            return []
        rest = np.nanmin(dense)
        dense = np.where(np.isnan(dense), rest, dense)[candidates]
        scores = fuse(dense, self._sentence_channel(vector, candidates), lexical[candidates])
        best = np.lexsort((candidates, -scores))[:k]
        return [Hit(self.passages[candidates[i]], float(scores[i])) for i in best]

    def _dense_channel(self, vector: Vectors) -> Scores:
        rows, scores = self._passage_vectors.search(vector, _CANDIDATES + len(self._left_out))
        channel = np.full(len(self.passages), np.nan, dtype=np.float32)
        channel[rows] = scores
        return channel

    def _sentence_channel(self, vector: Vectors, candidates: Rows) -> Scores:
        """Each candidate's best sentence."""
        runs = [np.arange(self._first_sentence[c], self._first_sentence[c + 1]) for c in candidates]
        scores = self._sentence_vectors.score(vector[None, :], np.concatenate(runs))[0]
        return np.asarray(np.maximum.reduceat(scores, np.cumsum([0] + [len(r) for r in runs[:-1]])), dtype=np.float32)

    def tagged(self, *, subject: str | None = None, aspect: str | None = None, topic: str | None = None) -> Rows:
        """Rows of sentences that bear the tags, ascending; all rows if none is asked."""
        rows = self._rows
        for tag, by_tag in ((subject, self._by_subject), (aspect, self._by_aspect), (topic, self._by_topic)):
            if tag is not None:
                rows = np.intersect1d(rows, by_tag.get(tag, _NO_ROWS), assume_unique=True)
        return rows

    def score_sentences(self, queries: Sequence[str], vectors: Vectors, rows: Rows) -> tuple[Scores, Scores]:
        """Cosine and BM25 of chosen sentences, each (len(queries), len(rows))."""
        lexical = np.array([self._sentence_terms.score(q)[rows] for q in queries], dtype=np.float32).reshape(len(queries), len(rows))
        return self._sentence_vectors.score(vectors, rows), lexical

    def locate(self, row: int) -> Located:
        """The sentence of a row with its surroundings."""
        number, sentence = self._sentences[row]
        passage = self.passages[number]
        return Located(row, self.documents[passage.document_id], passage, sentence)

    def query_vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dim), one encoder call."""
        return self._embedder.queries(texts)

    def term_weight(self, stem: str) -> float:
        """Inverse document frequency of a stem over sentences."""
        return self._sentence_terms.weight(stem)

    def holds(self, stem: str) -> bool:
        """Whether any sentence has the stem."""
        return self._sentence_terms.holds(stem)

    def problems(self) -> list[str]:
        """What does not hold in an index whose checksums do: one sentence each, empty if all is well."""
        found = []
        for passage in self.passages:
            text = self.documents[passage.document_id].text
            if any(not passage.start <= s.start < s.end <= passage.end for s in passage.sentences) or passage.text != text[passage.start : passage.end]:
                found.append(f"Passage {passage.id} is not a slice of its document.")
        for name, index, expected in (("passages", self._passage_vectors, len(self.passages)), ("sentences", self._sentence_vectors, len(self._sentences))):
            if len(index) != expected:
                found.append(f"There are {len(index)} vectors for {expected} {name}.")
        return found


def _check_model(manifest: Manifest, embedder: Embedder, folder: Path) -> None:
    made = (manifest.fingerprint.get("model"), manifest.fingerprint.get("revision"), manifest.fingerprint.get("dim"))
    if made != (embedder.name, embedder.revision, embedder.dim):
        raise StaleIndexError(
            f"The index at {folder} was made with the model {made[0]} ({made[2]} dimensions, weights {str(made[1])[:8]}), "
            f"not with {embedder.name} ({embedder.dim} dimensions, weights {embedder.revision[:8]}); "
            f"name that model with --model, or run 'python -m index build --out {folder}' to make it anew."
        )


def _rows_by(tags: Iterable[tuple[str, ...]]) -> dict[str, Rows]:
    found: dict[str, list[int]] = {}
    for row, names in enumerate(tags):
        for name in names:
            found.setdefault(name, []).append(row)
    return {name: np.array(rows, dtype=np.int64) for name, rows in found.items()}
