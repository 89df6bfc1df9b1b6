"""The build runner: one build at a time, one more on request, and none after it was cancelled."""

import threading

from tests.ui.server.fakes import PATIENCE_S, wait_until
from ui.records import Progress
from ui.server.build_runner import BuildCancelledError, BuildRunner


class HeldBuild:
    """A build that reports, waits until `go` is set, and reports again."""

    def __init__(self) -> None:
        self.count, self.go = 0, threading.Event()
        self.runner = BuildRunner(self)

    def __call__(self) -> Progress:
        self.count += 1
        try:
            self.runner.report("Building")
            assert self.go.wait(PATIENCE_S)
            self.runner.report("Writing")
        except BuildCancelledError:
            return Progress("Cancelled")
        return Progress(f"Build {self.count} is ready")

    def start(self) -> None:
        self.runner.start()
        wait_until(lambda: self.runner.progress.text == "Building")

    def finish(self) -> str:
        self.go.set()
        wait_until(lambda: not self.runner.progress.running)
        return self.runner.progress.text


def test_requests_during_a_build_give_one_more_build() -> None:
    build = HeldBuild()
    build.start()
    for _ in range(3):
        build.runner.request()
    assert build.finish() == "Build 2 is ready"


def test_a_cancelled_build_stops_at_its_next_report_and_the_requested_one_is_dropped() -> None:
    build = HeldBuild()
    build.start()
    build.runner.request()
    build.runner.cancel()
    assert build.finish() == "Cancelled" and build.count == 1
    build.runner.request()
    assert build.finish() == "Build 2 is ready"


def test_an_announcement_does_not_hide_a_running_build() -> None:
    build = HeldBuild()
    build.start()
    build.runner.announce(Progress("The index is damaged.", failed=True))
    assert build.runner.progress.text == "Building"
    build.finish()
    build.runner.announce(Progress("The index is damaged.", failed=True))
    assert build.runner.progress.failed
