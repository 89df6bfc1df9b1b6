"""How fast we are beside LangChain (FAISS), LlamaIndex and txtai at their defaults, and beside what the machine can do, in one run.

All have the same model and texts. A build is timed from texts in memory to an index on disk; only the characters that the model read count, each once:
what lies in a chunk beyond its last token does not. Systems take turns, medians are given, each system works in a process of its own. Not on Windows,
which has no `resource`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from time import perf_counter as _now
from typing import Any

from bench.answers.question_file import read_questions
from bench.metrics import quantile
from bench.retrieval.evaluate import OURS, table
from bench.retrieval.peers.environment import OFFLINE, PEERS, make_environment
from bench.speed.bars import Panel, draw_bars
from bench.speed.startup import import_seconds, prepare, server_seconds
from bench.speed.texts import write_texts
from corpus.errors import UserError

FLOAT32 = f"{OURS}, float32"
ANSWER = f"{OURS}, a whole answer"
_ALONE = ", one thread"  # peers are asked with their default threads and with one, which is faster wherever others use the machine too
_QUESTIONS = Path(__file__).parents[1] / "answers" / "questions.jsonl"
_ROOT = Path(__file__).parents[2]
_K = 10


@dataclass(slots=True)
class Timings:
    """What was measured of one system; times in seconds, memory in MB, one value a round or a question."""

    build_rate: list[float] = field(default_factory=list)
    build_mb: list[float] = field(default_factory=list)
    first_answer: list[float] = field(default_factory=list)
    query: list[float] = field(default_factory=list)
    query_mb: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class System:
    """How to run one: its name, the Python and the module for `bench.speed.timed`, and variables for its environment."""

    name: str
    python: str
    module: str
    variables: Mapping[str, str] = field(default_factory=dict)


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "speed", help="measure speed beside other libraries and the machine", description=__doc__
    )
    parser.add_argument("--characters", type=int, default=200_000, help="of the texts (default %(default)s)")
    parser.add_argument(
        "--rounds", type=int, default=3, help="turns that each system takes (default %(default)s)"
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("data"),
        help="the peers are installed in DATA/bench-peers (default %(default)s)",
    )
    parser.add_argument(
        "--plot",
        type=Path,
        default=_ROOT / "bench" / "speed" / "speed.svg",
        help="where to draw it (default bench/speed/speed.svg)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    if args.characters < 1 or args.rounds < 1:
        raise UserError(
            f"{args.characters} characters in {args.rounds} rounds measure nothing; give 1 or more of each."
        )
    peers = str(make_environment(args.data / "bench-peers").absolute())
    systems = [
        System(OURS, sys.executable, "bench.speed.ours"),
        System(FLOAT32, sys.executable, "bench.speed.ours", {"BENCH_FLOAT32": "1"}),
    ]
    others = [System(name, peers, f"bench.retrieval.peers.{script}") for name, script in PEERS.items()]
    alone = [replace(s, name=s.name + _ALONE, variables={"OMP_NUM_THREADS": "1"}) for s in others]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        characters = write_texts(folder / "texts.jsonl", args.characters)
        timings = {s.name: Timings() for s in (*systems, *others, *alone)}
        _time_builds([*systems, *others], timings, folder, args.rounds)
        _time_queries([*systems, *others, *alone], timings, folder, args.rounds)
        started = _time_starts(folder / "data", args.rounds)
    encoder = {
        f"{name}{', one thread' if alone else ''}": _encoder(float32=name == "float32", alone=alone)
        for name in ("native", "float32")
        for alone in (False, True)
    }
    rows = _rows(timings)
    record = {
        "rows": rows,
        "characters": characters,
        "rounds": args.rounds,
        "targets": _targets(timings, started, encoder),
    }
    record |= {
        "encoder": encoder,
        "start": started,
        "load before": round(os.getloadavg()[0], 1),
        "cores": os.cpu_count(),
    }
    print(table(rows))
    print()
    print("\n".join(f"{name:62}  {value}" for name, value in record["targets"].items()))
    args.plot.write_text(draw_bars(_panels(rows)), encoding="utf-8")
    print(json.dumps(record))
    return 0


def _time_builds(
    systems: Sequence[System], timings: Mapping[str, Timings], folder: Path, rounds: int
) -> None:
    for number in range(rounds):
        for system in _turn(systems, number):
            kept = folder / f"index-{system.name}"
            print(f"Round {number + 1} of {rounds}: {system.name} builds", file=sys.stderr)
            with _started(system) as ask:
                built = ask({"do": "build", "corpus": str(folder / "texts.jsonl"), "folder": str(kept)})
            timings[system.name].build_rate.append(built["characters"] / built["seconds"])
            timings[system.name].build_mb.append(built["built_mb"])


def _time_queries(systems: Sequence[System], timings: dict[str, Timings], folder: Path, rounds: int) -> None:
    """Each round starts all systems, then asks them question by question in turns."""
    questions = [k.question for k in read_questions(_QUESTIONS) if len(k.sides) > 1 and not k.history]
    timings[ANSWER] = Timings()
    for number in range(rounds):
        print(f"Round {number + 1} of {rounds}: questions", file=sys.stderr)
        with ExitStack() as stack:
            asks = {}
            for system in _turn(systems, number):
                began = _now()
                asks[system.name] = ask = stack.enter_context(_started(system))
                ask({"do": "open", "folder": str(folder / f"index-{system.name.removesuffix(_ALONE)}")})
                ask({"do": "search", "question": questions[0], "k": _K})
                timings[system.name].first_answer.append(_now() - began)
            asks[OURS]({"do": "answer", "question": questions[0]})
            for question in questions:
                for name in _turn([*asks, ANSWER], number):
                    sent = (
                        {"do": "search", "question": question, "k": _K}
                        if name != ANSWER
                        else {"do": "answer", "question": question}
                    )
                    timings[name].query.append(asks[name if name != ANSWER else OURS](sent)["seconds"])
            for name, ask in asks.items():
                timings[name].query_mb.append(ask({"do": "memory"})["memory_mb"])


def _time_starts(data: Path, rounds: int) -> dict[str, float]:
    """Medians in seconds; imports and servers take turns."""
    prepare(data)
    imports, served, answered = [], [], []
    for number in range(rounds):
        print(f"Round {number + 1} of {rounds}: start of the server", file=sys.stderr)
        imports.append(import_seconds())
        page, answer = server_seconds(data)
        served.append(page)
        answered.append(answer)
    return {
        "imports_s": round(median(imports), 2),
        "page_s": round(median(served), 2),
        "first_answer_s": round(median(answered), 2),
    }


def _encoder(*, float32: bool, alone: bool) -> dict[str, Any]:
    variables = {**os.environ, **OFFLINE, "BENCH_FLOAT32": str(int(float32))} | (
        {"OMP_NUM_THREADS": "1"} if alone else {}
    )
    done = subprocess.run(
        [sys.executable, "-m", "bench.speed.encoder_flops"],
        cwd=_ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


@contextmanager
def _started(system: System) -> Iterator[Any]:
    """A function that sends a command to the system's process and gives its reply; the process ends with the block."""
    variables = {**os.environ, **OFFLINE, **system.variables}
    command = [system.python, "-m", "bench.speed.timed", system.module]
    with subprocess.Popen(
        command, cwd=_ROOT, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - they are pipes
        sent, replies = process.stdin, process.stdout

        def ask(message: dict[str, Any]) -> dict[str, Any]:
            try:
                sent.write(json.dumps(message) + "\n")
                sent.flush()
                reply: dict[str, Any] = json.loads(replies.readline())
            except (OSError, ValueError) as error:
                raise UserError(
                    f"{system.name} failed at {message['do']!r}; its messages stand above."
                ) from error
            return reply

        yield ask
        sent.close()


def _turn(names: Sequence[Any], number: int) -> list[Any]:
    """Another one begins in each round."""
    first = number % len(names)
    return [*names[first:], *names[:first]]


def _rows(timings: Mapping[str, Timings]) -> list[dict[str, str | int | float]]:
    """A row a system; what it does not have is empty."""
    return [
        {
            "system": name,
            "build, characters/s": round(median(t.build_rate)) if t.build_rate else "",
            "building, MB": round(median(t.build_mb)) if t.build_mb else "",
            "query p50, ms": round(1000 * quantile(t.query, 0.5), 1),
            "query p95, ms": round(1000 * quantile(t.query, 0.95), 1),
            "asking, MB": round(median(t.query_mb)) if t.query_mb else "",
            "start to first hit, s": round(median(t.first_answer), 2) if t.first_answer else "",
        }
        for name, t in timings.items()
    ]


def _targets(
    timings: Mapping[str, Timings], started: Mapping[str, float], encoder: Mapping[str, Mapping[str, Any]]
) -> dict[str, float]:
    """Ratios in which the units of this machine cancel."""
    best = max(median(timings[peer].build_rate) for peer in PEERS)
    fastest = min(quantile(timings[peer + threads].query, 0.5) for peer in PEERS for threads in ("", _ALONE))
    return {
        "build, ours / best peer": round(median(timings[OURS].build_rate) / best, 2),
        "build, ours in float32 / best peer": round(median(timings[FLOAT32].build_rate) / best, 2),
        **{
            f"encoder / matrix product, {name.replace('native', measured['arithmetic'])}": measured["part"]
            for name, measured in encoder.items()
        },
        "a search of ours / fastest peer's, p50": round(quantile(timings[OURS].query, 0.5) / fastest, 2),
        "a whole answer of ours / fastest peer's search, p50": round(
            quantile(timings[ANSWER].query, 0.5) / fastest, 2
        ),
        "start to page / imports of torch, sentence-transformers, gradio": round(
            started["page_s"] / started["imports_s"], 2
        ),
        "start to first answer / the same imports": round(
            started["first_answer_s"] / started["imports_s"], 2
        ),
    }


def _panels(rows: Sequence[Mapping[str, str | int | float]]) -> list[Panel]:
    columns = ("build, characters/s", "query p50, ms", "start to first hit, s", "asking, MB")
    return [
        Panel(column, [(str(r["system"]), float(r[column])) for r in rows if r[column] != ""])
        for column in columns
    ]
