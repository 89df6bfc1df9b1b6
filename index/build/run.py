"""Documents become an index on disk, embedding only what is new.

A build's id is a hash of what goes into it, so building the same documents again finds the build already there and embeds nothing. Of a document that says
what it said before everything is taken over; vectors are, by the hash of its text, title and passage bounds, as long as the fingerprint (model, weights,
dimension, splitter, passage length) is the same. What a killed build has embedded is taken up from its journal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.annotate.split import DEFAULT_OVERLAP_WORDS, DEFAULT_PASSAGE_WORDS, SPLITTER
from corpus.document_json import document_digest
from corpus.errors import UserError
from corpus.framework_file import DEFAULT_FRAMEWORK
from corpus.ingest.load import LoadResult, keep_readable
from corpus.records import Document
from index.build.journal import Journal, discard
from index.build.pipeline import BuildPipeline, BuildPlan
from index.build.progress import OnProgress
from index.build.reuse import PreviousBuild, open_previous
from index.builds import directory
from index.builds.lock import lock_for_writing, unwritable_error
from index.records import FORMAT, Embedder, Manifest


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


def fingerprint(
    embedder: Embedder, passage_words: int = DEFAULT_PASSAGE_WORDS, overlap_words: int = DEFAULT_OVERLAP_WORDS
) -> dict[str, str | int]:
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
    loaded: LoadResult,
    folder: Path,
    embedder: Embedder,
    *,
    roots: Sequence[str] = (),
    framework_path: Path = DEFAULT_FRAMEWORK,
    passage_words: int = DEFAULT_PASSAGE_WORDS,
    overlap_words: int = DEFAULT_OVERLAP_WORDS,
    on_progress: OnProgress | None = None,
) -> Summary:
    """Write a build beside the current one and make it current; the old one answers until then.

    `on_progress` is called between batches and before each step; what it raises stops the build, which leaves only what it has embedded for the next one.

    Raises:
        UserError: there is no document, another build holds the folder, or it cannot be written.
    """
    if not loaded.documents:
        why = f" ({loaded.skipped[0].reason})" if loaded.skipped else ""
        raise UserError(
            f"There is no document to index{why}; add files in {', '.join(roots) or 'the folder given'}."
        )
    prints = fingerprint(embedder, passage_words, overlap_words)
    with lock_for_writing(folder):
        try:
            before = open_previous(folder)
            loaded = keep_readable(loaded, before.documents.values() if before else ())
            return _build(
                BuildPlan(loaded, prints, framework_path, tuple(roots)),
                folder,
                embedder,
                before,
                on_progress or _ignore_progress,
            )
        except OSError as error:
            raise unwritable_error(folder, error) from error


def compare_documents(before: Iterable[Document], after: Iterable[Document]) -> Changes:
    """By which documents two corpora differ; where their files lie does not count."""
    return compare_digests(*({d.id: document_digest(d) for d in documents} for documents in (before, after)))


def compare_digests(old: Mapping[str, str], new: Mapping[str, str]) -> Changes:
    """The same of documents known by their digests."""
    return Changes(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(i for i in old.keys() & new.keys() if old[i] != new[i])),
        tuple(sorted(old.keys() - new.keys())),
    )


def _ignore_progress(doing: str, done: float | None) -> None:
    pass


def _build(
    plan: BuildPlan, folder: Path, embedder: Embedder, before: PreviousBuild | None, on_progress: OnProgress
) -> Summary:
    changes = compare_digests(before.digests() if before else {}, plan.digests)
    directory.remove_leftovers(folder)
    if before and before.manifest.build == plan.build:
        discard(folder)
        return _nothing_new(plan, before.manifest, changes)
    if directory.is_intact(folder, plan.build):  # the one gone back from
        directory.make_current(folder, plan.build)
        discard(folder)
        return _nothing_new(plan, directory.read_manifest(folder, plan.build), changes)
    with (
        Journal(folder, plan.fingerprint, embedder.dim) as journal,
        directory.writing(folder, plan.build) as target,
    ):
        work = BuildPipeline(plan, target, embedder, before, journal, on_progress)
        work.run()
        on_progress("Switching to the new index", None)
    directory.make_current(folder, plan.build)
    journal.remove()
    total = work.manifest.passages
    return Summary(
        plan.build,
        len(plan.documents),
        total,
        work.embedded,
        total - work.embedded,
        len(changes.removed),
        plan.skipped,
        changes,
    )


def _nothing_new(plan: BuildPlan, manifest: Manifest, changes: Changes) -> Summary:
    return Summary(
        plan.build,
        manifest.documents,
        manifest.passages,
        0,
        manifest.passages,
        len(changes.removed),
        plan.skipped,
        changes,
    )
