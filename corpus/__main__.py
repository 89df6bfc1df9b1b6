"""The commands of the library: add, list, remove, fetch. What is added is asked of only after `python -m index build`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import CorpusError, UserError
from corpus.library import add_file, fetch_url, library_folder, list_files, remove_file


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m corpus", description="Your own documents beside the starter corpus.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser("add", help="copy files, or download addresses, into the library")
    add.add_argument("items", nargs="+", metavar="FILE-or-URL")
    add.set_defaults(run=_add)
    listing = commands.add_parser("list", help="show the library")
    listing.set_defaults(run=_list)
    remove = commands.add_parser("remove", help="delete files from the library")
    remove.add_argument("items", nargs="+", metavar="NAME")
    remove.set_defaults(run=_remove)
    fetch = commands.add_parser("fetch", help="download web addresses into the library")
    fetch.add_argument("items", nargs="+", metavar="URL")
    fetch.set_defaults(run=_add)
    for command in (add, listing, remove, fetch):
        command.add_argument("--data", type=Path, default=Path("data"), help="folder of library and index (default %(default)s)")
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2


def _add(args: argparse.Namespace) -> int:
    library = library_folder(args.data)
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
    library = library_folder(args.data)
    for path in list_files(library):
        print(f"{path.stat().st_size:>10,d}  {path.relative_to(library).as_posix()}")
    return 0


def _remove(args: argparse.Namespace) -> int:
    library = library_folder(args.data)
    for item in args.items:
        remove_file(library, item)
        print(f"Removed {item}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
