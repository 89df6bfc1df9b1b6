"""Files are read in a process of their own, so that one that hangs, crashes or eats memory takes nothing with it.

The process is started with the first file and takes one after the other; after a failure it is replaced. JSON lines go both ways.
"""

import contextlib
import json
import queue
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus.child_process import start_module
from corpus.document_json import document_from_record
from corpus.errors import CorpusError
from corpus.ingest.read_file import MAX_BYTES, Skipped
from corpus.records import Document

_START_S = 60  # until the process has imported what it needs, on a slow disk too
_AHEAD = 16  # documents received before they are asked for


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """For one file: bytes on disk, seconds until its (next) document, bytes of memory of the process (where the system limits them: Linux).

    A PDF has ten times the seconds where tesseract is installed, which takes some for each scanned page.
    """

    file_bytes: int = MAX_BYTES
    seconds: float = 60
    memory_bytes: int = 2 * 2**30

    def seconds_for(self, path: Path) -> float:
        return self.seconds * (10 if path.suffix.lower() == ".pdf" and shutil.which("tesseract") else 1)


class Sandbox:
    """A process that reads files, for use in a `with` block and by one thread."""

    def __init__(self, limits: SandboxLimits | None = None) -> None:
        self._limits = limits or SandboxLimits()
        self._process: _Process | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, path: Path, identifier: str) -> Iterator[Document | Skipped]:
        """As `corpus.ingest.read_file.read_file`, and a `Skipped` for a file that does not end in time or ends the process.

        Raises:
            CorpusError: no process can be started at all.
        """
        ended, seconds = False, self._limits.seconds_for(path)
        try:
            for answer in self._ask({"path": str(path), "identifier": identifier, "seconds": seconds}):
                if "document" in answer:
                    yield document_from_record(answer["document"])
                elif "skipped" in answer:
                    yield Skipped(**answer["skipped"])
                ended = "end" in answer
                if "memory" in answer:
                    memory = self._limits.memory_bytes / 2**30
                    yield Skipped(
                        identifier,
                        f"{path.name} needs more than {memory:.3g} GB of memory to be read; split it, or save it in another format.",
                    )
        except queue.Empty:
            yield Skipped(
                identifier,
                f"{path.name} takes longer than {seconds:g} s to read; split it, or save it in another format.",
            )
        except EOFError as error:
            yield Skipped(
                identifier,
                f"{path.name} made its reader stop ({error}); it is probably damaged: save it again from the program that made it.",
            )
        finally:
            if not ended:  # the process is dead, stuck, or full of what nobody asked for
                self._stop()

    def _ask(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if self._process is None or not self._process.send(request):
            self._stop()
            self._process = _Process(self._limits)
            self._process.send(request)
        while True:
            answer = self._process.receive(request["seconds"])
            yield answer
            if "end" in answer or "memory" in answer:
                return

    def _stop(self) -> None:
        if self._process:
            self._process.stop()
        self._process = None


class _Process:
    def __init__(self, limits: SandboxLimits) -> None:
        arguments = [str(limits.file_bytes), str(limits.memory_bytes)]
        self._process = start_module(
            "corpus.ingest.worker", arguments, doing="reads files", errors=subprocess.DEVNULL
        )
        self._received: queue.Queue[bytes] = queue.Queue(_AHEAD)
        threading.Thread(target=self._pump, name="reading", daemon=True).start()
        try:
            self.receive(_START_S)
        except (EOFError, queue.Empty) as error:
            self.stop()
            raise CorpusError(
                f"The process that reads files does not start ({error or 'no answer'}); try 'python -m corpus.ingest.worker' to see why."
            ) from error

    def send(self, request: dict[str, Any]) -> bool:
        """False if the process is gone."""
        try:
            assert self._process.stdin  # noqa: S101 - a pipe was asked for
            self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except OSError:
            return False
        return True

    def receive(self, seconds: float) -> dict[str, Any]:
        """The next line; raises queue.Empty if there is none in time, EOFError if there will be none."""
        line = self._received.get(timeout=seconds)
        if not line.endswith(b"\n"):
            self._process.wait()
            raise EOFError(_told(self._process.returncode))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        while True:  # frees the pump if it waits to hand over what nobody will take
            try:
                self._received.get_nowait()
            except queue.Empty:
                break
        if self._process.stdin:
            with contextlib.suppress(OSError):  # what could not be sent
                self._process.stdin.close()

    def _pump(self) -> None:
        assert self._process.stdout  # noqa: S101
        with self._process.stdout as stream:
            while True:
                line = stream.readline()
                self._received.put(line)
                if not line.endswith(b"\n"):
                    return


def _told(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
