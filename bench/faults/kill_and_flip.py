"""Builds killed at random moments, and indexes with one bit flipped: `python -m bench.faults.kill_and_flip kill --times 200`, `python -m bench.faults.kill_and_flip flip --times 200`.

kill    A build of changed documents runs in a process that is killed (SIGKILL) after a random time. Then the index must open, prove whole and answer as
        before the build or as after it; the next build must end, answer as after it, and leave nothing of the killed one behind.
flip    One bit of one byte, anywhere in the files of an index, is flipped. Opening the index must fail with a sentence that says how to rebuild it.

The documents are some of the starter corpus; the encoder is a synthetic one that takes its time, so that kills fall into every step of a build.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from bench.growth.one_size import StemEmbedder
from corpus.errors import StaleIndexError
from corpus.ingest.load import STARTER_CORPUS, LoadResult, load_documents
from corpus.records import Document
from index.build.run import Summary, build_index
from index.builds import directory
from index.records import Window, WindowVectors
from index.store import PassageIndex

_ROOT = Path(__file__).parents[2]
_BATCH_PASSAGES = 16  # passages between two notes of what is embedded, so that kills fall between them too
_BATCH_S = 0.01
_QUERIES = ("arms sales to Serbia", "railway loans", "vaccines", "copper mines and protest")
_KEPT = {".lock", "builds", "current"}  # what a finished build leaves in an index folder


class _SlowEmbedder(StemEmbedder):
    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        time.sleep(_BATCH_S)
        return super().embed_passages(windows)


def corpus(version: int, documents: int) -> LoadResult:
    """Some documents of the starter corpus, a third of which change with the version, and one that comes and goes."""
    kept = _read()[: documents - version % 2]
    return LoadResult(
        tuple(
            _with_note(d, f"This is version {version} of the note.") if n % 3 == version % 3 else d
            for n, d in enumerate(kept)
        ),
        (),
    )


@cache
def _read() -> tuple[Document, ...]:
    return load_documents([STARTER_CORPUS / "balkans"]).documents


def _with_note(document: Document, note: str) -> Document:
    last = document.blocks[-1]
    text = f"{document.text[: last.end]} {note}{document.text[last.end :]}"
    return replace(
        document, text=text, blocks=(*document.blocks[:-1], replace(last, end=last.end + 1 + len(note)))
    )


def build(folder: Path, version: int, documents: int) -> Summary:
    """Build a version of the corpus; it says so on stdout when it begins."""
    loaded = corpus(version, documents)
    print("begins", flush=True)
    return build_index(loaded, folder, _SlowEmbedder(), batch_passages=_BATCH_PASSAGES)


def answers(folder: Path) -> list[list[str]]:
    """What an index, proved whole, answers."""
    opened = PassageIndex(folder, StemEmbedder())
    if problems := opened.find_problems():
        raise StaleIndexError(problems[0])
    return [
        [f"{h.passage.id} {h.score:.6f} {h.passage.text}" for h in opened.search(q, 20)] for q in _QUERIES
    ]


def kill_builds(times: int, documents: int, seed: int, folder: Path) -> Counter[str]:
    """How the index answered after each kill, and what was wrong, if anything; "resumed" counts next builds that took up what the killed one had embedded."""
    chance, found = random.Random(seed), Counter[str]()
    began = time.monotonic()
    build(folder, 0, documents)
    longest = time.monotonic() - began
    before = answers(folder)
    version = killed = 0
    while killed < times:
        version += 1
        hit = _build_and_kill(folder, version, documents, chance.uniform(0, longest))
        longest *= 1.02 if hit else 0.9  # a build that ended before its kill shows nothing
        killed += hit
        # Killed at the very end, a build may have ended: both answers are known only when the next has.
        left = _answers_or_fault(folder)
        summary = build(folder, version, documents)
        after = answers(folder)
        if not hit:
            found["ended before its kill"] += 1
            left = left if left == after else "other answers than those of the build that ended"
        if hit or isinstance(left, str):
            found[
                "as before"
                if left == before
                else "as after"
                if left == after
                else f"wrong: {left if isinstance(left, str) else 'other answers'}"
            ] += 1
        found["resumed"] += summary.embedded < _passages(
            folder, {*summary.changes.added, *summary.changes.changed}
        )
        if rest := {p.name for p in folder.iterdir()} - _KEPT | {
            p.name for p in (folder / "builds").iterdir() if p.name.startswith(".")
        }:
            found[f"left behind: {', '.join(sorted(rest))}"] += 1
        before = after
    return found


def _passages(folder: Path, documents: Collection[str]) -> int:
    """How many passages the documents have."""
    return sum(p.document_id in documents for p in PassageIndex(folder, StemEmbedder()).passages)


def _build_and_kill(folder: Path, version: int, documents: int, after_s: float) -> bool:
    """Whether the build was still running when it was killed."""
    command = [
        sys.executable,
        "-m",
        "bench.faults.kill_and_flip",
        "build",
        str(folder),
        str(version),
        str(documents),
    ]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout  # noqa: S101 - a pipe was asked for
        process.stdout.readline()
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


def _answers_or_fault(folder: Path) -> list[list[str]] | str:
    try:
        return answers(folder)
    except Exception as error:  # whatever it is, it is what this looks for
        return f"{type(error).__name__}: {error}"


def flip_bits(times: int, documents: int, seed: int, folder: Path) -> Counter[str]:
    """Of how many flipped bits the index told, by file; and those that it did not notice."""
    chance, found = random.Random(seed), Counter[str]()
    build(folder, 0, documents)
    path = directory.build_folder(folder, str(directory.current_build(folder)))
    paths = [folder / "current", *sorted(p for p in path.rglob("*") if p.is_file() and p.stat().st_size)]
    places = [
        chance.choice(paths) if n % 2 else chance.choices(paths, [p.stat().st_size for p in paths])[0]
        for n in range(times)
    ]  # small files too
    for file in places:
        at, bit = chance.randrange(file.stat().st_size), chance.randrange(8)
        _flip(file, at, bit)
        try:
            answers(folder)
            found[f"not noticed: bit {bit} of byte {at} of {file.name}"] += 1
        except StaleIndexError as error:
            found[
                file.name if "run 'python -m index build" in str(error) else f"no way out told: {error}"
            ] += 1
        _flip(file, at, bit)
    answers(folder)
    return found


def _flip(file: Path, at: int, bit: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(at)
        byte = stream.read(1)[0]
        stream.seek(at)
        stream.write(bytes([byte ^ (1 << bit)]))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.faults.kill_and_flip",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="what", required=True)
    for name in ("kill", "flip"):
        command = commands.add_parser(name)
        command.add_argument("--times", type=int, default=200)
        command.add_argument("--documents", type=int, default=8)
        command.add_argument("--seed", type=int, default=1)
    one = commands.add_parser("build", help="one build, for kill")
    one.add_argument("folder", type=Path)
    one.add_argument("version", type=int)
    one.add_argument("documents", type=int)
    args = parser.parse_args(argv)
    if args.what == "build":
        build(args.folder, args.version, args.documents)
        return 0
    folder = Path(tempfile.mkdtemp())
    try:
        found = (kill_builds if args.what == "kill" else flip_bits)(
            args.times, args.documents, args.seed, folder
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(f"{count:6d}  {name}" for name, count in sorted(found.items())))
    print(json.dumps({"what": args.what, "times": args.times, "seed": args.seed, "found": found}))
    return 1 if is_wrong(found) else 0


def is_wrong(found: Counter[str]) -> bool:
    """Whether anything happened that must not."""
    return any(
        name.startswith(("wrong", "left behind", "not noticed", "no way out")) and count
        for name, count in found.items()
    )


if __name__ == "__main__":
    sys.exit(main())
