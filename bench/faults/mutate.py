"""Broken files of every format, read beside good ones: nothing may crash, hang or go missing. `python -m bench.faults.mutate --files 500`.

For each format, good files are made and then broken by a seeded generator: bits flipped, pieces cut, doubled, zeroed or exchanged, parts of packages altered
and packed again, files under a wrong suffix, and a list of hand-made horrors (ZIP bombs, deep nesting, a line of 10 MB, page trees that bite their tail). All
are loaded as a build loads them, cut into passages and read word by word. A broken file must give a document or a reason, a good one must be read. It needs
the extra `dev`.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.faults.hostile_files import horrors
from bench.faults.sample_files import MAKERS, made, packed, unpacked
from corpus.annotate.split import split_document
from corpus.framework import load_framework
from corpus.ingest.load import load_documents
from corpus.ingest.read_file import Skipped
from corpus.ingest.sandbox import SandboxLimits
from corpus.records import Document
from corpus.text.tokens import content_stems

GOOD = 3  # good files beside the broken ones of each format


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the broken files of one format; seconds for the slowest file, to its reading and to its cutting into passages."""

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


def broken(content: bytes, rng: random.Random) -> bytes:
    """The content with one kind of damage."""
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


def mutated(suffix: str, number: int, rng: random.Random) -> bytes:
    """One broken file: of its own format, packed again after damage inside, or of another format under this suffix."""
    if rng.random() < 0.05:
        return made(rng.choice([s for s in MAKERS if s != suffix]), number % 4)
    content = MAKERS[suffix](number) if suffix == ".jsonl" else made(suffix, number % 4)
    if content.startswith(b"PK") and rng.random() < 0.6:
        parts = unpacked(content)
        for name in rng.sample(sorted(parts), min(len(parts), rng.choice((1, 1, 3)))):
            if rng.random() < 0.15:
                del parts[name]
            elif parts[name]:
                parts[name] = broken(parts[name], rng)
        return packed(parts)
    while True:
        damaged = content
        for _ in range(rng.choice((1, 1, 1, 3))):
            damaged = broken(damaged, rng) or content[:1]
        # Equal ids are refused for the whole of a build, on purpose: not what is tried here.
        if (
            suffix != ".jsonl"
            or max(Counter(re.findall(rb'"_id": "[^"]*"', damaged)).values(), default=0) < 2
        ):
            return damaged


def measure(suffix: str, files: int, seed: int, limits: SandboxLimits, folder: Path) -> Outcome:
    """Break so many files of a format (or all horrors, if they are more) and read them beside good ones."""
    rng = random.Random(f"{seed}{suffix}")
    worst = horrors(suffix)
    contents = {f"horror-{name}{suffix}": make() for name, make in worst.items()}
    contents |= {
        f"mutant-{i:04d}{suffix}": mutated(suffix, i, rng) for i in range(max(files - len(worst), 0))
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    for i in range(GOOD):
        (folder / f"{'amz'[i]}-good{suffix}").write_bytes(MAKERS[suffix](10_000 + i))
    spent: dict[str, float] = {}
    found: dict[str, tuple[Sequence[Document], Sequence[Skipped]]] = {}
    last = time.monotonic()

    def note_file(
        path: Path, identifier: str, documents: Sequence[Document], skipped: Sequence[Skipped]
    ) -> None:
        nonlocal last
        spent[identifier], last = time.monotonic() - last, time.monotonic()
        found[identifier] = (documents, skipped)

    load_documents([folder], limits=limits, on_file_read=note_file)
    framework, began = load_framework(), time.monotonic()
    for documents, _ in found.values():
        for document in documents:
            for passage in split_document(document, framework):
                content_stems(passage.text)
    split_s = time.monotonic() - began
    missing = [
        name
        for name in sorted({p.name for p in folder.iterdir()})
        if name not in found or not any(found[name])
    ]
    missing += [name for name in found if "-good" in name and not found[name][0]]
    reasons = Counter(_kind(found[name]) for name in contents if name in found)
    slowest = max(spent, key=lambda name: spent[name])
    kinds = {kind: reasons[kind] for kind in ("read", "refused", "damaged", "stopped", "late", "memory")}
    return Outcome(
        suffix,
        len(contents),
        **kinds,
        slowest_s=spent[slowest],
        slowest=slowest,
        split_s=split_s,
        missing=tuple(missing),
    )


def _kind(found: tuple[Sequence[Document], Sequence[Skipped]]) -> str:
    documents, skipped = found
    said = " ".join(s.reason for s in skipped)
    told = {"takes longer than": "late", "crashed its reader": "stopped", "of memory to be read": "memory"}
    kind = next((kind for words, kind in told.items() if words in said), None)
    return kind or ("read" if documents else "damaged" if " is damaged" in said else "refused")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.faults.mutate",
        description="Read broken files of every format beside good ones.",
    )
    parser.add_argument(
        "--files", type=int, default=500, help="broken files of each format (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--seconds",
        type=float,
        default=SandboxLimits().seconds,
        help="limit for one file (default %(default)s)",
    )
    parser.add_argument("--formats", nargs="*", default=list(MAKERS), metavar="SUFFIX")
    args = parser.parse_args(argv)
    outcomes: list[Any] = []
    print(
        f"{'format':8s}{'files':>6s}{'read':>6s}{'refused':>8s}{'damaged':>8s}{'stopped':>8s}{'late':>5s}{'memory':>7s}{'slowest':>9s}  {'split':>6s}  missing"
    )
    for suffix in args.formats:
        with tempfile.TemporaryDirectory() as folder:
            o = measure(suffix, args.files, args.seed, SandboxLimits(seconds=args.seconds), Path(folder))
        outcomes.append(asdict(o))
        counts = f"{o.format:8s}{o.files:6d}{o.read:6d}{o.refused:8d}{o.damaged:8d}{o.stopped:8d}{o.late:5d}{o.memory:7d}{o.slowest_s:8.1f}s {o.split_s:6.1f}s"
        print(f"{counts}  {', '.join(o.missing) or '-'}   ({o.slowest})", flush=True)
    print(json.dumps({"seed": args.seed, "seconds": args.seconds, "outcomes": outcomes}))
    return 1 if any(o["missing"] for o in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
