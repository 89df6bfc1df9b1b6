"""Compare speed with LangChain (FAISS), LlamaIndex and txtai at their defaults, and with the machine.

All have the same model and texts. A build is timed from texts in memory to an index on disk. Only characters
that the model reads count, each once; what a chunk holds beyond the model's last token does not. Systems take
turns, each in a subprocess, and medians are reported. Not on Windows, which has no `resource` module.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.report import Row, format_table
from bench.retrieval.evaluate import OURS
from bench.retrieval.peers.environment import PEERS, make_environment
from bench.server import PROJECT
from bench.speed.bars import Panel, draw_bars
from bench.speed.rounds import measure_encoders, time_builds, time_queries, time_starts
from bench.speed.systems import ANSWER, FLOAT32, ONE_THREAD, Timings, list_systems
from bench.speed.texts import write_texts
from bench.timing import quantile
from corpus.errors import UserError

_PLOTTED = ("build, characters/s", "query p50, ms", "start to first hit, s", "asking, MB")


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "speed", help="compare speed with other libraries and with the machine", description=__doc__
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
        default=PROJECT / "bench" / "speed" / "speed.svg",
        help="where to draw the bars (default bench/speed/speed.svg)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    if args.characters < 1 or args.rounds < 1:
        raise UserError(
            f"{args.characters} characters in {args.rounds} rounds measure nothing; give 1 or more of each."
        )
    record = measure_speed(args.characters, args.rounds, args.data)
    print(format_table(record["rows"]))
    print()
    print("\n".join(f"{name:62}  {value}" for name, value in record["targets"].items()))
    args.plot.write_text(draw_bars(_panels(record["rows"])), encoding="utf-8")
    print(json.dumps(record))
    return 0


def measure_speed(characters: int, rounds: int, data: Path) -> dict[str, Any]:
    """Time builds, questions and starts; `data` holds the peers' environment, which is made if absent."""
    builders, one_thread = list_systems(str(make_environment(data / "bench-peers").absolute()))
    systems = [*builders, *one_thread]
    timings = {name: Timings() for name in (*(s.name for s in systems), ANSWER)}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        written = write_texts(folder / "texts.jsonl", characters)
        time_builds(builders, timings, folder, rounds)
        time_queries(systems, timings, folder, rounds)
        starts = time_starts(folder / "data", rounds)
    encoder = measure_encoders()
    return {
        "rows": _rows(timings),
        "characters": written,
        "rounds": rounds,
        "targets": _targets(timings, starts, encoder),
        "encoder": encoder,
        "start": starts,
        "load before": round(os.getloadavg()[0], 1),
        "cores": os.cpu_count(),
    }


def _rows(timings: Mapping[str, Timings]) -> list[dict[str, str | int | float]]:
    """Return a row for each system, with an empty string for what was not measured of it."""
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
    timings: Mapping[str, Timings], starts: Mapping[str, float], encoder: Mapping[str, Mapping[str, Any]]
) -> dict[str, float]:
    """Return ratios, in which the units of this machine cancel."""
    best_rate = max(median(timings[peer].build_rate) for peer in PEERS)
    peer_query = min(
        quantile(timings[peer + threads].query, 0.5) for peer in PEERS for threads in ("", ONE_THREAD)
    )
    ratios = {
        "build, ours / best peer": median(timings[OURS].build_rate) / best_rate,
        "build, ours in float32 / best peer": median(timings[FLOAT32].build_rate) / best_rate,
        **{
            f"encoder / matrix product, {name.replace('native', measured['arithmetic'])}": measured["part"]
            for name, measured in encoder.items()
        },
        "a search of ours / fastest peer's, p50": quantile(timings[OURS].query, 0.5) / peer_query,
        "a whole answer of ours / fastest peer's search, p50": (
            quantile(timings[ANSWER].query, 0.5) / peer_query
        ),
        "start to page / imports of torch, sentence-transformers, gradio": (
            starts["page_s"] / starts["imports_s"]
        ),
        "start to first answer / the same imports": starts["first_answer_s"] / starts["imports_s"],
    }
    return {name: round(ratio, 3 if name.startswith("encoder") else 2) for name, ratio in ratios.items()}


def _panels(rows: Sequence[Row]) -> list[Panel]:
    return [
        Panel(column, [(str(row["system"]), float(row[column])) for row in rows if row[column] != ""])
        for column in _PLOTTED
    ]
