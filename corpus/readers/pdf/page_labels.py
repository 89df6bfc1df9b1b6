"""Printed page numbers where they are not those of the PDF: "iv", "A-3", or 117 on the first page of a paper.

A PDF may declare them. If it does not, a number at the top or foot of most pages that grows by one from page
to page is the printed number.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.pdf.paragraphs import Page, list_edge_lines

_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?![\w.,]\w)")
_MIN_PAGES = 3
_MOST = 0.6  # of the pages, at least, have a number that fits


def find_page_labels(pdf: pypdfium2.PdfDocument, pages: Sequence[Page]) -> dict[int, str]:
    """Find the printed number of each page, from 1, that has another one than the PDF counts."""
    labels = {number: _read_label(pdf, number) for number in range(1, len(pages) + 1)}
    if not any(labels.values()):
        labels = _find_printed(pages)
    return {number: label for number, label in labels.items() if label and label != str(number)}


def _read_label(pdf: pypdfium2.PdfDocument, number: int) -> str:
    size = pdfium.FPDF_GetPageLabel(pdf, number - 1, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetPageLabel(pdf, number - 1, buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0").strip()


def _find_printed(pages: Sequence[Page]) -> dict[int, str]:
    offsets: Counter[int] = Counter()
    for number, page in enumerate(pages, start=1):
        found = {int(n) - number for line in list_edge_lines(page) for n in _NUMBER.findall(line.text)}
        offsets.update(found)
    offset, count = offsets.most_common(1)[0] if offsets else (0, 0)
    if count < max(_MIN_PAGES, _MOST * len(pages)):
        return {}
    return {number: str(number + offset) for number in range(1, len(pages) + 1) if number + offset > 0}
