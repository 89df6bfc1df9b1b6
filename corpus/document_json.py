"""Documents as JSON objects: what the sandbox's subprocess hands over and what an index stores.

    {"id": "asia/tajikistan.md", "title": "...", "text": "...", ..., "blocks": [{"start": 0, "end": 42, ...}]}

The order of the keys is part of the format: digests of documents, and with them the ids of builds, are
computed from this JSON. It is written by hand: a pydantic `TypeAdapter` is no faster at it, orders the keys
differently and takes longer to import than it takes to read the starter corpus.
"""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from corpus.figure_tables import Measure, Part, TableDescription
from corpus.records import Block, BlockKind, Document, LeftOut, LeftOutKind, Mark, Reference

_NESTED = ("blocks", "marks", "references", "left_out")
_FLAT = tuple(name for name in Document.__slots__ if name not in (*_NESTED, "table"))


def document_record(document: Document) -> dict[str, Any]:
    """A document as one JSON object."""
    # Not `dataclasses.asdict`, which copies every value and takes longer than writing the JSON.
    record = {name: getattr(document, name) for name in _FLAT}
    for name in _NESTED:
        record[name] = [
            {key: getattr(part, key) for key in part.__slots__} for part in getattr(document, name)
        ]
    if not record["left_out"]:  # older documents have no such key; theirs and their digests stay the same
        del record["left_out"]
    if document.table:
        record["table"] = asdict(document.table)
    return record


def document_from_record(record: dict[str, Any]) -> Document:
    """The document of a record; its `sha256` is computed from the text again.

    Raises:
        KeyError, TypeError, ValueError: the record does not describe a document.
    """
    flat = {k: lists_to_tuples(v) for k, v in record.items() if k not in (*_NESTED, "table", "sha256")}
    return Document(
        blocks=tuple(
            Block(**{**b, "kind": BlockKind(b["kind"]), "headings": tuple(b["headings"])})
            for b in record["blocks"]
        ),
        marks=tuple(Mark(**m) for m in record["marks"]),
        references=tuple(Reference(**r) for r in record["references"]),
        left_out=tuple(
            LeftOut(**{**part, "kind": LeftOutKind(part["kind"])}) for part in record.get("left_out", ())
        ),
        table=description_from_record(record["table"]) if "table" in record else None,
        **flat,
    )


def description_from_record(record: dict[str, Any]) -> TableDescription:
    """The description of a table from its record.

    Raises:
        KeyError, TypeError: the record does not describe a table.
    """
    flat = {k: lists_to_tuples(v) for k, v in record.items() if k not in ("measures", "parts")}
    return TableDescription(
        measures=tuple(Measure(**{k: lists_to_tuples(v) for k, v in m.items()}) for m in record["measures"]),
        parts=tuple(Part(**{k: lists_to_tuples(v) for k, v in p.items()}) for p in record["parts"]),
        **flat,
    )


def document_digest(document: Document) -> str:
    """The sha256 of everything a document says; the path of its file does not count."""
    record = document_record(document)
    record["source"] = ""
    return hashlib.sha256(json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def lists_to_tuples(value: Any) -> Any:
    """The value with every list in it as a tuple, as the records have them."""
    return tuple(lists_to_tuples(v) for v in value) if isinstance(value, list) else value
