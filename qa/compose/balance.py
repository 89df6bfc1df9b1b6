"""How much evidence each side of a comparison rests on: quotations, works, years. A comparison with a thin side says so. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.starter.bibliography import read_bibliography
from qa.records import Answer, Role, Source
from qa.wording import add_article, join_words

_THIN = 0.5  # of the fullest side's quotations
_VIEWS = 3  # perspectives named


@dataclass(frozen=True, slots=True)
class SideEvidence:
    """One side's evidence: distinct quotations, the works they rest on, the years those were published in, where their publishers look from."""

    side: str
    quotations: int
    works: int
    years: tuple[int, int] | None
    views: tuple[str, ...]


def measure_evidence(answer: Answer) -> tuple[SideEvidence, ...]:
    """The evidence in the cells of each side, in the question's order."""
    return tuple(_weigh(answer, side) for side in answer.question.subjects)


def describe_balance(answer: Answer) -> str:
    """'4 quotations from 4 works, 2019–2025, on Serbia, against 1 from 1, 2021, on Fiji', with a caution if a side is thin; empty if nothing is compared."""
    weights = measure_evidence(answer) if answer.question.compares else ()
    if not any(w.quotations for w in weights):
        return ""
    sides = [f"{_amount(w)} on {add_article(w.side)}" for w in weights]
    return f"Evidence: {'; '.join(sides)}. {describe_imbalance(weights)}".strip()


def describe_amount(weight: SideEvidence) -> str:
    """The weight in words, without its side."""
    if not weight.quotations:
        return "no evidence"
    parts = [_count(weight.quotations, "quotation"), _count(weight.works, "work")]
    return " · ".join(
        [
            *parts,
            *([_years(weight)[2:]] if weight.years else []),
            *([", ".join(weight.views)] if weight.views else []),
        ]
    )


def describe_imbalance(weights: Sequence[SideEvidence]) -> str:
    """A sentence on the sides that have little evidence beside another; empty if none has. That a side has none is said elsewhere."""
    most = max((w.quotations for w in weights), default=0)
    thin = [w.side for w in weights if 0 < w.quotations <= _THIN * most or w.works == 1 < most]
    return (
        f"Little evidence on {join_words([add_article(s) for s in thin])}: read the comparison with care."
        if thin and len(thin) < len(weights)
        else ""
    )


def _amount(weight: SideEvidence) -> str:
    if not weight.quotations:
        return "none"
    return f"{_count(weight.quotations, 'quotation')} from {_count(weight.works, 'work')}{_years(weight)}{',' * bool(weight.years)}"


def _years(weight: SideEvidence) -> str:
    if not weight.years:
        return ""
    first, last = weight.years
    return f", {first}" if first == last else f", {first}–{last}"


def _weigh(answer: Answer, side: str) -> SideEvidence:
    cited = {n for s in answer.statements if s.role is Role.CELL and side in s.subjects for n in s.cites}
    sources = [s for s in answer.sources if s.n in cited]
    works = {w for s in sources for w in _works(s)}
    years = sorted(int(r.date[:4]) for s in sources for r in s.references if r.date and r.date[:4].isdigit())
    publishers = read_bibliography().publishers
    known = [
        publishers[r.publisher].perspective
        for s in sources
        for r in s.references
        if r.publisher in publishers
    ]
    views = sorted(dict.fromkeys(known), key=lambda v: (-known.count(v), v))
    return SideEvidence(
        side, len(sources), len(works), (years[0], years[-1]) if years else None, tuple(views[:_VIEWS])
    )


def _works(source: Source) -> list[str]:
    return [r.id for r in source.references] or [source.document_id]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"
