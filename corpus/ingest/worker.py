"""The process that `corpus.ingest.sandbox` starts: reads the files named on stdin and writes what they give to stdout, a JSON object a line.

    {"path": "/home/ann/report.pdf", "identifier": "report.pdf", "seconds": 60}   →   {"document": {...}}   {"end": true}

It imports no model and no index, limits its own memory where the system can, and ends itself if it hangs and nobody is left to end it.
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
from corpus.ingest.read_file import Skipped, read_file

_NICE = 5  # below those who ask; not lower, lest a file on a busy machine be taken for one that hangs
_GRACE_S = (
    30  # the parent ends a process that hangs; this one ends itself so much later, for a parent that is gone
)


def main(file_bytes: int, memory_bytes: int) -> None:
    """Serve until stdin ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _limit_memory(memory_bytes)
    lower_priority(_NICE)
    _write(answers, {"ready": True})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        path, identifier, latest = Path(request["path"]), request["identifier"], request["seconds"] + _GRACE_S
        try:
            faulthandler.dump_traceback_later(latest, exit=True)
            for found in read_file(path, identifier, file_bytes):
                _write(
                    answers,
                    {"skipped": asdict(found)}
                    if isinstance(found, Skipped)
                    else {"document": document_record(found)},
                )
                faulthandler.dump_traceback_later(latest, exit=True)
            _write(answers, {"end": True})
            faulthandler.cancel_dump_traceback_later()
        except MemoryError:
            _write(answers, {"memory": True})
            return


def _write(answers: BinaryIO, answer: dict[str, Any]) -> None:
    # A lone surrogate, which JSON and file names may bring, is no character: it becomes one "?", and no offset moves.
    answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    answers.flush()


def _limit_memory(size: int) -> None:
    with contextlib.suppress(
        ImportError, ValueError, OSError
    ):  # Windows has no such module, macOS refuses the limit
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
