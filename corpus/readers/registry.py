"""Which reader takes which file: the one table of the formats that can be read.

A new format needs its reader, `corpus/readers/NAME.py`, and a line here. A reader is a function of a path and
the document's id that returns a `Document`; the one of JSONL takes a path and yields a document for each
line.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError

# Named, not imported: a reader's library is loaded with the first file that needs it.
READERS: dict[str, str] = {
    ".md": "markdown.read_markdown",
    ".markdown": "markdown.read_markdown",
    ".txt": "text.read_text",
    ".text": "text.read_text",
    ".pdf": "pdf.pdf.read_pdf",
    ".html": "html.read_html",
    ".htm": "html.read_html",
    ".docx": "office.docx.read_docx",
    ".pptx": "office.pptx.read_pptx",
    ".xlsx": "office.xlsx.read_xlsx",
    ".epub": "office.epub.read_epub",
    ".csv": "csv.read_csv",
    ".tsv": "csv.read_csv",
    ".jsonl": "beir.read_beir",
}
SUFFIXES = tuple(READERS)


def find_reader(path: Path) -> Callable[..., Any]:
    """The reader of a file, by its suffix.

    Raises:
        CorpusError: no reader takes files of this suffix.
    """
    try:
        module, function = READERS[path.suffix.lower()].rsplit(".", 1)
    except KeyError:
        raise CorpusError(
            f"{path.name} has the suffix {path.suffix!r}, which no reader takes; "
            f"use one of {', '.join(SUFFIXES)}."
        ) from None
    reader: Callable[..., Any] = getattr(importlib.import_module(f"corpus.readers.{module}"), function)
    return reader
