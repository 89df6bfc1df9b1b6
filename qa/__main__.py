"""The commands of answering: ask one question or a batch, verify citations. Exit 0 ok, 1 a check failed, 2 a user's error."""

import argparse
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from corpus.framework import load_framework
from corpus.library.excluded import read_excluded
from corpus.library.folder import resolve_roots
from corpus.library.stale import Change, find_changes
from corpus.records import Document
from index.builds import directory
from qa.ask import ask
from qa.verify import Verdict, is_answer, verify_answer
from qa.write.markdown import render_markdown


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    args.index = args.index or args.data / "index"
    try:
        return int(args.run(args))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa", description="Ask the index and prove its answers.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    question = commands.add_parser("ask", help="answer one question, or a batch")
    question.add_argument("question", nargs="?", help="a question in English")
    question.add_argument(
        "--history",
        action="append",
        default=[],
        metavar="Q",
        help="an earlier question of the conversation, oldest first; may be repeated",
    )
    question.add_argument(
        "--batch",
        type=Path,
        metavar="FILE.jsonl",
        help='lines {"question", "history"} instead of one question',
    )
    question.add_argument(
        "--json", action="store_true", help="the answer on one line of JSON instead of Markdown"
    )
    question.add_argument(
        "--model", help="a sentence-transformers model, by name or folder (default: the bundled one)"
    )
    question.set_defaults(run=_ask)
    verify = commands.add_parser("verify", help="prove every citation of answers")
    verify.add_argument(
        "answers",
        type=Path,
        metavar="ANSWERS.jsonl",
        help="answers as 'ask --json' or 'ask --batch' printed them",
    )
    verify.add_argument("--json", action="store_true", help="one JSON line a citation")
    verify.set_defaults(run=_verify)
    for command in (question, verify):
        command.add_argument(
            "--index", type=Path, metavar="DIR", help="the index folder (default DATA/index)"
        )
        command.add_argument(
            "--data",
            type=Path,
            default=Path("data"),
            help="folder of library and index (default %(default)s)",
        )
    return parser


def _ask(args: argparse.Namespace) -> int:
    if (args.question is None) == (args.batch is None):
        raise UserError("Ask needs a question or --batch with a file of questions, one of the two.")
    if args.question is not None and not args.question.strip():
        raise UserError("The question is empty; ask about a region, a country or a topic.")
    batch = _read_lines(args.batch) if args.batch else None

    from index.encode.encoder import (
        BUNDLED_MODEL,
        SentenceEmbedder,
    )  # torch takes seconds to import: only after the input is known to be good
    from index.store import PassageIndex

    if directory.current_build(args.index) is None:
        raise UserError(f"There is no index at {args.index}; run 'python -m index build --out {args.index}'.")
    excluded = read_excluded(args.data) if args.index == args.data / "index" else ()
    index = PassageIndex(args.index, SentenceEmbedder(args.model or BUNDLED_MODEL)).excluding(excluded)
    framework = load_framework()
    if batch is None:
        answer = ask(args.question, index, framework, args.history)
        print(json.dumps(answer.to_json(), ensure_ascii=False) if args.json else render_markdown(answer))
        return 0
    for line in batch:
        print(json.dumps(_answer_line(line, index, framework), ensure_ascii=False))
    return 0


def _answer_line(line: Any, index: Any, framework: Any) -> dict[str, Any]:
    """An answer, or what is wrong with the line in its place."""
    if not isinstance(line, dict) or not isinstance(line.get("question"), str):
        return {
            "question": line if isinstance(line, str) else None,
            "error": 'The line is no question; each line is {"question": "..."}.',
        }
    history = line.get("history") or []
    if not isinstance(history, list) or not all(isinstance(h, str) for h in history):
        return {
            "question": line["question"],
            "error": "The history is no list of earlier questions; give a list of strings or leave it out.",
        }
    try:
        return ask(line["question"], index, framework, history).to_json()
    except UserError as error:
        return {"question": line["question"], "error": str(error)}


def _read_lines(path: Path) -> list[Any]:
    """The JSON values of a file's lines; a line that is no JSON stays a string."""

    def values() -> Iterator[Any]:
        for line in path.read_text(encoding="utf-8").split("\n"):  # JSON may hold other line separators
            if line.strip():
                try:
                    yield json.loads(line)
                except json.JSONDecodeError:
                    yield line

    try:
        return list(values())
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The file {path} cannot be read ({error}); name a UTF-8 file.") from error


def _verify(args: argparse.Namespace) -> int:
    build = directory.current_build(args.index)
    if build is None:
        raise UserError(f"There is no index at {args.index}; run 'python -m index build --out {args.index}'.")
    answers = _read_lines(args.answers)
    for number, answer in enumerate(answers, start=1):
        if not is_answer(answer):
            raise UserError(
                f"Line {number} of {args.answers} is no answer; give what 'python -m qa ask --json' printed."
            )
    documents = directory.open_documents(args.index, build)
    stale = _report_stale(
        answers,
        documents,
        resolve_roots(directory.read_manifest(args.index, build).roots, args.data),
        args.index,
    )
    failed = total = 0
    for number, answer in enumerate(answers, start=1):
        cited = {s["n"]: str(s.get("document_id")) for s in answer.get("sources") or []}
        for proof in verify_answer(answer, documents):
            total += 1
            failed += proof.verdict is not Verdict.PROVED
            if args.json:
                record = {
                    "answer": number,
                    "n": proof.n,
                    "verdict": proof.verdict,
                    "found_in": proof.found_in,
                }
                print(
                    json.dumps(
                        record | ({"stale": True} if cited.get(proof.n) in stale else {}), ensure_ascii=False
                    )
                )
            elif proof.verdict is not Verdict.PROVED:
                print(
                    f"Answer {number} [{proof.n}]: {proof.verdict}"
                    + (f", found in {proof.found_in}" if proof.found_in else "")
                )
    if not args.json:
        print(f"{total - failed} of {total} citations proved against build {build}.")
    return 1 if failed else 0


def _report_stale(
    answers: Sequence[Any], documents: Mapping[str, Document], roots: Sequence[Path], index: Path
) -> Collection[str]:
    """Tell of cited documents whose files have changed since they were indexed; their ids. Proofs are judged on what is indexed all the same."""
    cited = {str(s.get("document_id")) for answer in answers for s in answer.get("sources") or []}
    changes = find_changes([documents[i] for i in sorted(cited & documents.keys())], roots)
    for identifier, change in changes.items():
        what = (
            "has changed since it was indexed"
            if change is Change.CHANGED
            else "is no longer where it was indexed from"
        )
        print(
            f"Stale: {identifier} {what}; 'python -m index status --index {index}' tells more, 'python -m index build' renews the index.",
            file=sys.stderr,
        )
    return changes


if __name__ == "__main__":
    sys.exit(main())
