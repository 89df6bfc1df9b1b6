"""Rounds of timing in which the systems take turns, so that a busy machine slows all of them alike."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from bench.answers.question_file import OWN_QUESTIONS, read_questions
from bench.retrieval.evaluate import OURS
from bench.retrieval.peers.environment import OFFLINE
from bench.server import PROJECT
from bench.speed.startup import build_starter_index, time_imports, time_server
from bench.speed.systems import ANSWER, ONE_THREAD, Send, System, Timings, running_system
from bench.timing import rotate

_HITS = 10


def time_builds(systems: Sequence[System], timings: Mapping[str, Timings], folder: Path, rounds: int) -> None:
    """Build an index of `texts.jsonl` with each system in each round, and add to its timings."""
    for number in range(rounds):
        for system in rotate(systems, number):
            print(f"Round {number + 1} of {rounds}: {system.name} builds", file=sys.stderr)
            out = _index_folder(folder, system)
            with running_system(system) as send:
                built = send({"do": "build", "corpus": str(folder / "texts.jsonl"), "folder": str(out)})
            timings[system.name].build_rate.append(built["characters"] / built["seconds"])
            timings[system.name].build_mb.append(built["built_mb"])


def time_queries(
    systems: Sequence[System], timings: Mapping[str, Timings], folder: Path, rounds: int
) -> None:
    """Start all systems in each round, then ask them question by question in turns, and add to their timings.

    Our process also composes whole answers, timed under `ANSWER`.
    """
    labelled = read_questions(OWN_QUESTIONS)
    questions = [q.question for q in labelled if len(q.sides) > 1 and not q.history]
    for number in range(rounds):
        print(f"Round {number + 1} of {rounds}: questions", file=sys.stderr)
        with ExitStack() as stack:
            sends: dict[str, Send] = {}
            for system in rotate(systems, number):
                started = time.perf_counter()
                sends[system.name] = send = stack.enter_context(running_system(system))
                send({"do": "open", "folder": str(_index_folder(folder, system))})
                send(_search(questions[0]))
                timings[system.name].first_answer.append(time.perf_counter() - started)
            sends[OURS](_answer(questions[0]))
            for question in questions:
                for name in rotate([*sends, ANSWER], number):
                    reply = (
                        sends[OURS](_answer(question)) if name == ANSWER else sends[name](_search(question))
                    )
                    timings[name].query.append(reply["seconds"])
            for name, send in sends.items():
                timings[name].query_mb.append(send({"do": "memory"})["memory_mb"])


def time_starts(data: Path, rounds: int) -> dict[str, float]:
    """Return medians in seconds; imports and servers take turns."""
    build_starter_index(data)
    imports, pages, answers = [], [], []
    for number in range(rounds):
        print(f"Round {number + 1} of {rounds}: start of the server", file=sys.stderr)
        imports.append(time_imports())
        page_s, answer_s = time_server(data)
        pages.append(page_s)
        answers.append(answer_s)
    return {
        "imports_s": round(median(imports), 2),
        "page_s": round(median(pages), 2),
        "first_answer_s": round(median(answers), 2),
    }


def measure_encoders() -> dict[str, dict[str, Any]]:
    """Return the figures of `bench.speed.encoder_flops` in each arithmetic, with default threads and one."""
    return {
        f"{arithmetic}{ONE_THREAD if one_thread else ''}": _measure_encoder(
            float32=arithmetic == "float32", one_thread=one_thread
        )
        for arithmetic in ("native", "float32")
        for one_thread in (False, True)
    }


def _measure_encoder(*, float32: bool, one_thread: bool) -> dict[str, Any]:
    variables = {"BENCH_FLOAT32": str(int(float32))} | ({"OMP_NUM_THREADS": "1"} if one_thread else {})
    done = subprocess.run(
        [sys.executable, "-m", "bench.speed.encoder_flops"],
        cwd=PROJECT,
        env={**os.environ, **OFFLINE, **variables},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _index_folder(folder: Path, system: System) -> Path:
    return folder / f"index-{system.builder}"


def _search(question: str) -> dict[str, Any]:
    return {"do": "search", "question": question, "k": _HITS}


def _answer(question: str) -> dict[str, Any]:
    return {"do": "answer", "question": question}
