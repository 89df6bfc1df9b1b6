"""One build at a time writes to an index folder; a second one is refused with the name of the first.

INDEX/.lock           held by the operating system for the process that writes, so a killed one frees it
INDEX/.writer         who holds it, for the message only
"""

import errno
import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import UserError

_ADVICE = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EACCES: "check its permissions",
    errno.EPERM: "check its permissions",
}


@contextmanager
def lock_for_writing(folder: Path) -> Iterator[None]:
    """Hold the lock of an index folder.

    Raises:
        UserError: another process or thread holds it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise UserError(
            f"Another build{_describe_writer(folder)} is writing to {folder}; wait for it to end."
        ) from None
    except OSError as error:
        raise unwritable_error(folder, error) from error
    try:
        _write_writer(folder / ".writer")
        yield
    finally:
        (folder / ".writer").unlink(missing_ok=True)
        lock.release()


def unwritable_error(folder: Path, error: OSError) -> UserError:
    """The error to raise when an index folder cannot be written."""
    advice = _ADVICE.get(error.errno or 0, "check its disk")
    return UserError(
        f"The index at {folder} cannot be written ({error.strerror or error}); "
        f"{advice} or choose another folder with --out."
    )


def _write_writer(path: Path) -> None:
    record = {"process": os.getpid(), "machine": platform.node(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}
    try:
        path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable_error(path.parent, error) from error


def _describe_writer(folder: Path) -> str:
    try:
        record = json.loads((folder / ".writer").read_text(encoding="utf-8"))
        return f" (process {record['process']} on {record['machine']}, since {record['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
