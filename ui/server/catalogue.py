"""What stands on the shelf: every document the index answers from, and every file of the user's that it does not answer from yet or any more.

A document that declares no region or aspect is shown with those that a quarter of its sentences bear.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.framework import load_framework
from corpus.health import Health, examine_documents
from corpus.ingest.load import STARTER_CORPUS
from corpus.records import Document
from ui.records import CatalogueRow, DocumentState

if TYPE_CHECKING:
    from index.store import PassageIndex

_SPEAKS = 0.25  # of a document's sentences bear a region or an aspect that is named for it
_NAMED = 3
LISTED = 5_000  # documents


@dataclass
class Catalogue:
    """The documents of one build; what is costly is computed once."""

    index: "PassageIndex | None" = None
    _health: dict[str, Health] = field(default_factory=dict)
    starter: frozenset[str] = field(
        default_factory=lambda: frozenset(
            p.relative_to(STARTER_CORPUS).as_posix() for p in STARTER_CORPUS.rglob("*.md")
        )
    )

    def rows(
        self, files: Sequence[str], changed: Collection[str], excluded: Collection[str]
    ) -> list[CatalogueRow]:
        """The user's documents and then the others, each by id; `files` are in the library, `changed` those newer than the build."""
        indexed = {file_of(d) for d in self._documents.values()}
        skipped = {s["file"]: s["reason"] for s in self.index.manifest.skipped} if self.index else {}
        rows = [
            replace(self._row(d, files, changed, excluded), reason=skipped.get(file_of(d), ""))
            for d in self._documents.values()
        ]
        rows += [
            CatalogueRow(line, line, DocumentState.SKIPPED, own=True, reason=why)
            for line, why in skipped.items()
            if line.rpartition(":")[0] in files
        ]
        by_lines = {line.rpartition(":")[0] for line in skipped}
        for name in files:
            if name in indexed or (self.unlisted_count and self.index and name in self.index.documents):
                continue
            if name in skipped and name not in changed:
                rows.append(
                    CatalogueRow(name, name, DocumentState.SKIPPED, own=True, file=name, reason=skipped[name])
                )
            elif name not in by_lines or name in changed:
                rows.append(CatalogueRow(name, name, DocumentState.WAITING, own=True, file=name))
        return sorted(rows, key=lambda r: (not r.own, r.id))

    @property
    def unlisted_count(self) -> int:
        """How many documents have no row: beyond `LISTED`, where a list is no help any more."""
        return max(0, len(self.index.documents) - LISTED) if self.index else 0

    @cached_property
    def _documents(self) -> dict[str, Document]:
        """The documents listed, the user's first, without their text."""
        if self.index is None:
            return {}
        ids = sorted(self.index.documents, key=lambda i: (i in self.starter, i))[:LISTED]
        return {
            i: replace(self.index.documents[i], text="", blocks=(), marks=(), references=())
            for i in sorted(ids)
        }

    @cached_property
    def _told(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], int]]:
        """Regions, aspects and number of passages of each document."""
        framework = load_framework()
        kept = {name for name, s in framework.subjects.items() if s.kind in ("region", "world")}
        passages = {i: self.index.passages.of(i) for i in self._documents} if self.index else {}
        sentences = {i: [s for p in held for s in p.sentences] for i, held in passages.items()}
        return {
            i: (
                d.regions
                or _frequent(
                    (n for s in sentences.get(i, ()) for n in s.subjects if n in kept),
                    len(sentences.get(i, ())),
                ),
                d.aspects
                or _frequent(
                    (s.aspects[0] for s in sentences.get(i, ()) if s.aspects), len(sentences.get(i, ()))
                ),
                len(passages[i]),
            )
            for i, d in self._documents.items()
        }

    def examine(self) -> None:
        """Tell the health of every document; until then rows have none. It may take seconds."""
        if self.index:
            self._health = examine_documents([self.index.documents[i] for i in self._documents])

    def _row(
        self, document: Document, files: Collection[str], changed: Collection[str], excluded: Collection[str]
    ) -> CatalogueRow:
        file, own = file_of(document), document.id not in self.starter
        aside = document.id in excluded
        if own and file not in files:
            state = DocumentState.REMOVED
        elif file in changed:
            state = DocumentState.CHANGED
        else:
            state = DocumentState.EXCLUDED if aside else DocumentState.INDEXED
        regions, aspects, passages = self._told[document.id]
        return CatalogueRow(
            document.id,
            document.title or document.id,
            state,
            own,
            file if own and file in files else None,
            regions=regions,
            aspects=aspects,
            date=document.updated or document.period or "",
            perspective=document.perspective,
            passages=passages,
            excluded=aside,
            health=self._health.get(document.id),
        )


def file_of(document: Document) -> str:
    """The name of the file a document came from: its own id, unless it is one of many in a file."""
    return Path(document.source).name if document.source.endswith(".jsonl") else document.id


def _frequent(names: Iterable[str], of: int) -> tuple[str, ...]:
    counted = Counter(names)
    return tuple(
        sorted(
            (n for n, count in counted.items() if count >= _SPEAKS * max(1, of)),
            key=lambda n: (-counted[n], n),
        )[:_NAMED]
    )
