"""Search on judged collections: ours and, with --peers, other libraries' at their defaults, with the same model and scored alike.

Documents are ranked by their best passage, over the questions that have judgements. Needs BEIR folders; `python -m bench convert` makes them.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.metrics import all_found, ndcg, recall
from bench.retrieval.beir import DEPTH, Collection, best_first, read_collection
from bench.retrieval.peers.environment import PEERS, make_environment, rank_with_peer
from bench.retrieval.ratios import RESAMPLES, SEED, Ratio, compare
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.records import Embedder
from index.store import PassageIndex

OURS = "Parallax"
METRICS: dict[str, Callable[[Sequence[str], frozenset[str]], float]] = {
    "nDCG@10": ndcg,
    "recall@10": recall,
    "recall@20": lambda ranked, relevant: recall(ranked, relevant, 20),
    "recall@100": lambda ranked, relevant: recall(ranked, relevant, 100),
    "all found@10": all_found,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One system on one collection: for each metric, the score of each question in the collection's order."""

    collection: str
    documents: int
    system: str
    scores: dict[str, list[float]]

    def to_json(self) -> dict[str, str | int | float]:
        """Means over questions, rounded to 4 digits."""
        questions = len(self.scores["nDCG@10"])
        means = {name: round(sum(scores) / questions, 4) for name, scores in self.scores.items()}
        return {
            "collection": self.collection,
            "documents": self.documents,
            "questions": questions,
            "system": self.system,
            **means,
        }


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "retrieval", help="measure search on judged collections", description=__doc__
    )
    parser.add_argument(
        "folders",
        nargs="+",
        type=Path,
        metavar="FOLDER",
        help="a BEIR folder: corpus.jsonl, queries.jsonl, qrels",
    )
    parser.add_argument(
        "--beside",
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help="measured too, but not in the mean of the ratios",
    )
    parser.add_argument(
        "--peers",
        action="store_true",
        help="measure LangChain, LlamaIndex and txtai too; the first time, pip downloads them",
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("data"),
        help="the peers are installed in DATA/bench-peers (default %(default)s)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    collections = [read_collection(folder) for folder in (*args.folders, *args.beside)]
    python = make_environment(args.data / "bench-peers") if args.peers else None
    embedder = SentenceEmbedder()
    measured = []
    for collection in collections:
        rows = [score(OURS, collection, rank_ours(collection, embedder))]
        if python:
            rows += [
                score(name, collection, rank_with_peer(python, script, collection))
                for name, script in PEERS.items()
            ]
        measured.append(rows)
    record: dict[str, Any] = {"rows": [row.to_json() for rows in measured for row in rows]}
    print(table(record["rows"]))
    if python:
        record |= {"ratios": ratio_records(measured, len(args.folders)), "resamples": RESAMPLES, "seed": SEED}
        print(
            f"\nnDCG@10 of {OURS} / best peer, with 95 % intervals over {RESAMPLES:,} resamplings of the questions"
        )
        print(table(record["ratios"]))
    print(json.dumps(record))
    return 0


def rank_ours(collection: Collection, embedder: Embedder) -> dict[str, list[str]]:
    """Documents ranked by `index search` for each question."""
    with tempfile.TemporaryDirectory() as temporary:
        loaded = load_documents([collection.folder / "corpus.jsonl"])
        for skipped in loaded.skipped:
            print(f"Skipped {skipped.file}: {skipped.reason}", file=sys.stderr)
        build_index(loaded, Path(temporary), embedder)
        index = PassageIndex(Path(temporary), embedder)
        return {
            i: best_first(h.passage.document_id for h in index.search(text, DEPTH))
            for i, text in collection.questions.items()
        }


def score(system: str, collection: Collection, ranked: dict[str, list[str]]) -> Row:
    """Score a ranking of every question; ours and peers' alike."""
    scores = {
        name: [metric(ranked[i], collection.relevant[i]) for i in collection.questions]
        for name, metric in METRICS.items()
    }
    return Row(collection.name, len(collection.documents), system, scores)


def ratio_records(measured: Sequence[Sequence[Row]], counted: int) -> list[dict[str, str | float]]:
    """nDCG@10 of the first row of each collection / best of its other rows, then the mean over the first `counted` collections."""
    scores = [np.array([row.scores["nDCG@10"] for row in rows]) for rows in measured]
    ratios, mean = compare(scores[:counted])
    beside = [compare([alone])[1] for alone in scores[counted:]]
    records = []
    for rows, ratio in zip(measured, (*ratios, *beside), strict=True):
        best = max(rows[1:], key=lambda row: sum(row.scores["nDCG@10"]))
        records.append(_ratio_record(rows[0].collection, best.system, ratio))
    return [
        *records,
        _ratio_record(f"mean of {', '.join(rows[0].collection for rows in measured[:counted])}", "", mean),
    ]


def _ratio_record(collection: str, best: str, ratio: Ratio) -> dict[str, str | float]:
    return {
        "collection": collection,
        "best peer": best,
        "ratio": round(ratio.value, 4),
        "low": round(ratio.low, 4),
        "high": round(ratio.high, 4),
    }


def table(records: Sequence[Mapping[str, str | int | float]]) -> str:
    """Records as lines of text, columns as wide as their widest cell; all records have the keys of the first."""
    lines = [
        [str(key) for key in records[0]],
        *([str(value) for value in record.values()] for record in records),
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
