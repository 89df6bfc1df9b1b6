"""Kill builds at random moments, or flip single bits of an index, and check that no wrong answer comes of it.

kill    A build of changed documents is killed (SIGKILL) after a random time. Then the index must open, pass
        its own check, and answer as before the build or as after it. The next build must succeed, answer as
        after it, and leave no file of the killed one.
flip    One bit of one byte, anywhere in the files of an index, is flipped. Opening the index must fail with a
        message that says how to rebuild it.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from bench.faults.slow_build import build_version
from bench.growth.synthetic_corpus import StemEmbedder
from bench.server import PROJECT
from corpus.errors import StaleIndexError
from index.builds import directory
from index.store import PassageIndex

_QUERIES = ("arms sales to Serbia", "railway loans", "vaccines", "copper mines and protest")
_FINISHED_FILES = {".lock", "builds", "current"}  # what a finished build leaves in an index folder
_FAILURES = ("wrong", "left behind", "not noticed", "no remedy")

Answers = list[list[str]]


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "faults",
        help="kill builds at random moments, or flip bits of an index",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    faults = parser.add_subparsers(dest="fault", required=True, metavar="FAULT")
    for name, run, summary in (
        ("kill", kill_builds, "kill builds at random moments"),
        ("flip", flip_bits, "flip single bits of an index"),
    ):
        fault = faults.add_parser(name, help=summary)
        fault.add_argument("--times", type=int, default=200, help="(default %(default)s)")
        fault.add_argument("--documents", type=int, default=8, help="in the index (default %(default)s)")
        fault.add_argument("--seed", type=int, default=1, help="(default %(default)s)")
        fault.set_defaults(run=_run, inject=run)


def _run(args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found: Counter[str] = args.inject(args.times, args.documents, args.seed, Path(folder))
    print("\n".join(f"{count:6d}  {name}" for name, count in sorted(found.items())))
    print(json.dumps({"what": args.fault, "times": args.times, "seed": args.seed, "found": found}))
    return int(has_failures(found))


def has_failures(found: Counter[str]) -> bool:
    """Return whether any outcome is one that must not happen."""
    return any(name.startswith(_FAILURES) and count for name, count in found.items())


def kill_builds(times: int, documents: int, seed: int, folder: Path) -> Counter[str]:
    """Count how the index answers after each kill, and what is wrong.

    "resumed" counts the next builds that reuse what the killed one had embedded.
    """
    rng, found = random.Random(seed), Counter[str]()
    started = time.monotonic()
    build_version(folder, 0, documents)
    longest_s = time.monotonic() - started
    before = search_all(folder)
    version = killed = 0
    while killed < times:
        version += 1
        was_killed = _build_and_kill(folder, version, documents, rng.uniform(0, longest_s))
        longest_s *= 1.02 if was_killed else 0.9  # a build that ends before its kill shows nothing
        killed += was_killed
        answers = _search_or_fault(folder)
        summary = build_version(folder, version, documents)
        # A build killed at its very end may have finished, so both answers are allowed.
        after = search_all(folder)
        if not was_killed:
            found["ended before its kill"] += 1
        if outcome := _judge(answers, before, after, was_killed=was_killed):
            found[outcome] += 1
        new_passages = _count_passages(folder, {*summary.changes.added, *summary.changes.changed})
        found["resumed"] += summary.embedded < new_passages
        if leftovers := _leftovers(folder):
            found[f"left behind: {', '.join(leftovers)}"] += 1
        before = after
    return found


def _judge(answers: Answers | str, before: Answers, after: Answers, *, was_killed: bool) -> str | None:
    """Return the outcome of one build, None if it ended before its kill and is right."""
    if isinstance(answers, str):
        return f"wrong: {answers}"
    if not was_killed:
        return None if answers == after else "wrong: other answers than those of the build that ended"
    if answers == before:
        return "as before"
    return "as after" if answers == after else "wrong: other answers"


def search_all(folder: Path) -> Answers:
    """Return what an index finds for each query.

    Raises:
        StaleIndexError: the index does not pass its own check.
    """
    opened = PassageIndex(folder, StemEmbedder())
    if problems := opened.find_problems():
        raise StaleIndexError(problems[0])
    return [
        [f"{h.passage.id} {h.score:.6f} {h.passage.text}" for h in opened.search(query, 20)]
        for query in _QUERIES
    ]


def _search_or_fault(folder: Path) -> Answers | str:
    try:
        return search_all(folder)
    except Exception as error:  # any error at all is a finding
        return f"{type(error).__name__}: {error}"


def _count_passages(folder: Path, documents: Collection[str]) -> int:
    return sum(p.document_id in documents for p in PassageIndex(folder, StemEmbedder()).passages)


def _leftovers(folder: Path) -> list[str]:
    """Return the names of files that a finished build does not leave."""
    temporary = {p.name for p in (folder / "builds").iterdir() if p.name.startswith(".")}
    return sorted({p.name for p in folder.iterdir()} - _FINISHED_FILES | temporary)


def _build_and_kill(folder: Path, version: int, documents: int, after_s: float) -> bool:
    """Return whether the build was still running when it was killed."""
    command = [sys.executable, "-m", "bench.faults.slow_build", str(folder), str(version), str(documents)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout  # noqa: S101 - it is a pipe
        process.stdout.readline()  # the build has started
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


def flip_bits(times: int, documents: int, seed: int, folder: Path) -> Counter[str]:
    """Count by file the flipped bits that the index reports, and those that it misses."""
    rng, found = random.Random(seed), Counter[str]()
    build_version(folder, 0, documents)
    for file in _choose_files(folder, times, rng):
        place, bit = rng.randrange(file.stat().st_size), rng.randrange(8)
        _flip(file, place, bit)
        try:
            search_all(folder)
            found[f"not noticed: bit {bit} of byte {place} of {file.name}"] += 1
        except StaleIndexError as error:
            has_remedy = "run 'python -m index build" in str(error)
            found[file.name if has_remedy else f"no remedy: {error}"] += 1
        _flip(file, place, bit)
    search_all(folder)
    return found


def _choose_files(folder: Path, times: int, rng: random.Random) -> list[Path]:
    """Choose files at random: half by size, half with equal chances, so that small ones occur."""
    build = directory.build_folder(folder, str(directory.current_build(folder)))
    files = [folder / "current", *sorted(p for p in build.rglob("*") if p.is_file() and p.stat().st_size)]
    sizes = [p.stat().st_size for p in files]
    return [rng.choice(files) if n % 2 else rng.choices(files, sizes)[0] for n in range(times)]


def _flip(file: Path, place: int, bit: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(place)
        byte = stream.read(1)[0]
        stream.seek(place)
        stream.write(bytes([byte ^ (1 << bit)]))
