"""The commands of the library: add, list, remove, fetch. What is added is asked of only after `python -m index build`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import CorpusError, UserError
from corpus.library.download_log import Ledger, State
from corpus.library.fetch import choose, fetch, is_there
from corpus.library.folder import add_file, fetch_url, list_files, make_library_folder, remove_file
from corpus.library.ingest_log import MULTILINGUAL_MODEL, Readings, describe
from corpus.starter.reading_list import Entry, read_reading_list


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m corpus", description="Your own documents beside the starter corpus."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser("add", help="copy files, or download addresses, into the library")
    add.add_argument("items", nargs="+", metavar="FILE-or-URL")
    add.set_defaults(run=_add)
    listing = commands.add_parser("list", help="show the library")
    listing.set_defaults(run=_list)
    remove = commands.add_parser("remove", help="delete files from the library")
    remove.add_argument("items", nargs="+", metavar="NAME")
    remove.set_defaults(run=_remove)
    fetching = commands.add_parser(
        "fetch", help="download the reading list, or the entries and addresses named, into the library"
    )
    fetching.add_argument("items", nargs="*", metavar="URL-or-ENTRY-ID")
    fetching.add_argument(
        "--list",
        action="store_true",
        help="show the reading list and what is there of it; nothing is downloaded",
    )
    fetching.set_defaults(run=_fetch)
    for command in (add, listing, remove, fetching):
        command.add_argument(
            "--data",
            type=Path,
            default=Path("data"),
            help="folder of library and index (default %(default)s)",
        )
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped; run the command again to go on.", file=sys.stderr)
        return 1


def _add(args: argparse.Namespace) -> int:
    library = make_library_folder(args.data)
    failed = 0
    for item in args.items:
        try:
            print(fetch_url(library, item) if "://" in item else add_file(library, Path(item)))
        except CorpusError as error:
            failed += 1
            print(error, file=sys.stderr)
    if failed < len(args.items):
        print("Run 'python -m index build' to ask about them.", file=sys.stderr)
    return 2 if failed else 0


def _list(args: argparse.Namespace) -> int:
    library, readings = make_library_folder(args.data), Readings(args.data)
    read = {
        path.relative_to(library).as_posix(): (path, readings.get(path.relative_to(library).as_posix(), path))
        for path in list_files(library)
    }
    for name, (path, reading) in read.items():
        print(f"{path.stat().st_size:>10,d}  {name}: {describe(reading)}")
    if any(reading and reading.language not in (None, "en") for _, reading in read.values()):
        print(
            f"Documents in other languages than English are found by words, not by meaning, unless you build with --model {MULTILINGUAL_MODEL}.",
            file=sys.stderr,
        )
    return 0


def _remove(args: argparse.Namespace) -> int:
    library = make_library_folder(args.data)
    for item in args.items:
        remove_file(library, item)
        print(f"Removed {item}.")
    return 0


def _fetch(args: argparse.Namespace) -> int:
    entries, library = read_reading_list(), make_library_folder(args.data)
    if args.list:
        ledger = Ledger(args.data)
        print("\n".join(_entry_line(entry, library, ledger) for entry in entries))
        return 0
    fetched = fetch(library, choose(args.items, entries), progress=True)
    print(f"{len(fetched.files)} fetched, {len(fetched.there)} already there, {len(fetched.failed)} failed")
    for key, reason in fetched.failed:
        print(f"  {reason}" if key in reason else f"  {key}: {reason}")
    if fetched.files:
        print("Run 'python -m index build' to ask about them.", file=sys.stderr)
    return 1 if fetched.failed else 0


def _entry_line(entry: Entry, library: Path, ledger: Ledger) -> str:
    past = ledger.get(entry.id)
    if is_there(library, ledger, entry.id, entry.id):
        state = "there"
    elif entry.url is None:
        state = "no address"
    elif past and past.state is not State.FETCHED:
        state = past.state.value
    else:
        state = "not fetched"
    work = f"{entry.id:<30} {state:<12} {entry.author or entry.publisher} ({entry.year or 'n.d.'}). {entry.title}"
    return f"{work}\n    {past.reason}" if past and state == "failed" else work


if __name__ == "__main__":
    sys.exit(main())
