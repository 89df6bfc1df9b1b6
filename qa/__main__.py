"""The commands of answering: ask one question or a batch, verify citations.

Exit code 0 for success, 1 for a failed check, 2 for a user's error.
"""

import argparse
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import UserError
from corpus.framework import Framework, load_framework
from corpus.library.excluded import read_excluded
from corpus.library.folder import resolve_roots
from corpus.library.stale import Change, find_changes
from corpus.readers.pdf.proof import find_change
from corpus.records import Document
from index.builds import directory
from qa.ask import ask
from qa.verify import Verdict, Verification, is_answer, verify_answer
from qa.write.markdown import render_markdown

if TYPE_CHECKING:
    from index.store import PassageIndex

_STALE = {
    Change.CHANGED: "has changed since it was indexed",
    Change.GONE: "is no longer where it was indexed from",
}


def main(argv: Sequence[str] | None = None) -> int:
    args = _make_parser().parse_args(argv)
    args.index = args.index or args.data / "index"
    try:
        return int(args.run(args))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa", description="Ask questions and verify citations.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (_add_ask(commands), _add_verify(commands)):
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


def _add_ask(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser("ask", help="answer one question, or a batch")
    command.set_defaults(run=_ask)
    command.add_argument("question", nargs="?", help="a question in English")
    command.add_argument(
        "--history",
        action="append",
        default=[],
        metavar="Q",
        help="an earlier question of the conversation, oldest first; may be repeated",
    )
    command.add_argument(
        "--batch",
        type=Path,
        metavar="FILE.jsonl",
        help='lines {"question", "history"} instead of one question',
    )
    command.add_argument(
        "--json", action="store_true", help="the answer on one line of JSON instead of Markdown"
    )
    command.add_argument(
        "--model", help="a sentence-transformers model, by name or folder (default: the bundled one)"
    )
    return command


def _add_verify(commands: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser("verify", help="verify every citation of answers")
    command.set_defaults(run=_verify)
    command.add_argument(
        "answers",
        type=Path,
        metavar="ANSWERS.jsonl",
        help="answers as 'ask --json' or 'ask --batch' printed them",
    )
    command.add_argument("--json", action="store_true", help="one line of JSON for each citation")
    return command


def _ask(args: argparse.Namespace) -> int:
    if (args.question is None) == (args.batch is None):
        raise UserError("Give either a question or --batch with a file of questions.")
    if args.question is not None and not args.question.strip():
        raise UserError("The question is empty; ask about a region, a country or a topic.")
    lines = _read_lines(args.batch) if args.batch else []
    index, framework = _open_index(args), load_framework()
    if args.batch:
        for line in lines:
            print(json.dumps(_answer_line(line, index, framework), ensure_ascii=False))
        return 0
    answer = ask(args.question, index, framework, args.history)
    print(json.dumps(answer.to_json(), ensure_ascii=False) if args.json else render_markdown(answer))
    return 0


def _open_index(args: argparse.Namespace) -> "PassageIndex":
    """Open the current build without the documents that the user excluded from the library."""
    # torch takes seconds to import: only after the input is known to be good
    from index.encode.encoder import BUNDLED_MODEL, SentenceEmbedder
    from index.store import PassageIndex

    _find_build(args.index)
    excluded = read_excluded(args.data) if args.index == args.data / "index" else ()
    return PassageIndex(args.index, SentenceEmbedder(args.model or BUNDLED_MODEL)).excluding(excluded)


def _find_build(index: Path) -> str:
    build = directory.current_build(index)
    if build is None:
        raise UserError(f"There is no index at {index}; run 'python -m index build --out {index}'.")
    return build


def _answer_line(line: Any, index: "PassageIndex", framework: Framework) -> dict[str, Any]:
    """The answer to one line of a batch, or what is wrong with the line."""
    if not isinstance(line, dict) or not isinstance(line.get("question"), str):
        question = line if isinstance(line, str) else None
        return {"question": question, "error": 'The line is not a question; write {"question": "..."}.'}
    question, history = line["question"], line.get("history") or []
    if not isinstance(history, list) or not all(isinstance(h, str) for h in history):
        error = "The history is not a list of earlier questions; give a list of strings or leave it out."
        return {"question": question, "error": error}
    try:
        return ask(question, index, framework, history).to_json()
    except UserError as error:
        return {"question": question, "error": str(error)}


def _read_lines(path: Path) -> list[Any]:
    """The JSON values of a file's lines; a line that is not JSON stays a string."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The file {path} cannot be read ({error}); name a UTF-8 file.") from error
    # Not splitlines(): JSON may hold other line separators.
    return [_parse_line(line) for line in text.split("\n") if line.strip()]


def _parse_line(line: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return line


def _verify(args: argparse.Namespace) -> int:
    build = _find_build(args.index)
    answers = _read_answers(args.answers)
    documents = directory.open_documents(args.index, build)
    roots = resolve_roots(directory.read_manifest(args.index, build).roots, args.data)
    stale = _report_stale(answers, documents, roots, args.index)
    failed = total = 0
    for number, answer, result in _verify_all(answers, documents, stale):
        total += 1
        failed += result.verdict is not Verdict.PROVED
        if args.json:
            print(json.dumps(_make_record(number, answer, result, stale), ensure_ascii=False))
        elif result.verdict is not Verdict.PROVED:
            place = f", found in {result.found_in}" if result.found_in else ""
            change = f", its page does not have {result.changed!r} so" if result.changed else ""
            print(f"Answer {number} [{result.n}]: {result.verdict}{place}{change}")
    if not args.json:
        print(f"{total - failed} of {total} citations proved against build {build}.")
    return 1 if failed else 0


def _verify_all(
    answers: Sequence[Any], documents: Mapping[str, Document], stale: Collection[str]
) -> Iterator[tuple[int, Any, Verification]]:
    def find_change_on_page(document: Document, start: int, quote: str) -> str | None:
        page = next((b.page for b in document.blocks if b.start <= start < b.end), None)
        is_pdf = Path(document.source).suffix.lower() == ".pdf"
        if not is_pdf or page is None or document.id in stale:
            return None
        return find_change(Path(document.source), page, quote)

    for number, answer in enumerate(answers, start=1):
        for result in verify_answer(answer, documents, find_change_on_page):
            yield number, answer, result


def _read_answers(path: Path) -> list[Any]:
    answers = _read_lines(path)
    for number, answer in enumerate(answers, start=1):
        if not is_answer(answer):
            raise UserError(
                f"Line {number} of {path} is not an answer; give what 'python -m qa ask --json' printed."
            )
    return answers


def _make_record(number: int, answer: Any, result: Verification, stale: Collection[str]) -> dict[str, Any]:
    """One verification as `verify --json` prints it; `stale` only where the cited document is."""
    record = {"answer": number, "n": result.n, "verdict": result.verdict, "found_in": result.found_in}
    record |= {"changed": result.changed} if result.changed else {}
    cited = {s["n"]: str(s.get("document_id")) for s in answer.get("sources") or []}
    return record | ({"stale": True} if cited.get(result.n) in stale else {})


def _report_stale(
    answers: Sequence[Any], documents: Mapping[str, Document], roots: Sequence[Path], index: Path
) -> Collection[str]:
    """Report cited documents whose files have changed since they were indexed, and return their ids.

    Verification uses the indexed text all the same.
    """
    cited = {str(s.get("document_id")) for answer in answers for s in answer.get("sources") or []}
    changes = find_changes([documents[i] for i in sorted(cited & documents.keys())], roots)
    for identifier, change in changes.items():
        status = f"'python -m index status --index {index}' lists all changes"
        update = "'python -m index build' updates the index"
        print(f"Stale: {identifier} {_STALE[change]}; {status}, {update}.", file=sys.stderr)
    return changes


if __name__ == "__main__":
    sys.exit(main())
