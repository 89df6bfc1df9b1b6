"""What the tests of the server share: a service with a fixed index, the wire to the browser, and patience."""

import json
import time
from collections.abc import Callable
from typing import Any

from corpus.framework import Framework, load_framework
from index.store import PassageIndex
from ui.records import Progress
from ui.server.answers import encode_json

STRATEGY = "How does China's strategy differ between Central Asia and the Balkans?"
PATIENCE_S = 60


class FixedService:
    """An `IndexService` that has one index from the start, or none."""

    def __init__(self, index: PassageIndex | None, progress: Progress) -> None:
        self.fixed_index, self.progress, self.fixed_notice = index, progress, ""

    def notice(self) -> str:
        return self.fixed_notice

    def peek(self) -> PassageIndex | None:
        return self.fixed_index

    def serves(self, index: object) -> bool:
        return index is self.fixed_index

    def index(self) -> tuple[PassageIndex, Framework] | None:
        return (self.fixed_index, load_framework()) if self.fixed_index else None


def make_service(index: PassageIndex | None, progress: Progress | None = None) -> Any:
    return FixedService(index, progress or Progress("Ready"))


def send(reply: dict[str, Any]) -> dict[str, Any]:
    """The reply as the browser receives and stores it."""
    received: dict[str, Any] = json.loads(encode_json(reply))
    return received


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "the condition did not become true in time"
        time.sleep(0.02)
