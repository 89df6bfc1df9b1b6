"""The time of an answer from the starter corpus, in units of one encoding of its question.

As a ratio within one run, it can be compared between machines.
"""

import argparse
import json
import tempfile
from functools import partial
from pathlib import Path

from bench.report import print_report
from bench.timing import measure_seconds, quantile
from corpus.framework import Framework, load_framework
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


def run(_: argparse.Namespace) -> int:
    print_report(measure_latency())
    return 0


def measure_latency() -> dict[str, float | int | str]:
    """Build the starter corpus twice and answer questions."""
    embedder, framework = SentenceEmbedder(), load_framework()
    with tempfile.TemporaryDirectory() as temporary:
        folder, loaded = Path(temporary), load_documents([STARTER_CORPUS])
        build_s, rebuild_s = (
            measure_seconds(partial(build_index, loaded, folder, embedder)) for _ in range(2)
        )
        index = PassageIndex(folder, embedder)
        answers_s, encodings_s = [], []
        for question in _QUESTIONS * _ROUNDS:
            encodings_s.append(measure_seconds(partial(embedder.embed_queries, [question])))
            answers_s.append(measure_seconds(partial(ask, question, index, framework)))
        first, again = (_answer_all(index, framework) for _ in range(2))
    encoding_s = quantile(encodings_s, 0.5)
    return {
        "documents": index.manifest.documents,
        "passages": index.manifest.passages,
        "unchanged rebuild / full build": round(rebuild_s / build_s, 4),
        "answer / encoding, median": round(quantile(answers_s, 0.5) / encoding_s, 2),
        "answer / encoding, p95": round(quantile(answers_s, 0.95) / encoding_s, 2),
        "answers equal on rerun": sum(a == b for a, b in zip(first, again, strict=True)) / len(first),
    }


def _answer_all(index: PassageIndex, framework: Framework) -> list[str]:
    """Return the answers as text to compare, without their timings."""
    answers = [ask(question, index, framework).to_json() for question in _QUESTIONS]
    return [json.dumps({**answer, "timings_ms": 0}) for answer in answers]
