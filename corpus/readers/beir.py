"""BEIR corpora: one JSON object a line, `{"_id": "d1", "title": "...", "text": "..."}`.

The canonical text is `text` alone; the title is searched with it but stands outside the offsets. A bad line is reported, the others are read.
"""

import json
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers.text import decode, paragraph_spans
from corpus.records import Block, BlockKind, Document


def read_beir(path: Path) -> tuple[list[Document], list[tuple[int, str]]]:
    """Give the documents in file order and (line number from 1, reason) for each line that holds none."""
    documents: list[Document] = []
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(decode(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            documents.append(_read_line(line, str(path)))
        except CorpusError as error:
            bad.append((number, str(error)))
    return documents, bad


def _read_line(line: str, source: str) -> Document:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise CorpusError(f"The line is no JSON ({error.msg}); each line must be one object.") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str) or record.get("_id") in (None, ""):
        raise CorpusError('The line lacks \'_id\' or \'text\'; BEIR form is {"_id", "title", "text"}.')
    if not record["text"].strip():
        raise CorpusError(f"The text of {record['_id']!r} is empty; remove the line.")
    text = record["text"].replace("\r\n", "\n")
    blocks = tuple(Block(start, end, BlockKind.PARAGRAPH) for start, end in paragraph_spans(text))
    return Document(str(record["_id"]), str(record.get("title") or ""), text, blocks, source)
