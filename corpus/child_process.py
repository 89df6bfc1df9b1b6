"""Runs a module of the project in a subprocess at a lower priority: a plain `python -m NAME` with pipes.

It works the same on every system. `multiprocessing` would import the program's main module again, and use
pickle.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from corpus.errors import CorpusError

_ROOT = Path(__file__).resolve().parents[1]
# On Windows the priority is set at the start; elsewhere the subprocess calls `lower_priority`.
_BELOW_NORMAL: int = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)


def start_module(
    name: str, arguments: Sequence[str], *, purpose: str, stderr: IO[str] | int | None = None
) -> "subprocess.Popen[bytes]":
    """Start a module with pipes for its stdin and stdout; by default it inherits this process's stderr.

    `purpose` completes the message of an error: "The process that `reads files` cannot be started".

    Raises:
        CorpusError: the module cannot be started.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH")))),
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-P", "-m", name, *arguments]
    try:
        return subprocess.Popen(  # noqa: S603  # the command is ours
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment,
            creationflags=_BELOW_NORMAL,
        )
    except OSError as error:
        raise CorpusError(
            f"The process that {purpose} cannot be started ({error.strerror}); check the Python installation."
        ) from error


def lower_priority(by: int) -> None:
    """Lower the priority of this process by 1 to 19; on Windows it was set at the start."""
    if hasattr(os, "nice"):
        os.nice(by)
