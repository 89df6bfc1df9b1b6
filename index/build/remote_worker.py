"""The process that `index.build.remote` starts: it builds an index; the parent embeds its passages.

    python -m index.build.remote_worker DATA INDEX MODEL REVISION DIM

It writes JSON objects, one per line. It reads b"+" (continue) or b"-" (stop) after each report, and float32
rows after each request to embed:

    {"report": ["Reading the documents", null]}
    {"windows": [["text", [[0, 4]]], ...]}      {"queries": ["text", ...]}
    {"summary": {...}}      {"error": "one sentence"}

It imports no model. If the parent ends, this process ends at its next report.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from corpus.child_process import lower_priority
from corpus.errors import UserError
from corpus.library.folder import default_roots, read_library
from index.build.reuse import open_known_files
from index.build.run import build_index
from index.records import Vectors, Window, WindowVectors

_NICE = 10
CONTINUE, STOP = b"+", b"-"


class _BuildCancelledError(Exception):
    """The parent cancelled the build."""


class _Parent:
    """The process that started this one, as an `Embedder` and an `OnProgress` callback."""

    def __init__(self, name: str, revision: str, dim: int, output: BinaryIO, replies: BinaryIO) -> None:
        self.name, self.revision, self.dim = name, revision, dim
        self._output, self._replies = output, replies

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        self.send({"windows": [(w.text, w.spans) for w in windows]})
        read = (self._read_rows(1 + len(w.spans)) for w in windows)
        return [WindowVectors(rows[0], rows[1:]) for rows in read]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.send({"queries": list(texts)})
        return self._read_rows(len(texts))

    def report(self, step: str, done: float | None) -> None:
        self.send({"report": (step, done)})
        if self._replies.read(1) != CONTINUE:
            raise _BuildCancelledError

    def send(self, message: dict[str, Any]) -> None:
        self._output.write(json.dumps(message).encode("ascii") + b"\n")
        self._output.flush()

    def _read_rows(self, count: int) -> Vectors:
        size = 4 * count * self.dim
        raw = self._replies.read(size)
        if len(raw) != size:
            raise _BuildCancelledError
        return np.frombuffer(raw, dtype=np.float32).reshape(count, self.dim).copy()


def main(data: Path, folder: Path, name: str, revision: str, dim: int) -> int:
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # keep library output off the message stream
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    lower_priority(_NICE)
    parent = _Parent(name, revision, dim, output, sys.stdin.buffer)
    try:
        loaded = read_library(
            data,
            known=open_known_files(folder),
            on_file_read=lambda file: parent.report(f"Reading the documents: {file}", None),
        )
        roots = list(default_roots(data))
        summary = build_index(loaded, folder, parent, roots=roots, on_progress=parent.report)
        parent.send({"summary": asdict(summary)})
    except UserError as error:
        parent.send({"error": str(error)})
    except (_BuildCancelledError, BrokenPipeError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])))
