"""How much evidence each side of a comparison has: quotations, works, origins, years, perspectives. Pure.

A comparison in which one side has little evidence says so, and so does one in which all quotations of a side
go back to one origin: they do not confirm each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.starter.bibliography import read_bibliography
from qa.records import Answer, Role, Source
from qa.wording import add_article, join_words

_LITTLE = 0.5  # of the most quotations that a side has
_MAX_PERSPECTIVES = 3


@dataclass(frozen=True, slots=True)
class SideEvidence:
    """One side's evidence: distinct quotations, works they rest on, first and last year of their publication.

    `views` are the perspectives of the publishers, the most frequent first; `origins` is what the quotations
    go back to, by name.
    """

    side: str
    quotations: int
    works: int
    years: tuple[int, int] | None
    views: tuple[str, ...]
    origins: tuple[str, ...] = ()


def measure_evidence(answer: Answer) -> tuple[SideEvidence, ...]:
    """Measure the evidence in the cells of each side, in the question's order."""
    return tuple(_measure_side(answer, side) for side in answer.question.subjects)


def describe_balance(answer: Answer) -> str:
    """Write one line on all sides, with a warning if one has little evidence; empty if nothing is compared.

    'Evidence: 4 quotations from 4 works, 2019–2025, on Serbia; 1 quotation from 1 work, 2021, on Fiji.'
    """
    evidence = measure_evidence(answer) if answer.question.compares else ()
    if not any(e.quotations for e in evidence):
        return ""
    sides = [f"{_describe_side(e)} on {add_article(e.side)}" for e in evidence]
    return f"Evidence: {'; '.join(sides)}. {describe_imbalance(evidence)}".strip()


def describe_amount(evidence: SideEvidence) -> str:
    """Write the amount without its side: '4 quotations · 4 works · 2019–2025 · Chinese, Western'.

    The number of origins follows that of works where they are fewer.
    """
    if not evidence.quotations:
        return "no evidence"
    parts = [_count(evidence.quotations, "quotation"), describe_works(evidence), ", ".join(evidence.views)]
    return " · ".join(p for p in parts if p)


def describe_works(evidence: SideEvidence) -> str:
    """Write what the quotations rest on: '4 works · 3 origins · 2019–2025'."""
    if not evidence.quotations:
        return "no evidence"
    parts = [_count(evidence.works, "work"), _count_origins(evidence), _format_years(evidence)]
    return " · ".join(p for p in parts if p)


def describe_imbalance(evidence: Sequence[SideEvidence]) -> str:
    """Warn of sides with little evidence compared with another, and of those with one origin; empty if none.

    A side without any evidence is not among them: it is a gap of the answer.
    """
    most = max((e.quotations for e in evidence), default=0)
    thin = [e.side for e in evidence if 0 < e.quotations <= _LITTLE * most or e.works == 1 < most]
    cautions = []
    if thin and len(thin) < len(evidence):
        sides = join_words([add_article(s) for s in thin])
        cautions.append(f"Little evidence on {sides}: read the comparison with care.")
    cautions += [
        f"All evidence on {add_article(e.side)} goes back to one origin: {e.origins[0]}."
        for e in evidence
        if e.quotations > 1 == len(e.origins)
    ]
    return " ".join(cautions)


def _describe_side(evidence: SideEvidence) -> str:
    if not evidence.quotations:
        return "none"
    amount = f"{_count(evidence.quotations, 'quotation')} from {_count(evidence.works, 'work')}"
    details = [detail for detail in (_count_origins(evidence), _format_years(evidence)) if detail]
    return f"{', '.join([amount, *details])}," if details else amount


def _count_origins(evidence: SideEvidence) -> str:
    """The number of origins where they are fewer than works; a quotation with two works has one origin."""
    origins = len(evidence.origins)
    return _count(origins, "origin") if origins < min(evidence.works, evidence.quotations) else ""


def _format_years(evidence: SideEvidence) -> str:
    if not evidence.years:
        return ""
    first, last = evidence.years
    return f"{first}" if first == last else f"{first}–{last}"


def _measure_side(answer: Answer, side: str) -> SideEvidence:
    cells = [s for s in answer.statements if s.role is Role.CELL and side in s.subjects]
    cited = {n for cell in cells for n in cell.cites}
    sources = [s for s in answer.sources if s.n in cited]
    references = [r for s in sources for r in s.references]
    works = {work for source in sources for work in _list_works(source)}
    years = sorted(int(r.date[:4]) for r in references if r.date and r.date[:4].isdigit())
    publishers = read_bibliography().publishers
    views = [publishers[r.publisher].perspective for r in references if r.publisher in publishers]
    ranked = sorted(dict.fromkeys(views), key=lambda v: (-views.count(v), v))
    return SideEvidence(
        side=side,
        quotations=len(sources),
        works=len(works),
        years=(years[0], years[-1]) if years else None,
        views=tuple(ranked[:_MAX_PERSPECTIVES]),
        origins=tuple(dict.fromkeys(map(_name_origin, sources))),
    )


def _list_works(source: Source) -> list[str]:
    return [r.id for r in source.references] or [source.document_id]


def _name_origin(source: Source) -> str:
    """The origin; of an answer that was stored before origins were known, the first work."""
    return source.origin or next((r.title for r in source.references), source.title)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"
