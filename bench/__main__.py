"""`python -m bench` measures answering; `python -m bench retrieval DIR` measures search on a BEIR folder.

`python -m bench page` measures the page around an answer, and `python -m bench screenshots` takes its pictures; both need a Chromium.

A BEIR folder holds corpus.jsonl, queries.jsonl and qrels/*.tsv (or qrels.tsv). Times are given as ratios to one encoding of the question in the same run,
so they compare between machines. A table first, then one JSON line.
"""

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.metrics import all_found, ndcg, quantile, recall
from corpus.errors import UserError
from corpus.framework import load_framework
from corpus.load import STARTER_CORPUS, load_documents
from index.build import build_index
from index.embed import SentenceEmbedder
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
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("answers", "page", "retrieval", "screenshots"), default="answers")
    parser.add_argument("folder", nargs="?", type=Path, help="a BEIR folder, for retrieval")
    args = parser.parse_args()
    try:
        row = _measure(args.what, args.folder)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    width = max(len(name) for name in row)
    print("\n".join(f"{name:{width}}  {value}" for name, value in row.items()))
    print(json.dumps(row))
    return 0


def _measure(what: str, folder: Path | None) -> dict[str, float | int | str]:
    if what == "page":
        from bench.page import measure_page  # Playwright is not needed for the rest

        return measure_page()
    if what == "screenshots":
        from bench.screenshots import take_screenshots

        return take_screenshots()
    return measure_answers() if what == "answers" else measure_retrieval(folder)


def measure_answers() -> dict[str, float | int | str]:
    """Build the starter corpus and answer questions; an answer's time in units of one encoding of its question."""
    embedder, framework = SentenceEmbedder(), load_framework()
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_documents([STARTER_CORPUS])
        build_s = _seconds(lambda: build_index(loaded, Path(folder), embedder))
        again_s = _seconds(lambda: build_index(loaded, Path(folder), embedder))
        index = PassageIndex(Path(folder), embedder)
        answers, encodings = [], []
        for question in _QUESTIONS * _ROUNDS:
            encodings.append(_seconds(partial(embedder.queries, [question])))
            answers.append(_seconds(partial(ask, question, index, framework)))
        first = [json.dumps({**ask(q, index, framework).to_json(), "timings_ms": 0}) for q in _QUESTIONS]
        again = [json.dumps({**ask(q, index, framework).to_json(), "timings_ms": 0}) for q in _QUESTIONS]
    return {
        "documents": index.manifest.documents,
        "passages": index.manifest.passages,
        "unchanged rebuild / full build": round(again_s / build_s, 4),
        "answer / encoding, median": round(quantile(answers, 0.5) / quantile(encodings, 0.5), 2),
        "answer / encoding, p95": round(quantile(answers, 0.95) / quantile(encodings, 0.5), 2),
        "answers equal on rerun": sum(a == b for a, b in zip(first, again, strict=True)) / len(first),
    }


def measure_retrieval(folder: Path | None) -> dict[str, float | int | str]:
    """Documents ranked by their best passage, over the questions that have judgements."""
    if folder is None or not (folder / "corpus.jsonl").is_file():
        raise UserError(f"There is no corpus.jsonl in {folder}; name a folder in BEIR form (corpus.jsonl, queries.jsonl, qrels).")
    relevant = _read_judgements(folder)
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    queries = {str(q["_id"]): str(q["text"]) for line in lines if line.strip() for q in [json.loads(line)]}
    asked = [i for i in queries if relevant.get(i)]
    embedder = SentenceEmbedder(progress=True)
    with tempfile.TemporaryDirectory() as temporary:
        build_index(load_documents([folder / "corpus.jsonl"]), Path(temporary), embedder)
        index = PassageIndex(Path(temporary), embedder)
        ranked = {i: list(dict.fromkeys(h.passage.document_id for h in index.search(queries[i], 200))) for i in asked}
    scores: dict[str, Callable[[str], float]] = {
        "nDCG@10": lambda i: ndcg(ranked[i], relevant[i]),
        "recall@10": lambda i: recall(ranked[i], relevant[i]),
        "recall@100": lambda i: recall(ranked[i], relevant[i], 100),
        "all found@10": lambda i: all_found(ranked[i], relevant[i]),
    }
    means = {name: round(sum(map(score, asked)) / len(asked), 4) for name, score in scores.items()}
    return {"collection": folder.name, "documents": index.manifest.documents, "queries": len(asked), **means}


def _read_judgements(folder: Path) -> dict[str, set[str]]:
    path = next((p for p in [folder / "qrels.tsv", *sorted(folder.glob("qrels/*.tsv"))] if p.is_file()), None)
    if path is None:
        raise UserError(f"There is no qrels.tsv in {folder}; add the judgements as query-id, corpus-id, score.")
    relevant: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream, delimiter="\t"):
            if len(row) >= 3 and row[2].isdigit() and int(row[2]) > 0:
                relevant.setdefault(row[0], set()).add(row[1])
    return relevant


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
