"""The commands of the library, add, list, remove, fetch, and the facts of the starter corpus.

They change files only; answers use them after `python -m index build`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import CorpusError, UserError
from corpus.framework import load_framework
from corpus.library.download_log import DownloadLog, DownloadState
from corpus.library.fetch import fetch
from corpus.library.fetch_targets import FetchTarget, choose_targets, is_fetched
from corpus.library.folder import add_file, fetch_url, list_files, make_library_folder, remove_file
from corpus.library.ingest_log import MULTILINGUAL_MODEL, IngestLog, describe_record
from corpus.starter.facts import list_facts
from corpus.starter.reading_list import Entry, read_reading_list


def main(argv: Sequence[str] | None = None) -> int:
    args = _make_parser().parse_args(argv)
    try:
        return int(args.run(args))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped; run the command again to resume.", file=sys.stderr)
        return 1


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m corpus", description="Your own documents, next to the starter corpus."
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
        help="show the reading list and which of it the library has; download nothing",
    )
    fetching.set_defaults(run=_fetch)
    facts = commands.add_parser(
        "facts", help="print the facts of the starter corpus with their sources and checks, a JSON line each"
    )
    facts.set_defaults(run=_print_facts)
    for command in (add, listing, remove, fetching):
        command.add_argument(
            "--data",
            type=Path,
            default=Path("data"),
            help="folder of library and index (default %(default)s)",
        )
    return parser


def _print_facts(args: argparse.Namespace) -> int:
    for fact in list_facts(load_framework()):
        print(json.dumps(fact, ensure_ascii=False))
    return 0


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
    library, log = make_library_folder(args.data), IngestLog(args.data)
    has_foreign = False
    for path in list_files(library):
        name = path.relative_to(library).as_posix()
        record = log.get(name, path)
        print(f"{path.stat().st_size:>10,d}  {name}: {describe_record(record)}")
        has_foreign |= record is not None and record.language not in (None, "en")
    if has_foreign:
        print(
            "Documents in other languages than English are found mostly by keywords, "
            f"unless you build with --model {MULTILINGUAL_MODEL}.",
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
        log = DownloadLog(args.data)
        print("\n".join(_describe_entry(entry, library, log) for entry in entries))
        return 0
    report = fetch(library, choose_targets(args.items, entries), progress=True)
    print(f"{len(report.files)} fetched, {len(report.present)} already there, {len(report.failed)} failed")
    for key, reason in report.failed:
        print(f"  {reason}" if key in reason else f"  {key}: {reason}")
    if report.files:
        print("Run 'python -m index build' to ask about them.", file=sys.stderr)
    return 1 if report.failed else 0


def _describe_entry(entry: Entry, library: Path, log: DownloadLog) -> str:
    record = log.get(entry.id)
    if is_fetched(library, log, FetchTarget(key=entry.id, url=entry.url or "", stem=entry.id)):
        state = "there"
    elif entry.url is None:
        state = "no address"
    elif record and record.state is not DownloadState.FETCHED:
        state = record.state.value
    else:
        state = "not fetched"
    creator = entry.author or entry.publisher
    line = f"{entry.id:<30} {state:<12} {creator} ({entry.year or 'n.d.'}). {entry.title}"
    return f"{line}\n    {record.reason}" if record and state == "failed" else line


if __name__ == "__main__":
    sys.exit(main())
