"""PDF by PDFium: one block per paragraph, each with its page; words split at a line end are joined.

The canonical text is the pages in order, parted by an empty line. Scanned pages have no text; a file with none at all is refused.
"""

import re
import threading
from pathlib import Path

import pypdfium2

from corpus.errors import CorpusError
from corpus.readers.text import is_back_matter_heading
from corpus.records import Block, BlockKind, Document

PDFIUM = threading.RLock()  # PDFium may be used by one thread at a time; the page draws pages while an index is built
_MARKED_HYPHEN = re.compile(r"[\x02\ufffe\u00ad]\r?\n?(?=(.?))")  # PDFium marks a hyphen at a line end
_LINE_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_TERMINAL = re.compile(r"[.!?][”\"')\]]*$")


def read_pdf(path: Path, identifier: str) -> Document:
    """Read one PDF.

    Raises:
        CorpusError: the file is damaged, needs a password or has no text on any page.
    """
    with PDFIUM:
        return _read_pdf(path, identifier)


def _read_pdf(path: Path, identifier: str) -> Document:
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        reason = "needs a password" if "password" in str(error).lower() else "is damaged or no PDF"
        raise CorpusError(f"{path.name} {reason}; export it again without protection.") from error
    try:
        pages = [_page_text(pdf, number) for number in range(len(pdf))]
        title = str(pdf.get_metadata_dict().get("Title") or "").strip()
    except pypdfium2.PdfiumError as error:
        raise CorpusError(f"{path.name} has a page that cannot be read; export it again.") from error
    finally:
        pdf.close()
    if not any(pages):
        raise CorpusError(f"{path.name} has no text on any of its {len(pages)} pages (a scan?); run OCR over it first.")
    parts: list[str] = []
    blocks: list[Block] = []
    length, back_matter = 0, False
    for number, page in enumerate(pages, start=1):
        for paragraph in _paragraphs(page):
            start = length + (2 if parts else 0)
            parts.append(("\n\n" if parts else "") + paragraph)
            length = start + len(paragraph)
            back_matter = back_matter or is_back_matter_heading(paragraph)
            kind = BlockKind.BACK_MATTER if back_matter else BlockKind.PARAGRAPH if _TERMINAL.search(paragraph) else BlockKind.HEADING
            blocks.append(Block(start, length, kind, (), number))
    return Document(identifier, title or path.stem, "".join(parts), tuple(blocks), str(path))


def _page_text(pdf: pypdfium2.PdfDocument, number: int) -> str:
    page = pdf[number].get_textpage().get_text_range()
    # "infra-|structure" is one word, "China-|Central Asia" keeps its hyphen.
    text = _MARKED_HYPHEN.sub(lambda m: "-" if m.group(1).isupper() or m.group(1).isdigit() else "", page).replace("\r\n", "\n").replace("\0", "")
    return _LINE_HYPHEN.sub("", text).strip()


def _paragraphs(page: str) -> list[str]:
    """Lines joined into paragraphs: a line well short of the widest that ends a sentence ends its paragraph."""
    lines = [" ".join(line.split()) for line in page.split("\n")]
    width = max((len(line) for line in lines), default=0)
    paragraphs, held = [], []
    for line in lines:
        if line:
            held.append(line)
        if held and (not line or (len(line) < 0.8 * width and _TERMINAL.search(line))):
            paragraphs.append(" ".join(held))
            held = []
    return paragraphs + ([" ".join(held)] if held else [])
