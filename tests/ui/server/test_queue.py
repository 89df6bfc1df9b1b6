"""Questions take turns: all that fit are answered, in their order; the rest are told at once."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ui.server.answers import Json
from ui.server.queue import ROOM, SLOTS, QuestionQueue

_PATIENCE_S = 60


class Held:
    """Work that does not end until it is told to; notes the order in which it began."""

    def __init__(self) -> None:
        self.began: list[Any] = []
        self.go = threading.Event()

    def __call__(self, data: Any) -> Json:
        self.began.append(data["n"])
        assert self.go.wait(_PATIENCE_S)
        return {"answered": data["n"]}


def ask(turns: QuestionQueue, n: int) -> "asyncio.Task[Json]":
    return asyncio.ensure_future(turns.take({"n": n, "ticket": f"t{n}"}))


async def settle() -> None:
    """Let every task that was made come as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


def play(scene: Coroutine[Any, Any, None]) -> None:
    """Run a scene in a thread of its own: Playwright leaves an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scene).result()


def test_sixty_four_wait_and_one_more_is_told_so_at_once() -> None:
    work = Held()
    turns = QuestionQueue(work)
    assert ROOM >= 64

    async def scene() -> None:
        tasks = [ask(turns, n) for n in range(SLOTS + ROOM)]
        await settle()
        refused = await asyncio.wait_for(turns.take({"n": -1, "ticket": "late"}), _PATIENCE_S)
        assert refused == {"error": f"{ROOM} questions are waiting; ask again in a moment."}
        assert not any(t.done() for t in tasks)
        work.go.set()
        assert await asyncio.wait_for(asyncio.gather(*tasks), _PATIENCE_S) == [
            {"answered": n} for n in range(SLOTS + ROOM)
        ]
        assert await asyncio.wait_for(turns.take({"n": 99}), _PATIENCE_S) == {"answered": 99}

    play(scene())
    assert len(work.began) == SLOTS + ROOM + 1


def test_who_came_first_is_answered_first_and_each_is_told_who_is_before() -> None:
    work = Held()
    turns = QuestionQueue(work, slots=1, room=3)

    async def scene() -> None:
        tasks = [ask(turns, n) for n in range(4)]
        await settle()
        told = [turns.place({"ticket": f"t{n}"}) for n in range(5)]
        assert told == [
            {},
            {"waiting": "Yours is the next question"},
            {"waiting": "1 question is before yours"},
            {"waiting": "2 questions are before yours"},
            {},
        ]
        work.go.set()
        await asyncio.wait_for(asyncio.gather(*tasks), _PATIENCE_S)
        assert turns.place({"ticket": "t3"}) == {} and turns.place(None) == {}

    play(scene())
    assert work.began == [0, 1, 2, 3]


def test_a_question_that_is_given_up_leaves_its_place() -> None:
    work = Held()
    turns = QuestionQueue(work, slots=1, room=2)

    async def scene() -> None:
        first, second, third = (ask(turns, n) for n in range(3))
        await settle()
        second.cancel()
        await settle()
        assert turns.place({"ticket": "t2"}) == {"waiting": "Yours is the next question"}
        work.go.set()
        assert await asyncio.wait_for(asyncio.gather(first, third), _PATIENCE_S) == [
            {"answered": 0},
            {"answered": 2},
        ]

    play(scene())
    assert work.began == [0, 2]


def test_the_same_ticket_twice_is_two_questions() -> None:
    work = Held()
    work.go.set()
    turns = QuestionQueue(work)

    async def scene() -> None:
        assert await asyncio.gather(ask(turns, 1), ask(turns, 1)) == [{"answered": 1}] * 2

    play(scene())
