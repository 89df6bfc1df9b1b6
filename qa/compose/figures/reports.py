"""What sentences of the documents say beside a table: figures of its unit, each with who says so and when."""

from collections.abc import Iterator, Sequence

from corpus.records import Reference
from corpus.text.tokens import split_words
from qa.compose.citing import CitedText
from qa.compose.composition import Composition
from qa.figure_units import parse_unit
from qa.records import Role, Statement
from qa.select.figures.figure_evidence import FigureEvidence
from qa.select.quote import Quote

_PER_SIDE = 2  # sentences of a side


def add_reports(
    statements: Sequence[Statement], composition: Composition, figures: FigureEvidence
) -> Iterator[Statement]:
    """Add to the figure of each side what a sentence says of it: 'Eurasianet, 2022: “…”'.

    Where no side has a sentence of its own, as in a ranking of many, two quotations follow.
    """
    told: list[Quote] = []
    sides: set[str] = set()
    for statement in statements:
        side = statement.subjects[0] if len(statement.subjects) == 1 else ""
        found = [*composition.quotes_of(side), *composition.evidence.pools.get(side, ())]
        quotes = [q for q in found if q not in told and _is_on(q, side)]
        report = _find_report(quotes, figures) if side and side not in sides else None
        if report is None:
            yield statement
            continue
        sides.add(side)
        told.append(report)
        text = CitedText()
        text.continue_statement(statement, max_cites=1)
        text.add(f" {_name_source(report)}: “")
        text.add_cited(report.text, (composition.sources.number(report),))
        text.add("”")
        yield text.statement(statement.subjects, statement.aspect, statement.role)
    if statements and not sides and not any(s.subjects for s in statements):
        places = figures.question.places
        on_side = [q for side, _, q in composition.cells if side not in places or _is_on(q, side)]
        quotes = list({quote.text: quote for quote in on_side}.values())
        while len(told) < _PER_SIDE and (report := _find_report(quotes, figures)):
            quotes.remove(report)
            told.append(report)
        if told:
            yield _quote(composition, (), told)


def _quote(composition: Composition, subjects: tuple[str, ...], quotes: Sequence[Quote]) -> Statement:
    text = CitedText()
    text.add_quotations([(quote.text, composition.sources.number(quote)) for quote in quotes])
    return text.statement(subjects, composition.only_aspect, Role.SUMMARY)


def _find_report(quotes: Sequence[Quote], figures: FigureEvidence) -> Quote | None:
    """The first quotation that is about the measure, one with a figure of its unit before others."""
    measure = figures.measure
    if measure is None:
        return None
    asked = {word.stem for form in measure.asked for word in split_words(form) if " " not in form}
    money = parse_unit(measure.unit).is_money
    on_measure = [q for q in quotes if not asked.isdisjoint(q.stems)]
    with_figure = [
        q
        for q in on_measure
        if any((f.unit.isupper() and len(f.unit) == 3) == money for f in q.located.sentence.figures)
    ]
    return next(iter([*with_figure, *on_measure]), None)


def _is_on(quote: Quote, side: str) -> bool:
    return any(side in sentence.subjects for sentence in quote.sentences)


def _name_source(quote: Quote) -> str:
    """Who says so and when: the publisher and the year of the sentence's first reference, or the document."""
    document = quote.located.document
    references: dict[str, Reference] = {r.id: r for r in document.references}
    cited = [references[i] for i in quote.located.sentence.references if i in references]
    if not cited:
        return document.title
    first = cited[0]
    year = f", {first.date[:4]}" if first.date else ""
    return f"{first.publisher or first.author or first.title}{year}"
