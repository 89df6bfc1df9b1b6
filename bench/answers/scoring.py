"""Answers measured against what is known of the questions: are all sides covered, is silence kept where it must be, does a rerun say the same.

The questions come from a file (bench/answers/question_file.py says its form); the index is the one named, whatever documents it holds. The measures:

sides_covered        of the questions, the part in which every answerable side has a statement with one of its substrings
key_recall           of the answerable sides, the part that has one, mean over questions
abstention           mean of the next two
declined_where_must  of the sides (or whole questions) that must be declined, the part that is
answered_where_must  of the others, the part that is not declined
verbatim             of the cells, the part that stands word for word in a quotation it cites, mean over answers
per_side             sources cited under an answerable side, mean
all_sides_covered@k  of the comparisons, the part in which every answerable side has one of its substrings among the k passages that search ranks
                     first, asked with the question's own words
same_on_rerun        of the questions, the part answered with the same statements, in the same order, from the same quotations, by the index opened anew
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.answers.question_file import WHOLE, Known, doubts, read_questions
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
    *(f"all_sides_covered@{k}" for k in DEPTHS),
    "same_on_rerun",
)
# Names that mean one side here, whatever the framework makes of them.
_SYNONYMS = tuple(
    frozenset(names.split(" = "))
    for names in (
        "uae = united arab emirates = the emirates",
        "us = usa = united states",
        "eu = european union = europe",
        "drc = democratic republic of the congo = dr congo",
        "bosnia = bosnia and herzegovina",
        "uk = united kingdom = britain",
        "asean = southeast asia",
        "gulf = gulf states = gcc = middle east",
        "balkans = western balkans",
        "png = papua new guinea",
    )
)


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer is worth: `parts` by measure, as far as they apply; `declines` holds (must be declined, is declined) for each side asked."""

    parts: Mapping[str, float]
    declines: tuple[tuple[bool, bool], ...]


def add_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    without_file: Callable[[argparse.Namespace], int],
) -> None:
    """Add `answers [FILE]` to the commands; without a file it does what it is told."""
    parser = commands.add_parser(
        "answers", help="measure answering, or score the answers to a file of questions with known ones"
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
    parser.set_defaults(run=lambda args: _score_file(args) if args.file else without_file(args))


def _score_file(args: argparse.Namespace) -> int:
    known, folder = read_questions(args.file), args.index or args.data / "index"
    for doubt in doubts(known):
        print(doubt, file=sys.stderr)
    scores = score_answers(known, folder, SentenceEmbedder(args.model), load_framework())
    print(table(known, scores))
    total = {name: value if value is None else round(value, 4) for name, value in summarise(scores).items()}
    print(json.dumps({"questions": len(known), "build": directory.current_build(folder), **total}))
    return 0


def score_answers(
    known: Sequence[Known], folder: Path, embedder: Embedder, framework: Framework
) -> list[Score]:
    """Answer every question, once more from the last to the first on the index opened anew, and score the answers.

    Raises:
        UserError: there is no index, or it does not fit the embedder.
    """
    first, anew = PassageIndex(folder, embedder), PassageIndex(folder, embedder)
    answers = [ask(one.question, first, framework, one.history) for one in known]
    again = [ask(one.question, anew, framework, one.history) for one in reversed(known)][::-1]
    hits = (first.search(one.question, max(DEPTHS)) for one in known)
    same = (
        (a.statements, a.sources) == (b.statements, b.sources) for a, b in zip(answers, again, strict=True)
    )
    return [score_answer(*each) for each in zip(known, answers, hits, same, strict=True)]


def score_answer(known: Known, answer: Answer, hits: Sequence[Hit], same: bool) -> Score:
    """Score one answer; `hits` are what plain search finds for the question, best first, `same` is whether the rerun said the same."""
    cited = [s for s in answer.statements if s.cites]
    asked = known.sides if known.sides and WHOLE not in known.abstain else (WHOLE,)
    declines = tuple(
        (side in known.abstain or WHOLE in known.abstain, declines_side(answer, side)) for side in asked
    )
    parts = {"same_on_rerun": float(same)}
    if cells := [s for s in cited if s.role is Role.CELL]:
        quotes = {source.n: fold(source.quote) for source in answer.sources}
        parts["verbatim"] = sum(
            s.verbatim and any(fold(s.text) in quotes[n] for n in s.cites) for s in cells
        ) / len(cells)
    if known.expect is not None and known.answerable:
        parts |= _coverage(known, known.expect, cited)
        if len(known.sides) > 1:
            parts |= _found(known, known.expect, hits)
    return Score(parts, declines)


def _coverage(
    known: Known, expect: Mapping[str, Sequence[str]], cited: Sequence[Statement]
) -> dict[str, float]:
    sides = known.answerable
    under = {
        side: [s for s in cited if len(sides) == 1 or any(same_side(side, x) for x in s.subjects)]
        for side in sides
    }
    held = [any(holds(s.text, expect.get(side, ())) for s in under[side]) for side in sides]
    sources = [len({n for s in under[side] for n in s.cites}) for side in sides]
    return {
        "sides_covered": float(all(held)),
        "key_recall": sum(held) / len(sides),
        "per_side": sum(sources) / len(sides),
    }


def _found(known: Known, expect: Mapping[str, Sequence[str]], hits: Sequence[Hit]) -> dict[str, float]:
    """Whether each answerable side has one of its substrings among the first k passages, for each depth k."""
    found = {
        side: next(
            (rank for rank, hit in enumerate(hits, 1) if holds(hit.passage.text, expect.get(side, ()))), None
        )
        for side in known.answerable
    }
    return {
        f"all_sides_covered@{k}": float(all(rank is not None and rank <= k for rank in found.values()))
        for k in DEPTHS
    }


def declines_side(answer: Answer, side: str) -> bool:
    """Whether the answer says that it has nothing on a side and indeed cites nothing under it; of WHOLE, whether it cites nothing at all."""
    cited = [s for s in answer.statements if s.cites]
    if answer.status is Status.NO_EVIDENCE or not cited:
        return True
    said = any(same_side(side, gap.subject) for gap in answer.missing)
    return side != WHOLE and said and not any(same_side(side, x) for s in cited for x in s.subjects)


def same_side(one: str, other: str) -> bool:
    """Whether two names mean one side: equal, synonyms, or the words of one standing in a row in the other ("before 2022" in "the years before 2022")."""
    a, b = fold(one), fold(other)
    if not a or not b:
        return False
    if a == b or any(a in names and b in names for names in _SYNONYMS):
        return True
    short, long = sorted((_name_words(a), _name_words(b)), key=len)
    telling = len(short) > 1 or (len(short) == 1 and len(short[0]) > 3)
    return telling and any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _name_words(folded: str) -> list[str]:
    return [w for w in re.findall(r"[\w-]+", folded) if w not in ("the", "of", "and")]


def holds(text: str, substrings: Iterable[str]) -> bool:
    """Whether any of the substrings stands in the text, case and white space aside."""
    folded = fold(text)
    return any(fold(s) in folded for s in substrings)


def fold(text: str) -> str:
    """Text as it is compared: one blank between words, no case."""
    return " ".join(text.casefold().split())


def summarise(scores: Iterable[Score]) -> dict[str, float | None]:
    """The mean of each measure over the answers that it applies to, None where it applies to none; declines are counted by side."""
    scores = list(scores)
    declines = [pair for score in scores for pair in score.declines]
    means = {name: _mean([score.parts[name] for score in scores if name in score.parts]) for name in MEASURES}
    means["declined_where_must"] = _mean([float(did) for must, did in declines if must])
    means["answered_where_must"] = _mean([float(not did) for must, did in declines if not must])
    means["abstention"] = _mean(
        [x for x in (means["declined_where_must"], means["answered_where_must"]) if x is not None]
    )
    return means


def table(known: Sequence[Known], scores: Sequence[Score]) -> str:
    """A line for each type of question, in the order of the file, and one for all."""
    groups: dict[str, list[Score]] = {}
    for one, score in zip(known, scores, strict=True):
        groups.setdefault(one.type, []).append(score)
    groups["all"] = list(scores)
    width = max(map(len, groups))
    lines = [f"{'':{width}}    n  " + "  ".join(MEASURES)]
    for name, group in groups.items():
        cells = [
            f"{'-' if value is None else f'{value:.4f}':>{len(measure)}}"
            for measure, value in summarise(group).items()
        ]
        lines.append(f"{name:{width}} {len(group):4d}  " + "  ".join(cells))
    return "\n".join(lines)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
