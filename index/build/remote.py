"""A build in a process of its own, so that those who ask share neither interpreter nor fate with it; only its passages are embedded here.

The model is loaded once, and who asks comes before the build at the encoder (`index.encode.shared`). See `index.build.remote_worker` for what goes between the two.
"""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import numpy as np

from corpus.child_process import start_module
from corpus.errors import UserError
from index.build.progress import OnProgress
from index.build.remote_worker import GO_ON, STOP
from index.build.run import Changes, Summary
from index.records import Embedder, Window

_LEAVE_S = 20  # in which a build that is stopped clears away what it has written


def build_in_subprocess(data: Path, folder: Path, embedder: Embedder, on_progress: OnProgress) -> Summary:
    """Build the index of a data folder as `build_index` does; what `on_progress` raises stops the build and is raised here.

    Raises:
        UserError: what `build_index` raises.
        RuntimeError: the process ended without a word; its own messages stand on stderr.
    """
    arguments = [str(data), str(folder), embedder.name, embedder.revision, str(embedder.dim)]
    with _ending(start_module("index.build.remote_worker", arguments, purpose="builds the index")) as process:
        assert process.stdin and process.stdout  # noqa: S101 - pipes were asked for
        for message in map(json.loads, process.stdout):
            if "summary" in message:
                return _summary(message["summary"])
            if "error" in message:
                raise UserError(message["error"])
            with suppress(BrokenPipeError):  # it has died; the loop ends
                _reply(message, process.stdin, embedder, on_progress)
        raise RuntimeError(f"the process that builds the index ended with {process.wait()}")


def _reply(message: dict[str, Any], sent: IO[bytes], embedder: Embedder, on_progress: OnProgress) -> None:
    if "report" in message:
        try:
            on_progress(*message["report"])
        except BaseException:
            with suppress(OSError):
                _send(sent, [STOP])
            raise
        _send(sent, [GO_ON])
    elif "windows" in message:
        embedded = embedder.embed_passages(
            [Window(text, tuple((s, e) for s, e in spans)) for text, spans in message["windows"]]
        )
        _send(
            sent,
            [
                np.ascontiguousarray(rows, dtype=np.float32).tobytes()
                for e in embedded
                for rows in (e.passage, e.sentences)
            ],
        )
    else:
        _send(
            sent,
            [np.ascontiguousarray(embedder.embed_queries(message["queries"]), dtype=np.float32).tobytes()],
        )


def _send(sent: IO[bytes], parts: Sequence[bytes]) -> None:
    sent.write(b"".join(parts))
    sent.flush()


@contextmanager
def _ending(process: "subprocess.Popen[bytes]") -> "Iterator[subprocess.Popen[bytes]]":
    """The process, which is given some time to end by itself when the block does."""
    try:
        yield process
    finally:
        assert process.stdin and process.stdout  # noqa: S101
        with suppress(OSError):  # what could not be sent
            process.stdin.close()
        try:
            process.wait(_LEAVE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _summary(record: dict[str, Any]) -> Summary:
    changes = Changes(**{name: tuple(ids) for name, ids in record["changes"].items()})
    return Summary(**{**record, "skipped": tuple(record["skipped"]), "changes": changes})
