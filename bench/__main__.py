"""`python -m bench` measures answering; `answers FILE` scores answers to questions with known ones, `retrieval` search on judged collections.

`convert` makes such collections. `load` asks one server as fifty people while it rebuilds, `speed` measures it all beside other libraries and the machine,
`rebuild` what a rebuild costs, `growth` from a thousand passages to a million. `page` measures the page around an answer, `screenshots` takes its pictures;
these two need a Chromium.

Times are given as ratios to one encoding of the question in the same run,
so they compare between machines. A table first, then one JSON line.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.answers import scoring
from bench.growth import rebuild, sizes
from bench.metrics import quantile
from bench.retrieval import convert, evaluate
from bench.speed import compare
from corpus.errors import UserError
from corpus.framework import load_framework
from corpus.ingest.load import STARTER_CORPUS, load_documents
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.store import PassageIndex
from qa.ask import ask

_QUESTIONS = (
    "How does China's security role differ between Central Asia and the Balkans?",
    "How does China's strategy differ between Central Asia and the Balkans?",
    "What do China's approaches to Central Asia and the Balkans have in common?",
    "Who buys Chinese arms, Serbia or Tajikistan?",
    "What share of Serbia's arms imports came from China?",
)
_ROUNDS = 20


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(run=_answers)
    commands = parser.add_subparsers(metavar="COMMAND")
    scoring.add_command(commands, without_file=_answers)
    evaluate.add_command(commands)
    convert.add_command(commands)
    sizes.add_command(commands)
    rebuild.add_command(commands)
    commands.add_parser("load", help="ask as fifty people at once while the index is rebuilt").set_defaults(
        run=_load
    )
    compare.add_command(commands)
    commands.add_parser("page", help="measure the page around an answer").set_defaults(run=_page)
    commands.add_parser("screenshots", help="take the pictures of the page").set_defaults(run=_screenshots)
    args = parser.parse_args()
    try:
        return int(args.run(args))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2


def _answers(_: argparse.Namespace) -> int:
    return _print(measure_answers())


def _print(row: dict[str, float | int | str]) -> int:
    width = max(len(name) for name in row)
    print("\n".join(f"{name:{width}}  {value}" for name, value in row.items()))
    print(json.dumps(row))
    return 0


def _load(_: argparse.Namespace) -> int:
    from bench.load.crowd import measure_load  # httpx is not needed for the rest

    row = measure_load()
    _print(row)
    return int(bool(row["failed"] or row["wrong"]))


def _page(_: argparse.Namespace) -> int:
    from bench.speed.page_latency import measure_page  # Playwright is not needed for the rest

    return _print(measure_page())


def _screenshots(_: argparse.Namespace) -> int:
    from bench.screenshots import take_screenshots

    return _print(take_screenshots())


def measure_answers() -> dict[str, float | int | str]:
    """Build the starter corpus and answer questions; an answer's time in units of one encoding of its question."""
    embedder, framework = SentenceEmbedder(), load_framework()
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_documents([STARTER_CORPUS])
        build_s = _seconds(lambda: build_index(loaded, Path(folder), embedder))
        again_s = _seconds(lambda: build_index(loaded, Path(folder), embedder))
        index = PassageIndex(Path(folder), embedder)
        answered, encodings = [], []
        for question in _QUESTIONS * _ROUNDS:
            encodings.append(_seconds(partial(embedder.embed_queries, [question])))
            answered.append(_seconds(partial(ask, question, index, framework)))
        first = [json.dumps({**ask(q, index, framework).to_json(), "timings_ms": 0}) for q in _QUESTIONS]
        again = [json.dumps({**ask(q, index, framework).to_json(), "timings_ms": 0}) for q in _QUESTIONS]
    return {
        "documents": index.manifest.documents,
        "passages": index.manifest.passages,
        "unchanged rebuild / full build": round(again_s / build_s, 4),
        "answer / encoding, median": round(quantile(answered, 0.5) / quantile(encodings, 0.5), 2),
        "answer / encoding, p95": round(quantile(answered, 0.95) / quantile(encodings, 0.5), 2),
        "answers equal on rerun": sum(a == b for a, b in zip(first, again, strict=True)) / len(first),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
