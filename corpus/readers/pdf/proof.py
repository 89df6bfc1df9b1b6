"""A quotation against the page itself: whether reading has changed a figure, a sign or a negation.

The canonical text is made from the page by rules on columns, hyphens and note marks. This looks at the page's
own characters, in their own order and without those rules: a raised figure is no digit of the number before
it, and "25³ percent" is not 253 percent.
"""

import ctypes
import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from rapidfuzz import fuzz

from corpus.errors import CorpusError
from corpus.readers.pdf.pdf import PDFIUM_LOCK
from corpus.text.english import find_pattern

_FIGURE = re.compile(r"(?:(?<![\w.,)\]])(?P<sign>[-\u2212]))?(?P<digits>\d+(?:[.,]\d+)*)")
_RAISED = 0.16  # heights of a character between the line and the foot of a raised one
_AROUND = 20  # characters of the page around the place of a quotation
_MIN_SCORE = 90.0  # percent of the characters in common: the quotation is in this place of the page


@dataclass(frozen=True, slots=True)
class _Sign:
    """A character, the lowest point of what is drawn of it, the line it stands on, its font size."""

    text: str
    foot: float
    baseline: float
    size: float


def find_change(path: Path, number: int, quote: str) -> str | None:
    """Find the first figure, sign or negation of a quotation that is not so on page `number`, from 1.

    A quotation may end on the next page. None if nothing is changed.

    Raises:
        CorpusError: the file is missing, is not a PDF, or does not have that page.
    """
    with PDFIUM_LOCK:
        page = _read_pages(path, number)
    figures = {(bool(m["sign"]), m["digits"]) for m in _FIGURE.finditer(page)}
    for match in _FIGURE.finditer(quote):
        if (bool(match["sign"]), match["digits"]) not in figures:
            return match.group()
    found = fuzz.partial_ratio_alignment(quote, page, score_cutoff=_MIN_SCORE)
    if found is None:  # its lines are not in this order on the page
        return None
    around = page[max(0, found.dest_start - _AROUND) : found.dest_end + _AROUND]
    return _find_changed_negation(around.split(), quote.split())


def _find_changed_negation(on_page: list[str], quoted: list[str]) -> str | None:
    """Return a negation that the page or the quotation alone has between words that both have."""
    negation = find_pattern("negation")
    changes = difflib.SequenceMatcher(None, on_page, quoted, autojunk=False).get_opcodes()
    between = changes[1 if changes[0][0] != "equal" else 0 : -1 if changes[-1][0] != "equal" else None]
    for kind, a, b, c, d in between:
        match = negation.search(" ".join(on_page[a:b] + quoted[c:d])) if kind != "equal" else None
        if match:
            return match.group()
    return None


@lru_cache(maxsize=64)
def _read_pages(path: Path, number: int) -> str:
    """Return the text of a page and of the next one, without raised characters."""
    try:
        pdf = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise CorpusError(
            f"{path.name} can no longer be read ({error}); its pages are not compared."
        ) from error
    with pdf:
        if not 1 <= number <= len(pdf):
            raise CorpusError(f"{path.name} has no page {number}, only 1 to {len(pdf)}.")
        text = " ".join(_read_page(pdf[n]) for n in range(number - 1, min(number + 1, len(pdf))))
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _read_page(page: pypdfium2.PdfPage) -> str:
    if page.get_rotation():
        return str(page.get_textpage().get_text_range())
    text, line = "", None
    for sign in _list_signs(page):
        is_raised = line is not None and sign.foot > line.baseline + _RAISED * line.size
        if sign.text.isdigit() and is_raised and line is not None and sign.foot < line.baseline + line.size:
            text += " "
            continue
        if sign.text.isalnum():
            line = sign
        text += sign.text
    return re.sub(r"[\x02\ufffe\u00ad]\s*", "", text)


def _list_signs(page: pypdfium2.PdfPage) -> Iterator[_Sign]:
    textpage = page.get_textpage()  # kept, or PDFium would close it
    handle = textpage.raw
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    for i in range(pdfium.FPDFText_CountChars(handle)):
        pdfium.FPDFText_GetCharBox(handle, i, *map(ctypes.byref, (left, right, bottom, top)))
        pdfium.FPDFText_GetCharOrigin(handle, i, ctypes.byref(x), ctypes.byref(y))
        size = pdfium.FPDFText_GetFontSize(handle, i)
        yield _Sign(chr(pdfium.FPDFText_GetUnicode(handle, i)), bottom.value, y.value, size)
