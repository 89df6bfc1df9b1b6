"""Find the numbers of answers that nothing supports.

    python -m qa ask --batch QUESTIONS.jsonl > ANSWERS.jsonl
    python -m bench numbers ANSWERS.jsonl

A number in a statement is supported if a source that the statement cites has it, if the question has it, or
if it is a figure of the answer that shares a source with the statement. A figure is supported if its sources
have it, or rows whose sum it is, or if computing it again from its parts, which they have, gives it. Money
may be rounded as answers write it, "$1.65 billion"; any other number must be exact. A count of passages is
supported by the theme of the answer that it points to, whose topics list their passages; with `--index`, each
theme is also counted again from every sentence of the index that gave the answers.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.answers.recompute import Figure, find_fault, read_numbers, scale_value
from bench.answers.theme_numbers import (
    ReadIndex,
    find_false_count,
    find_miscounted,
    mask_counts,
    read_index,
    recount,
)
from corpus.errors import UserError
from corpus.figure_tables import TableDescription
from corpus.framework import load_framework
from corpus.ingest.load import STARTER_FIGURES
from corpus.tables.sidecar import read_described_table
from corpus.text.figures.find import find_figures

Answer = Mapping[str, Any]  # as `qa.records.Answer.to_json` gives it
_MORE = re.compile(r"\band (?P<n>\d+) more\b")  # behind the names of the first ones
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A number that nothing supports, where it stands, and the sentence or what the figure is of."""

    place: str
    number: str
    text: str


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "numbers",
        help="find the numbers of answers that nothing supports",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("answers", type=Path, metavar="ANSWERS.jsonl", help="what 'qa ask --batch' printed")
    parser.add_argument("--index", type=Path, metavar="DIR", help="count the themes again from this index")
    parser.set_defaults(run=_run)


def find_unsupported(
    answer: Answer, descriptions: Iterable[TableDescription] = (), index: ReadIndex | None = None
) -> list[Unsupported]:
    """List the numbers of an answer that nothing supports, those of its figures first.

    What `descriptions` of tables say of them, such as the years that they cover, needs no other support.
    Themes are counted again in `index`, if that is given.
    """
    quotes = {source["n"]: source["quote"] for source in answer["sources"]}
    said = _list_said([d for d in descriptions if _is_used(d, answer)])
    known = [*_list_asked(answer), *_list_years(said)]
    found, proved = [], []
    for number, (figure, others) in enumerate(_pair_with_set(answer), start=1):
        if fault := find_fault(figure, others, quotes, known):
            found.append(Unsupported(f"figure {number}", fault, figure["subject"]))
        else:
            proved.append(figure)
    for number, statement in enumerate(answer["statements"], start=1):
        numbers = _find_in_statement(statement, answer, proved, said)
        found += [Unsupported(f"statement {number}", n, statement["text"]) for n in numbers]
    for number, theme in enumerate(answer.get("themes", ()), start=1):
        wrong = [*find_miscounted(theme), *(recount(theme, answer, index) if index else ())]
        found += [Unsupported(f"theme {number}", count, theme["subject"]) for count in wrong]
    for number, figure_set in enumerate(answer["figure_sets"], start=1):
        numbers = _find_in_title(figure_set["title"], answer, said)
        found += [Unsupported(f"title {number}", n, figure_set["title"]) for n in numbers]
    return found


def describe_starter() -> list[TableDescription]:
    """Read what the descriptions of the starter tables say."""
    documents = [read_described_table(path, path.name) for path in sorted(STARTER_FIGURES.glob("*.csv"))]
    return [document.table for document in documents if document.table]


def _find_in_statement(
    statement: Mapping[str, Any], answer: Answer, proved: Sequence[Figure], said: Sequence[str]
) -> Iterator[str]:
    cites = set(statement["cites"])
    stated = [f for f in proved if not cites.isdisjoint(f["cites"]) and f["value"] is not None]
    values = [
        *_list_asked(answer),
        *_list_years(said),
        *(n.value for s in answer["sources"] if s["n"] in cites for n in read_numbers(_read_source(s))),
        *(scale_value(figure) for figure in stated),
        *_list_years_of(figure for figure in proved if _is_counted(figure, stated) or figure in stated),
    ]
    yield from find_false_count(statement, answer.get("themes", ()))
    names = [figure["subject"] for figure in proved if len(figure["subject"]) > 1]
    text = _mask(_mask_rest(mask_counts(statement), names, stated), [*said, *names])
    yield from (n.written for n in read_numbers(text) if not n.is_one_of(values))


def _mask_rest(text: str, names: Sequence[str], stated: Sequence[Figure]) -> str:
    """The text without "and 3 more" behind the first names, if with these it gives the number counted."""
    counts = [int(f["value"]) for f in stated if f["measure"].startswith("number of ")]
    more = _MORE.search(text)
    if more is None or not counts:
        return text
    first = names[: counts[0] - int(more["n"])]
    return _mask(text, [more.group()]) if first and all(name in text for name in first) else text


def _find_in_title(title: str, answer: Answer, said: Sequence[str]) -> Iterator[str]:
    years = _list_years_of(answer["figures"])
    quoted = [n.value for s in answer["sources"] for n in read_numbers(s["quote"])]
    values = [*_list_asked(answer), *years, *quoted, *_list_years(said)]
    yield from (n.written for n in read_numbers(_mask(title, said)) if not n.is_one_of(values))


def _pair_with_set(answer: Answer) -> Iterator[tuple[Figure, Sequence[Figure]]]:
    """Each figure of an answer with those of its set."""
    start = 0
    for figure_set in answer["figure_sets"]:
        figures = answer["figures"][start : start + figure_set["figures"]]
        start += len(figures)
        yield from ((figure, figures) for figure in figures)


def _list_asked(answer: Answer) -> list[float]:
    """The numbers of the question, and how many documents are searched, which the program says of itself."""
    asked = " ".join([answer["question"], answer["period"] or "", *answer["subjects"], *answer["within"]])
    in_words = [figure.value for figure in find_figures(asked)]  # "five billion dollars", "more than half"
    documents = float(answer["index"].get("documents", 0))
    return [
        *(n.value for n in read_numbers(asked)),
        *in_words,
        *(100 * v for v in in_words if v < 1),
        documents,
    ]


def _is_counted(figure: Figure, stated: Sequence[Figure]) -> bool:
    """Whether a figure is among those that a stated one counts."""
    counts = [f for f in stated if f["measure"].startswith("number of ")]
    return any(set(figure["cites"]) <= set(count["cites"]) for count in counts)


def _list_years_of(figures: Iterable[Figure]) -> list[float]:
    """The years of figures, of sums the first and the last one."""
    return [year for f in figures for year in (f["year"], *(f["years"] or ())) if year is not None]


def _list_years(said: Sequence[str]) -> list[float]:
    """The years that descriptions name: those that a table covers."""
    return [n.value for text in said for n in read_numbers(text) if _FIRST_YEAR <= n.value <= _LAST_YEAR]


def _is_used(description: TableDescription, answer: Answer) -> bool:
    """Whether an answer names a measure of the table."""
    texts = [*(f["measure"] for f in answer["figures"]), *(s["text"] for s in answer["statements"])]
    return any(measure.name in text for measure in description.measures for text in texts)


def _list_said(descriptions: Sequence[TableDescription]) -> list[str]:
    """What descriptions say in words, the longest first."""
    texts = {text for d in descriptions for text in (d.title, d.source, d.covers)}
    texts |= {text for d in descriptions for m in d.measures for text in (m.name, m.note, m.change_note)}
    return sorted(texts - {""}, key=lambda text: (-len(text), text))


def _read_source(source: Mapping[str, Any]) -> str:
    """The quotation of a source with its title, its place and its references, which sentences may name."""
    references = (str(value) for r in source["references"] for value in r.values() if value)
    return " | ".join([source["quote"], source["title"], source["locator"], *references])


def _mask(text: str, parts: Iterable[str]) -> str:
    for part in parts:
        text = text.replace(part, " ")
    return text


def _run(args: argparse.Namespace) -> int:
    answers = _read_answers(args.answers)
    descriptions = describe_starter()
    index = read_index(args.index, load_framework()) if args.index else None
    total = 0
    for number, answer in enumerate(answers, start=1):
        for unsupported in find_unsupported(answer, descriptions, index):
            total += 1
            print(f"Answer {number}, {unsupported.place}: {unsupported.number} in {unsupported.text!r}")
    print(json.dumps({"answers": len(answers), "unsupported": total}))
    return 1 if total else 0


def _read_answers(path: Path) -> list[Answer]:
    """The answers of a file; lines with an error instead of an answer are left out.

    Raises:
        UserError: the file cannot be read, or a line is no answer.
    """
    try:
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        records = [json.loads(line) for line in lines]
    except (OSError, ValueError) as error:
        raise UserError(
            f"The answers {path} cannot be read ({error}); give what 'python -m qa ask --batch' printed."
        ) from error
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict) or not ({"error"} <= record.keys() or "figure_sets" in record):
            raise UserError(
                f"Line {number} of {path} is not an answer; give what 'python -m qa ask --batch' printed."
            )
    return [record for record in records if "error" not in record]
