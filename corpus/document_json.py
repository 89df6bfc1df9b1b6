"""Documents as JSON objects: what the reading process hands over and what an index stores."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from corpus.records import Block, BlockKind, Document, Mark, Reference

_PLAIN = (
    "id",
    "title",
    "text",
    "source",
    "regions",
    "countries",
    "aspects",
    "period",
    "updated",
    "perspective",
    "author",
    "language",
    "notes",
    "sha256",
)


def document_record(document: Document) -> dict[str, Any]:
    """A document as one JSON object."""
    # By hand: `dataclasses.asdict` copies every value, which takes longer than writing it.
    return {
        **{name: getattr(document, name) for name in _PLAIN},
        "blocks": [
            {"start": b.start, "end": b.end, "kind": b.kind, "headings": b.headings, "page": b.page}
            for b in document.blocks
        ],
        "marks": [{"start": m.start, "end": m.end, "reference_id": m.reference_id} for m in document.marks],
        "references": [asdict(r) for r in document.references],
    }


def document_from_record(record: dict[str, Any]) -> Document:
    """The document of a record; its `sha256` is computed anew from the text.

    Raises:
        KeyError, TypeError, ValueError: the record is no document's.
    """
    blocks = tuple(
        Block(b["start"], b["end"], BlockKind(b["kind"]), tuple(b["headings"]), b["page"])
        for b in record["blocks"]
    )
    marks = tuple(Mark(**m) for m in record["marks"])
    references = tuple(Reference(**r) for r in record["references"])
    made = ("blocks", "marks", "references", "sha256")
    return Document(
        blocks=blocks,
        marks=marks,
        references=references,
        **{key: lists_to_tuples(value) for key, value in record.items() if key not in made},
    )


def document_digest(document: Document) -> str:
    """sha256 of all that a document says; where its file lies does not count."""
    record = document_record(document)
    record["source"] = ""
    return hashlib.sha256(json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def lists_to_tuples(value: Any) -> Any:
    """The value with tuples for lists, as the records have them."""
    return tuple(lists_to_tuples(v) for v in value) if isinstance(value, list) else value
