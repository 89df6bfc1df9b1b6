"""Evidence becomes an answer: bottom line, cells, what is shared, what differs, disagreements, gaps.

Every sentence cites. Sentences of the corpus are quoted verbatim; the few that are computed name only topics,
words and figures of the quotations they cite.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.framework import Framework
from corpus.records import Trait
from index.records import SentenceSearch
from qa.compose.about import describe_index, describe_program
from qa.compose.bottom_line import find_comparing, state_bottom_line
from qa.compose.citing import Sources
from qa.compose.composition import Composition
from qa.compose.contrast import quote_contrasts, quote_similarities
from qa.compose.disputes import Conflict, cite_conflict, find_conflicts
from qa.compose.figures.composing import ComposedFigures, compose_figures
from qa.compose.figures.reports import add_reports
from qa.compose.gaps import find_gaps
from qa.compose.themes.composing import ComposedThemes, compose_themes
from qa.compose.themes.counting import count_sides
from qa.read.periods import find_first_year
from qa.records import Answer, Focus, Kind, Question, Role, Statement, Status
from qa.select.candidates import asks_any_disagreement
from qa.select.evidence import Evidence
from qa.select.figures.figure_evidence import FigureEvidence
from qa.select.quote import Quote

_MAX_CONFLICTS, _MAX_CONFLICTS_OF_SIDE = 3, 1
_LOOKUP_QUOTES = 2  # a look-up's first quotations answer it; those after them may not


def compose_answer(
    question: Question,
    evidence: Evidence,
    index: SentenceSearch,
    framework: Framework,
    figures: FigureEvidence | None = None,
) -> Answer:
    """Put the evidence into the form of the question's kind; `figures` are those of tables, stated first."""
    if question.kind is Kind.ABOUT:
        return describe_program(question, index, framework)
    counted = _find_counted_document(figures)
    cells = [
        (side, aspect, quote)
        for aspect in evidence.aspects
        for side in evidence.sides
        for quote in evidence.cells.get((side, aspect), ())
        if quote.located.document.id != counted
    ]
    if question.kind is Kind.TIMELINE:
        cells.sort(
            key=lambda cell: (find_first_year(cell[2].text, question.period) or 0, cell[2].located.row)
        )
    sources = Sources()
    composition = Composition(question, tuple(cells), evidence, sources, framework)
    # Sources are numbered as they are first cited, so statements are made in reading order.
    stated = _state_figures(composition, index, figures)
    # A table that lacks the figure asked for comes after sentences, which may have it.
    opening = [] if stated.has_values else [*state_bottom_line(composition)]
    bottom_line = [*opening, *stated.statements]
    quoted = _quote_cells(composition)
    themes = _count_themes(composition, index) if cells else ComposedThemes()
    statements = [*bottom_line, *_arrange(composition, bottom_line, quoted, themes)]
    statements += _report_conflicts(composition, index)
    has_figures = any(figure_set.figures for figure_set in stated.sets)
    missing = find_gaps(question, evidence, statements, stated)
    is_empty = not cells and not has_figures and not evidence.cross_side
    status = Status.NO_EVIDENCE if is_empty else Status.PARTIAL if missing else Status.ANSWERED
    shows_nearest = not has_figures and (bool(missing) or is_empty)
    nearest = tuple(sources.number(q) for q in evidence.nearest) if shows_nearest else ()
    return Answer(
        question=question,
        status=status,
        statements=tuple(statements),
        missing=missing,
        nearest=nearest,
        sources=sources.list_all(),
        index=describe_index(index),
        figure_sets=stated.sets,
        themes=themes.themes,
    )


def _arrange(
    composition: Composition,
    bottom_line: Sequence[Statement],
    cells: Sequence[Statement],
    themes: ComposedThemes,
) -> list[Statement]:
    """Cells, themes, what is shared and what differs; a question for similarities has what is shared first.

    A sentence that is the bottom line is not quoted again outside the cells.
    """
    context = [composition.quote_context(quote) for quote in composition.evidence.context]
    cells = [*cells, *context, *themes.counted]
    if not composition.question.compares:
        return cells
    said, focus = {statement.text for statement in bottom_line}, composition.question.focus
    cross_side = [q for q in composition.evidence.cross_side if q.full_text not in said]
    shared = [*quote_similarities(composition, cross_side), *themes.shared]
    if focus is Focus.SIMILARITIES:
        return [*shared, *cells]
    differing = [*quote_contrasts(composition, cross_side), *themes.differing]
    return [*cells, *(shared if focus is not Focus.DIFFERENCES else []), *differing]


def _find_counted_document(figures: FigureEvidence | None) -> str:
    """The user's table that gave the figures: its other rows are no evidence beside them."""
    return figures.table.document_id if figures and figures.amounts else ""


def _state_figures(
    composition: Composition, index: SentenceSearch, figures: FigureEvidence | None
) -> ComposedFigures:
    if figures is None:
        return ComposedFigures()
    sides = composition.question.subjects
    stated = compose_figures(figures, index.documents, composition.sources, sides, composition.only_aspect)
    if not stated.has_values:
        return stated
    change = find_comparing(composition) if composition.question.kind is Kind.PERIODS else None
    if change and stated.statements:  # it says more of the periods than what is said of one of them
        said = composition.quote_on_sides(change, Role.SUMMARY)
        return replace(stated, statements=(*stated.statements, said))
    return replace(stated, statements=tuple(add_reports(stated.statements, composition, figures)))


def _count_themes(composition: Composition, index: SentenceSearch) -> ComposedThemes:
    counts = count_sides(composition.question, index, composition.framework)
    return compose_themes(composition, counts, index.sentences)


def _quote_cells(composition: Composition) -> list[Statement]:
    return [_quote_cell(composition, *cell) for cell in composition.cells]


def _quote_cell(composition: Composition, side: str, aspect: str | None, quote: Quote) -> Statement:
    aspects = quote.located.sentence.aspects
    asked = [a for a in aspects if a in composition.question.aspects]
    return Statement(
        subjects=(side,) if side else (),
        aspect=aspect or next(iter([*asked, *aspects]), None),
        role=Role.CELL,
        text=quote.text,
        cites=(composition.sources.number(quote),),
        verbatim=True,
    )


def _report_conflicts(composition: Composition, index: SentenceSearch) -> list[Statement]:
    """Show each disagreement of sources on what is quoted, by one or two quotations."""
    statements = []
    limit = _MAX_CONFLICTS_OF_SIDE if composition.question.compares else _MAX_CONFLICTS
    for side in composition.evidence.sides:
        for conflict in _find_conflicts_of_side(composition, side, index)[:limit]:
            subjects = (side,) if side else ()
            text = cite_conflict(conflict, composition.sources)
            statements.append(text.statement(subjects, composition.only_aspect, Role.CONFLICT))
    return statements


def _find_conflicts_of_side(composition: Composition, side: str, index: SentenceSearch) -> list[Conflict]:
    question, evidence = composition.question, composition.evidence
    shown = list(composition.quotes_of(side))
    if question.kind is Kind.LOOKUP:
        shown = shown[:_LOOKUP_QUOTES]
    if question.kind is Kind.CONFLICT:  # what reports a disagreement is asked for, shown or not
        is_open = asks_any_disagreement(question)
        reporting = [
            q
            for q in evidence.pools[side]
            if q.has_trait(Trait.DISAGREEMENT) and (is_open or not set(question.topics).isdisjoint(q.topics))
        ]
        shown = [*sorted(reporting, key=lambda q: (-q.score, q.located.row)), *shown]
    return find_conflicts(shown, evidence.found[side], index.sentences.idf)
