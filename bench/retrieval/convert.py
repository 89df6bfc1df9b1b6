"""Convert a published test collection to a BEIR folder: SMART (CISI, Cranfield, MED), HotpotQA or MuSiQue.

The ids of the questions that docs/RESULTS.md reports on are in bench/retrieval/samples, for --ids.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.retrieval.multi_hop import EXAMPLE_PARSERS, read_multi_hop
from bench.retrieval.smart import read_smart
from bench.retrieval.source import SourceCollection, read_source
from corpus.errors import UserError


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "convert", help="convert a public test collection to a BEIR folder", description=__doc__
    )
    parser.add_argument("format", choices=("smart", *EXAMPLE_PARSERS), help="the form of the source")
    parser.add_argument(
        "source",
        type=Path,
        help="smart: the folder of the three files; otherwise the JSON or JSON Lines file",
    )
    parser.add_argument("out", type=Path, help="the folder to write; it must not exist yet")
    parser.add_argument(
        "--ids",
        type=Path,
        metavar="FILE",
        help="take only the questions with these ids, one a line (not for smart)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    collection = _read_collection(args.format, args.source, args.ids)
    empty = write_folder(collection, args.out)
    if empty:
        print(f"Left out {len(empty)} documents that have no text: {', '.join(empty)}.", file=sys.stderr)
    counts = {
        "documents": len(collection.documents) - len(empty),
        "questions": len(collection.questions),
        "judgements": len(collection.relevant),
    }
    print(json.dumps(counts))
    return 0


def _read_collection(form: str, source: Path, ids: Path | None) -> SourceCollection:
    if form != "smart":
        return read_multi_hop(source, form, read_source(ids).split() if ids else None)
    if ids:
        raise UserError(
            "--ids chooses questions of hotpotqa and musique, but a smart collection is always complete; "
            "leave --ids out."
        )
    return read_smart(source)


def write_folder(collection: SourceCollection, out: Path) -> list[str]:
    """Write corpus.jsonl, queries.jsonl and qrels/test.tsv, and return the ids of documents left out.

    A document without text is left out.

    Raises:
        UserError: the folder exists already or cannot be written.
    """
    corpus = [
        json.dumps({"_id": i, "title": title, "text": text})
        for i, (title, text) in collection.documents.items()
        if text
    ]
    queries = [json.dumps({"_id": i, "text": text}) for i, text in collection.questions.items()]
    judgements = [f"{question}\t{document}\t1" for question, document in collection.relevant]
    files = {
        "corpus.jsonl": corpus,
        "queries.jsonl": queries,
        "qrels/test.tsv": ["query-id\tcorpus-id\tscore", *judgements],
    }
    if out.exists():
        raise UserError(f"{out} exists already; name a folder that does not.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent) as temporary:
            new = Path(temporary, "new")
            (new / "qrels").mkdir(parents=True)
            for name, lines in files.items():
                text = "".join(f"{line}\n" for line in lines)
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            new.rename(out)
    except OSError as error:
        raise UserError(f"{out} cannot be written ({error.strerror}); name another folder.") from error
    return [i for i, (_, text) in collection.documents.items() if not text]
