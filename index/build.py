"""Documents become an index on disk, embedding only what is new.

A build's id is a hash of what goes into it, so building the same documents again finds the build already there and embeds nothing. Vectors are reused
per document, by the hash of its text, title and passage bounds, as long as the fingerprint (model, weights, dimension, splitter, passage length) is
the same.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from corpus.errors import StaleIndexError, UserError
from corpus.exchange import document_record
from corpus.framework import DEFAULT_FRAMEWORK, Framework, load_framework
from corpus.load import Loaded, keep_readable
from corpus.records import Document, Passage
from corpus.split import DEFAULT_OVERLAP_WORDS, DEFAULT_PASSAGE_WORDS, SPLITTER, split_document
from corpus.tag import TAGGER
from corpus.words import WORDS
from index import files
from index.dense import DenseIndex
from index.lexical import LexicalIndex
from index.progress import Report, ReportingEmbedder
from index.records import Embedder, Manifest, Vectors, Window

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the documents by which two builds differ, each sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did; `embedded` and `reused` count passages, `removed` documents; `changes` are those since the build in use before."""

    build: str
    documents: int
    passages: int
    embedded: int
    reused: int
    removed: int
    skipped: tuple[dict[str, str], ...]
    changes: Changes = field(default=Changes(), compare=False)


def fingerprint(embedder: Embedder, passage_words: int = DEFAULT_PASSAGE_WORDS, overlap_words: int = DEFAULT_OVERLAP_WORDS) -> dict[str, str | int]:
    """Everything by which the same documents would be cut or embedded otherwise."""
    return {
        "format": FORMAT,
        "model": embedder.name,
        "revision": embedder.revision,
        "dim": embedder.dim,
        "splitter": SPLITTER,
        "passage_words": passage_words,
        "overlap_words": overlap_words,
    }


def build_index(
    loaded: Loaded,
    folder: Path,
    embedder: Embedder,
    *,
    roots: Sequence[str] = (),
    framework_path: Path = DEFAULT_FRAMEWORK,
    passage_words: int = DEFAULT_PASSAGE_WORDS,
    overlap_words: int = DEFAULT_OVERLAP_WORDS,
    report: Report | None = None,
) -> Summary:
    """Write a build beside the current one and make it current; the old one answers until then.

    `report` is called between batches and before each step; what it raises stops the build, which leaves nothing behind.

    Raises:
        UserError: there is no document, another build holds the folder, or it cannot be written.
    """
    if not loaded.documents:
        why = f" ({loaded.skipped[0].reason})" if loaded.skipped else ""
        raise UserError(f"There is no document to index{why}; add files in {', '.join(roots) or 'the folder given'}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=0):
            before = _previous(folder)
            loaded = keep_readable(loaded, before.documents if before else ())
            plan = _Plan(loaded, load_framework(framework_path), fingerprint(embedder, passage_words, overlap_words), framework_path, tuple(roots))
            return _build(plan, folder, ReportingEmbedder(embedder, report) if report else embedder, before, report or _nobody)
    except Timeout:
        raise UserError(f"Another build is writing to {folder}; wait for it to end.") from None
    except OSError as error:
        raise UserError(f"The index at {folder} cannot be written ({error.strerror}); choose another folder with --out.") from error


class _Plan:
    """What is to be built: documents cut into passages, keys of their vectors, the id of the build."""

    def __init__(self, loaded: Loaded, framework: Framework, prints: dict[str, str | int], framework_path: Path, roots: tuple[str, ...]) -> None:
        words, overlap = int(prints["passage_words"]), int(prints["overlap_words"])
        self.framework = framework
        self.documents = loaded.documents
        self.skipped = tuple(asdict(s) for s in loaded.skipped)
        self.fingerprint = prints
        self.framework_sha256 = hashlib.sha256(framework_path.read_bytes()).hexdigest()
        self.roots = roots
        self.cut = [split_document(d, framework, max_words=words, overlap_words=overlap) for d in self.documents]
        self.passages = [p for passages in self.cut for p in passages]
        self.build = _digest(
            [self.fingerprint, TAGGER, WORDS, self.framework_sha256, self.skipped, roots, [document_record(replace(d, source="")) for d in self.documents]]
        )[:16]

    def keys(self) -> list[str]:
        return [vector_key(d, passages) for d, passages in zip(self.documents, self.cut, strict=True)]


def vector_key(document: Document, passages: Sequence[Passage]) -> str:
    """Equal keys mean equal vectors, under one fingerprint."""
    return _digest([document.sha256, [_window(document, p).text for p in passages], [[(s.start, s.end) for s in p.sentences] for p in passages]])


def compare_documents(before: Iterable[Document], after: Iterable[Document]) -> Changes:
    """By which documents two corpora differ; where their files lie does not count."""
    old, new = ({d.id: replace(d, source="") for d in documents} for documents in (before, after))
    return Changes(
        tuple(sorted(new.keys() - old.keys())), tuple(sorted(i for i in old.keys() & new.keys() if old[i] != new[i])), tuple(sorted(old.keys() - new.keys()))
    )


def _nobody(doing: str, done: float | None) -> None:
    pass


def _build(plan: _Plan, folder: Path, embedder: Embedder, before: "_Previous | None", report: Report) -> Summary:
    total, changes = len(plan.passages), compare_documents(before.documents if before else (), plan.documents)
    summary = Summary(plan.build, len(plan.documents), total, 0, total, len(changes.removed), plan.skipped, changes)
    if before and before.manifest.build == plan.build:
        return summary
    if files.is_whole(folder, plan.build):  # the one gone back from
        files.make_current(folder, plan.build)
        return summary
    if not plan.passages:
        raise UserError(f"None of the {len(plan.documents)} documents has a paragraph to quote; add documents with running text.")
    known = before.vectors() if before and before.manifest.fingerprint == plan.fingerprint else {}
    keys = plan.keys()
    new = [i for i, key in enumerate(keys) if key not in known]
    windows = [_window(plan.documents[i], p) for i in new for p in plan.cut[i]]
    embedded = iter(embedder.passages(windows))
    for i in new:
        mine = [next(embedded) for _ in plan.cut[i]]
        known[keys[i]] = (
            np.array([e.passage for e in mine], dtype=np.float32).reshape(-1, embedder.dim),
            np.concatenate([e.sentences for e in mine] or [np.zeros((0, embedder.dim), dtype=np.float32)]),
        )
    vectors = [known[key] for key in keys]
    report("Writing the index", None)
    plan.passages = add_nearest_aspects(plan.documents, plan.cut, [v for _, v in vectors], plan.framework, embedder)
    with files.writing(folder, plan.build) as target:
        _write(plan, target, vectors)
        report("Switching to the new index", None)
    files.make_current(folder, plan.build)
    return replace(summary, embedded=len(windows), reused=total - len(windows))


def add_nearest_aspects(
    documents: Sequence[Document], cut: Sequence[Sequence[Passage]], vectors: Sequence[Vectors], framework: Framework, embedder: Embedder
) -> list[Passage]:
    """All passages, each sentence of a document that declares no aspect tagged also with the aspect whose description its vector is nearest to.

    Words alone miss aspects that a text does not name: an "energy alliance" of laboratories and training is economic too.
    """
    names = [a.name for a in framework.aspects]
    descriptions = embedder.queries([a.description for a in framework.aspects])
    passages: list[Passage] = []
    for document, mine, rows in zip(documents, cut, vectors, strict=True):
        if document.aspects:
            passages += mine
            continue
        nearest = iter((rows @ descriptions.T).argmax(axis=1))
        for passage in mine:
            tagged = tuple(replace(s, aspects=tuple(dict.fromkeys((*s.aspects, names[next(nearest)])))) for s in passage.sentences)
            passages.append(replace(passage, sentences=tagged))
    return passages


def _write(plan: _Plan, target: Path, vectors: list[tuple[Vectors, Vectors]]) -> None:
    titles = {d.id: d.title for d in plan.documents}
    texts = {d.id: d.text for d in plan.documents}
    sentences = [texts[p.document_id][s.start : s.end] for p in plan.passages for s in p.sentences]
    files.write_lines(target / "documents.jsonl", (document_record(d) for d in plan.documents))
    files.write_lines(target / "passages.jsonl", (files.passage_record(p) for p in plan.passages))
    DenseIndex.build(np.concatenate([v for v, _ in vectors])).save(target / "passages.faiss")
    DenseIndex.build(np.concatenate([v for _, v in vectors])).save(target / "sentences.faiss")
    LexicalIndex.build([f"{titles[p.document_id]}. {p.text}" for p in plan.passages]).save(target / "passage-terms")
    LexicalIndex.build(sentences).save(target / "sentence-terms")
    manifest = Manifest(
        plan.build,
        plan.fingerprint,
        plan.framework_sha256,
        plan.roots,
        len(plan.documents),
        len(plan.passages),
        len(sentences),
        plan.skipped,
        files.checksums(target),
    )
    files.write_manifest(target, manifest)


class _Previous:
    """The build in use, as far as a new one can take vectors from it."""

    def __init__(self, folder: Path, build: str) -> None:
        self.manifest = files.read_manifest(folder, build)
        self._folder = files.build_folder(folder, build)
        self.documents = files.read_documents(self._folder)

    def vectors(self) -> dict[str, tuple[Vectors, Vectors]]:
        """Passage and sentence vectors of each document by `vector_key`."""
        by_document: dict[str, list[Passage]] = {d.id: [] for d in self.documents}
        for passage in files.read_passages(self._folder, {d.id: d.text for d in self.documents}):
            by_document[passage.document_id].append(passage)
        passages = DenseIndex.load(self._folder / "passages.faiss").vectors()
        sentences = DenseIndex.load(self._folder / "sentences.faiss").vectors()
        found, p, s = {}, 0, 0
        for document in self.documents:
            mine = by_document[document.id]
            q, t = p + len(mine), s + sum(len(x.sentences) for x in mine)
            found[vector_key(document, mine)] = (passages[p:q], sentences[s:t])
            p, s = q, t
        return found


def _previous(folder: Path) -> _Previous | None:
    """The build in use, proved whole; None if there is none or it is damaged."""
    build = files.current_build(folder)
    if build is None:
        return None
    try:
        previous = _Previous(folder, build)
    except (StaleIndexError, OSError, ValueError, KeyError, TypeError):
        return None  # a damaged build is replaced whole
    return None if files.damaged_files(folder, previous.manifest) else previous


def _window(document: Document, passage: Passage) -> Window:
    prefix = f"{document.title}. " if document.title else ""
    return Window(prefix + passage.text, tuple((s.start - passage.start + len(prefix), s.end - passage.start + len(prefix)) for s in passage.sentences))


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")).hexdigest()
