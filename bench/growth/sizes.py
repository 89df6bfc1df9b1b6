"""Measure how building and asking grow, from a thousand passages to a million.

The corpus is the starter corpus, repeated with words replaced. Each size is built in one subprocess and
served in another. Vectors are synthetic, because the encoder takes the same time for every passage and would
hide everything else. Questions are sentences of the corpus without some of their words; encoding them is not
measured either.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bench.growth.curves import Curve, draw_curves
from bench.server import PROJECT
from corpus.errors import UserError

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_GROWING = {
    "build_s": "Build, seconds",
    "build_peak_gb": "Memory of the build, GB",
    "disk_gb": "Index on disk, GB",
    "query_p50_ms": "A search, ms, p50",
    "query_p95_ms": "A search, ms, p95",
    "evidence_p50_ms": "Evidence of a question, ms, p50",
    "new_answer_p50_ms": "A whole answer, ms, p50",
    "answer_p50_ms": "The same answer again, ms, p50",
    "serving_anonymous_gb": "Anonymous memory serving, GB",
}

Figures = dict[str, float]


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "growth",
        help="measure building and asking from a thousand passages to a million",
        description=__doc__,
    )
    parser.add_argument(
        "--sizes", nargs="+", type=int, default=list(SIZES), metavar="PASSAGES", help="default: %(default)s"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help="keep the indexes here and reuse them (a million passages take ten gigabytes); "
        "by default they are temporary",
    )
    parser.add_argument(
        "--plot",
        type=Path,
        default=PROJECT / "bench" / "growth" / "growth.svg",
        help="where to draw the curves (default bench/growth/growth.svg)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as temporary:
        rows = _measure_sizes(sorted(args.sizes), args.folder or Path(temporary))
    exponents: Figures = {}
    if len(rows) > 1:
        sizes = [row["passages"] for row in rows]
        exponents = {name: fit_exponent(sizes, [row[name] for row in rows]) for name in _GROWING}
        args.plot.write_text(_draw(rows, exponents), encoding="utf-8")
    print(_format_sizes(rows, exponents))
    print(json.dumps({"rows": rows, "exponents": exponents}))
    return 0


def fit_exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the b of values = a * sizes ** b, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def _measure_sizes(sizes: Sequence[int], folder: Path) -> list[Figures]:
    built = [_build_or_reuse(folder, size) for size in sizes]
    # All are served after all are built, so that the machine is equally busy for each.
    served = [_run_one_size("serve", folder / str(size), size) for size in sizes]
    return [b | s for b, s in zip(built, served, strict=True)]


def _build_or_reuse(folder: Path, size: int) -> Figures:
    """Return the figures of a build, which is made unless the folder has it."""
    path = folder / f"{size}.json"
    if not path.is_file():
        figures = _run_one_size("build", folder / str(size), size)
        path.write_text(json.dumps(figures), encoding="utf-8")
        print(f"Built {size:,} passages in {figures['build_s']:,.0f} s", file=sys.stderr, flush=True)
    record: Figures = json.loads(path.read_text(encoding="utf-8"))
    return record


def _run_one_size(task: str, folder: Path, passages: int) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "bench.growth.one_size", task, str(folder), str(passages)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise UserError(f"The {task} of {passages:,} passages failed: {done.stderr.strip()[-300:]}")
    record: Figures = json.loads(done.stdout)
    return record


def _draw(rows: Sequence[Figures], exponents: Figures) -> str:
    return draw_curves(
        [
            Curve(title, [(row["passages"], row[name]) for row in rows], exponents[name])
            for name, title in _GROWING.items()
        ]
    )


def _format_sizes(rows: Sequence[Figures], exponents: Mapping[str, float]) -> str:
    """Return a line for each figure, a column for each size, and the exponent of the figures that grow."""
    lines = []
    for name in rows[0]:
        columns = "".join(f"{row[name]:14,.3f}" for row in rows)
        exponent = f"   ^ {exponents[name]:.2f}" if name in exponents else ""
        lines.append(f"{name:22s}{columns}{exponent}")
    return "\n".join(lines)
