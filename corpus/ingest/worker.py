"""The subprocess of `corpus.ingest.sandbox`: reads the files named on stdin, writes documents to stdout.

    {"path": "/home/ann/report.pdf", "identifier": "report.pdf", "seconds": 60}

is answered by JSON lines: a `{"document": {...}}` or `{"skipped": {...}}` for each, and `{"end": true}`. It
imports no model and no index, limits its own memory where the system can, and ends itself if it hangs and its
parent is gone.
"""

import contextlib
import faulthandler
import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from corpus.child_process import lower_priority
from corpus.document_json import document_record
from corpus.ingest.read_file import MAX_BYTES, Skipped, read_file

MEMORY_BYTES = 2 * 2**30  # that this process may use
_NICE = 5  # below the server; much lower, a file on a busy machine would seem to hang
_GRACE_S = 30  # after which a subprocess that hangs ends itself, if its parent is gone and cannot kill it


def main(file_bytes: int = MAX_BYTES, memory_bytes: int = MEMORY_BYTES) -> None:
    """Serve until stdin ends; a file of more than `file_bytes` is skipped."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    _limit_memory(memory_bytes)
    lower_priority(_NICE)
    _write(answers, {"ready": True})
    for line in sys.stdin.buffer:
        try:
            _read(json.loads(line), file_bytes, answers)
        except MemoryError:
            _write(answers, {"memory": True})
            return


def _read(request: dict[str, Any], file_bytes: int, answers: BinaryIO) -> None:
    exit_after = request["seconds"] + _GRACE_S
    faulthandler.dump_traceback_later(exit_after, exit=True)
    for found in read_file(Path(request["path"]), request["identifier"], file_bytes):
        if isinstance(found, Skipped):
            _write(answers, {"skipped": asdict(found)})
        else:
            _write(answers, {"document": document_record(found)})
        faulthandler.dump_traceback_later(exit_after, exit=True)
    _write(answers, {"end": True})
    faulthandler.cancel_dump_traceback_later()


def _write(answers: BinaryIO, answer: dict[str, Any]) -> None:
    # JSON and file names may hold lone surrogates, which UTF-8 lacks: each becomes one "?", no offset moves.
    answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    answers.flush()


def _limit_memory(size: int) -> None:
    # Windows has no such module, and macOS refuses the limit.
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
