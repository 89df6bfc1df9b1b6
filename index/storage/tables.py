"""The tables of figures of a build: tables.jsonl, a table a line, its columns as lists.

A build without tables has no such file.
"""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from corpus.document_json import description_from_record, lists_to_tuples
from corpus.figure_tables import FigureTable

_FILE = "tables.jsonl"


def write_tables(folder: Path, tables: Iterable[FigureTable]) -> None:
    """Write the tables in their order; without any there is no file."""
    if lines := [orjson.dumps(asdict(table)) + b"\n" for table in tables]:
        (folder / _FILE).write_bytes(b"".join(lines))


def read_tables(folder: Path) -> list[FigureTable]:
    """Read the tables of a build folder.

    Raises:
        OSError, ValueError, KeyError, TypeError: the file is damaged.
    """
    path = folder / _FILE
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [_from_record(orjson.loads(line)) for line in lines]


def _from_record(record: dict[str, Any]) -> FigureTable:
    description = description_from_record(record.pop("description"))
    columns: dict[str, Any] = {
        name: {key: tuple(column) for key, column in value.items()}
        if isinstance(value, dict)
        else lists_to_tuples(value)
        for name, value in record.items()
    }
    return FigureTable(description=description, **columns)
