"""Measure search on judged collections in BEIR form; `python -m bench convert` makes such folders.

Documents are ranked by their best passage. With --peers, LangChain, LlamaIndex and txtai are measured too, at
their defaults, with the same model and the same scoring.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.report import format_table
from bench.retrieval.beir import SEARCH_DEPTH, Collection, rank_documents, read_collection
from bench.retrieval.peers.environment import PEERS, make_environment, rank_with_peer
from bench.retrieval.ratios import RESAMPLES, SEED, Ratio, bootstrap_ratios
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.records import Embedder
from index.store import PassageIndex

OURS = "Parallax"
_MAIN_METRIC = "nDCG@10"


@dataclass(frozen=True, slots=True)
class SystemScores:
    """One system on one collection: for each metric, the score of each question in the collection's order."""

    collection: str
    documents: int
    system: str
    scores: dict[str, list[float]]

    def to_json(self) -> dict[str, str | int | float]:
        """Return means over questions, rounded to 4 digits."""
        questions = len(self.scores[_MAIN_METRIC])
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
        help="a BEIR folder that is measured too, but left out of the mean ratio",
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
    measured = [_measure_systems(collection, embedder, python) for collection in collections]
    record: dict[str, Any] = {"rows": [row.to_json() for rows in measured for row in rows]}
    print(format_table(record["rows"]))
    if python:
        record["ratios"] = ratio_records(measured, len(args.folders))
        record |= {"resamples": RESAMPLES, "seed": SEED}
        print(
            f"\n{_MAIN_METRIC} of {OURS} / best peer, with 95 % intervals ({RESAMPLES:,} bootstrap samples)"
        )
        print(format_table(record["ratios"]))
    print(json.dumps(record))
    return 0


def _measure_systems(
    collection: Collection, embedder: Embedder, peers_python: Path | None
) -> list[SystemScores]:
    """Score ours first, then the peers if their Python is given."""
    measured = [score_system(OURS, collection, rank_with_index(collection, embedder))]
    if peers_python:
        for name, script in PEERS.items():
            ranked = rank_with_peer(peers_python, script, collection)
            measured.append(score_system(name, collection, ranked))
    return measured


def rank_with_index(collection: Collection, embedder: Embedder) -> dict[str, list[str]]:
    """Return the documents that our search ranks for each question, best first."""
    with tempfile.TemporaryDirectory() as temporary:
        loaded = load_documents([collection.folder / "corpus.jsonl"])
        for skipped in loaded.skipped:
            print(f"Skipped {skipped.file}: {skipped.reason}", file=sys.stderr)
        build_index(loaded, Path(temporary), embedder)
        index = PassageIndex(Path(temporary), embedder)
        return {
            i: rank_documents(h.passage.document_id for h in index.search(text, SEARCH_DEPTH))
            for i, text in collection.questions.items()
        }


def score_system(system: str, collection: Collection, ranked: dict[str, list[str]]) -> SystemScores:
    """Score a ranking of every question, of ours and of a peer in the same way."""
    from bench.retrieval.metrics import score_rankings  # ir-measures is in the extra dev

    rankings = {i: ranked[i] for i in collection.questions}
    scores = score_rankings(rankings, collection.relevant)
    return SystemScores(collection.name, len(collection.documents), system, scores)


def ratio_records(
    measured: Sequence[Sequence[SystemScores]], averaged: int
) -> list[dict[str, str | int | float]]:
    """Return nDCG@10 of ours / the best peer for each collection, then the mean over the first `averaged`.

    Ours is the first of each collection's systems.
    """
    scores = [np.array([system.scores[_MAIN_METRIC] for system in systems]) for systems in measured]
    ratios, mean = bootstrap_ratios(scores[:averaged])
    ratios += [bootstrap_ratios([one])[1] for one in scores[averaged:]]
    records = []
    for systems, ratio in zip(measured, ratios, strict=True):
        best = max(systems[1:], key=lambda system: sum(system.scores[_MAIN_METRIC]))
        records.append(_ratio_record(systems[0].collection, best.system, ratio))
    names = ", ".join(systems[0].collection for systems in measured[:averaged])
    return [*records, _ratio_record(f"mean of {names}", "", mean)]


def _ratio_record(collection: str, best_peer: str, ratio: Ratio) -> dict[str, str | int | float]:
    return {
        "collection": collection,
        "best peer": best_peer,
        "ratio": round(ratio.value, 4),
        "low": round(ratio.low, 4),
        "high": round(ratio.high, 4),
    }
