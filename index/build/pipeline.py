"""What a build does: documents are cut, embedded some at a time, tagged and written, in order; what the build before holds is taken over."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from corpus.annotate.split import split_document
from corpus.annotate.tag import TAGGER_VERSION
from corpus.document_json import document_digest
from corpus.errors import UserError
from corpus.framework import Framework, load_framework
from corpus.ingest.load import LoadResult
from corpus.records import Document, Passage
from corpus.text.tokens import TOKENIZER_VERSION
from index.build.journal import Journal, Pair
from index.build.progress import OnProgress, embed_with_progress
from index.build.reuse import DocumentDigest, PreviousBuild, write_digests, write_files
from index.build.writer import BuildWriter
from index.builds import directory
from index.records import Embedder, Manifest, StoredVectors, Vectors, Window

_TOGETHER = 1024  # passages embedded, then written and forgotten


class BuildPlan:
    """What is to be built, and the id of the build."""

    def __init__(
        self, loaded: LoadResult, prints: dict[str, str | int], framework_path: Path, roots: tuple[str, ...]
    ) -> None:
        self.documents = loaded.documents
        self.skipped = tuple(asdict(s) for s in loaded.skipped)
        self.fingerprint = prints
        self.framework = load_framework(framework_path)
        self.framework_sha256 = hashlib.sha256(framework_path.read_bytes()).hexdigest()
        self.roots = roots
        self.files = loaded.files
        self.digests = {d.id: document_digest(d) for d in self.documents}
        self.build = _digest(
            [
                prints,
                TAGGER_VERSION,
                TOKENIZER_VERSION,
                self.framework_sha256,
                self.skipped,
                roots,
                list(self.digests.values()),
            ]
        )[:16]

    def cut(self, document: Document) -> list[Passage]:
        words, overlap = int(self.fingerprint["passage_words"]), int(self.fingerprint["overlap_words"])
        return split_document(document, self.framework, max_words=words, overlap_words=overlap)


@dataclass(slots=True)
class _Pending:
    """A document whose turn to be written has not come; `taken` is its place in the build before, from which it is taken over whole."""

    document: Document
    taken: int | None = None
    passages: Sequence[Passage] = ()
    key: str = ""
    vectors: Pair | None = None


class BuildPipeline:
    """One run of a build: documents in order, some embedded at a time."""

    def __init__(
        self,
        plan: BuildPlan,
        target: Path,
        embedder: Embedder,
        before: PreviousBuild | None,
        journal: Journal,
        on_progress: OnProgress,
    ) -> None:
        self._plan, self._target, self._embedder, self._journal, self._on_progress = (
            plan,
            target,
            embedder,
            journal,
            on_progress,
        )
        self._before = before if before and before.has_vectors(plan.fingerprint) else None
        self._same_cut = before is not None and before.has_passages(plan.fingerprint, plan.framework_sha256)
        self._pending: list[_Pending] = []
        self._entries: list[DocumentDigest] = []
        self._waiting = 0  # passages to embed
        self._done, self._all = 0, 0  # characters of documents that are not taken over
        self.embedded = 0
        self.manifest: Manifest

    def run(self) -> None:
        """Write every file of the build."""
        known = {d.id: self._taken(d) for d in self._plan.documents}
        self._all = sum(len(d.text) for d in self._plan.documents if known[d.id] is None)
        with BuildWriter(self._target, self._embedder.dim) as writer:
            for document in self._plan.documents:
                self._pending.append(
                    _Pending(document, known[document.id])
                    if known[document.id] is not None
                    else self._read(document)
                )
                if self._waiting >= _TOGETHER or len(self._pending) >= 4 * _TOGETHER:
                    self._write_pending(writer)
            self._write_pending(writer)
            if not writer.passages:
                raise UserError(
                    f"None of the {len(self._plan.documents)} documents has a paragraph to quote; add documents with running text."
                )
            self._on_progress("Writing the index", None)
            writer.finish()
        write_digests(self._target, self._entries)
        write_files(self._target, self._plan.files)
        self.manifest = Manifest(
            self._plan.build,
            self._plan.fingerprint,
            self._plan.framework_sha256,
            TAGGER_VERSION,
            TOKENIZER_VERSION,
            self._plan.roots,
            len(self._plan.documents),
            writer.passages,
            writer.sentences,
            self._plan.skipped,
            directory.checksums(self._target),
        )
        directory.write_manifest(self._target, self.manifest)

    def _taken(self, document: Document) -> int | None:
        """The place of a document in the build before if it can be taken over whole."""
        if self._before is None or not self._same_cut:
            return None
        number = self._before.numbers.get(document.id)
        return (
            number
            if number is not None and self._before.entries[number].digest == self._plan.digests[document.id]
            else None
        )

    def _read(self, document: Document) -> _Pending:
        """A document cut into passages, with their vectors where they are known."""
        self._on_progress(f"Embedding passages: {self._share():.0%} done", self._share())
        passages = self._plan.cut(document)
        key = vector_key(document, passages)
        vectors = self._before.vectors_by_key(key) if self._before else None
        if vectors is None:
            vectors = self._journal.get(key)
        if vectors is None:
            self._waiting += len(passages)
        return _Pending(document, None, passages, key, vectors)

    def _write_pending(self, writer: BuildWriter) -> None:
        self._embed([p for p in self._pending if p.taken is None and p.vectors is None])
        self._tag([p for p in self._pending if p.taken is None])
        for pending in self._pending:
            if pending.taken is not None and self._before:
                writer.take_over(pending.document, self._before, pending.taken)
                pending.key = self._before.entries[pending.taken].key
            elif pending.vectors is not None:
                writer.add(pending.document, pending.passages, pending.vectors)
                self._done += len(pending.document.text)
            self._entries.append(
                DocumentDigest(pending.document.id, self._plan.digests[pending.document.id], pending.key)
            )
        self._pending, self._waiting = [], 0

    def _embed(self, new: Sequence[_Pending]) -> None:
        windows = [_window(p.document, passage) for p in new for passage in p.passages]
        size = sum(len(p.document.text) for p in new)

        def told(share: float) -> None:
            done = (self._done + share * size) / max(1, self._all)
            self._on_progress(f"Embedding passages: {done:.0%} done", done)

        embedded = iter(embed_with_progress(self._embedder, windows, told))
        for pending in new:
            mine = [next(embedded) for _ in pending.passages]
            pending.vectors = (
                _stored([e.passage[None, :] for e in mine], self._embedder.dim),
                _stored([e.sentences for e in mine], self._embedder.dim),
            )
            self._journal.add(pending.key, pending.vectors)
        self._journal.flush()
        self.embedded += len(windows)

    def _tag(self, cut: Sequence[_Pending]) -> None:
        if cut:
            tagged = iter(
                add_nearest_aspects(
                    [p.document for p in cut],
                    [p.passages for p in cut],
                    [p.vectors[1] for p in cut if p.vectors],
                    self._plan.framework,
                    self._embedder,
                )
            )
            for pending in cut:
                pending.passages = [next(tagged) for _ in pending.passages]

    def _share(self) -> float:
        return self._done / max(1, self._all)


def _stored(rows: Sequence[Vectors], dim: int) -> StoredVectors:
    return np.concatenate([np.zeros((0, dim), dtype=np.float32), *rows]).astype(np.float16)


def add_nearest_aspects(
    documents: Sequence[Document],
    cut: Sequence[Sequence[Passage]],
    vectors: Sequence[StoredVectors],
    framework: Framework,
    embedder: Embedder,
) -> list[Passage]:
    """All passages, each sentence of a document that declares no aspect tagged also with the aspect whose description its vector is nearest to.

    Words alone miss aspects that a text does not name: an "energy alliance" of laboratories and training is economic too.
    """
    names = [a.name for a in framework.aspects]
    descriptions = embedder.embed_queries([a.description for a in framework.aspects])
    passages: list[Passage] = []
    for document, mine, rows in zip(documents, cut, vectors, strict=True):
        if document.aspects:
            passages += mine
            continue
        nearest = iter((rows.astype(np.float32) @ descriptions.T).argmax(axis=1))
        for passage in mine:
            tagged = tuple(
                replace(s, aspects=tuple(dict.fromkeys((*s.aspects, names[next(nearest)]))))
                for s in passage.sentences
            )
            passages.append(replace(passage, sentences=tagged))
    return passages


def vector_key(document: Document, passages: Sequence[Passage]) -> str:
    """Equal keys mean equal vectors, under one fingerprint."""
    return _digest(
        [
            document.sha256,
            [_window(document, p).text for p in passages],
            [[(s.start, s.end) for s in p.sentences] for p in passages],
        ]
    )


def _window(document: Document, passage: Passage) -> Window:
    prefix = f"{document.title}. " if document.title else ""
    return Window(
        prefix + passage.text,
        tuple(
            (s.start - passage.start + len(prefix), s.end - passage.start + len(prefix))
            for s in passage.sentences
        ),
    )


def _digest(value: object) -> str:
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    ).hexdigest()
