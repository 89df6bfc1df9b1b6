"""A build in a subprocess, so that it shares neither interpreter nor crashes with the server.

Only its passages are embedded here: the model is loaded once, and questions come before the build at the
encoder (`index.encode.shared`). `index.build.remote_worker` describes the messages between the two.
"""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
from pydantic import TypeAdapter

from corpus.child_process import start_module
from corpus.errors import UserError
from index.build.progress import OnProgress
from index.build.remote_worker import CONTINUE, STOP
from index.build.run import Summary
from index.records import Embedder, Vectors, Window

_CLEANUP_S = 20  # in which a stopped build deletes what it has written
_SUMMARY = TypeAdapter(Summary)


def build_in_subprocess(data: Path, folder: Path, embedder: Embedder, on_progress: OnProgress) -> Summary:
    """Build the index of a data folder as `build_index` does.

    What `on_progress` raises stops the build and is raised here.

    Raises:
        UserError: what `build_index` raises.
        RuntimeError: the process ended without a result; its own messages are on stderr.
    """
    arguments = [str(data), str(folder), embedder.name, embedder.revision, str(embedder.dim)]
    with _ending(start_module("index.build.remote_worker", arguments, purpose="builds the index")) as process:
        assert process.stdin and process.stdout  # noqa: S101 - pipes were asked for
        for message in map(json.loads, process.stdout):
            if "summary" in message:
                return _SUMMARY.validate_python(message["summary"])
            if "error" in message:
                raise UserError(message["error"])
            with suppress(BrokenPipeError):  # it has died; the loop ends
                _reply(message, process.stdin, embedder, on_progress)
        raise RuntimeError(f"the process that builds the index ended with {process.wait()}")


def _reply(message: dict[str, Any], stream: IO[bytes], embedder: Embedder, on_progress: OnProgress) -> None:
    if "report" in message:
        try:
            on_progress(*message["report"])
        except BaseException:
            with suppress(OSError):
                _send(stream, [STOP])
            raise
        _send(stream, [CONTINUE])
    elif "windows" in message:
        windows = [Window(text, tuple((s, e) for s, e in spans)) for text, spans in message["windows"]]
        embedded = embedder.embed_passages(windows)
        _send(stream, [_to_bytes(rows) for e in embedded for rows in (e.passage, e.sentences)])
    else:
        _send(stream, [_to_bytes(embedder.embed_queries(message["queries"]))])


def _to_bytes(rows: Vectors) -> bytes:
    return np.ascontiguousarray(rows, dtype=np.float32).tobytes()


def _send(stream: IO[bytes], parts: Sequence[bytes]) -> None:
    stream.write(b"".join(parts))
    stream.flush()


@contextmanager
def _ending(process: "subprocess.Popen[bytes]") -> "Iterator[subprocess.Popen[bytes]]":
    """Close the process's input when the block ends; kill it if it does not end in time."""
    try:
        yield process
    finally:
        assert process.stdin and process.stdout  # noqa: S101
        with suppress(OSError):  # what could not be sent
            process.stdin.close()
        try:
            process.wait(_CLEANUP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
