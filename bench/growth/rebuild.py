"""What a rebuild costs: a thousand documents of ten thousand characters, built in full, again unchanged, and again with one of them changed.

The documents are Markdown files of sentences of the starter corpus, some words exchanged so that no two passages are alike. Reading the files counts, loading
the encoder does not: it is what the page's button does.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.growth.one_size import multiplied
from corpus.ingest.load import load_documents
from index.build.reuse import open_known_files
from index.build.run import Summary, build_index
from index.encode.encoder import SentenceEmbedder
from index.records import Embedder


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "rebuild", help="measure rebuilding after no change and after one", description=__doc__
    )
    parser.add_argument("--documents", type=int, default=1_000, help="(default %(default)s)")
    parser.add_argument(
        "--characters", type=int, default=10_000, help="of each document (default %(default)s)"
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    row = measure_rebuild(args.documents, args.characters, SentenceEmbedder())
    width = max(map(len, row))
    print("\n".join(f"{name:{width}}  {value}" for name, value in row.items()))
    print(json.dumps(row))
    return 0


def measure_rebuild(documents: int, characters: int, embedder: Embedder) -> dict[str, float | int]:
    """Shares of a full build's time; the two rebuilds are the median of three."""
    with tempfile.TemporaryDirectory() as temporary:
        docs, folder = Path(temporary) / "docs", Path(temporary) / "index"
        docs.mkdir()
        write_documents(docs, documents, characters)
        full, full_s = _build(docs, folder, embedder)
        unchanged = [_build(docs, folder, embedder) for _ in range(3)]
        changed = []
        for number in range(3):
            path = docs / f"{number:05d}.md"
            path.write_text(
                path.read_text(encoding="utf-8")
                + "\nSerbia bought one more railway in the year of the change.\n",
                encoding="utf-8",
            )
            changed.append(_build(docs, folder, embedder))
    return {
        "documents": full.documents,
        "passages": full.passages,
        "full build, s": round(full_s, 1),
        "embedded after one change": changed[0][0].embedded,
        "unchanged rebuild / full build": round(float(np.median([s for _, s in unchanged])) / full_s, 4),
        "rebuild after one change / full build": round(float(np.median([s for _, s in changed])) / full_s, 4),
    }


def write_documents(folder: Path, documents: int, characters: int) -> None:
    """Markdown files of about so many characters each."""
    texts = iter(multiplied(1_000_000))
    for number in range(documents):
        paragraphs, size = [f"# Paper {number}"], 0
        while size < characters:
            document = next(texts)
            for block in document.blocks:
                if size < characters:
                    paragraphs.append(document.text[block.start : block.end])
                    size += len(paragraphs[-1]) + 2
        (folder / f"{number:05d}.md").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


def _build(docs: Path, folder: Path, embedder: Embedder) -> tuple[Summary, float]:
    began = time.perf_counter()
    summary = build_index(load_documents([docs], known=open_known_files(folder)), folder, embedder)
    return summary, time.perf_counter() - began
