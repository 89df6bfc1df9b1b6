"""A CSV file with a sidecar: `loans.csv`, described by `loans.toml`, becomes a document of rows.

The sidecar says what each column is, what the figures measure, who publishes them and under which licence
(`corpus.figure_tables.TableDescription`).
"""

import csv
import tomllib
from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.figure_tables import Addition, Measure, Part, TableDescription
from corpus.records import Block, BlockKind, Document, Reference
from corpus.tables.rows import ROW_BREAK


def read_described_table(path: Path, identifier: str) -> Document:
    """Read a CSV file that has a sidecar of the same name; its rows can be cited, and are not searched.

    Raises:
        CorpusError: the sidecar is absent or lacks a part, or the file is no table; the sentence says which.
    """
    sidecar = path.with_suffix(".toml")
    try:
        data = tomllib.loads(sidecar.read_text(encoding="utf-8"))
        description, reference = _read_description(data), Reference(**data["reference"])
    except OSError as error:
        raise CorpusError(
            f"The table {path.name} has no readable description ({error.strerror}); "
            f"write {sidecar.name} beside it."
        ) from error
    except (ValueError, KeyError, TypeError) as error:  # not TOML, not UTF-8, or a part is absent
        raise CorpusError(
            f"The description {sidecar.name} is not usable: {error}; compare it with another one."
        ) from error
    text, blocks = _read_rows(path)
    return Document(
        id=identifier,
        title=description.title,
        text=text,
        blocks=blocks,
        source=str(path),
        references=(reference,),
        author=reference.author,
        updated=reference.date,
        language="en",
        table=description,
    )


def _read_rows(path: Path) -> tuple[str, tuple[Block, ...]]:
    """The rows as text, written as those of any table, and their blocks.

    Raises:
        CorpusError: it is not UTF-8, or a row has another number of cells than the header.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        lines = [
            "; ".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=True) if cell)
            for row in rows
        ]
    except ValueError as error:
        raise CorpusError(
            f"{path.name} is not a table in UTF-8 with one header ({error}); mend it."
        ) from error
    ends = list(accumulate(len(line) + len(ROW_BREAK) for line in lines))
    starts = [0, *ends[:-1]]
    blocks = (
        Block(start, start + len(line), BlockKind.ROW) for start, line in zip(starts, lines, strict=True)
    )
    return ROW_BREAK.join(lines), tuple(blocks)


def _read_description(data: Mapping[str, Any]) -> TableDescription:
    columns = data["columns"]
    return TableDescription(
        title=data["title"],
        measures=tuple(_read_measure(entry) for entry in data["measures"]),
        subject=columns["subject"],
        year=columns.get("year", ""),
        labels=tuple(columns.get("labels", ())),
        measure=columns.get("measure", ""),
        value=columns.get("value", ""),
        parts=tuple(_read_part(entry) for entry in data.get("parts", ())),
        source=data["source"],
        row=data.get("row", ""),
        covers=data["covers"],
        attribution=data["attribution"],
        licence=data["licence"],
        licence_url=data["licence_url"],
    )


def _read_measure(entry: Mapping[str, Any]) -> Measure:
    return Measure(
        id=entry["column"],
        name=entry["name"],
        unit=entry["unit"],
        asked=tuple(entry["asked"]),
        sentence=entry["sentence"],
        when=entry.get("when", "in {years}"),
        adds_over=tuple(Addition(over) for over in entry.get("adds_over", ())),
        note=entry["note"],
        aspect=entry["aspect"],
        change_note=entry.get("change_note", ""),
    )


def _read_part(entry: Mapping[str, Any]) -> Part:
    return Part(entry["column"], entry["value"], entry["name"], tuple(entry["asked"]))
