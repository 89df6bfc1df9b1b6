"""The tables of figures of a document: of one with a description, or of the rows of a user's spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.figure_tables import Addition, FigureTable, Measure, TableDescription
from corpus.framework import Framework
from corpus.records import Document
from corpus.tables.cells import find_place, read_in_unit, read_value, read_year
from corpus.tables.columns import Columns, type_columns
from corpus.tables.extra_rows import cut_at_next_header, leave_out_sums_of_regions, leave_out_totals
from corpus.tables.rows import Row, Sheet, find_sheets, split_row

SUFFIXES = (".csv", ".tsv", ".xlsx", ".ods")
_AS_WRITTEN = (".csv", ".tsv")  # whose numbers are as somebody wrote them
_MIN_ROWS = 3
TABLES_VERSION = 1  # part of a build's id: raise it when the same rows give other tables


def find_tables(document: Document, framework: Framework) -> Iterator[FigureTable]:
    """Yield the tables of a document; none of a file that is no spreadsheet."""
    if document.table:
        yield _build_described(document, document.table, framework)
    elif (suffix := PurePosixPath(document.id).suffix.lower()) in SUFFIXES:
        for whole in _join_alike(find_sheets(document, min_rows=_MIN_ROWS)):
            sheet = cut_at_next_header(leave_out_totals(whole, framework), framework)
            named = replace(sheet, name=sheet.name or document.title)
            columns = type_columns(named, framework, may_have_comma=suffix in _AS_WRITTEN)
            if columns:
                yield _build(document, _leave_out_sums(sheet, columns, framework), columns, framework)


def _join_alike(sheets: Iterable[Sheet]) -> list[Sheet]:
    """The sheets, those with the same columns as one, whose rows have the years that name the sheets."""
    by_columns: dict[tuple[str, ...], list[Sheet]] = {}
    for sheet in sheets:
        by_columns.setdefault(sheet.columns, []).append(sheet)
    return [_join(alike) for alike in by_columns.values()]


def _join(sheets: Sequence[Sheet]) -> Sheet:
    if len(sheets) == 1:
        return sheets[0]
    years = [read_year(sheet.name) for sheet in sheets]
    are_years = None not in years and len(set(years)) == len(years)
    rows = [
        replace(row, year=year if are_years else None)
        for sheet, year in zip(sheets, years, strict=True)
        for row in sheet.rows
    ]
    captions = {sheet.caption for sheet in sheets}
    return replace(
        sheets[0],
        name="",
        rows=tuple(rows),
        caption=captions.pop() if len(captions) == 1 else "",
    )


def _leave_out_sums(sheet: Sheet, columns: Columns, framework: Framework) -> Sheet:
    """The sheet without sums of regions, where its rows are of countries and can be added."""
    can_be_added = any(Addition.SUBJECTS in m.adds_over for m in columns.measures)
    if not columns.subject or columns.item or not can_be_added:
        return sheet
    return leave_out_sums_of_regions(sheet, columns.subject, columns.year, framework)


def _build_described(document: Document, description: TableDescription, framework: Framework) -> FigureTable:
    blocks = document.blocks
    rows = [split_row(document.text[b.start : b.end]) for b in blocks]
    measured = [row.get(description.measure) for row in rows]
    column_of = {m.id: description.value if description.measure else m.id for m in description.measures}
    return FigureTable(
        document_id=document.id,
        description=description,
        numbers=tuple(range(1, len(rows) + 1)),
        starts=tuple(b.start for b in blocks),
        ends=tuple(b.end for b in blocks),
        subjects=tuple(_name(row.get(description.subject, ""), framework) for row in rows),
        years=tuple(int(year) if (year := row.get(description.year)) else None for row in rows),
        items=("",) * len(rows),
        labels={label: tuple(row.get(label, "") for row in rows) for label in description.labels},
        values={
            measure: tuple(
                _read_plain(row.get(column, "")) if of in (None, measure) else None
                for row, of in zip(rows, measured, strict=True)
            )
            for measure, column in column_of.items()
        },
    )


def _read_plain(cell: str) -> float | None:
    """The number of a cell that is written as programs write it; None where it is none."""
    try:
        return float(cell)
    except ValueError:
        return None


def _build(document: Document, sheet: Sheet, columns: Columns, framework: Framework) -> FigureTable:
    """The table of a sheet; a row with columns of several years has a line for each of them too."""
    lines = [(row, *line) for row in sheet.rows for line in _list_years(row, columns)]
    title = " · ".join(dict.fromkeys(name for name in (document.title, sheet.name) if name))
    description = TableDescription(
        title=title,
        measures=columns.measures,
        subject=columns.subject,
        year=columns.year,
        item=columns.item,
        labels=columns.labels,
        source=document.title,
    )
    return FigureTable(
        document_id=document.id,
        description=description,
        numbers=tuple(row.number for row, _, _ in lines),
        starts=tuple(row.start for row, _, _ in lines),
        ends=tuple(row.end for row, _, _ in lines),
        subjects=tuple(_name(row.cells.get(columns.subject, ""), framework) for row, _, _ in lines),
        years=tuple(year for _, _, year in lines),
        items=tuple(row.cells.get(columns.item, "") for row, _, _ in lines),
        labels={label: tuple(row.cells.get(label, "") for row, _, _ in lines) for label in columns.labels},
        values={
            measure.id: tuple(_read_in(*line, measure, columns) for line in lines)
            for measure in columns.measures
        },
    )


def _list_years(row: Row, columns: Columns) -> list[tuple[bool, int | None]]:
    """The years of the lines of a row, first its own, then those of its series, which are marked."""
    series = {columns.years[column] for column in row.cells if column in columns.years}
    own = read_year(row.cells.get(columns.year, "")) if columns.year else row.year
    return [(False, own), *((True, year) for year in sorted(series))]


def _read_in(row: Row, is_series: bool, year: int | None, measure: Measure, columns: Columns) -> float | None:
    """The figure of a measure on one line of a row."""
    for column, name in columns.measure_of.items():
        if name == measure.id and (
            columns.years.get(column) == year if is_series else column not in columns.years
        ):
            value = row.cells.get(column, "")
            return read_in_unit(value, measure.unit, decimal_comma=columns.decimal_comma)
    return None


def _read(row: Row, column: str) -> float | None:
    return read_value(row.cells.get(column, ""))


def _name(value: str, framework: Framework) -> str:
    """The framework's name of a place, else what the cell says."""
    return find_place(value, framework) or value
