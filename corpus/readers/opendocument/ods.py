"""Spreadsheets in OpenDocument form (ODS): a heading for each sheet, a paragraph for each row.

Numbers and dates are read as they are stored, as of Excel; sums of money and shares as the sheet shows them.
Hidden sheets are read too; comments are not.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.readers.office.package import Package, attribute, children, descendants, local_name
from corpus.readers.opendocument.odt import read_words
from corpus.readers.opendocument.styles import read_content, read_properties, read_styles
from corpus.readers.opendocument.tables import Spans, count_repeats, find_rows, is_hidden, read_cells
from corpus.readers.table_rows import Covered, format_rows
from corpus.readers.text_builder import TextBuilder, clean_title, collapse_spaces
from corpus.records import Document
from corpus.text.language import parse_language_tag


def read_ods(path: Path, identifier: str) -> Document:
    """Read one spreadsheet.

    Raises:
        CorpusError: it is damaged, needs a password or has no text.
    """
    page = TextBuilder()
    hidden: list[str] = []
    with Package(path) as package:
        content = read_content(package, path.name)
        styles, properties = read_styles(package, content), read_properties(package)
        for sheet in (t for book in descendants(content, "spreadsheet") for t in children(book, "table")):
            name = collapse_spaces(attribute(sheet, "name"))
            if texts := list(format_rows(_rows(sheet))):
                page.add(name, level=1)
                for words in texts:
                    page.add(words)
                hidden += [name] * is_hidden(sheet, styles.hidden_tables)
    if not page.blocks:
        raise CorpusError(f"{path.name} has no filled cell; remove it or save it with its values.")
    return Document(
        id=identifier,
        title=clean_title(properties.title) or path.stem,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        author=properties.author,
        updated=properties.updated,
        language=parse_language_tag(properties.language),
        notes=tuple(
            f"The sheet “{n[:60]}” is hidden in the workbook; it is read all the same." for n in hidden
        ),
    )


def _rows(sheet: Any) -> Iterator[dict[int, str | Covered]]:
    spans: Spans = {}
    for row, _ in find_rows(sheet):
        cells = read_cells(row, spans, _value)
        if any(cells.values()):
            for _ in range(count_repeats(row)):
                yield cells


def _value(cell: Any) -> str:
    kind, raw = attribute(cell, "value-type"), attribute(cell, "value")
    if kind == "float" and raw:
        return _number(raw)
    if kind == "date" and (moment := attribute(cell, "date-value")):
        return moment.replace("T00:00:00", "").replace("T", " ")[:16]
    if kind == "boolean":
        return (attribute(cell, "boolean-value") or "").upper()
    shown = (read_words(p) for p in cell if local_name(p) == "p")
    return " ".join(words for words in shown if words.strip()) or raw or ""


def _number(raw: str) -> str:
    """Return the number with 15 digits, as a sheet shows it without a format."""
    try:
        return f"{float(raw):.15g}"
    except ValueError:
        return raw
