"""Fifty people ask while the index is rebuilt: no question fails, and every answer is that of one build."""

import asyncio
import json
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from corpus.framework import load_framework
from corpus.library.folder import default_roots, make_library_folder, read_library
from index.build.run import build_index
from index.encode.shared import SharedEmbedder
from index.records import Embedder
from index.store import PassageIndex
from qa.ask import ask
from qa.write.stored_answer import store_answer
from tests.conftest import WordEmbedder
from tests.ui.server.fakes import send, wait_until
from ui.server.answers import AnswerService
from ui.server.build_runner import BuildRunner
from ui.server.index_service import IndexService
from ui.server.queue import QuestionQueue

_PEOPLE, _NOTES = 50, 80  # more notes than a build embeds between two reports
_PATIENCE_S = 120
QUESTIONS = (
    "How does China's security role differ between Central Asia and the Balkans?",
    "What do China's approaches to Central Asia and the Balkans have in common?",
    "Which tulips did Greece sell to China?",
    "Compare Serbia and Tajikistan on arms sales",
    "What share of Serbia's arms imports came from China?",
    "What happened to Chinese loans in Montenegro since 2014?",
    "Compare China's role in Kenya, Serbia and Greece",
)


def add(library: Path) -> None:
    for n in range(_NOTES):
        (library / f"tulips-{n}.txt").write_text(
            f"Greece sold {n} thousand tulips to China in {1930 + n}.", encoding="utf-8"
        )


def change(library: Path) -> None:
    (library / "tulips-7.txt").write_text(
        "Greece sold no tulips to China in 1937, and Serbia sold none either.", encoding="utf-8"
    )


def remove(library: Path) -> None:
    for n in range(40):
        (library / f"tulips-{n}.txt").unlink()


STEPS: tuple[Callable[[Path], None], ...] = (add, change, remove)


def canonical(answer: Any) -> str:
    return json.dumps({**answer, "timings_ms": 0}, sort_keys=True)


def count_words(texts: Any) -> list[int]:
    return [len(t.split()) for t in texts]


def shared() -> Embedder:
    return SharedEmbedder(WordEmbedder(), count_words)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], dict[tuple[str, str], str]]:
    """A data folder with the first of four builds, all four, and what each answers."""
    data, first = (tmp_path_factory.mktemp(name) / "data" for name in ("known", "first"))
    builds: list[str] = []
    answers: dict[tuple[str, str], str] = {}
    for step in (None, *STEPS):
        if step:
            step(make_library_folder(data))
        build_index(read_library(data), data / "index", WordEmbedder(), roots=list(default_roots(data)))
        index = PassageIndex(data / "index", WordEmbedder())
        builds.append(index.manifest.build)
        answers |= {
            (builds[-1], q): canonical(store_answer(ask(q, index, load_framework()))) for q in QUESTIONS
        }
        if step is None:
            shutil.copytree(data, first)
    return first, builds, answers


def test_every_answer_is_that_of_one_build_and_questions_are_answered_during_a_build(
    known: tuple[Path, list[str], dict[tuple[str, str], str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, builds, answers = known
    assert len(set(builds)) == 4 and len({answers[b, QUESTIONS[2]] for b in builds}) == 4
    embedding, served = threading.Event(), threading.Event()
    report = BuildRunner.report

    def report_and_hold(self: BuildRunner, text: str, done: float | None = None) -> None:
        report(self, text, done)
        if text.startswith("Embedding passages"):  # in the middle of the first rebuild
            embedding.set()
            assert served.wait(_PATIENCE_S)

    monkeypatch.setattr(BuildRunner, "report", report_and_hold)
    service = IndexService(data, shared)
    answering, over = AnswerService(service), threading.Event()
    queue = QuestionQueue(answering.answer, max_running=8)
    wait_until(lambda: not service.progress.running)

    def ask_repeatedly(number: int) -> list[tuple[str, str]]:
        seen = []
        while not over.is_set() or len(seen) < 3:
            question = QUESTIONS[(number + len(seen)) % len(QUESTIONS)]
            reply = asyncio.run(queue.submit({"question": question}))
            answer = send(reply)["record"]["answer"]
            assert canonical(answer) == answers[answer["index"]["build"], question]
            seen.append((answer["index"]["build"], question))
        return seen

    with ThreadPoolExecutor(_PEOPLE) as threads:
        try:
            add(make_library_folder(data))
            service.rebuild()
            assert embedding.wait(_PATIENCE_S)
            answered = [
                answering.answer({"question": q})["record"]["answer"].index["build"] for q in QUESTIONS
            ]
            assert set(answered) == {builds[0]} and service.progress.running
            people = [threads.submit(ask_repeatedly, n) for n in range(_PEOPLE)]
            served.set()
            wait_until(lambda: not service.progress.running)
            for step in STEPS[1:]:
                step(make_library_folder(data))
                service.rebuild()
                wait_until(lambda: not service.progress.running)
        finally:
            served.set()
            over.set()
        seen = [s for p in people for s in p.result(_PATIENCE_S)]
    assert {b for b, _ in seen} >= set(builds[1:3]) and {q for _, q in seen} == set(QUESTIONS)
    current = service.index()
    assert current and current[0].manifest.build == builds[3]
