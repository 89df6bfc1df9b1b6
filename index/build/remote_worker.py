"""The process that `index.build.remote` starts: builds an index, and has its passages embedded by the process that started it.

    python -m index.build.remote_worker DATA INDEX MODEL REVISION DIM

What it writes are JSON objects, one a line; what it gets is b"+" (go on) or b"-" (stop) for each report, and float32 rows for what is to be embedded:

    {"report": ["Reading the documents", null]}      {"windows": [["text", [[0, 4]]], ...]}      {"queries": ["text", ...]}
    {"summary": {...}}      {"error": "one sentence"}

It imports no model. If the other process ends, so does this one, at its next report.
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
GO_ON, STOP = b"+", b"-"


class _StopError(Exception):
    """The other process wants no more of this."""


class _Parent:
    """The process that started this one, as an `Embedder` and as a `OnProgress`."""

    def __init__(self, name: str, revision: str, dim: int, said: BinaryIO, heard: BinaryIO) -> None:
        self.name, self.revision, self.dim = name, revision, dim
        self._said, self._heard = said, heard

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        self.say({"windows": [(w.text, w.spans) for w in windows]})
        return [WindowVectors(rows[0], rows[1:]) for rows in (self._rows(1 + len(w.spans)) for w in windows)]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.say({"queries": list(texts)})
        return self._rows(len(texts))

    def report(self, doing: str, done: float | None) -> None:
        self.say({"report": (doing, done)})
        if self._heard.read(1) != GO_ON:
            raise _StopError

    def say(self, message: dict[str, Any]) -> None:
        self._said.write(json.dumps(message).encode("ascii") + b"\n")
        self._said.flush()

    def _rows(self, count: int) -> Vectors:
        size = 4 * count * self.dim
        raw = self._heard.read(size)
        if len(raw) != size:
            raise _StopError
        return np.frombuffer(raw, dtype=np.float32).reshape(count, self.dim).copy()


def main(data: Path, folder: Path, name: str, revision: str, dim: int) -> int:
    said = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the messages
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the other process's to handle
    lower_priority(_NICE)
    parent = _Parent(name, revision, dim, said, sys.stdin.buffer)
    try:
        loaded = read_library(
            data,
            known=open_known_files(folder),
            on_file_read=lambda file: parent.report(f"Reading the documents: {file}", None),
        )
        summary = build_index(
            loaded, folder, parent, roots=list(default_roots(data)), on_progress=parent.report
        )
        parent.say({"summary": asdict(summary)})
    except UserError as error:
        parent.say({"error": str(error)})
    except (_StopError, BrokenPipeError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])))
