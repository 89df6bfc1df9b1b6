"""Checks the tables of figures of the starter corpus: each against its description and the framework."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import CorpusError
from corpus.figure_tables import Addition, FigureTable, Measure
from corpus.framework import Framework
from corpus.ingest.load import STARTER_FIGURES
from corpus.records import Document
from corpus.tables.find import find_tables
from corpus.tables.sidecar import read_described_table
from corpus.text.dates import find_years

_FIELDS = re.compile(r"\{(\w*)\}")
_STOCK = re.compile(r"\b(?:at the end of|by)\b")  # what there is at a time, which is not added over years
_YEARS_NOT_ADDED = re.compile(r"\byears are not added\b", re.IGNORECASE)


def find_table_problems(framework: Framework, folder: Path = STARTER_FIGURES) -> Iterator[str]:
    """Yield a line for each problem, `file:line: what is wrong`, table by table."""
    for path in sorted(folder.glob("*.csv")):
        try:
            document = read_described_table(path, f"{folder.name}/{path.name}")
        except CorpusError as error:
            yield f"{path.name}:1: {error}"
            continue
        yield from _check_table(document, path, framework)
    for path in sorted(folder.glob("*.toml")):
        if not path.with_suffix(".csv").exists():
            yield f"{path.name}:1: there is no table {path.stem}.csv that it describes."


def _check_table(document: Document, path: Path, framework: Framework) -> Iterator[str]:
    tables = list(find_tables(document, framework))
    if len(tables) != 1:
        yield f"{path.name}:1: it has {len(tables)} tables, not one."
        return
    (table,) = tables
    if len(table.numbers) != len(document.blocks):
        yield f"{path.name}:1: {len(document.blocks) - len(table.numbers)} rows are not read."
    for measure in table.description.measures:
        place = f"{path.stem}.toml:1: the measure {measure.id!r}"
        yield from (f"{place} {fault}." for fault in _check_measure(measure, table, framework))
    yield from _check_rows(table, path, document, framework)
    yield from _check_parts(table, path)


def _check_measure(measure: Measure, table: FigureTable, framework: Framework) -> Iterator[str]:
    for name in ("name", "unit", "note", "sentence", "asked"):
        if not getattr(measure, name):
            yield f"has no {name}"
    if measure.aspect not in {aspect.name for aspect in framework.aspects}:
        yield f"has the aspect {measure.aspect!r}, which the framework lacks"
    for text, fields in ((measure.sentence, ["subject", "value", "when"]), (measure.when, ["years"])):
        if sorted(_FIELDS.findall(text)) != fields:
            yield f"needs each of {', '.join(f'{{{f}}}' for f in fields)} once in {text!r}"
    if not any(value is not None for value in table.values[measure.id]):
        yield "has no figure"
    yield from _check_additions(measure, table)


def _check_additions(measure: Measure, table: FigureTable) -> Iterator[str]:
    adds = measure.adds_over
    if Addition.PARTS in adds and not table.description.labels:
        yield "is added over parts, and the table has none"
    if measure.unit == "%" and {Addition.SUBJECTS, Addition.YEARS} & set(adds):
        yield "is a share, and is added over subjects or years"
    if Addition.YEARS in adds and (_STOCK.search(measure.when) or _YEARS_NOT_ADDED.search(measure.note)):
        yield "is added over years, which its note or its times deny"


def _check_rows(table: FigureTable, path: Path, document: Document, framework: Framework) -> Iterator[str]:
    covered = find_years(table.description.covers)
    described = table.description
    for i, number in enumerate(table.numbers):
        place, subject, year = f"{path.name}:{number + 1}", table.subjects[i], table.years[i]
        if subject not in framework.subjects or framework.subjects[subject].kind != "country":
            yield f"{place}: {subject!r} is no country of the framework."
        if described.year and year is None:
            yield f"{place}: it has no year."
        elif covered and year is not None and not min(covered) <= year <= max(covered):
            yield f"{place}: {year} is not among the years that `covers` names."
        if all(values[i] is None for values in table.values.values()):
            yield f"{place}: it has no figure: {document.text[table.starts[i] : table.ends[i]]!r}."
    for measure, values in table.values.items():
        keys = (
            (subject, year, *(column[i] for column in table.labels.values()))
            for i, (subject, year) in enumerate(zip(table.subjects, table.years, strict=True))
            if values[i] is not None
        )
        for key, count in Counter(keys).items():
            if count > 1:
                yield f"{path.name}:1: {count} rows have a figure of {measure!r} for {key}."


def _check_parts(table: FigureTable, path: Path) -> Iterator[str]:
    described = {(part.column, part.value) for part in table.description.parts}
    there = {(column, value) for column, values in table.labels.items() for value in values}
    for column, value in sorted(there - described):
        yield f"{path.stem}.toml:1: {value!r} of the column {column!r} is described by no part."
    for column, value in sorted(described - there):
        yield f"{path.stem}.toml:1: no row has the part {value!r} of the column {column!r}."
