"""The catalogue: every document of the index, and every file of the user's that is not in it.

A document that declares no region or aspect is shown with those of at least a quarter of its sentences.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.framework import load_framework
from corpus.health import Health, examine_documents
from corpus.library.folder import list_starter_ids
from corpus.records import BlockKind, Document
from ui.records import CatalogueRow, DocumentState, ListedTable

if TYPE_CHECKING:
    from index.store import PassageIndex

MAX_LISTED = 5_000  # documents
_MIN_SHARE = 0.25  # of a document's sentences, for a tag to be shown
_MAX_TAGS = 3


@dataclass(frozen=True, slots=True)
class _Tags:
    """What a document is about, declared or found in its sentences, and its number of passages."""

    regions: tuple[str, ...]
    aspects: tuple[str, ...]
    passages: int


@dataclass
class Catalogue:
    """The documents of one build; what is expensive is computed once.

    Of more than `max_listed` documents the user's come first, and the rest have no row.
    """

    index: "PassageIndex | None" = None
    starter: frozenset[str] = field(default_factory=list_starter_ids)
    max_listed: int = MAX_LISTED
    _health: dict[str, Health] = field(default_factory=dict, init=False)

    def rows(
        self, files: Sequence[str], changed: Collection[str], excluded: Collection[str]
    ) -> list[CatalogueRow]:
        """List the user's documents, then the others, each by id.

        Args:
            files: names of the files in the library.
            changed: those that are newer than the build.
            excluded: ids of the excluded documents.
        """
        rows = [self._row(d, files, changed, excluded) for d in self._documents.values()]
        rows += self._skipped_line_rows(files)
        rows += self._file_rows(files, changed)
        return sorted(rows, key=lambda row: (not row.own, row.id))

    @property
    def unlisted_count(self) -> int:
        """How many documents have no row."""
        return max(0, len(self.index.documents) - self.max_listed) if self.index else 0

    def examine(self) -> None:
        """Examine the health of every document, which may take seconds; until then rows have none.

        The text of a table is not searched, so it is not examined.
        """
        if self.index:
            searched = [i for i in self._documents if i not in self._tables]
            self._health = examine_documents([self.index.documents[i] for i in searched])

    @cached_property
    def _documents(self) -> dict[str, Document]:
        """The listed documents by id, without their text."""
        if self.index is None:
            return {}
        ids = sorted(self.index.documents, key=lambda i: (i in self.starter, i))[: self.max_listed]
        return {
            i: replace(self.index.documents[i], text="", blocks=(), marks=(), references=())
            for i in sorted(ids)
        }

    @cached_property
    def _tables(self) -> dict[str, ListedTable]:
        """The tables of figures among the listed documents, by id."""
        tables = {i: document.table for i, document in self._documents.items() if document.table}
        return {
            i: ListedTable(self._count_rows(i), t.attribution, t.licence, t.licence_url)
            for i, t in tables.items()
        }

    def _count_rows(self, identifier: str) -> int:
        blocks = self.index.documents[identifier].blocks if self.index else ()
        return sum(block.kind is BlockKind.ROW for block in blocks)

    @cached_property
    def _skipped(self) -> dict[str, str]:
        """Why a file, or a line `name:number` of one, was skipped by the build."""
        return {s["file"]: s["reason"] for s in self.index.manifest.skipped} if self.index else {}

    @cached_property
    def _tags(self) -> dict[str, _Tags]:
        """Tags of each listed document, by id."""
        subjects = load_framework().subjects
        regions = {name for name, subject in subjects.items() if subject.kind in ("region", "world")}
        return {i: self._find_tags(document, regions) for i, document in self._documents.items()}

    def _find_tags(self, document: Document, regions: Collection[str]) -> _Tags:
        passages = self.index.passages.of(document.id) if self.index else ()
        sentences = [sentence for passage in passages for sentence in passage.sentences]
        named = (name for s in sentences for name in s.subjects if name in regions)
        main_aspects = (s.aspects[0] for s in sentences if s.aspects)
        return _Tags(
            regions=document.regions or _find_frequent(named, len(sentences)),
            aspects=document.aspects or _find_frequent(main_aspects, len(sentences)),
            passages=len(passages),
        )

    def _row(
        self, document: Document, files: Collection[str], changed: Collection[str], excluded: Collection[str]
    ) -> CatalogueRow:
        file, own = find_file(document), document.id not in self.starter
        is_excluded = document.id in excluded
        if own and file not in files:
            state = DocumentState.REMOVED
        elif file in changed:
            state = DocumentState.CHANGED
        else:
            state = DocumentState.EXCLUDED if is_excluded else DocumentState.INDEXED
        tags = self._tags[document.id]
        return CatalogueRow(
            id=document.id,
            title=document.title or document.id,
            state=state,
            own=own,
            file=file if own and file in files else None,
            reason=self._skipped.get(file, ""),
            regions=tags.regions,
            aspects=tags.aspects,
            date=document.updated or document.period or "",
            perspective=document.perspective,
            passages=None if document.table else tags.passages,
            excluded=is_excluded,
            health=self._health.get(document.id),
            table=self._tables.get(document.id),
        )

    def _skipped_line_rows(self, files: Collection[str]) -> list[CatalogueRow]:
        """Rows of the lines that were skipped in files of many documents."""
        return [
            CatalogueRow(line, line, DocumentState.SKIPPED, own=True, reason=reason)
            for line, reason in self._skipped.items()
            if line.rpartition(":")[0] in files
        ]

    def _file_rows(self, files: Sequence[str], changed: Collection[str]) -> list[CatalogueRow]:
        """Rows of the files that gave no document: they were skipped, or wait for a build."""
        indexed = {find_file(document) for document in self._documents.values()}
        with_skipped_lines = {line.rpartition(":")[0] for line in self._skipped}
        rows = []
        for name in files:
            is_unlisted = self.unlisted_count and self.index and name in self.index.documents
            if name in indexed or is_unlisted:
                continue
            if name in self._skipped and name not in changed:
                state, reason = DocumentState.SKIPPED, self._skipped[name]
            elif name in with_skipped_lines and name not in changed:
                continue
            else:
                state, reason = DocumentState.WAITING, ""
            rows.append(CatalogueRow(name, name, state, own=True, file=name, reason=reason))
        return rows


def find_file(document: Document) -> str:
    """The name of the file a document came from: its id, unless the file holds many documents."""
    return Path(document.source).name if document.source.endswith(".jsonl") else document.id


def _find_frequent(names: Iterable[str], sentence_count: int) -> tuple[str, ...]:
    """The names with a sufficient share of the sentences, the most frequent first, then by name."""
    counts = Counter(names)
    frequent = [name for name, count in counts.items() if count >= _MIN_SHARE * max(1, sentence_count)]
    return tuple(sorted(frequent, key=lambda name: (-counts[name], name))[:_MAX_TAGS])
