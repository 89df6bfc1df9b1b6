"""The commands of the index: build, search, status, verify, rollback.

Data goes to stdout, progress to stderr. Exit codes: 0 ok, 1 a check failed, 2 a mistake of the user's.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from corpus.annotate.split import DEFAULT_OVERLAP_WORDS, DEFAULT_PASSAGE_WORDS
from corpus.errors import UserError
from corpus.ingest.load import keep_readable, load_documents
from corpus.library.excluded import read_excluded
from corpus.library.folder import default_roots, read_library, resolve_roots
from corpus.library.ingest_log import make_language_warning
from index.build.reuse import open_known_files
from index.build.run import build_index, compare_documents
from index.builds import directory
from index.records import Hit


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    args.index = args.index or args.data / "index"
    try:
        return int(args.run(args))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="Build the index and search it.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser(
        "build", help="index the starter corpus and your library, or the documents named"
    )
    _add_build_options(build)
    search = commands.add_parser("search", help="rank passages")
    _add_search_options(search)
    status = commands.add_parser("status", help="show what is indexed and whether it is up to date")
    status.add_argument("--json", action="store_true", help="one JSON object")
    status.set_defaults(run=_status)
    verify = commands.add_parser("verify", help="check checksums and quotations")
    verify.set_defaults(run=_verify)
    rollback = commands.add_parser("rollback", help="go back to the previous build; run again to return")
    rollback.set_defaults(run=_rollback)
    for command in (search, status, verify, rollback):
        command.add_argument(
            "--index", type=Path, metavar="DIR", help="the index folder (default DATA/index)"
        )
    for command in (build, search, status, verify, rollback):
        command.add_argument(
            "--data",
            type=Path,
            default=Path("data"),
            help="folder of library and index (default %(default)s)",
        )
    for command in (build, search, verify):
        command.add_argument(
            "--model", help="a sentence-transformers model, by name or folder (default: the bundled one)"
        )
    return parser


def _add_build_options(build: argparse.ArgumentParser) -> None:
    build.add_argument(
        "--documents",
        type=Path,
        action="append",
        metavar="DIR-or-FILE",
        help="what to index instead; may be repeated",
    )
    build.add_argument(
        "--out", dest="index", type=Path, metavar="DIR", help="the index folder (default DATA/index)"
    )
    build.add_argument(
        "--passage-words",
        type=int,
        default=DEFAULT_PASSAGE_WORDS,
        help="longest passage, in words (default %(default)s)",
    )
    build.add_argument(
        "--overlap-words",
        type=int,
        default=DEFAULT_OVERLAP_WORDS,
        help="words that neighbours share, in whole sentences (default %(default)s)",
    )
    build.set_defaults(run=_build)


def _add_search_options(search: argparse.ArgumentParser) -> None:
    search.add_argument("query", nargs="?", help="a question or words")
    search.add_argument(
        "--batch", type=Path, metavar="QUERIES.jsonl", help='lines {"_id", "text"} instead of one query'
    )
    search.add_argument("-k", type=int, default=10, help="hits (default %(default)s)")
    search.add_argument("--json", action="store_true", help="one JSON object a line")
    search.set_defaults(run=_search)


def _build(args: argparse.Namespace) -> int:
    # torch takes seconds to import: only where a model is needed
    from index.encode.encoder import BUNDLED_MODEL, SentenceEmbedder

    known = open_known_files(args.index)
    if args.documents:
        roots = {str(path.resolve()): path for path in args.documents}
        loaded = load_documents(roots.values(), known=known)
    else:
        roots = default_roots(args.data)
        loaded = read_library(args.data, known=known)
    embedder = SentenceEmbedder(args.model or BUNDLED_MODEL)
    with tqdm(total=100, unit="%", desc="Building", disable=None, bar_format="{desc} {bar} {n:.0f} %") as bar:

        def on_progress(step: str, done: float | None) -> None:
            bar.set_description_str(step.partition(":")[0])
            bar.update(max(0, (100 * done if done is not None else 100) - bar.n))

        summary = build_index(
            loaded,
            args.index,
            embedder,
            roots=list(roots),
            passage_words=args.passage_words,
            overlap_words=args.overlap_words,
            on_progress=on_progress,
        )
    notes = [f"Skipped {skipped['file']}: {skipped['reason']}" for skipped in summary.skipped]
    notes += [f"{document.id}: {note}" for document in loaded.documents for note in document.notes]
    if args.model is None and (warning := make_language_warning(loaded.documents, BUNDLED_MODEL)):
        notes.append(warning)
    record = asdict(summary)
    counts = ", ".join(f"{len(ids):,} {change}" for change, ids in record.pop("changes").items())
    print(*notes, f"Documents: {counts}.", sep="\n", file=sys.stderr)
    print(json.dumps(record, ensure_ascii=False))
    return 0


def _search(args: argparse.Namespace) -> int:
    from index.encode.encoder import BUNDLED_MODEL, SentenceEmbedder
    from index.store import PassageIndex

    if (args.query is None) == (args.batch is None):
        raise UserError("Search needs either a query or --batch with a file of queries.")
    if args.k < 1:
        raise UserError(f"-k must be at least 1, not {args.k}.")
    queries = _read_queries(args.batch) if args.batch else [("", args.query)]
    excluded = read_excluded(args.data) if args.index == args.data / "index" else ()
    index = PassageIndex(args.index, SentenceEmbedder(args.model or BUNDLED_MODEL)).excluding(excluded)
    for identifier, text in queries:
        hits = index.search(text, args.k)
        if args.batch or args.json:
            head = {"_id": identifier} if args.batch else {"query": text}
            print(json.dumps({**head, "hits": [_hit_record(hit) for hit in hits]}, ensure_ascii=False))
        else:
            print("\n\n".join(_format_hit(hit) for hit in hits))
    return 0


def _read_queries(path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # JSON may hold other line separators
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The queries {path} cannot be read ({error}); name a UTF-8 file.") from error
    queries = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                record = json.loads(line)
                queries.append((str(record["_id"]), str(record["text"])))
            except (ValueError, KeyError, TypeError) as error:
                raise UserError(
                    f"Line {number} of {path} is not a query ({line[:60]!r}); "
                    'each line must be {"_id": ..., "text": ...}.'
                ) from error
    return queries


def _hit_record(hit: Hit) -> dict[str, str | int | float]:
    p = hit.passage
    return {
        "document_id": p.document_id,
        "start": p.start,
        "end": p.end,
        "score": round(hit.score, 6),
        "text": p.text,
    }


def _format_hit(hit: Hit) -> str:
    return f"{hit.score:6.2f}  {hit.passage.id}\n        {' '.join(hit.passage.text.split())}"


def _status(args: argparse.Namespace) -> int:
    build = directory.current_build(args.index)
    if build is None:
        raise UserError(f"There is no index at {args.index}; run 'python -m index build --out {args.index}'.")
    manifest = directory.read_manifest(args.index, build)
    indexed = directory.open_documents(args.index, build)
    roots = [root for root in resolve_roots(manifest.roots, args.data) if root.exists()]
    loaded = keep_readable(load_documents(roots, known=open_known_files(args.index)), indexed.values())
    changes = compare_documents(indexed.values(), loaded.documents)
    record = {
        "build": build,
        "model": manifest.fingerprint["model"],
        "documents": manifest.documents,
        "tables": sum(document.table is not None for document in indexed.values()),
        "passages": manifest.passages,
        "sentences": manifest.sentences,
        "stale": bool(changes),
        **{key: list(ids) for key, ids in asdict(changes).items()},
        "skipped": list(manifest.skipped),
    }
    if args.json:
        print(json.dumps(record, ensure_ascii=False))
    else:
        for key, value in record.items():
            print(f"{key:10s} {', '.join(map(str, value)) or '-' if isinstance(value, list) else value}")
    return 0


def _rollback(args: argparse.Namespace) -> int:
    before = directory.current_build(args.index)
    after = directory.roll_back(args.index)
    print(f"Rolled back from build {before} to {after}; run 'python -m index rollback' again to return.")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from index.encode.encoder import BUNDLED_MODEL, SentenceEmbedder
    from index.store import PassageIndex

    build = directory.current_build(args.index)
    damaged = directory.damaged_files(args.index, directory.read_manifest(args.index, build)) if build else []
    if damaged:
        print(
            f"Build {build} is damaged: {', '.join(damaged)}. Run 'python -m index build --out {args.index}'."
        )
        return 1
    index = PassageIndex(args.index, SentenceEmbedder(args.model or BUNDLED_MODEL))
    problems = index.find_problems()
    files, passages = len(index.manifest.files), len(index.passages)
    print("\n".join(problems) or f"Build {build} is intact: {files} files and {passages} passages checked.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
