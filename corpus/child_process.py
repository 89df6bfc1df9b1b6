"""A module of the project run in a process of its own, at a lower priority: a plain `python -m NAME` with pipes, the same on every system.

Not multiprocessing, which would import the program's main module again, and use pickle.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from corpus.errors import CorpusError

_ROOT = Path(__file__).resolve().parents[1]
_BELOW_NORMAL: int = getattr(
    subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0
)  # Windows; elsewhere the process lowers itself


def start_module(
    name: str, arguments: Sequence[str], *, doing: str, errors: IO[str] | int | None = None
) -> "subprocess.Popen[bytes]":
    """Start a module with pipes for its stdin and stdout; what it writes to stderr goes to `errors`, by default where this process writes its own.

    Raises:
        CorpusError: it cannot be started; the sentence says what the process was for, `doing` ("reads files").
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
            stderr=errors,
            env=environment,
            creationflags=_BELOW_NORMAL,
        )
    except OSError as error:
        raise CorpusError(
            f"The process that {doing} cannot be started ({error.strerror}); check the Python installation."
        ) from error


def lower_priority(by: int) -> None:
    """Let this process come after others, by 1 to 19; on Windows it is started so."""
    if hasattr(os, "nice"):
        os.nice(by)
