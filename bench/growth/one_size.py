"""One size of `python -m bench growth`, in a process of its own so that memory is that of one thing: `python -m bench.growth.one_size build|serve FOLDER PASSAGES`."""

import json
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.metrics import quantile
from corpus.framework import load_framework
from corpus.ingest.load import STARTER_CORPUS, LoadResult, load_documents
from corpus.records import Block, Document
from corpus.text.tokens import content_stems
from index.build.run import build_index
from index.builds import directory
from index.records import Vectors, Window, WindowVectors
from index.search.dense import DenseIndex, VectorRows, recall_of
from index.store import PassageIndex
from qa.ask import ask

_QUESTIONS = 200
_COMPARISONS = (
    "How does China's security role differ between Central Asia and the Balkans?",
    "Who buys Chinese arms, Serbia or Tajikistan?",
    "How do Chinese investments in Africa and Latin America differ?",
    "What do China's approaches to Southeast Asia and the Pacific Islands have in common?",
    "How does China's strategy differ between Europe and the Middle East?",
)
_FIRST = "How do Chinese loans to Serbia and Kazakhstan differ?"  # of a process, it takes longer than any later one
_SIDES = ("Central Asia", "Balkans", "Africa", "Serbia", "Kazakhstan")
_PASSAGES_OF_STARTER = 565
_CHANGED = 0.3  # of the small words
_DIM = 384


class StemEmbedder:
    """Text to the sum of its stems' random vectors; as fast for a million passages as hashing them."""

    name, revision, dim = "stems, projected at random", "1", _DIM

    def __init__(self) -> None:
        self._known: dict[str, Vectors] = {}

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        return [
            WindowVectors(
                self._vector(w.text),
                np.array([self._vector(w.text[s:e]) for s, e in w.spans]).reshape(-1, _DIM),
            )
            for w in windows
        ]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._vector(t) for t in texts], dtype=np.float32).reshape(-1, _DIM)

    def _vector(self, text: str) -> Vectors:
        total = np.sum([self._of(s) for s in content_stems(text)] or [self._of("")], axis=0)
        unit: Vectors = (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)
        return unit

    def _of(self, stem: str) -> Vectors:
        if stem not in self._known:
            self._known[stem] = (
                np.random.default_rng(zlib.crc32(stem.encode())).standard_normal(_DIM).astype(np.float32)
            )
        return self._known[stem]


def multiplied(passages: int, seed: int = 0) -> Iterator[Document]:
    """About so many passages' worth of documents, each a document of the starter corpus with some of its words exchanged for others of the corpus."""
    random, originals = np.random.default_rng(seed), load_documents([STARTER_CORPUS]).documents
    words = np.array(sorted({w for d in originals for w in d.text.split() if w.isalpha() and w.islower()}))
    for copy in range(max(1, round(passages / _PASSAGES_OF_STARTER))):
        for document in originals:
            yield _perturbed(document, f"{copy:05d}/{document.id}", words, random)


def _perturbed(
    document: Document, identifier: str, words: NDArray[np.str_], random: np.random.Generator
) -> Document:
    """The document with `_CHANGED` of its small words exchanged; blocks move with their text, marks are left out."""
    pieces, blocks, at = [], [], 0
    for block in document.blocks:
        told = document.text[block.start : block.end].split(" ")
        chosen = np.flatnonzero(random.random(len(told)) < _CHANGED)
        for place, word in zip(chosen, random.choice(words, len(chosen)), strict=True):
            if told[place].isalpha() and told[place].islower():
                told[place] = str(word)
        text = " ".join(told)
        blocks.append(Block(at, at + len(text), block.kind, block.headings, block.page))
        pieces.append(text)
        at += len(text) + 2
    return replace(
        document, id=identifier, text="\n\n".join(pieces), blocks=tuple(blocks), marks=(), references=()
    )


def build(folder: Path, passages: int) -> dict[str, float]:
    """Build an index of about so many passages: seconds, and bytes of memory at the peak."""
    loaded = LoadResult(tuple(sorted(multiplied(passages), key=lambda d: d.id)), ())
    began = time.perf_counter()
    summary = build_index(loaded, folder, StemEmbedder())
    seconds = time.perf_counter() - began
    return {"passages": summary.passages, "build_s": seconds, "build_peak_gb": _memory("VmHWM") / 1e9}


def serve(folder: Path) -> dict[str, float]:
    """Open an index with everything that the app holds besides, and ask it: milliseconds, recall at 20, bytes on disk and of memory that no file backs."""
    import gradio  # noqa: F401 - its memory counts

    from index.encode.encoder import SentenceEmbedder

    SentenceEmbedder().embed_queries(["so that its memory counts too"])
    began = time.perf_counter()
    index = PassageIndex(folder, StemEmbedder(), check_later_above=200_000_000)
    opened = time.perf_counter() - began
    random = np.random.default_rng(1)
    rows = random.choice(index.manifest.sentences, min(_QUESTIONS, index.manifest.sentences), replace=False)
    asked = [_thinned(index.locate(int(r)).text, random) for r in rows]
    framework = load_framework()
    for text in asked[:20]:  # the first searches find nothing in the memory of the system
        index.search(text, 20)
    plain = [_milliseconds(partial(index.search, text, 20)) for text in asked]
    filtered = [
        _milliseconds(partial(_search_cell, index, _SIDES[n % len(_SIDES)], text))
        for n, text in enumerate(asked)
    ]
    ask(_FIRST, index, framework)
    new = [_milliseconds(partial(ask, question, index, framework)) for question in _COMPARISONS]
    answers = [_milliseconds(partial(ask, question, index, framework)) for question in _COMPARISONS * 4]
    return {
        "sentences": index.manifest.sentences,
        "disk_gb": directory.build_size(folder, index.manifest.build) / 1e9,
        "open_s": opened,
        "query_p50_ms": quantile(plain, 0.5),
        "query_p95_ms": quantile(plain, 0.95),
        "cell_p50_ms": quantile(filtered, 0.5),
        "new_answer_p50_ms": quantile(new, 0.5),
        "answer_p50_ms": quantile(answers, 0.5),
        "serving_anonymous_gb": _memory("RssAnon") / 1e9,
        "recall_at_20": _recall(
            directory.build_folder(folder, index.manifest.build), index.embed_queries(asked)
        ),
    }


def _search_cell(index: PassageIndex, side: str, text: str) -> None:
    """What an answer does for each of its cells."""
    vector = index.embed_queries([text])
    index.score_sentences(
        [text], vector, index.candidate_rows(text, vector[0], subjects=(side,), aspect="economic")
    )


def _thinned(text: str, random: np.random.Generator) -> str:
    """The text without some of its words, so that a question is no sentence of the corpus."""
    return " ".join(w for w in text.split() if random.random() > _CHANGED) or text


def _recall(build: Path, vectors: Vectors) -> float:
    """The mean share of the 20 nearest passages by exact search that the search by meaning finds."""
    rows = VectorRows(build, "passages")
    index = DenseIndex(build, "passages", rows)
    return float(
        np.mean(
            [
                recall_of(index.search(v, 1000)[1][:20], near)
                for near, v in zip(_nearest(rows, vectors), vectors, strict=True)
            ]
        )
    )


def _nearest(rows: VectorRows, vectors: Vectors) -> NDArray[np.float32]:
    """Scores of the 20 nearest passages of each question."""
    best = np.zeros((len(vectors), 0), dtype=np.float32)
    for first in range(0, len(rows), 65_536):
        scores = rows.score(vectors, np.arange(first, min(first + 65_536, len(rows))))
        best = -np.sort(-np.concatenate([best, scores], axis=1), axis=1)[:, :20]
    return best


def _memory(name: str) -> int:
    """Bytes that Linux tells under a name, 0 on other systems; the peak of getrusage would be the parent's if that is larger."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith(name))) * 1024
    except (OSError, StopIteration):
        return 0


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    what, folder, passages = sys.argv[1:4]
    print(json.dumps(build(Path(folder), int(passages)) if what == "build" else serve(Path(folder))))


if __name__ == "__main__":
    main()
