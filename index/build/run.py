"""Documents become an index on disk; only new text is embedded.

The id of a build is a hash of its inputs, so building the same documents again finds the finished build and
embeds nothing. Documents whose content is unchanged are copied from the previous build. Vectors are reused
as long as the fingerprint (model, weights, dimension, splitter, passage length) is the same; their key is
the hash of a document's text, title and passage bounds. What a killed build has embedded is read from its
journal.
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
from index.build.journal import Journal, delete_journal
from index.build.pipeline import BATCH_PASSAGES, BuildPipeline
from index.build.plan import BuildPlan
from index.build.progress import OnProgress
from index.build.reuse import PreviousBuild, open_previous
from index.builds import directory
from index.builds.lock import lock_for_writing, unwritable_error
from index.records import FORMAT_VERSION, Embedder, Manifest


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the documents in which two builds differ, each sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of a build; `embedded` and `reused` count passages, `removed` counts documents.

    `changes` are those since the build that was in use.
    """

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
    """Every setting that decides how documents are split and embedded."""
    return {
        "format": FORMAT_VERSION,
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
    batch_passages: int = BATCH_PASSAGES,
) -> Summary:
    """Write a build next to the current one and make it current; the old one answers until then.

    `on_progress` is called between batches and before each step. What it raises stops the build; only what is
    embedded by then is kept, for the next build. Batches have `batch_passages` passages.

    Raises:
        UserError: there is no document, another build holds the folder, or it cannot be written.
    """
    _require_documents(loaded, roots)
    made_with = fingerprint(embedder, passage_words, overlap_words)
    with lock_for_writing(folder):
        try:
            previous = open_previous(folder)
            loaded = keep_readable(loaded, previous.documents.values() if previous else ())
            plan = BuildPlan(loaded, made_with, framework_path, tuple(roots))
            changes = compare_digests(previous.digests_by_id() if previous else {}, plan.digests)
            directory.remove_leftovers(folder)
            if finished := _find_finished(plan, folder, previous):
                return _summarise(plan, finished, 0, changes)
            with Journal(folder, plan.fingerprint, embedder.dim) as journal:
                pipeline = BuildPipeline(
                    plan,
                    embedder,
                    previous,
                    journal,
                    on_progress or _ignore_progress,
                    batch_passages=batch_passages,
                )
                manifest = pipeline.run(folder)
            directory.make_current(folder, plan.build)
            journal.remove()
            return _summarise(plan, manifest, pipeline.embedded, changes)
        except OSError as error:
            raise unwritable_error(folder, error) from error


def _require_documents(loaded: LoadResult, roots: Sequence[str]) -> None:
    if not loaded.documents:
        why = f" ({loaded.skipped[0].reason})" if loaded.skipped else ""
        raise UserError(
            f"There is no document to index{why}; add files in {', '.join(roots) or 'the folder given'}."
        )


def compare_documents(before: Iterable[Document], after: Iterable[Document]) -> Changes:
    """The documents in which two corpora differ; where their files are does not count."""
    return compare_digests(*({d.id: document_digest(d) for d in documents} for documents in (before, after)))


def compare_digests(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """As `compare_documents`, from the digests of the documents by id."""
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(i for i in before.keys() & after.keys() if before[i] != after[i])),
        removed=tuple(sorted(before.keys() - after.keys())),
    )


def _ignore_progress(step: str, done: float | None) -> None:
    pass


def _find_finished(plan: BuildPlan, folder: Path, previous: PreviousBuild | None) -> Manifest | None:
    """Make a finished build of the same inputs current: the one in use, or one that was rolled back."""
    if previous and previous.manifest.build == plan.build:
        delete_journal(folder)
        return previous.manifest
    if directory.is_intact(folder, plan.build):
        directory.make_current(folder, plan.build)
        delete_journal(folder)
        return directory.read_manifest(folder, plan.build)
    return None


def _summarise(plan: BuildPlan, manifest: Manifest, embedded: int, changes: Changes) -> Summary:
    return Summary(
        build=plan.build,
        documents=manifest.documents,
        passages=manifest.passages,
        embedded=embedded,
        reused=manifest.passages - embedded,
        removed=len(changes.removed),
        skipped=plan.skipped,
        changes=changes,
    )
