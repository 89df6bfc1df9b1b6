"""Fifty people ask one server at once over HTTP while it rebuilds its index three times.

Documents are added, changed and removed. All builds are made beforehand in another folder, so that the answer
of each to each question is known. An answer is wrong if it is not, byte for byte and timings aside, that of
the build which it names, or if that build was not in use while the question was asked. The server is `app.py`
in a subprocess, without its rate limits, because all visitors have one address; it gets the requests that its
page sends.
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.load.expected import Expected, compute_expected, library_changes, list_questions
from bench.load.observations import Observations, Reply
from bench.load.visitor import Visitor
from bench.report import print_report
from bench.server import fetch_json, find_free_port, running_server
from bench.timing import rotate
from corpus.errors import UserError
from corpus.library.folder import make_library_folder
from index.builds import directory

_PEOPLE = 50
_ALONE_STEP = 4  # one person alone asks every fourth question
_MIN_ROUNDS = 3  # questions of each person, at least
_TIMEOUT_S = 600


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "load", help="ask as fifty people at once while the index is rebuilt", description=__doc__
    )
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    observed = measure_load()
    for trouble in (observed.failed + observed.wrong)[:10]:
        print(trouble, file=sys.stderr)
    print_report(observed.summarise(_PEOPLE))
    return int(bool(observed.failed or observed.wrong))


def measure_load() -> Observations:
    """Run the server and the crowd, and check every reply.

    Raises:
        UserError: the server does not finish a build within ten minutes.
    """
    questions = list_questions()
    with tempfile.TemporaryDirectory() as folder:
        mine, servers = Path(folder) / "mine", Path(folder) / "servers"
        expected = compute_expected(mine, questions, after_first=lambda: shutil.copytree(mine, servers))
        port = find_free_port()
        server = [sys.executable, "-m", "bench.load.unlimited_server", str(port), str(servers)]
        with running_server(server, port):
            return asyncio.run(_observe(port, servers, questions, expected))


async def _observe(port: int, data: Path, questions: Sequence[str], expected: Expected) -> Observations:
    config = fetch_json(f"http://127.0.0.1:{port}/config")
    crowd = _Crowd(data / "index", expected.builds)
    observed = crowd.observed
    one = Visitor(port, config, "one")
    await crowd.wait_for_index(one, questions[0])
    await crowd.ask_all(questions[::_ALONE_STEP], one, observed.alone)
    people = [Visitor(port, config, f"p{p}") for p in range(_PEOPLE)]
    for visitor in people:  # open the page first: Gradio then makes a session, which takes a while
        await visitor.call("place", {})
    over = asyncio.Event()
    tasks = [
        asyncio.create_task(crowd.keep_asking(rotate(questions, 7 * p), visitor, over))
        for p, visitor in enumerate(people)
    ]
    tasks.append(asyncio.create_task(crowd.keep_opening(Visitor(port, config, "reader"), over)))
    try:
        started = time.monotonic()
        for change, build in zip(
            library_changes(make_library_folder(data)), expected.builds[1:], strict=True
        ):
            change()
            await one.rebuild()
            await crowd.wait_for_build(build)
        observed.rebuilds_s = time.monotonic() - started
    finally:
        over.set()
    await asyncio.gather(*tasks)
    await crowd.ask_all(questions[::_ALONE_STEP], one, observed.alone_again)
    observed.check_replies(expected)  # only now, because checking takes longer than asking
    return observed


@dataclass(frozen=True, slots=True)
class _Crowd:
    """People at the page of one server, and what they see."""

    index: Path
    builds: Sequence[str]
    observed: Observations = field(default_factory=Observations)

    async def ask_all(self, questions: Sequence[str], visitor: Visitor, times: list[float]) -> None:
        for question in questions:
            await self._ask(question, visitor, times)

    async def _ask(self, question: str, visitor: Visitor, times: list[float]) -> None:
        first, started = self._build_number(), time.monotonic()
        try:
            body = await visitor.call("answer", {"question": question, "ticket": f"{id(visitor)}.{started}"})
        except OSError as error:
            self.observed.failed.append(f"{question}: {error}")
            return
        times.append(time.monotonic() - started)
        # The server opens a build a moment after it becomes current, so the one before may still answer.
        in_use = self.builds[max(0, first - 1) : self._build_number() + 1]
        self.observed.replies.append(Reply(question, body, in_use))

    async def keep_asking(self, questions: Sequence[str], visitor: Visitor, over: asyncio.Event) -> None:
        number = 0
        while number < _MIN_ROUNDS or not over.is_set():
            await self._ask(questions[number % len(questions)], visitor, self.observed.crowd)
            number += 1
        visitor.leave()

    async def keep_opening(self, visitor: Visitor, over: asyncio.Event) -> None:
        """Open a cited document repeatedly; if a rebuild has changed it, the reply says so in a sentence."""
        answers = (json.loads(reply.body)["record"]["answer"] for reply in self.observed.replies)
        sources = next(answer["sources"] for answer in answers if answer["sources"])
        while not over.is_set():
            started = time.monotonic()
            await visitor.call("open_document", {"n": sources[0]["n"], "sources": sources})
            self.observed.opened.append(time.monotonic() - started)
            await asyncio.sleep(0.5)
        visitor.leave()

    async def wait_for_index(self, visitor: Visitor, question: str) -> None:
        deadline = time.monotonic() + _TIMEOUT_S
        while "waiting" in json.loads(await visitor.call("answer", {"question": question})):
            if time.monotonic() > deadline:
                raise UserError(f"The server had no index within {_TIMEOUT_S} s.")
            await asyncio.sleep(0.2)

    async def wait_for_build(self, build: str) -> None:
        deadline = time.monotonic() + _TIMEOUT_S
        while directory.current_build(self.index) != build:
            if time.monotonic() > deadline:
                raise UserError(
                    f"The server did not make the expected build within {_TIMEOUT_S} s; "
                    f"check that no other program changes {self.index.parent}."
                )
            await asyncio.sleep(0.1)

    def _build_number(self) -> int:
        build = directory.current_build(self.index)
        return self.builds.index(build) if build in self.builds else 0
