"""One size of `python -m bench growth`, in a subprocess so that its memory is measured alone.

python -m bench.growth.one_size build|serve FOLDER PASSAGES
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.growth.synthetic_corpus import REPLACED, StemEmbedder, multiply_starter_corpus
from bench.timing import measure_seconds, quantile
from corpus.framework import load_framework
from corpus.ingest.load import LoadResult
from index.build.run import build_index
from index.builds import directory
from index.records import Vectors
from index.search.dense import DenseIndex, VectorRows, recall_of
from index.store import PassageIndex
from qa.ask import ask
from qa.read.question import read_question
from qa.select.evidence import gather_evidence

_QUERIES = 200
_WARM_UP_QUERIES = 20
_COMPARISONS = (
    "How does China's security role differ between Central Asia and the Balkans?",
    "Who buys Chinese arms, Serbia or Tajikistan?",
    "How do Chinese investments in Africa and Latin America differ?",
    "What do China's approaches to Southeast Asia and the Pacific Islands have in common?",
    "How does China's strategy differ between Europe and the Middle East?",
)
_WARM_UP_COMPARISON = "How do Chinese loans to Serbia and Kazakhstan differ?"
_RECALL_DEPTH = 20


def build(folder: Path, passages: int) -> dict[str, float]:
    """Build an index of about so many passages, and return its seconds and the peak of memory in GB."""
    loaded = LoadResult(tuple(sorted(multiply_starter_corpus(passages), key=lambda d: d.id)), ())
    started = time.perf_counter()
    summary = build_index(loaded, folder, StemEmbedder())
    seconds = time.perf_counter() - started
    return {"passages": summary.passages, "build_s": seconds, "build_peak_gb": _read_memory("VmHWM") / 1e9}


def serve(folder: Path) -> dict[str, float]:
    """Open an index in a process that holds all that the app holds, and ask it.

    Returns milliseconds a query and an answer, recall, and gigabytes on disk and of anonymous memory.
    """
    import gradio  # noqa: F401 - its memory counts

    from index.encode.encoder import SentenceEmbedder

    SentenceEmbedder().embed_queries(["so that its memory counts too"])
    started = time.perf_counter()
    index = PassageIndex(folder, StemEmbedder(), check_later_above=200_000_000)
    open_s = time.perf_counter() - started
    queries = _sample_queries(index)
    timings = _time_queries(index, queries) | _time_answers(index)
    build_folder = directory.build_folder(folder, index.manifest.build)
    return {
        "sentences": index.manifest.sentences,
        "disk_gb": directory.build_size(folder, index.manifest.build) / 1e9,
        "open_s": open_s,
        **timings,
        "serving_anonymous_gb": _read_memory("RssAnon") / 1e9,
        "recall_at_20": _measure_recall(build_folder, index.embed_queries(queries)),
    }


def _sample_queries(index: PassageIndex) -> list[str]:
    """Return sentences of the corpus without some of their words, so that no query is in the corpus."""
    rng = np.random.default_rng(1)
    sentences = index.manifest.sentences
    rows = rng.choice(sentences, min(_QUERIES, sentences), replace=False)
    return [_drop_words(index.sentences.locate(int(row)).text, rng) for row in rows]


def _drop_words(text: str, rng: np.random.Generator) -> str:
    return " ".join(w for w in text.split() if rng.random() > REPLACED) or text


def _time_queries(index: PassageIndex, queries: Sequence[str]) -> dict[str, float]:
    for query in queries[:_WARM_UP_QUERIES]:  # the first ones read the index from disk
        index.search(query, 20)
    plain = [_milliseconds(partial(index.search, query, 20)) for query in queries]
    framework = load_framework()
    questions = [read_question(query, framework) for query in queries]
    evidence = [_milliseconds(partial(gather_evidence, q, index, framework)) for q in questions]
    return {
        "query_p50_ms": quantile(plain, 0.5),
        "query_p95_ms": quantile(plain, 0.95),
        "evidence_p50_ms": quantile(evidence, 0.5),
    }


def _time_answers(index: PassageIndex) -> dict[str, float]:
    framework = load_framework()
    ask(_WARM_UP_COMPARISON, index, framework)  # the first of a process takes longer than any later one
    new = [_milliseconds(partial(ask, question, index, framework)) for question in _COMPARISONS]
    repeated = [_milliseconds(partial(ask, question, index, framework)) for question in _COMPARISONS * 4]
    return {"new_answer_p50_ms": quantile(new, 0.5), "answer_p50_ms": quantile(repeated, 0.5)}


def _measure_recall(build_folder: Path, vectors: Vectors) -> float:
    """Return the mean share of the nearest passages by exact search that dense search finds."""
    rows = VectorRows(build_folder, "passages")
    index = DenseIndex(build_folder, "passages", rows)
    recalls = [
        recall_of(index.search(vector, 1000)[1][:_RECALL_DEPTH], nearest)
        for nearest, vector in zip(_exact_scores(rows, vectors), vectors, strict=True)
    ]
    return float(np.mean(recalls))


def _exact_scores(rows: VectorRows, vectors: Vectors) -> NDArray[np.float32]:
    """Return the scores of the nearest passages of each query, best first: (queries, `_RECALL_DEPTH`)."""
    best = np.zeros((len(vectors), 0), dtype=np.float32)
    for first in range(0, len(rows), 65_536):
        scores = rows.score(vectors, np.arange(first, min(first + 65_536, len(rows))))
        best = -np.sort(-np.concatenate([best, scores], axis=1), axis=1)[:, :_RECALL_DEPTH]
    return best


def _read_memory(name: str) -> int:
    """Return the bytes that Linux reports under a name, 0 on other systems.

    Not from getrusage, whose peak would be the parent process's if that is larger.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith(name))) * 1024
    except (OSError, StopIteration):
        return 0


def _milliseconds(work: Callable[[], object]) -> float:
    return 1000 * measure_seconds(work)


def main() -> None:
    task, folder, passages = sys.argv[1:4]
    print(json.dumps(build(Path(folder), int(passages)) if task == "build" else serve(Path(folder))))


if __name__ == "__main__":
    main()
