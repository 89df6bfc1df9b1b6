"""Questions take turns: a few are worked on at a time, the others wait in the order they came, and one too many is refused at once.

Those that wait hold no thread of the server, so that everything else of the page goes on as if nobody waited.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ui.server.answers import Json

SLOTS = max(
    2, min(8, os.cpu_count() or 2)
)  # questions worked on at a time: one is with the encoder while another is with Python
ROOM = 64  # questions that may wait


class QuestionQueue:
    """A queue before one function of a JSON value, which runs in threads of its own; safe to use from several threads."""

    def __init__(self, work: Callable[[Any], Json], *, slots: int = SLOTS, room: int = ROOM) -> None:
        self._work, self._slots, self._room = work, slots, room
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="answer")
        self._lock = threading.Lock()
        self._admitted: dict[object, None] = {}  # in the order they came; the first `slots` are worked on

    async def take(self, data: Any) -> Json:
        """What the function gives, after those who came before; an error in one sentence if too many wait."""
        ticket: object = _ticket(data)
        with self._lock:
            if len(self._admitted) >= self._slots + self._room:
                return {"error": f"{self._room} questions are waiting; ask again in a moment."}
            if ticket is None or ticket in self._admitted:
                ticket = object()
            self._admitted[ticket] = None
            running = self._threads.submit(self._work, data)  # under the lock, so that the two orders are one
        running.add_done_callback(lambda _: self._leave(ticket))
        return await asyncio.wrap_future(running)

    def place(self, data: Any) -> Json:
        """How many are before the question with a ticket, as a sentence; nothing if it does not wait."""
        ticket = _ticket(data)
        with self._lock:
            before = list(self._admitted).index(ticket) - self._slots if ticket in self._admitted else -1
        if before < 0:
            return {}
        return {
            "waiting": f"{before} {'question is' if before == 1 else 'questions are'} before yours"
            if before
            else "Yours is the next question"
        }

    def _leave(self, ticket: object) -> None:
        with self._lock:
            del self._admitted[ticket]


def _ticket(data: Any) -> str | None:
    """The name that the page gave to its question, if it did."""
    return str(data["ticket"]) if isinstance(data, dict) and data.get("ticket") else None
