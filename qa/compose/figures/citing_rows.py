"""The rows of a table that a figure stands in, as sources."""

from collections.abc import Iterator, Sequence

from corpus.figure_tables import FigureTable
from corpus.records import Document
from qa.compose.citing import RowQuote, Sources
from qa.figure_records import Operand, StatedFigure
from qa.select.figures.figure_evidence import FigureEvidence
from qa.select.figures.frame import Amount


def state_figure(
    amount: Amount, evidence: FigureEvidence, document: Document, sources: Sources, *, unit: str | None = None
) -> StatedFigure:
    """Make the figure of an amount, which cites its rows; of a sum of parts each part cites its own."""
    measure, table = evidence.measure, evidence.table
    operands = tuple(
        Operand(p.name, p.value, p.year, cite_rows(p.rows, table, document, sources))
        for p in amount.parts
        if p.value is not None
    )
    own = cite_rows(amount.rows, table, document, sources) if not operands else ()
    if not operands and len(amount.rows) > 1:  # a sum of rows, each of which is in what is cited
        operands = tuple(_list_operands(amount, evidence, document, sources))
    cites = own or tuple(dict.fromkeys(n for o in operands for n in o.cites))
    is_span = amount.years is not None and amount.years[0] != amount.years[1]
    return StatedFigure(
        subject=amount.name,
        measure=measure.name if measure else table.description.row or "rows",
        value=amount.value,
        unit=unit if unit is not None else (measure.unit if measure else ""),
        year=amount.year,
        cites=cites,
        computed_from=operands,
        years=amount.years if is_span else None,
        source=table.description.source,
    )


def cite_rows(
    rows: Sequence[int], table: FigureTable, document: Document, sources: Sources
) -> tuple[int, ...]:
    """Return the numbers of the sources that hold these rows.

    Rows on one subject with nothing else between them are one source, which may hold other rows on it.
    """
    return tuple(
        dict.fromkeys(sources.number(quote) for quote in _quote_runs(sorted(set(rows)), table, document))
    )


def _quote_runs(rows: Sequence[int], table: FigureTable, document: Document) -> Iterator[RowQuote]:
    run: list[int] = []
    for row in rows:
        if run and not _belong_together(run[-1], row, table):
            yield _quote(run, table, document)
            run = []
        run.append(row)
    if run:
        yield _quote(run, table, document)


def _belong_together(first: int, last: int, table: FigureTable) -> bool:
    if table.starts[first] == table.starts[last]:
        return True
    is_own = not table.description.attribution
    return not is_own and all(table.subjects[row] == table.subjects[first] for row in range(first, last + 1))


def _quote(run: Sequence[int], table: FigureTable, document: Document) -> RowQuote:
    first, last = run[0], run[-1]
    numbers = table.numbers[first], table.numbers[last]
    place = f"row {numbers[0]}" if numbers[0] == numbers[1] else f"rows {numbers[0]}–{numbers[1]}"
    block = next(b for b in document.blocks if b.start <= table.starts[first] < b.end)
    locator = " | ".join(part for part in (block.locator, place) if part)
    return RowQuote(document, table.starts[first], table.ends[last], locator)


def _list_operands(
    amount: Amount, evidence: FigureEvidence, document: Document, sources: Sources
) -> Iterator[Operand]:
    table, measure = evidence.table, evidence.measure
    values = table.values[measure.id] if measure else ()
    for row in amount.rows:
        if values and (value := values[row]) is not None:
            cites = cite_rows(
                amount.rows if table.description.attribution else [row], table, document, sources
            )
            name = table.items[row] or amount.name
            yield Operand(name, value, table.years[row], cites)
