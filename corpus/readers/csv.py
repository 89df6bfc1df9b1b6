"""CSV and TSV: a row is a paragraph, each value under the name of its column (`corpus.readers.table_rows`).

The delimiter is the one of comma, semicolon, tab and bar that divides the first lines most evenly.
"""

import csv
import io
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers.table_rows import format_rows
from corpus.readers.text import decode_file
from corpus.readers.text_builder import TextBuilder
from corpus.records import Document

_MAX_CELL = 10_000_000  # characters
_SAMPLE_LINES = 50


def read_csv(path: Path, identifier: str) -> Document:
    """Read one table of values.

    Raises:
        CorpusError: the file is not text or not a table.
    """
    text = decode_file(path)
    csv.field_size_limit(_MAX_CELL)
    page = TextBuilder()
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text))
        for words in format_rows(dict(enumerate(row)) for row in rows):
            page.add(words)
    except csv.Error as error:
        raise CorpusError(f"{path.name} is not a table of values ({error}); save it again as CSV.") from error
    return Document(
        id=identifier, title=path.stem, text=page.text, blocks=tuple(page.blocks), source=str(path)
    )


def _find_delimiter(text: str) -> str:
    lines = [line for line in text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]
    if not lines:
        return ","

    def rate_evenness(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        common = max(counts, key=counts.count)
        return (counts.count(common) if common else 0, common)

    return max(",;\t|", key=rate_evenness)
