"""Score the answers to a file of labelled questions; without a file, measure the time of an answer.

bench/answers/question_file.py describes the file. The index is the one named, whatever documents it has.
Measures:

sides_covered        share of questions in which every answerable side has a statement with an expected
                     substring
key_recall           share of answerable sides that have one, mean over questions
abstention           mean of the next two
declined_where_must  share of the sides (or whole questions) to abstain on where the answer abstains
answered_where_must  share of the others where it does not
verbatim             share of cells that occur word for word in a quotation they cite, mean over answers
per_side             sources cited for an answerable side, mean
covered, precision   share of the answerable sides of which a good sentence is quoted in a cell, and share of
                     the quotations in cells that are good for some side
floor_covered, floor_precision   the same of plain search, with as many sentences
all_sides_covered@k  share of comparisons in which the k passages that search ranks first, for the question's
                     own words, have an expected substring of every answerable side
same_on_rerun        share of questions to which the index, opened again, gives the same statements and
                     quotations in the same order
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.answers import floor, latency
from bench.answers.matching import contains_any, fold, is_same_side
from bench.answers.question_file import (
    WHOLE_QUESTION,
    LabelledQuestion,
    find_label_problems,
    read_questions,
)
from corpus.framework import Framework, load_framework
from index.builds import directory
from index.encode.encoder import BUNDLED_MODEL, SentenceEmbedder
from index.records import Embedder, Hit
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Answer, Role, Statement, Status

DEPTHS = (5, 10, 20)
MEASURES = (
    "sides_covered",
    "key_recall",
    "abstention",
    "declined_where_must",
    "answered_where_must",
    "verbatim",
    "per_side",
    *floor.MEASURES,
    *(f"all_sides_covered@{k}" for k in DEPTHS),
    "same_on_rerun",
)


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one answer: `values` by measure, as far as they apply.

    `abstentions` has (must abstain, abstains) for each side asked about.
    """

    values: Mapping[str, float]
    abstentions: tuple[tuple[bool, bool], ...]


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "answers",
        help="score the answers to a file of labelled questions; without a file, time answers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE.jsonl",
        help="lines {question, history, sides, abstain, expect}; see bench/answers/question_file.py",
    )
    parser.add_argument(
        "--index", type=Path, metavar="DIR", help="with FILE: the index folder (default DATA/index)"
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("data"),
        help="with FILE: folder of library and index (default %(default)s)",
    )
    parser.add_argument(
        "--model",
        default=BUNDLED_MODEL,
        help="with FILE: the sentence-transformers model that made the index (default: the bundled one)",
    )
    parser.set_defaults(run=lambda args: _run(args) if args.file else latency.run(args))


def _run(args: argparse.Namespace) -> int:
    questions, folder = read_questions(args.file), args.index or args.data / "index"
    for problem in find_label_problems(questions):
        print(problem, file=sys.stderr)
    scores = score_answers(questions, folder, SentenceEmbedder(args.model), load_framework())
    print(format_scores(questions, scores))
    total = {name: value if value is None else round(value, 4) for name, value in average(scores).items()}
    print(json.dumps({"questions": len(questions), "build": directory.current_build(folder), **total}))
    return 0


def score_answers(
    questions: Sequence[LabelledQuestion], folder: Path, embedder: Embedder, framework: Framework
) -> list[Score]:
    """Answer every question, then again in reverse order with the index opened again, and score the answers.

    Raises:
        UserError: there is no index, or it does not fit the embedder.
    """
    index, reopened = PassageIndex(folder, embedder), PassageIndex(folder, embedder)
    answers = [ask(q.question, index, framework, q.history) for q in questions]
    rerun = [ask(q.question, reopened, framework, q.history) for q in reversed(questions)][::-1]
    return [
        score_answer(
            question,
            answer,
            index.search(question.question, max(DEPTHS)),
            floor.compare_with_floor(question, answer, index, framework),
            same_on_rerun=(answer.statements, answer.sources) == (again.statements, again.sources),
        )
        for question, answer, again in zip(questions, answers, rerun, strict=True)
    ]


def score_answer(
    question: LabelledQuestion,
    answer: Answer,
    hits: Sequence[Hit],
    beside_floor: Mapping[str, float],
    *,
    same_on_rerun: bool,
) -> Score:
    """Score one answer; `hits` are the passages found for the question, best first.

    `beside_floor` are its measures beside plain search.
    """
    cited = [s for s in answer.statements if s.cites]
    values = {"same_on_rerun": float(same_on_rerun), **beside_floor}
    if cells := [s for s in cited if s.role is Role.CELL]:
        quotes = {source.n: fold(source.quote) for source in answer.sources}
        is_verbatim = [s.verbatim and any(fold(s.text) in quotes[n] for n in s.cites) for s in cells]
        values["verbatim"] = sum(is_verbatim) / len(cells)
    if question.expect is not None and question.answerable:
        values |= _score_coverage(question.answerable, question.expect, cited)
        if len(question.sides) > 1:
            values |= _score_search(question.answerable, question.expect, hits)
    is_whole = WHOLE_QUESTION in question.abstain
    asked = question.sides if question.sides and not is_whole else (WHOLE_QUESTION,)
    abstentions = tuple((is_whole or side in question.abstain, abstains(answer, side)) for side in asked)
    return Score(values, abstentions)


def _score_coverage(
    sides: Sequence[str], expect: Mapping[str, Sequence[str]], cited: Sequence[Statement]
) -> dict[str, float]:
    is_only_side = len(sides) == 1
    statements = {
        side: [s for s in cited if is_only_side or any(is_same_side(side, x) for x in s.subjects)]
        for side in sides
    }
    covered = [any(contains_any(s.text, expect.get(side, ())) for s in statements[side]) for side in sides]
    sources = [len({n for s in statements[side] for n in s.cites}) for side in sides]
    return {
        "sides_covered": float(all(covered)),
        "key_recall": sum(covered) / len(sides),
        "per_side": sum(sources) / len(sides),
    }


def _score_search(
    sides: Sequence[str], expect: Mapping[str, Sequence[str]], hits: Sequence[Hit]
) -> dict[str, float]:
    def covers_all(found: Sequence[Hit]) -> bool:
        return all(any(contains_any(h.passage.text, expect.get(side, ())) for h in found) for side in sides)

    return {f"all_sides_covered@{k}": float(covers_all(hits[:k])) for k in DEPTHS}


def abstains(answer: Answer, side: str) -> bool:
    """Return whether the answer reports that a side is missing and cites nothing about it.

    An answer abstains on the whole question if it cites nothing at all.
    """
    cited = [s for s in answer.statements if s.cites]
    if answer.status is Status.NO_EVIDENCE or not cited:
        return True
    is_missing = any(is_same_side(side, gap.subject) for gap in answer.missing)
    is_cited = any(is_same_side(side, x) for s in cited for x in s.subjects)
    return side != WHOLE_QUESTION and is_missing and not is_cited


def average(scores: Iterable[Score]) -> dict[str, float | None]:
    """Return the mean of each measure over the answers it applies to, None where there are none.

    Abstentions are averaged over sides.
    """
    scores = list(scores)
    abstentions = [pair for score in scores for pair in score.abstentions]
    means = {name: _mean([s.values[name] for s in scores if name in s.values]) for name in MEASURES}
    declined = _mean([float(abstained) for must, abstained in abstentions if must])
    answered = _mean([float(not abstained) for must, abstained in abstentions if not must])
    means |= {"declined_where_must": declined, "answered_where_must": answered}
    means["abstention"] = _mean([share for share in (declined, answered) if share is not None])
    return means


def format_scores(questions: Sequence[LabelledQuestion], scores: Sequence[Score]) -> str:
    """Return a line for each type of question, in the order of the file, and one for all."""
    groups: dict[str, list[Score]] = {}
    for question, score in zip(questions, scores, strict=True):
        groups.setdefault(question.type, []).append(score)
    groups["all"] = list(scores)
    width = max(map(len, groups))
    lines = [f"{'':{width}}    n  " + "  ".join(MEASURES)]
    for name, group in groups.items():
        means = {measure: "-" if mean is None else f"{mean:.4f}" for measure, mean in average(group).items()}
        cells = [f"{mean:>{len(measure)}}" for measure, mean in means.items()]
        lines.append(f"{name:{width}} {len(group):4d}  " + "  ".join(cells))
    return "\n".join(lines)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
