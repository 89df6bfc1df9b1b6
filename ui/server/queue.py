"""A queue of questions: a few are worked on at a time, the others wait in order, and one too many is refused.

Waiting questions hold no thread of the server, so the rest of the page is not delayed by them.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ui.server.answers import Json

# While the encoder works on one question, Python works on another.
MAX_RUNNING = max(2, min(8, os.cpu_count() or 2))
MAX_WAITING = 64


class QuestionQueue:
    """A queue in front of a function, which runs in threads; safe to use from several threads."""

    def __init__(
        self, work: Callable[[Any], Json], *, max_running: int = MAX_RUNNING, max_waiting: int = MAX_WAITING
    ) -> None:
        self._work, self._max_running, self._max_waiting = work, max_running, max_waiting
        self._threads = ThreadPoolExecutor(max_running, thread_name_prefix="answer")
        self._lock = threading.Lock()
        # Tickets in the order of arrival; the first `max_running` of them are worked on.
        self._admitted: dict[object, None] = {}

    async def submit(self, data: Any) -> Json:
        """Return what the function returns, after the earlier questions; an `error` if too many wait."""
        ticket: object = _ticket(data)
        with self._lock:
            if len(self._admitted) >= self._max_running + self._max_waiting:
                return {"error": f"{self._max_waiting} questions are waiting; ask again in a moment."}
            if ticket is None or ticket in self._admitted:
                ticket = object()
            self._admitted[ticket] = None
            # Under the lock, so that the threads take the questions in the order of the tickets.
            running = self._threads.submit(self._work, data)
        running.add_done_callback(lambda _: self._leave(ticket))
        return await asyncio.wrap_future(running)

    def describe_position(self, data: Any) -> Json:
        """Say how many questions are before the one with this ticket; nothing if it does not wait."""
        ticket = _ticket(data)
        with self._lock:
            before = (
                list(self._admitted).index(ticket) - self._max_running if ticket in self._admitted else -1
            )
        if before < 0:
            return {}
        if before == 0:
            return {"waiting": "Yours is the next question"}
        return {"waiting": f"{before} {'question is' if before == 1 else 'questions are'} before yours"}

    def _leave(self, ticket: object) -> None:
        with self._lock:
            del self._admitted[ticket]


def _ticket(data: Any) -> str | None:
    """The name that the page gave to its question, None without one."""
    return str(data["ticket"]) if isinstance(data, dict) and data.get("ticket") else None
