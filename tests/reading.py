"""Helpers of the tests of readers: the sentences and blocks of a document."""

from collections.abc import Callable
from pathlib import Path

from corpus.annotate.split import split_document
from corpus.framework import Framework
from corpus.records import BlockKind, Document, Sentence

Write = Callable[[str, str | bytes], Path]


def quoted(document: Document, framework: Framework) -> dict[str, tuple[str, ...]]:
    """Return the text of each sentence with the ids of its references."""
    sentences: list[Sentence] = [s for p in split_document(document, framework) for s in p.sentences]
    return {document.text[s.start : s.end]: s.references for s in sentences}


def blocks(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]
