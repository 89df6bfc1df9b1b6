"""Public test collections become BEIR folders: SMART (CISI, Cranfield), HotpotQA and MuSiQue, as their publishers give them.

Of HotpotQA and MuSiQue the documents are the paragraphs of all the questions taken, pooled, and the relevant ones those that support a question.
`bench/retrieval/samples` names the questions that RESULTS.md is about.
"""

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, TypeAlias

from corpus.errors import CorpusError, UserError
from corpus.readers.text import decode_file

Paragraphs: TypeAlias = list[tuple[str, str, bool]]  # title, text, does it support the question

_FIELD = re.compile(r"\.([A-Z])\s*$")
_RECORD = re.compile(r"\.I\s+(\d+)\s*$")


@dataclass(frozen=True, slots=True)
class Judged:
    """Documents (id to title and text), questions (id to text) and pairs of question and relevant document, each in the order read."""

    documents: dict[str, tuple[str, str]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    relevant: dict[tuple[str, str], None] = field(default_factory=dict)


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "convert", help="make a BEIR folder of a public collection", description=__doc__
    )
    parser.add_argument("format", choices=("smart", *_QUESTION_READERS), help="the form of the source")
    parser.add_argument(
        "source",
        type=Path,
        help="smart: the folder of the three files; otherwise the JSON or JSON Lines file",
    )
    parser.add_argument("out", type=Path, help="the folder to write; it must not be there yet")
    parser.add_argument(
        "--ids",
        type=Path,
        metavar="FILE",
        help="take only the questions with these ids, one a line (not for smart)",
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    if args.format == "smart":
        if args.ids:
            raise UserError(
                "--ids chooses questions of hotpotqa and musique; a smart collection is taken whole, leave --ids out."
            )
        judged = read_smart(args.source)
    else:
        judged = read_questions(args.source, args.format, _read(args.ids).split() if args.ids else None)
    empty = write_folder(judged, args.out)
    if empty:
        print(f"Left out {len(empty)} documents that have no text: {', '.join(empty)}.", file=sys.stderr)
    print(
        json.dumps(
            {
                "documents": len(judged.documents) - len(empty),
                "questions": len(judged.questions),
                "judgements": len(judged.relevant),
            }
        )
    )
    return 0


def read_smart(folder: Path) -> Judged:
    """Read the documents (`*.all*`), questions (`*.qry`) and judgements (`*.rel` or `*qrel`) of a folder; titles are .T, texts .W.

    Judgements name a question by its position: Cranfield's own numbers have gaps, and its judgements do not use them. A judgement of -1 means
    "of no interest" (https://ir-datasets.com/cranfield.html); any other is relevant.

    Raises:
        UserError: one of the three files is not there or is there twice, or it cannot be read.
    """
    documents = {
        number: (record.get("T", ""), record.get("W") or record.get("T", ""))
        for number, record in _smart_records(_only_file(folder, "*.all*"))
    }
    questions = [
        f"{record.get('T', '')} {record.get('W', '')}".strip()
        for _, record in _smart_records(_only_file(folder, "*.qry"))
    ]
    relevant: dict[tuple[str, str], None] = {}
    path = _only_file(folder, "*rel")
    for line in filter(str.strip, _read(path).split("\n")):
        columns = line.split()
        if len(columns) < 3:
            raise UserError(
                f"{path} has a judgement of {len(columns)} columns ({line[:60]!r}); each needs question, document and degree."
            )
        if columns[2] != "-1":
            relevant[columns[0], columns[1]] = None
    return Judged(documents, {str(i): text for i, text in enumerate(questions, start=1)}, relevant)


def _smart_records(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Number and fields of each record, white space collapsed; a field that comes twice goes on where it stopped."""
    number, fields, lines = "", dict[str, list[str]](), list[str]()
    for line in _read(path).split("\n"):
        if start := _RECORD.match(line):
            if number:
                yield number, {name: " ".join(" ".join(text).split()) for name, text in fields.items()}
            number, fields, lines = start[1], {}, []
        elif mark := _FIELD.match(line):
            lines = fields.setdefault(mark[1], [])
        else:
            lines.append(line)
    if not number:
        raise UserError(f"{path} has no record; in SMART form each begins with a line like '.I 1'.")
    yield number, {name: " ".join(" ".join(text).split()) for name, text in fields.items()}


def _only_file(folder: Path, pattern: str) -> Path:
    found = [p for p in sorted(folder.glob("*")) if fnmatch(p.name.lower(), pattern)]
    if len(found) != 1:
        raise UserError(
            f"{folder} has {len(found)} files called {pattern}, not one; a SMART folder holds *.all*, *.qry and *.rel or *qrel."
        )
    return found[0]


def read_questions(path: Path, form: str, ids: list[str] | None = None) -> Judged:
    """Pool the paragraphs of a file of questions, of all or of those with the ids given; equal paragraphs are one document.

    Raises:
        UserError: the file is not in the form it is published in, or an id is not in it.
    """
    judged, numbers = Judged(), dict[tuple[str, str], str]()
    wanted = None if ids is None else set(ids)
    for record in _json_records(path):
        try:
            identifier, text, paragraphs = _QUESTION_READERS[form](record)
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(
                f"A question of {path} is not in the form of {form} ({str(record)[:60]}: {error!r}); take the file as published."
            ) from error
        if wanted is not None and identifier not in wanted:
            continue
        judged.questions[identifier] = text
        for title, body, supports in paragraphs:
            number = numbers.setdefault((title, body), str(len(numbers)))
            judged.documents[number] = (title, body)
            if supports:
                judged.relevant[identifier, number] = None
    missing = sorted((wanted or set()) - judged.questions.keys())
    if missing:
        raise UserError(
            f"{path} lacks {len(missing)} of the {len(wanted or ())} questions asked for, the first is {missing[0]!r}; take the file they are of."
        )
    return judged


def _hotpotqa(record: dict[str, Any]) -> tuple[str, str, Paragraphs]:
    gold = {title for title, _ in record["supporting_facts"]}
    return (
        record["_id"],
        record["question"],
        [
            (title, " ".join(s.strip() for s in sentences), title in gold)
            for title, sentences in record["context"]
        ],
    )


def _musique(record: dict[str, Any]) -> tuple[str, str, Paragraphs]:
    return (
        record["id"],
        record["question"],
        [(p["title"], p["paragraph_text"], p["is_supporting"]) for p in record["paragraphs"]],
    )


_QUESTION_READERS: dict[str, Callable[[dict[str, Any]], tuple[str, str, Paragraphs]]] = {
    "hotpotqa": _hotpotqa,
    "musique": _musique,
}


def _json_records(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON list, or of JSON Lines."""
    text = _read(path)
    try:
        records = (
            json.loads(text)
            if text.lstrip().startswith("[")
            else [json.loads(line) for line in text.split("\n") if line.strip()]
        )
    except ValueError as error:
        raise UserError(
            f"{path} is neither a JSON list nor JSON Lines ({error}); take the file as published."
        ) from error
    return list(records)


def write_folder(judged: Judged, out: Path) -> list[str]:
    """Write corpus.jsonl, queries.jsonl and qrels/test.tsv; give the ids of the documents without text, which are left out.

    Raises:
        UserError: the folder is there already or cannot be written.
    """
    corpus = [
        json.dumps({"_id": i, "title": title, "text": text})
        for i, (title, text) in judged.documents.items()
        if text
    ]
    queries = [json.dumps({"_id": i, "text": text}) for i, text in judged.questions.items()]
    qrels = [
        "query-id\tcorpus-id\tscore",
        *(f"{question}\t{document}\t1" for question, document in judged.relevant),
    ]
    if out.exists():
        raise UserError(f"{out} is there already; name a folder that is not.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent) as temporary:
            new = Path(temporary, "new")
            (new / "qrels").mkdir(parents=True)
            for name, lines in (
                ("corpus.jsonl", corpus),
                ("queries.jsonl", queries),
                ("qrels/test.tsv", qrels),
            ):
                (new / name).write_text(
                    "".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n"
                )
            new.rename(out)
    except OSError as error:
        raise UserError(f"{out} cannot be written ({error.strerror}); name another folder.") from error
    return [i for i, (_, text) in judged.documents.items() if not text]


def _read(path: Path) -> str:
    try:
        return decode_file(path)
    except (OSError, CorpusError) as error:
        raise UserError(f"{path} cannot be read ({error}); name the file or folder as published.") from error
