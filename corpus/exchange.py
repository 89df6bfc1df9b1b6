"""Documents as JSON objects: what the reading process hands over and what an index stores."""

from dataclasses import asdict
from typing import Any

from corpus.records import Block, BlockKind, Document, Mark, Reference


def document_record(document: Document) -> dict[str, Any]:
    """A document as one JSON object."""
    return asdict(document)


def document_of(record: dict[str, Any]) -> Document:
    """The document of a record; its `sha256` is computed anew from the text.

    Raises:
        KeyError, TypeError, ValueError: the record is no document's.
    """
    blocks = tuple(Block(b["start"], b["end"], BlockKind(b["kind"]), tuple(b["headings"]), b["page"]) for b in record["blocks"])
    marks = tuple(Mark(**m) for m in record["marks"])
    references = tuple(Reference(**r) for r in record["references"])
    made = ("blocks", "marks", "references", "sha256")
    return Document(blocks=blocks, marks=marks, references=references, **{key: _tupled(value) for key, value in record.items() if key not in made})


def _tupled(value: Any) -> Any:
    return tuple(_tupled(v) for v in value) if isinstance(value, list) else value
