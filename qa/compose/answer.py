"""Evidence becomes an answer: bottom line, cells, what is shared, what differs, what is missing. Every sentence cites; nothing is invented.

Sentences of the corpus are quoted as they stand; the few that the program computes only name topics whose words stand in the evidence they cite.
"""

from collections.abc import Sequence

from corpus.framework import Framework
from index.records import SentenceSearch
from qa.compose.citing import CitedText, Sources
from qa.compose.contrast import (
    CellQuote,
    bridging_summary,
    figures_beside,
    find_differing,
    find_shared,
    one_aspect,
    what_it_speaks_of,
    whole,
)
from qa.compose.disputes import NEAR, NEARLY, find_conflicts
from qa.read.periods import find_first_year
from qa.records import Answer, Focus, Gap, Kind, Question, Role, Statement, Status
from qa.select.disagreement import reports_disagreement
from qa.select.evidence import Evidence
from qa.select.quote import Quote

_CONFLICTS = 2
_FIRST = 2


def compose_answer(
    question: Question, evidence: Evidence, index: SentenceSearch, framework: Framework
) -> Answer:
    """Put the evidence into the shape of the question's kind."""
    sources = Sources()
    cells = [
        (side, aspect, quote)
        for aspect in _aspects(evidence)
        for side in _sides(evidence)
        for quote in evidence.cells.get((side, aspect), ())
    ]
    if question.kind is Kind.TIMELINE:
        cells.sort(
            key=lambda cell: (find_first_year(cell[2].text, question.period) or 0, cell[2].located.row)
        )
    if question.compares and cells:
        statements = _compare(question, cells, evidence, sources, framework)
    else:
        statements = [_cell(side, aspect, quote, sources) for side, aspect, quote in cells]
    statements += _conflicts(question, cells, evidence, index, sources, framework)
    missing = _missing(question, evidence)
    status = Status.NO_EVIDENCE if not cells else Status.PARTIAL if missing else Status.ANSWERED
    nearest = tuple(sources.number(q) for q in evidence.nearest) if missing or not cells else ()
    manifest = index.manifest
    about = {
        "build": manifest.build,
        "model": manifest.fingerprint["model"],
        "documents": manifest.documents,
        "passages": manifest.passages,
    }
    return Answer(question, status, tuple(statements), missing, nearest, sources.listed(), about)


def _compare(
    question: Question, cells: Sequence[CellQuote], evidence: Evidence, sources: Sources, framework: Framework
) -> list[Statement]:
    """Bottom line, cells, what is shared, what differs; a question for similarities alone has them first."""
    bridge = bridging_summary(question, evidence)
    summary = [whole(question, bridge, Role.SUMMARY, sources)] if bridge else []
    figures = figures_beside(question, cells, sources) if question.focus is Focus.WHICH_IS_MORE else []
    summary += figures or what_it_speaks_of(question, cells, sources, framework)
    quoted = [_cell(side, aspect, quote, sources) for side, aspect, quote in cells]
    left = [q for q in evidence.cross_side if q is not bridge]
    shared = (
        find_shared(question, cells, evidence, left, sources, framework)
        if question.focus is not Focus.DIFFERENCES
        else []
    )
    differing = (
        find_differing(question, cells, evidence, left, sources, framework)
        if question.focus is not Focus.SIMILARITIES
        else []
    )
    return (
        [*summary, *shared, *quoted]
        if question.focus is Focus.SIMILARITIES
        else [*summary, *quoted, *shared, *differing]
    )


def _cell(side: str, aspect: str | None, quote: Quote, sources: Sources) -> Statement:
    own = quote.located.sentence.aspects
    return Statement(
        (side,) if side else (),
        aspect or (own[0] if own else None),
        Role.CELL,
        quote.text,
        (sources.number(quote),),
        verbatim=True,
    )


def _conflicts(
    question: Question,
    cells: Sequence[CellQuote],
    evidence: Evidence,
    index: SentenceSearch,
    sources: Sources,
    framework: Framework,
) -> list[Statement]:
    """Disagreements of sources on what is quoted, as a pair of quotations each."""
    statements = []
    for side in _sides(evidence):
        shown = [quote for placed, _, quote in cells if placed == side]
        shown = (
            shown[:_FIRST] if question.kind is Kind.LOOKUP else shown
        )  # what answers stands first; the rest may be beside the point
        nearness = NEAR if question.compares or question.kind is Kind.OVERVIEW else NEARLY
        if (
            question.kind is Kind.CONFLICT
        ):  # disagreement itself is asked for: whatever reports it, best first
            shown, nearness = (
                sorted(
                    (q for q in evidence.pools[side] if reports_disagreement(q.located.text)),
                    key=lambda q: (-q.score, q.located.row),
                )
                or shown,
                NEAR,
            )
        for conflict in find_conflicts(side, shown, evidence.found[side], index, framework, nearness)[
            : 1 if question.compares else _CONFLICTS
        ]:
            text = CitedText()
            text.add_quotations(
                [(q.located.text, sources.number(q)) for q in (conflict.first, conflict.second) if q]
            )
            statements.append(text.statement((side,) if side else (), one_aspect(question), Role.CONFLICT))
    return statements


def _missing(question: Question, evidence: Evidence) -> tuple[Gap, ...]:
    gaps: list[Gap] = []
    for side in _sides(evidence):
        empty = [aspect for aspect in _aspects(evidence) if not evidence.cells.get((side, aspect))]
        if not side:
            continue
        gaps += (
            [Gap(side, None)]
            if len(empty) == len(_aspects(evidence))
            else [Gap(side, aspect) for aspect in empty]
        )
    return tuple(gaps)


def _sides(evidence: Evidence) -> list[str]:
    return list(dict.fromkeys(side for side, _ in evidence.cells))


def _aspects(evidence: Evidence) -> list[str | None]:
    return list(dict.fromkeys(aspect for _, aspect in evidence.cells))
