"""Files are read in a subprocess, so that one that hangs, crashes or exhausts its memory does no harm.

The subprocess (`corpus.ingest.worker`) is started with the first file and reads one file after the other;
after a failure it is replaced. Requests and answers are JSON lines.
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
from corpus.ingest.worker import MEMORY_BYTES
from corpus.records import Document

_START_S = 60  # until the subprocess has imported what it needs, on a slow disk too
_MAX_QUEUED = 16  # answers received before they are used
_OCR_FACTOR = 10  # OCR takes some seconds for each scanned page


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """Limits for one file.

    `seconds` run until its first, or next, document; a PDF has ten times as many where tesseract is
    installed. `memory_bytes` is the memory of the subprocess, on systems that can limit it (Linux).
    """

    file_bytes: int = MAX_BYTES
    seconds: float = 60
    memory_bytes: int = MEMORY_BYTES

    def seconds_for(self, path: Path) -> float:
        may_use_ocr = path.suffix.lower() == ".pdf" and shutil.which("tesseract")
        return self.seconds * (_OCR_FACTOR if may_use_ocr else 1)


class Sandbox:
    """Reads files in a subprocess; for use in a `with` block and by one thread."""

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
        """As `read_file`, and a `Skipped` for a file that takes too long or ends the subprocess.

        Raises:
            CorpusError: the subprocess cannot be started.
        """
        completed, seconds = False, self._limits.seconds_for(path)
        request = {"path": str(path), "identifier": identifier, "seconds": seconds}
        try:
            for answer in self._send(request):
                if "document" in answer:
                    yield document_from_record(answer["document"])
                elif "skipped" in answer:
                    yield Skipped(**answer["skipped"])
                completed = "end" in answer
                if "memory" in answer:
                    memory = self._limits.memory_bytes / 2**30
                    fault = f"needs more than {memory:.3g} GB of memory to be read"
                    yield Skipped(identifier, f"{path.name} {fault}; split it, or save it in another format.")
        except queue.Empty:
            fault = f"takes longer than {seconds:g} s to read; split it, or save it in another format."
            yield Skipped(identifier, f"{path.name} {fault}")
        except EOFError as error:
            fault = f"crashed its reader ({error}); it is probably damaged"
            yield Skipped(identifier, f"{path.name} {fault}: save it again from the program that made it.")
        finally:
            if not completed:  # the subprocess is dead, stuck, or full of answers that nothing will read
                self._stop()

    def _send(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
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
    """The subprocess, with a thread that queues the lines it writes."""

    def __init__(self, limits: SandboxLimits) -> None:
        arguments = [str(limits.file_bytes), str(limits.memory_bytes)]
        self._process = start_module(
            "corpus.ingest.worker", arguments, purpose="reads files", stderr=subprocess.DEVNULL
        )
        self._received: queue.Queue[bytes] = queue.Queue(_MAX_QUEUED)
        threading.Thread(target=self._queue_lines, name="sandbox", daemon=True).start()
        try:
            self.receive(_START_S)
        except (EOFError, queue.Empty) as error:
            self.stop()
            raise CorpusError(
                f"The process that reads files does not start ({error or 'no answer'}); "
                "try 'python -m corpus.ingest.worker' to see why."
            ) from error

    def send(self, request: dict[str, Any]) -> bool:
        """Write a request; False if the subprocess is gone."""
        try:
            assert self._process.stdin  # noqa: S101 - it was started with a pipe
            self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except OSError:
            return False
        return True

    def receive(self, seconds: float) -> dict[str, Any]:
        """The next answer.

        Raises:
            queue.Empty: there is none in time.
            EOFError: the subprocess has ended; the message says how.
        """
        line = self._received.get(timeout=seconds)
        if not line.endswith(b"\n"):
            self._process.wait()
            raise EOFError(_describe_exit(self._process.returncode))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def stop(self) -> None:
        """Kill the subprocess and end the thread."""
        self._process.kill()
        self._process.wait()
        while True:  # the thread may be waiting for room in the queue
            try:
                self._received.get_nowait()
            except queue.Empty:
                break
        if self._process.stdin:
            with contextlib.suppress(OSError):  # a request that was never sent
                self._process.stdin.close()

    def _queue_lines(self) -> None:
        assert self._process.stdout  # noqa: S101
        with self._process.stdout as stream:
            while True:
                line = stream.readline()
                self._received.put(line)
                if not line.endswith(b"\n"):
                    return


def _describe_exit(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
