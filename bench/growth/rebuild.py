"""Measure what a rebuild costs: documents are built in full, again unchanged, and again with one changed.

The documents are Markdown files of sentences of the starter corpus, with words replaced so that no two
passages are equal. As with the page's button, reading the files counts and loading the encoder does not.
"""

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.growth.synthetic_corpus import multiply_starter_corpus
from bench.report import print_report
from corpus.ingest.load import load_documents
from index.build.reuse import open_known_files
from index.build.run import Summary, build_index
from index.encode.encoder import SentenceEmbedder
from index.records import Embedder

_ROUNDS = 3
_ADDED_SENTENCE = "\nSerbia bought one more railway in the year of the change.\n"


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "rebuild", help="measure a rebuild after no change and after one", description=__doc__
    )
    parser.add_argument("--documents", type=int, default=1_000, help="(default %(default)s)")
    parser.add_argument(
        "--characters", type=int, default=10_000, help="of each document (default %(default)s)"
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    print_report(measure_rebuild(args.documents, args.characters, SentenceEmbedder()))
    return 0


def measure_rebuild(documents: int, characters: int, embedder: Embedder) -> dict[str, float | int]:
    """Return the time of each kind of rebuild (the median of three) as a share of a full build's."""
    with tempfile.TemporaryDirectory() as temporary:
        docs, folder = Path(temporary) / "docs", Path(temporary) / "index"
        docs.mkdir()
        write_documents(docs, documents, characters)
        full, full_s = _build(docs, folder, embedder)
        unchanged = [_build(docs, folder, embedder) for _ in range(_ROUNDS)]
        changed = []
        for number in range(_ROUNDS):
            with (docs / f"{number:05d}.md").open("a", encoding="utf-8", newline="\n") as file:
                file.write(_ADDED_SENTENCE)
            changed.append(_build(docs, folder, embedder))
    unchanged_s, changed_s = (median(seconds for _, seconds in built) for built in (unchanged, changed))
    return {
        "documents": full.documents,
        "passages": full.passages,
        "full build, s": round(full_s, 1),
        "embedded after one change": changed[0][0].embedded,
        "unchanged rebuild / full build": round(unchanged_s / full_s, 4),
        "rebuild after one change / full build": round(changed_s / full_s, 4),
    }


def write_documents(folder: Path, documents: int, characters: int) -> None:
    """Write Markdown files of about so many characters each."""
    sources = multiply_starter_corpus(1_000_000)
    for number in range(documents):
        paragraphs, size = [f"# Paper {number}"], 0
        while size < characters:
            document = next(sources)
            for block in document.blocks:
                if size < characters:
                    paragraphs.append(document.text[block.start : block.end])
                    size += len(paragraphs[-1]) + 2
        (folder / f"{number:05d}.md").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


def _build(docs: Path, folder: Path, embedder: Embedder) -> tuple[Summary, float]:
    started = time.perf_counter()
    summary = build_index(load_documents([docs], known=open_known_files(folder)), folder, embedder)
    return summary, time.perf_counter() - started
