"""The work of a build: documents are split, embedded in batches, tagged and written, in order.

Documents that the previous build already holds are copied from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from corpus.annotate.tag import TAGGER_VERSION
from corpus.errors import UserError
from corpus.framework import Framework
from corpus.records import Document, Passage
from corpus.tables.find import find_tables
from corpus.text.tokens import TOKENIZER_VERSION
from index.build.journal import DocumentVectors, Journal
from index.build.plan import BuildPlan, json_digest
from index.build.progress import OnProgress, embed_with_progress
from index.build.reuse import DocumentDigest, PreviousBuild, write_digests, write_files
from index.build.writer import BuildWriter
from index.builds import directory
from index.records import Embedder, Manifest, StoredVectors, Vectors, Window
from index.salience import load_salience
from index.storage.tables import write_tables

BATCH_PASSAGES = 1024  # embedded, then written and freed
_BATCH_DOCUMENTS = 4  # for each passage of a batch: copied documents wait in memory too


@dataclass(slots=True)
class _Pending:
    """A document that waits to be written; `previous_row` is its row in the build that it is copied from."""

    document: Document
    previous_row: int | None = None
    passages: Sequence[Passage] = ()
    vector_key: str = ""
    vectors: DocumentVectors | None = None


class BuildPipeline:
    """One run of a build: documents in order, a batch embedded at a time."""

    def __init__(
        self,
        plan: BuildPlan,
        embedder: Embedder,
        previous: PreviousBuild | None,
        journal: Journal,
        on_progress: OnProgress,
        *,
        batch_passages: int = BATCH_PASSAGES,
    ) -> None:
        self._plan, self._embedder, self._journal, self._on_progress = plan, embedder, journal, on_progress
        self._batch_passages = batch_passages
        self._previous = previous if previous and previous.has_fingerprint(plan.fingerprint) else None
        self._pending: list[_Pending] = []
        self._digests: list[DocumentDigest] = []
        self._passages_to_embed = 0
        self._chars_done, self._chars_total = 0, 0  # of documents that are not copied
        self.embedded = 0

    def run(self, folder: Path) -> Manifest:
        """Write the build into an index folder, without making it current; returns its manifest."""
        with directory.new_build_folder(folder, self._plan.build) as target:
            with BuildWriter(target, self._embedder.dim, self._embedder.name) as writer:
                self._write_documents(writer)
                if not writer.passages:
                    raise UserError(
                        f"None of the {len(self._plan.documents)} documents has a paragraph to quote; "
                        "add documents with running text."
                    )
                self._on_progress("Writing the index", None)
                writer.finish()
            write_tables(
                target, (t for d in self._plan.documents for t in find_tables(d, self._plan.framework))
            )
            write_digests(target, self._digests)
            write_files(target, self._plan.files)
            manifest = self._manifest(writer, target)
            directory.write_manifest(target, manifest)
            self._on_progress("Switching to the new index", None)
        return manifest

    def _write_documents(self, writer: BuildWriter) -> None:
        copied = self._find_copies()
        self._chars_total = sum(len(d.text) for d in self._plan.documents if d.id not in copied)
        for document in self._plan.documents:
            if document.id in copied:
                self._pending.append(_Pending(document, copied[document.id]))
            else:
                self._pending.append(self._split(document))
            if self._is_batch_full():
                self._write_batch(writer)
        self._write_batch(writer)

    def _manifest(self, writer: BuildWriter, target: Path) -> Manifest:
        return Manifest(
            build=self._plan.build,
            fingerprint=self._plan.fingerprint,
            framework_sha256=self._plan.framework_sha256,
            tagger=TAGGER_VERSION,
            words=TOKENIZER_VERSION,
            salience=load_salience().sha256,
            roots=self._plan.roots,
            documents=sum(document.table is None for document in self._plan.documents),
            passages=writer.passages,
            sentences=writer.sentences,
            skipped=self._plan.skipped,
            files=directory.checksums(target),
        )

    def _find_copies(self) -> dict[str, int]:
        """Rows in the previous build of the documents that can be copied, by id."""
        if self._previous is None or not self._previous.has_framework(self._plan.framework_sha256):
            return {}
        rows = {i: self._previous.find_document(i, digest) for i, digest in self._plan.digests.items()}
        return {identifier: row for identifier, row in rows.items() if row is not None}

    def _split(self, document: Document) -> _Pending:
        """A document split into passages, with their vectors where they are known."""
        self._report_embedding(self._chars_done)
        passages = self._plan.split(document)
        key = vector_key(document, passages)
        vectors = self._previous.vectors_by_key(key) if self._previous else None
        if vectors is None:
            vectors = self._journal.get(key)
        if vectors is None:
            self._passages_to_embed += len(passages)
        return _Pending(document, passages=passages, vector_key=key, vectors=vectors)

    def _is_batch_full(self) -> bool:
        return (
            self._passages_to_embed >= self._batch_passages
            or len(self._pending) >= _BATCH_DOCUMENTS * self._batch_passages
        )

    def _write_batch(self, writer: BuildWriter) -> None:
        self._embed([p for p in self._pending if p.previous_row is None and p.vectors is None])
        self._tag([p for p in self._pending if p.previous_row is None])
        for pending in self._pending:
            if pending.previous_row is not None and self._previous:
                writer.copy(pending.document, self._previous, pending.previous_row)
                pending.vector_key = self._previous.digests[pending.previous_row].vector_key
            elif pending.vectors is not None:
                writer.add(pending.document, pending.passages, pending.vectors)
                self._chars_done += len(pending.document.text)
            digest = self._plan.digests[pending.document.id]
            self._digests.append(DocumentDigest(pending.document.id, digest, pending.vector_key))
        self._pending, self._passages_to_embed = [], 0

    def _embed(self, documents: Sequence[_Pending]) -> None:
        windows = [_window(p.document, passage) for p in documents for passage in p.passages]
        chars = sum(len(p.document.text) for p in documents)
        embedded = iter(
            embed_with_progress(
                self._embedder,
                windows,
                lambda share: self._report_embedding(self._chars_done + share * chars),
            )
        )
        for pending in documents:
            vectors = [next(embedded) for _ in pending.passages]
            pending.vectors = (
                _to_stored([v.passage[None, :] for v in vectors], self._embedder.dim),
                _to_stored([v.sentences for v in vectors], self._embedder.dim),
            )
            self._journal.add(pending.vector_key, pending.vectors)
        self._journal.flush()
        self.embedded += len(windows)

    def _tag(self, documents: Sequence[_Pending]) -> None:
        if not documents:
            return
        framework = self._plan.framework
        descriptions = self._embedder.embed_queries([a.description for a in framework.aspects])
        for pending in documents:
            if pending.vectors is not None and not pending.document.aspects:
                pending.passages = add_nearest_aspects(
                    pending.passages, pending.vectors[1], framework, descriptions
                )

    def _report_embedding(self, chars: float) -> None:
        share = chars / max(1, self._chars_total)
        self._on_progress(f"Embedding passages: {share:.0%} done", share)


def _to_stored(rows: Sequence[Vectors], dim: int) -> StoredVectors:
    return np.concatenate([np.zeros((0, dim), dtype=np.float32), *rows]).astype(np.float16)


def add_nearest_aspects(
    passages: Sequence[Passage], sentences: StoredVectors, framework: Framework, descriptions: Vectors
) -> list[Passage]:
    """Tag each sentence also with the aspect whose description is nearest to its vector.

    This is for documents that declare no aspects. Words alone miss aspects that a text does not name: an
    "energy alliance" of laboratories and training is economic too. `descriptions` are the vectors of the
    framework's aspects, `sentences` those of all sentences of the passages.
    """
    names = [a.name for a in framework.aspects]
    nearest = iter((sentences.astype(np.float32) @ descriptions.T).argmax(axis=1))
    tagged = []
    for passage in passages:
        with_nearest = tuple(
            replace(s, aspects=tuple(dict.fromkeys((*s.aspects, names[next(nearest)]))))
            for s in passage.sentences
        )
        tagged.append(replace(passage, sentences=with_nearest))
    return tagged


def vector_key(document: Document, passages: Sequence[Passage]) -> str:
    """A hash of all that the vectors of a document depend on, except the fingerprint."""
    return json_digest(
        [
            document.sha256,
            [_window(document, p).text for p in passages],
            [[(s.start, s.end) for s in p.sentences] for p in passages],
        ]
    )


def _window(document: Document, passage: Passage) -> Window:
    prefix = f"{document.title}. " if document.title else ""
    shift = len(prefix) - passage.start
    spans = tuple((s.start + shift, s.end + shift) for s in passage.sentences)
    return Window(prefix + passage.text, spans)
