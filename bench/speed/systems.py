"""The systems that are timed, each a subprocess that takes the commands of `bench.speed.timed`."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bench.retrieval.evaluate import OURS
from bench.retrieval.peers.environment import OFFLINE, PEERS
from bench.server import PROJECT
from corpus.errors import UserError

FLOAT32 = f"{OURS}, float32"
ANSWER = f"{OURS}, a whole answer"  # not a system, but timed as one
ONE_THREAD = ", one thread"

Command = dict[str, Any]
Send = Callable[[Command], dict[str, Any]]


@dataclass(slots=True)
class Timings:
    """What is measured of one system: times in seconds, memory in MB, one value a round or a question."""

    build_rate: list[float] = field(default_factory=list)  # characters a second
    build_mb: list[float] = field(default_factory=list)
    first_answer: list[float] = field(default_factory=list)
    query: list[float] = field(default_factory=list)
    query_mb: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class System:
    """How to run one system: its Python, the module for `bench.speed.timed`, and environment variables."""

    name: str
    python: str
    module: str
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def builder(self) -> str:
        """The name of the system whose index this one opens."""
        return self.name.removesuffix(ONE_THREAD)


def list_systems(peers_python: str) -> tuple[list[System], list[System]]:
    """Return the systems that build and answer, and those that only answer, from the index of another.

    Peers answer with their default threads and with one, which is faster when others use the machine too.
    """
    ours = System(OURS, sys.executable, "bench.speed.ours")
    float32 = replace(ours, name=FLOAT32, variables={"BENCH_FLOAT32": "1"})
    peers = [System(name, peers_python, f"bench.retrieval.peers.{script}") for name, script in PEERS.items()]
    one_thread = [replace(p, name=p.name + ONE_THREAD, variables={"OMP_NUM_THREADS": "1"}) for p in peers]
    return [ours, float32, *peers], one_thread


@contextmanager
def running_system(system: System) -> Iterator[Send]:
    """Give a function that sends a command to the system's process and returns its reply.

    The process ends with the block.
    """
    with subprocess.Popen(
        [system.python, "-m", "bench.speed.timed", system.module],
        cwd=PROJECT,
        env={**os.environ, **OFFLINE, **system.variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - they are pipes
        commands, replies = process.stdin, process.stdout

        def send(command: Command) -> dict[str, Any]:
            try:
                commands.write(json.dumps(command) + "\n")
                commands.flush()
                reply: dict[str, Any] = json.loads(replies.readline())
            except (OSError, ValueError) as error:
                raise UserError(
                    f"{system.name} failed at {command['do']!r}; see its messages above."
                ) from error
            return reply

        yield send
        commands.close()
