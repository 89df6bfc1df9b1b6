"""The file formats that can be read: the one table of their readers, containers and media types.

A new format needs its reader, `corpus/readers/NAME.py`, and one entry of `FORMATS`. A reader is a function of
a path and the document's id that returns a `Document`; the one of JSONL takes a path and yields a document
for each line.

>>> find_reader(Path("report.docx"))(Path("report.docx"), "report.docx").title
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Container:
    """A binary file type that is known by its first bytes; `name` has its article."""

    name: str
    signature: bytes


PDF = Container("a PDF", b"%PDF-")
ZIP = Container("a ZIP archive", b"PK\x03\x04")
RTF = Container("an RTF file", b"{\\rtf")
CONTAINERS = (PDF, ZIP, RTF)


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How files of one suffix are read, checked and downloaded.

    `reader` is a function below `corpus.readers`: named, not imported, so that its library is loaded with the
    first file that needs it. `container` is None for text. `media_types` are those under which servers send
    it, each of one suffix only; `label` is the noun for a binary format in messages about downloads.
    """

    reader: str
    media_types: tuple[str, ...] = ()
    container: Container | None = None
    label: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
FORMATS = {  # by suffix
    ".md": FileFormat("markdown.read_markdown", ("text/markdown", "text/x-markdown")),
    ".markdown": FileFormat("markdown.read_markdown"),
    ".txt": FileFormat("text.read_text", ("text/plain",)),
    ".text": FileFormat("text.read_text"),
    ".pdf": FileFormat("pdf.pdf.read_pdf", ("application/pdf", "application/x-pdf"), PDF, "PDF"),
    ".html": FileFormat("html.read_html", ("text/html", "application/xhtml+xml")),
    ".htm": FileFormat("html.read_html"),
    ".mhtml": FileFormat("mime.read_mime", ("multipart/related", "application/x-mimearchive")),
    ".mht": FileFormat("mime.read_mime"),
    ".eml": FileFormat("mime.read_mime", ("message/rfc822",)),
    ".docx": FileFormat("office.docx.read_docx", (f"{_OFFICE}.wordprocessingml.document",), ZIP, "Word file"),
    ".pptx": FileFormat(
        "office.pptx.read_pptx", (f"{_OFFICE}.presentationml.presentation",), ZIP, "PowerPoint file"
    ),
    ".xlsx": FileFormat("office.xlsx.read_xlsx", (f"{_OFFICE}.spreadsheetml.sheet",), ZIP, "Excel file"),
    ".epub": FileFormat("office.epub.read_epub", ("application/epub+zip",), ZIP, "book"),
    ".odt": FileFormat("opendocument.odt.read_odt", (f"{_OPEN}.text",), ZIP, "text document"),
    ".ods": FileFormat("opendocument.ods.read_ods", (f"{_OPEN}.spreadsheet",), ZIP, "spreadsheet"),
    ".rtf": FileFormat("rtf.rtf.read_rtf", ("application/rtf", "text/rtf"), RTF, "RTF document"),
    ".csv": FileFormat("csv.read_csv", ("text/csv",)),
    ".tsv": FileFormat("csv.read_csv", ("text/tab-separated-values",)),
    ".jsonl": FileFormat("beir.read_beir"),
}
SUFFIXES = tuple(FORMATS)


def find_reader(path: Path) -> Callable[..., Any]:
    """The reader of a file, by its suffix.

    Raises:
        CorpusError: no reader takes files of this suffix.
    """
    try:
        module, function = FORMATS[path.suffix.lower()].reader.rsplit(".", 1)
    except KeyError:
        raise CorpusError(
            f"{path.name} has the suffix {path.suffix!r}, which no reader takes; "
            f"use one of {', '.join(SUFFIXES)}."
        ) from None
    reader: Callable[..., Any] = getattr(importlib.import_module(f"corpus.readers.{module}"), function)
    return reader


def find_suffix_of_type(media_type: str) -> str | None:
    """The suffix of the format that is sent under this media type, None if there is none."""
    return next((suffix for suffix, f in FORMATS.items() if media_type in f.media_types), None)
