"""All measurements, one command each; without a command, time answers from the starter corpus.

Each prints a table and then one JSON line. Times are given as ratios within one run where they can be, so
that they compare between machines. Some commands need the extra `dev`; `page` and `screenshots` also need a
Chromium, which `python tests/browser/chromium.py` downloads.
"""

import argparse
import sys
from collections.abc import Sequence

from bench import screenshots
from bench.answers import examples, latency, numbers, scoring
from bench.faults import kill_and_flip, mutate
from bench.fit import command as fit
from bench.fit import salience
from bench.growth import rebuild, sizes
from bench.load import crowd
from bench.retrieval import convert, evaluate
from bench.speed import compare, page_latency
from corpus.errors import UserError

_COMMANDS = (
    scoring,
    numbers,
    examples,
    fit,
    salience,
    evaluate,
    convert,
    compare,
    page_latency,
    rebuild,
    sizes,
    crowd,
    kill_and_flip,
    mutate,
    screenshots,
)


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except UserError as error:
        print(error, file=sys.stderr)
    except ModuleNotFoundError as error:
        print(
            f"{error.name} is not installed; run 'pip install -c constraints.txt -e .[dev]'.", file=sys.stderr
        )
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(run=latency.run)
    commands = parser.add_subparsers(metavar="COMMAND")
    for module in _COMMANDS:
        module.add_command(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
