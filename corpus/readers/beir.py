"""BEIR corpora: one JSON object a line, `{"_id": "d1", "title": "...", "text": "..."}`.

The canonical text is `text` alone; the title is searched with it but is outside the offsets. A bad line is
reported, the others are read. The file is read a line at a time, so that its size does not matter.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers.signs.characters import clean_characters
from corpus.readers.text import decode_file, find_paragraphs
from corpus.records import Block, BlockKind, Document, LeftOut, LeftOutKind

_MAX_LINE = 50_000_000  # bytes
_READ = ("_id", "title", "text")


def read_beir(path: Path) -> Iterator[tuple[int, Document | str]]:
    """Yield the number of each line that is not blank, from 1, and its document or why it has none.

    Raises:
        CorpusError: the file is not text.
    """
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            try:
                yield number, _read_line(line, str(path))
            except CorpusError as error:
                yield number, str(error)


def _lines(path: Path) -> Iterator[str]:
    r"""Yield the lines of the file; as in JSON, only `\n` ends one."""
    if _is_utf8(path):
        with path.open("rb") as stream:
            while line := stream.readline(_MAX_LINE):
                first = stream.tell() == len(line)
                yield line.decode("utf-8-sig" if first else "utf-8", "replace")
    else:
        yield from io.StringIO(decode_file(path), newline="\n")


def _is_utf8(path: Path) -> bool:
    with path.open("rb") as stream:
        try:
            while block := stream.readline(_MAX_LINE):
                block.decode("utf-8")
        except UnicodeDecodeError:
            return False
    return True


def _read_line(line: str, source: str) -> Document:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise CorpusError(
            f"The line is not valid JSON ({error.msg}); each line must be one object."
        ) from error
    except (RecursionError, ValueError) as error:  # nested too deeply, or a number of thousands of digits
        raise CorpusError(
            f"The line is JSON that cannot be read ({str(error)[:80]}); each line must be one object."
        ) from error
    has_text = isinstance(record, dict) and isinstance(record.get("text"), str)
    if not has_text or record.get("_id") in (None, ""):
        raise CorpusError('The line lacks \'_id\' or \'text\'; BEIR form is {"_id", "title", "text"}.')
    if not record["text"].strip():
        raise CorpusError(f"The text of {str(record['_id'])[:80]!r} is empty; remove the line.")
    text = clean_characters(record["text"].replace("\r\n", "\n"))
    blocks = tuple(Block(start, end, BlockKind.PARAGRAPH) for start, end in find_paragraphs(text))
    # Addresses, dates and codes are data about the document; what has a space is words.
    others = [v for k, v in record.items() if k not in _READ and isinstance(v, str) and " " in v.strip()]
    return Document(
        id=str(record["_id"]),
        title=str(record.get("title") or ""),
        text=text,
        blocks=blocks,
        source=source,
        left_out=(LeftOut(LeftOutKind.FIELD, len(others), sum(map(len, others))),) if others else (),
    )
