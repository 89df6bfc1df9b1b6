"""A small build that takes its time, so that it can be killed at any step of it.

    python -m bench.faults.slow_build FOLDER VERSION DOCUMENTS

The documents are some of the starter corpus; the encoder is synthetic.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from bench.growth.synthetic_corpus import StemEmbedder
from corpus.ingest.load import STARTER_CORPUS, LoadResult, load_documents
from corpus.records import Document
from index.build.run import Summary, build_index
from index.records import Window, WindowVectors

_BATCH_PASSAGES = 16  # passages embedded between two saves, so that kills fall between saves too
_BATCH_S = 0.01


class _SlowEmbedder(StemEmbedder):
    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        time.sleep(_BATCH_S)
        return super().embed_passages(windows)


def build_version(folder: Path, version: int, documents: int) -> Summary:
    """Build a version of the corpus; print a line when the build starts."""
    loaded = corpus_version(version, documents)
    print("started", flush=True)
    return build_index(loaded, folder, _SlowEmbedder(), batch_passages=_BATCH_PASSAGES)


def corpus_version(version: int, documents: int) -> LoadResult:
    """Return some documents of the starter corpus.

    A third of them change with each version, and one is absent from every second version.
    """
    note = f"This is version {version} of the note."
    chosen = _starter_documents()[: documents - version % 2]
    changed = (_add_note(d, note) if n % 3 == version % 3 else d for n, d in enumerate(chosen))
    return LoadResult(tuple(changed), ())


@cache
def _starter_documents() -> tuple[Document, ...]:
    return load_documents([STARTER_CORPUS / "balkans"]).documents


def _add_note(document: Document, note: str) -> Document:
    last = document.blocks[-1]
    text = f"{document.text[: last.end]} {note}{document.text[last.end :]}"
    blocks = (*document.blocks[:-1], replace(last, end=last.end + 1 + len(note)))
    return replace(document, text=text, blocks=blocks)


if __name__ == "__main__":
    build_version(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
