"""How building and asking grow with the corpus: the starter corpus multiplied and perturbed, from a thousand passages to a million.

Each size is built in one process and served in another (`bench.growth.one_size`). Vectors are synthetic, sums of random vectors of the text's stems: the encoder's time
is the same for every passage and would hide all else. Questions are sentences of the corpus without some of their words; their encoding, too, is left out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.growth.curves import Curve, draw_curves
from corpus.errors import UserError

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_GROWING = {
    "build_s": "Build, seconds",
    "build_peak_gb": "Memory of the build, GB",
    "disk_gb": "Index on disk, GB",
    "query_p50_ms": "A search, ms, p50",
    "query_p95_ms": "A search, ms, p95",
    "cell_p50_ms": "A side under an aspect, ms, p50",
    "new_answer_p50_ms": "A whole answer, ms, p50",
    "answer_p50_ms": "The same answer again, ms, p50",
    "serving_anonymous_gb": "Anonymous memory serving, GB",
}
_ROOT = Path(__file__).parents[2]


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
        help="where the indexes are made, ten gigabytes for a million passages, and kept for the next time",
    )
    parser.add_argument(
        "--plot",
        type=Path,
        default=_ROOT / "bench" / "growth" / "growth.svg",
        help="where to draw it (default bench/growth/growth.svg)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder, sizes = args.folder or Path(temporary), sorted(args.sizes)
        built = [_built(folder, size) for size in sizes]
        served = [
            _work("serve", folder / str(size), size) for size in sizes
        ]  # one after the other, lest the machine be busier for some than for others
    rows = [b | s for b, s in zip(built, served, strict=True)]
    exponents = (
        {name: exponent([r["passages"] for r in rows], [r[name] for r in rows]) for name in _GROWING}
        if len(rows) > 1
        else {}
    )
    if exponents:
        curves = [
            Curve(title, [(r["passages"], r[name]) for r in rows], exponents[name])
            for name, title in _GROWING.items()
        ]
        args.plot.write_text(draw_curves(curves), encoding="utf-8")
    names = list(rows[0])
    print(
        "\n".join(
            f"{name:22s}"
            + "".join(f"{row[name]:14,.3f}" for row in rows)
            + (f"   ^ {exponents[name]:.2f}" if name in exponents else "")
            for name in names
        )
    )
    print(json.dumps({"rows": rows, "exponents": exponents}))
    return 0


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The b of values = a * sizes ** b, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def _built(folder: Path, size: int) -> dict[str, float]:
    """The figures of a build, made now unless it is kept from before."""
    kept = folder / f"{size}.json"
    if not kept.is_file():
        figures = _work("build", folder / str(size), size)
        kept.write_text(json.dumps(figures), encoding="utf-8")
        print(f"Built {size:,} passages in {figures['build_s']:,.0f} s", file=sys.stderr, flush=True)
    record: dict[str, float] = json.loads(kept.read_text(encoding="utf-8"))
    return record


def _work(what: str, folder: Path, passages: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.growth.one_size", what, str(folder), str(passages)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise UserError(f"The {what} of {passages:,} passages failed: {done.stderr.strip()[-300:]}")
    record: dict[str, float] = json.loads(done.stdout)
    return record
