"""Fifty people ask one server at once over HTTP, while its index is rebuilt three times: documents are added, changed and removed.

The four builds are made beforehand in a folder of their own, so that the answer of each to each question is known; an answer is wrong if it is not byte for
byte (timings aside) that of the build which it names, or if that build was not in use while the question was asked. The server is `app.py` in a process of its
own, without its limits on how often a visitor may ask, for all come from one address; it is asked by the requests that its page makes.
"""

import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench.answers.question_file import read_questions
from bench.load.visitor import Visitor
from bench.metrics import quantile
from bench.speed.page_latency import free_port, serving
from corpus.errors import UserError
from corpus.framework import load_framework
from corpus.ingest.load import STARTER_CORPUS
from corpus.library.folder import default_roots, make_library_folder, read_library
from index.build.run import build_index
from index.builds import directory
from index.encode.encoder import SentenceEmbedder
from index.encode.shared import SharedEmbedder
from index.store import PassageIndex
from qa.ask import ask
from qa.write.stored_answer import store_answer

_PEOPLE = 50
_APART = 4  # one person, before the others come and after they have gone, asks every fourth question
_ROUNDS = 3  # at least, of every person
_NOTES = 16  # documents added
_PATIENCE_S = 600
_TOPICS = (
    "Chinese loans",
    "railways",
    "arms sales",
    "vaccines",
    "ports",
    "mining",
    "language teaching",
    "police cooperation",
)
_PLACES = ("Serbia", "Tajikistan", "Kenya", "Pakistan", "Brazil")
_KNOWN = Path(__file__).parents[1] / "answers" / "questions.jsonl"

Expected = dict[tuple[str, str], str]  # (build, question) to the answer's canonical bytes


@dataclass
class _Run:
    """What the people saw, times in seconds.

    `alone` are one person's questions when they were new, `alone_again` the same after the crowd, `opened` are documents that somebody opened beside the crowd.
    """

    alone: list[float] = field(default_factory=list)
    alone_again: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    of_builds: set[str] = field(default_factory=set)
    building_s: float = 0.0


class _Page:
    """The requests that the page makes, by one visitor."""

    def __init__(self, port: int, config: dict[str, Any], session: str) -> None:
        by_name = {c["props"].get("elem_id"): c["id"] for c in config["components"]}
        self._desk, self._session, self._visitor = by_name["desk"], session, Visitor(port)
        self._rebuild = next(
            d["id"]
            for d in config["dependencies"]
            if [by_name["rebuild"], "click"] in [list(t) for t in d["targets"]]
        )

    async def call(self, name: str, data: Any) -> bytes:
        sent = {"data": data, "component_id": self._desk, "fn_name": name, "session_hash": self._session}
        return await self._visitor.post("/gradio_api/component_server", sent)

    async def rebuild(self) -> None:
        sent = {"data": [], "fn_index": self._rebuild, "session_hash": self._session, "event_data": None}
        await self._visitor.post("/gradio_api/queue/join", sent)

    def leave(self) -> None:
        self._visitor.close()


def measure_load() -> dict[str, float | int | str]:
    """Counts of answers, failures and wrong answers, and times as multiples of one person's median.

    Raises:
        UserError: the server did not do what it was asked to within ten minutes.
    """
    questions = _questions()
    with tempfile.TemporaryDirectory() as folder:
        mine, theirs = Path(folder) / "mine", Path(folder) / "theirs"
        builds, expected = _expect(mine, questions, after_first=lambda: shutil.copytree(mine, theirs))
        port = free_port()
        with serving([sys.executable, "-m", "bench.load.unlimited_server", str(port), str(theirs)], port):
            run = asyncio.run(_measure(port, theirs, questions, builds, expected))
    for trouble in (run.failed + run.wrong)[:10]:
        print(trouble, file=sys.stderr)
    median = quantile([*run.alone, *run.alone_again], 0.5)
    return {
        "people": _PEOPLE,
        "answers": len(run.taken),
        "failed": len(run.failed),
        "wrong": len(run.wrong),
        "builds answered from": len(run.of_builds),
        "three rebuilds, s": round(run.building_s, 1),
        "one person, new questions, median ms": round(1000 * quantile(run.alone, 0.5)),
        "one person, the same again, median ms": round(1000 * quantile(run.alone_again, 0.5)),
        "one person, median ms": round(1000 * median),
        "fifty people, median ms": round(1000 * quantile(run.taken, 0.5)),
        "fifty people, p95 ms": round(1000 * quantile(run.taken, 0.95)),
        "p95 / one person's median": round(quantile(run.taken, 0.95) / median, 1),
        "opening a document meanwhile, p95 ms": round(1000 * quantile(run.opened, 0.95)),
    }


def _questions() -> list[str]:
    made = [f"What is known of {topic} in {place}?" for place in _PLACES for topic in _TOPICS]
    return list(dict.fromkeys([*(k.question for k in read_questions(_KNOWN)), *made]))


def _steps(library: Path) -> Sequence[Callable[[], None]]:
    """What happens to the library before each rebuild; the notes are briefs of the starter corpus under another name."""
    briefs = [
        p.read_text(encoding="utf-8").split("---", 2)[2]
        for p in sorted(STARTER_CORPUS.rglob("*.md"))[:_NOTES]
    ]

    def write(numbers: Sequence[int], words: str) -> None:
        for n in numbers:
            (library / f"note-{n}.md").write_text(f"{words} {n}.\n\n{briefs[n]}", encoding="utf-8")

    def remove() -> None:
        for n in range(_NOTES // 2, _NOTES):
            (library / f"note-{n}.md").unlink()

    return (
        lambda: write(range(_NOTES), "This is note number"),
        lambda: write(range(0, _NOTES, 2), "This is the second edition of note number"),
        remove,
    )


def _expect(
    data: Path, questions: Sequence[str], after_first: Callable[[], object]
) -> tuple[list[str], Expected]:
    """The builds in their order, and the answer of each to each question."""
    encoder = SentenceEmbedder()
    embedder, framework = SharedEmbedder(encoder, encoder.count_tokens), load_framework()
    library, builds, expected = make_library_folder(data), [], {}
    for number, change in enumerate((lambda: None, *_steps(library))):
        change()
        build_index(
            read_library(data),
            data / "index",
            embedder,
            roots=list(default_roots(data)),
            on_progress=lambda *_: None,
        )
        index = PassageIndex(data / "index", embedder)
        builds.append(index.manifest.build)
        for question in questions:
            expected[builds[-1], question] = _canonical(store_answer(ask(question, index, framework)))
        if number == 0:
            after_first()
        print(
            f"Build {number + 1} of 4: {index.manifest.documents} documents, {len(questions)} answers known",
            file=sys.stderr,
        )
    return builds, expected


def _canonical(answer: Any) -> str:
    return json.dumps({**answer, "timings_ms": 0}, ensure_ascii=False, sort_keys=True)


async def _measure(
    port: int, data: Path, questions: Sequence[str], builds: Sequence[str], expected: Expected
) -> _Run:
    run = _Run()
    config = httpx.get(f"http://127.0.0.1:{port}/config", timeout=_PATIENCE_S, trust_env=False).json()
    crowd = _Crowd(run, data / "index", builds, expected)
    one = _Page(port, config, "one")
    await crowd.wait_for_the_index(one, questions[0])
    for question in questions[::_APART]:
        await crowd.ask(question, one, run.alone)
    over = asyncio.Event()
    turned = [
        [*questions[7 * p % len(questions) :], *questions[: 7 * p % len(questions)]] for p in range(_PEOPLE)
    ]  # each begins with another one
    pages = [_Page(port, config, f"p{p}") for p in range(_PEOPLE)]
    for page in (
        pages
    ):  # everybody has the page open: Gradio makes a session, which takes it a while, when a page is loaded
        await page.call("place", {})
    people = [
        asyncio.create_task(crowd.keep_asking(mine, page, over))
        for page, mine in zip(pages, turned, strict=True)
    ]
    reading = asyncio.create_task(crowd.keep_opening(_Page(port, config, "reader"), over))
    began = time.monotonic()
    try:
        for change, build in zip(_steps(make_library_folder(data)), builds[1:], strict=True):
            change()
            await one.rebuild()
            await crowd.wait_for_build(build)
        run.building_s = time.monotonic() - began
    finally:
        over.set()
    await asyncio.gather(*people, reading)
    for question in questions[::_APART]:
        await crowd.ask(question, one, run.alone_again)
    crowd.judge()
    return run


@dataclass
class _Crowd:
    """People at the page; what they see goes into the run. They are judged when all have gone, for judging takes longer than asking."""

    run: _Run
    index: Path
    builds: Sequence[str]
    expected: Expected
    replies: list[tuple[str, bytes, Sequence[str]]] = field(
        default_factory=list
    )  # question, reply, builds that were in use meanwhile

    async def ask(self, question: str, page: _Page, times: list[float]) -> None:
        before, began = directory.current_build(self.index), time.monotonic()
        try:
            reply = await page.call("answer", {"question": question, "ticket": f"{id(page)}.{began}"})
        except OSError as error:
            self.run.failed.append(f"{question}: {error}")
            return
        times.append(time.monotonic() - began)
        # The server opens a build a moment after it was switched to, so the one before the current may still answer.
        self.replies.append(
            (
                question,
                reply,
                self.builds[
                    max(0, self._number(before) - 1) : self._number(directory.current_build(self.index)) + 1
                ],
            )
        )

    def judge(self) -> None:
        """Count what failed and what is not, byte for byte, the answer of a build that was in use."""
        for question, reply, in_use in self.replies:
            record = json.loads(reply).get("record")
            if record is None:
                self.run.failed.append(f"{question}: {reply.decode()[:300]}")
                continue
            answer = record["answer"]
            build = answer["index"]["build"]
            self.run.of_builds.add(build)
            if build not in in_use or self.expected[build, question] != _canonical(answer):
                self.run.wrong.append(
                    f"{question}: not the answer of build {build}, or not one of {', '.join(in_use)}"
                )

    async def keep_asking(self, questions: Sequence[str], page: _Page, over: asyncio.Event) -> None:
        number = 0
        while number < _ROUNDS or not over.is_set():
            await self.ask(questions[number % len(questions)], page, self.run.taken)
            number += 1
        page.leave()

    async def keep_opening(self, page: _Page, over: asyncio.Event) -> None:
        """Open a document that an answer cited, again and again; one that a rebuild changed is told in a sentence, which is as good."""
        sources = next(
            s for _, reply, _ in self.replies if (s := json.loads(reply)["record"]["answer"]["sources"])
        )
        while not over.is_set():
            began = time.monotonic()
            await page.call("open_document", {"n": sources[0]["n"], "sources": sources})
            self.run.opened.append(time.monotonic() - began)
            await asyncio.sleep(0.5)
        page.leave()

    async def wait_for_the_index(self, page: _Page, question: str) -> None:
        until = time.monotonic() + _PATIENCE_S
        while "waiting" in json.loads(await page.call("answer", {"question": question})):
            if time.monotonic() > until:
                raise UserError(f"The server had no index within {_PATIENCE_S} s.")
            await asyncio.sleep(0.2)

    async def wait_for_build(self, build: str) -> None:
        until = time.monotonic() + _PATIENCE_S
        while directory.current_build(self.index) != build:
            if time.monotonic() > until:
                raise UserError(
                    f"The server did not build what was expected within {_PATIENCE_S} s; is another program changing {self.index.parent}?"
                )
            await asyncio.sleep(0.1)

    def _number(self, build: str | None) -> int:
        return self.builds.index(build) if build in self.builds else 0
