"""Runs builds in a background thread, one at a time: progress, cancelling, and one more on request.

It does not know what a build is: it calls a function, which reports its progress and returns the outcome.
"""

import threading
from collections.abc import Callable

from ui.records import Progress


class BuildCancelledError(Exception):
    """The user cancelled the build."""


class BuildRunner:
    """Runs `build` when requested; safe to use from several threads.

    The lock guards the decision whether a thread is running: a request either starts a thread, or the running
    thread sees it before it ends.
    """

    def __init__(self, build: Callable[[], Progress]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._requested_again = False
        self._cancelled = threading.Event()
        self._progress = Progress("Starting", running=True)

    @property
    def progress(self) -> Progress:
        """What the build is doing, or the outcome of the last one."""
        return self._progress

    def start(self) -> None:
        """Start the first run; call it once. Until then, requests are remembered."""
        threading.Thread(target=self._run, name="build", daemon=True).start()

    def request(self) -> None:
        """Build in the background; if a build is running, build once more after it."""
        with self._lock:
            self._requested_again = self._progress.running
            if not self._requested_again:
                self._cancelled.clear()
                self._progress = Progress("Starting", running=True)
                self.start()

    def cancel(self) -> None:
        """Stop the running build at its next report, and do not build again after it."""
        with self._lock:
            if self._progress.running:
                self._requested_again = False
                self._cancelled.set()

    def report(self, text: str, done: float | None = None) -> None:
        """Show what the build is doing (an `OnProgress`).

        Raises:
            BuildCancelledError: the user has cancelled the build.
        """
        with self._lock:
            if self._cancelled.is_set():
                self._cancelled.clear()
                raise BuildCancelledError
            self._progress = Progress(text, running=True, done=done)

    def announce(self, outcome: Progress) -> None:
        """Show an outcome that no build had, unless one is running: a roll-back, or a damaged index."""
        with self._lock:
            if not self._progress.running:
                self._progress = outcome

    def _run(self) -> None:
        while True:
            outcome = self._build()
            with self._lock:
                if not self._requested_again:
                    self._progress = outcome
                    return
                self._requested_again = False
