"""The question queue: every question that fits is answered in order; the rest are refused at once."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.ui.server.fakes import PATIENCE_S
from ui.server.answers import Json
from ui.server.queue import MAX_RUNNING, MAX_WAITING, QuestionQueue


class HeldWork:
    """Work that does not end until `go` is set; records the order in which it began."""

    def __init__(self) -> None:
        self.began: list[Any] = []
        self.go = threading.Event()

    def __call__(self, data: Any) -> Json:
        self.began.append(data["n"])
        assert self.go.wait(PATIENCE_S)
        return {"answered": data["n"]}


def ask(queue: QuestionQueue, n: int) -> "asyncio.Task[Json]":
    return asyncio.ensure_future(queue.submit({"n": n, "ticket": f"t{n}"}))


async def settle() -> None:
    """Run every task until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


def play(scene: Coroutine[Any, Any, None]) -> None:
    """Run a scene in another thread: Playwright leaves an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scene).result()


def test_64_questions_wait_and_one_more_is_refused_at_once() -> None:
    work = HeldWork()
    queue = QuestionQueue(work)
    assert MAX_WAITING >= 64

    async def scene() -> None:
        tasks = [ask(queue, n) for n in range(MAX_RUNNING + MAX_WAITING)]
        await settle()
        refused = await asyncio.wait_for(queue.submit({"n": -1, "ticket": "late"}), PATIENCE_S)
        assert refused == {"error": f"{MAX_WAITING} questions are waiting; ask again in a moment."}
        assert not any(t.done() for t in tasks)
        work.go.set()
        assert await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE_S) == [
            {"answered": n} for n in range(MAX_RUNNING + MAX_WAITING)
        ]
        assert await asyncio.wait_for(queue.submit({"n": 99}), PATIENCE_S) == {"answered": 99}

    play(scene())
    assert len(work.began) == MAX_RUNNING + MAX_WAITING + 1


def test_questions_are_answered_in_order_and_each_learns_how_many_are_before_it() -> None:
    work = HeldWork()
    queue = QuestionQueue(work, max_running=1, max_waiting=3)

    async def scene() -> None:
        tasks = [ask(queue, n) for n in range(4)]
        await settle()
        positions = [queue.describe_position({"ticket": f"t{n}"}) for n in range(5)]
        assert positions == [
            {},
            {"waiting": "Yours is the next question"},
            {"waiting": "1 question is before yours"},
            {"waiting": "2 questions are before yours"},
            {},
        ]
        work.go.set()
        await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE_S)
        assert queue.describe_position({"ticket": "t3"}) == {} and queue.describe_position(None) == {}

    play(scene())
    assert work.began == [0, 1, 2, 3]


def test_a_cancelled_question_leaves_its_place() -> None:
    work = HeldWork()
    queue = QuestionQueue(work, max_running=1, max_waiting=2)

    async def scene() -> None:
        first, second, third = (ask(queue, n) for n in range(3))
        await settle()
        second.cancel()
        await settle()
        assert queue.describe_position({"ticket": "t2"}) == {"waiting": "Yours is the next question"}
        work.go.set()
        assert await asyncio.wait_for(asyncio.gather(first, third), PATIENCE_S) == [
            {"answered": 0},
            {"answered": 2},
        ]

    play(scene())
    assert work.began == [0, 2]


def test_the_same_ticket_twice_counts_as_two_questions() -> None:
    work = HeldWork()
    work.go.set()
    queue = QuestionQueue(work)

    async def scene() -> None:
        assert await asyncio.gather(ask(queue, 1), ask(queue, 1)) == [{"answered": 1}] * 2

    play(scene())
