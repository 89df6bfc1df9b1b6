"""Read broken files of every format together with good ones: nothing may crash, hang or go missing.

For each format, good files are made and then damaged by a seeded generator: bits flipped; pieces cut,
doubled, zeroed or exchanged; parts of packages altered and packed again; files given a wrong suffix.
Hand-made hostile files (ZIP bombs, deep nesting, a line of 10 MB, cyclic page trees) are added. All are
loaded as a build loads them, split into passages and tokenised. A broken file must give a document or a
reason, a good one must be read. Needs the extra `dev`.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.faults.hostile_files import hostile_files
from bench.faults.sample_files import MAKERS, make_file, pack, unpack
from corpus.annotate.split import split_document
from corpus.framework import load_framework
from corpus.ingest.load import load_documents
from corpus.ingest.read_file import Skipped
from corpus.ingest.sandbox import SandboxLimits
from corpus.records import Document
from corpus.text.tokens import content_stems

_GOOD_PREFIXES = "amz"  # so that good files of each format are read before, among and after the broken ones
_COUNTED = ("read", "refused", "damaged", "stopped", "late", "memory")
_REASONS = {"takes longer than": "late", "crashed": "stopped", "of memory": "memory"}

FileResult = tuple[Sequence[Document], Sequence[Skipped]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the broken files of one format were read; seconds of the slowest file, and of splitting all."""

    format: str
    files: int
    read: int
    refused: int
    damaged: int
    stopped: int
    late: int
    memory: int
    slowest_s: float
    slowest: str
    split_s: float
    missing: tuple[str, ...]


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "mutate", help="read hundreds of broken files of every format", description=__doc__
    )
    parser.add_argument(
        "--files", type=int, default=500, help="broken files of each format (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="(default %(default)s)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=SandboxLimits().seconds,
        help="limit for one file (default %(default)s)",
    )
    parser.add_argument(
        "--formats",
        nargs="*",
        choices=list(MAKERS),
        default=list(MAKERS),
        metavar="SUFFIX",
        help="(default: all)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    outcomes: list[Outcome] = []
    titles = "".join(f"{name:>8s}" for name in ("files", *_COUNTED))
    print(f"{'format':8s}{titles}{'slowest':>10s}{'split':>8s}  missing")
    for suffix in args.formats:
        with tempfile.TemporaryDirectory() as folder:
            limits = SandboxLimits(seconds=args.seconds)
            outcomes.append(measure_format(suffix, args.files, args.seed, limits, Path(folder)))
        print(_format_outcome(outcomes[-1]), flush=True)
    record = {"seed": args.seed, "seconds": args.seconds, "outcomes": [asdict(o) for o in outcomes]}
    print(json.dumps(record))
    return int(any(o.missing for o in outcomes))


def _format_outcome(outcome: Outcome) -> str:
    counts = "".join(f"{getattr(outcome, name):8d}" for name in ("files", *_COUNTED))
    times = f"{outcome.slowest_s:9.1f}s{outcome.split_s:7.1f}s"
    missing = ", ".join(outcome.missing) or "-"
    return f"{outcome.format:8s}{counts}{times}  {missing}   ({outcome.slowest})"


def damage(content: bytes, rng: random.Random) -> bytes:
    """Return the content with one kind of damage."""
    at, size = rng.randrange(len(content)), rng.choice((1, 8, 64, 512, 4096))
    piece = content[at : at + size]
    other = rng.randrange(len(content))
    match rng.randrange(8):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + content[at + size :]
        case 2:
            return content[:at] + piece * rng.choice((2, 3, 50)) + content[at + size :]
        case 3:
            return content[:at] + bytes(len(piece)) + content[at + size :]
        case 4:
            return content[:at] + rng.randbytes(size) + content[at:]
        case 5:
            return content[:at] + content[other : other + size] + content[at + size :]
        case _:
            flipped = bytearray(content)
            for _ in range(rng.choice((1, 2, 10, 100))):
                flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
            return bytes(flipped)


def mutate_file(suffix: str, number: int, rng: random.Random) -> bytes:
    """Return a broken file: damaged, damaged inside its package, or of another format under this suffix."""
    if rng.random() < 0.05:
        return make_file(rng.choice([s for s in MAKERS if s != suffix]), number % 4)
    content = MAKERS[suffix](number) if suffix == ".jsonl" else make_file(suffix, number % 4)
    if content.startswith(b"PK") and rng.random() < 0.6:
        return _mutate_package(content, rng)
    while True:
        damaged = content
        for _ in range(rng.choice((1, 1, 1, 3))):
            damaged = damage(damaged, rng) or content[:1]
        # Repeated ids stop a whole build on purpose, so they are not tried here.
        if suffix != ".jsonl" or not _has_repeated_ids(damaged):
            return damaged


def _mutate_package(content: bytes, rng: random.Random) -> bytes:
    parts = unpack(content)
    for name in rng.sample(sorted(parts), min(len(parts), rng.choice((1, 1, 3)))):
        if rng.random() < 0.15:
            del parts[name]
        elif parts[name]:
            parts[name] = damage(parts[name], rng)
    return pack(parts)


def _has_repeated_ids(lines: bytes) -> bool:
    ids = re.findall(rb'"_id": "[^"]*"', lines)
    return len(set(ids)) < len(ids)


def measure_format(
    suffix: str,
    files: int,
    seed: int,
    limits: SandboxLimits,
    folder: Path,
    *,
    hostile: Mapping[str, Callable[[], bytes]] | None = None,
    make_good: Callable[[int], bytes] | None = None,
) -> Outcome:
    """Write broken and good files of a format into a folder, and load them.

    There are `files` broken ones, or as many as there are hostile files if that is more. `hostile` and
    `make_good` replace the usual hostile and good files.
    """
    rng = random.Random(f"{seed}{suffix}")
    hostile = hostile_files(suffix) if hostile is None else hostile
    broken = {f"hostile-{name}{suffix}": make() for name, make in hostile.items()}
    for i in range(max(files - len(hostile), 0)):
        broken[f"mutant-{i:04d}{suffix}"] = mutate_file(suffix, i, rng)
    good = {
        f"{prefix}-good{suffix}": (make_good or MAKERS[suffix])(10_000 + i)
        for i, prefix in enumerate(_GOOD_PREFIXES)
    }
    for name, content in (broken | good).items():
        (folder / name).write_bytes(content)
    results, seconds = _load(folder, limits)
    counts = Counter(_classify(results[name]) for name in broken if name in results)
    slowest = max(seconds, key=lambda name: seconds[name])
    missing = [name for name in sorted(broken | good) if name not in results or not any(results[name])]
    missing += [name for name in good if name in results and not results[name][0]]
    return Outcome(
        format=suffix,
        files=len(broken),
        **{kind: counts[kind] for kind in _COUNTED},
        slowest_s=seconds[slowest],
        slowest=slowest,
        split_s=_split([document for documents, _ in results.values() for document in documents]),
        missing=tuple(missing),
    )


def _load(folder: Path, limits: SandboxLimits) -> tuple[dict[str, FileResult], dict[str, float]]:
    """Return what each file gives, and the seconds that it takes."""
    results: dict[str, FileResult] = {}
    seconds: dict[str, float] = {}
    last = time.monotonic()

    def note_file(
        path: Path, identifier: str, documents: Sequence[Document], skipped: Sequence[Skipped]
    ) -> None:
        nonlocal last
        now = time.monotonic()
        seconds[identifier], last = now - last, now
        results[identifier] = (documents, skipped)

    load_documents([folder], limits=limits, on_file_read=note_file)
    return results, seconds


def _split(documents: Sequence[Document]) -> float:
    """Split documents into passages, tokenise them, and return the seconds taken."""
    framework, started = load_framework(), time.monotonic()
    for document in documents:
        for passage in split_document(document, framework):
            content_stems(passage.text)
    return time.monotonic() - started


def _classify(result: FileResult) -> str:
    documents, skipped = result
    reasons = " ".join(s.reason for s in skipped)
    kind = next((kind for words, kind in _REASONS.items() if words in reasons), None)
    return kind or ("read" if documents else "damaged" if " is damaged" in reasons else "refused")
