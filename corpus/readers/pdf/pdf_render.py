"""Pages of a PDF as pictures, and the place of a quotation on a page.

The canonical text of a PDF joins lines and words split at line ends, so a quotation is found by its letters
and digits alone. It leaves note marks out and repeats the header in each row of a table; then the quotation
is found by what the page has of it.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw
from rapidfuzz import fuzz

from corpus.errors import CorpusError
from corpus.readers.pdf.pdf import PDFIUM_LOCK
from corpus.readers.signs.characters import SUPERSCRIPT

_WIDTH_PX = 1100
_MIN_SCORE = 90.0  # percent of the letters of a quotation and of the page in common
_MAX_CELL_GAP = 100  # letters between two cells of a row, which may have several lines
_MIN_PART = 20  # letters of a quotation that continues on another page


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a page in fractions of its width and height, from the top left corner."""

    left: float
    top: float
    width: float
    height: float


def read_page_ratios(path: Path) -> tuple[float, ...]:
    """Return the height divided by the width of each page.

    Raises:
        CorpusError: the file is no longer there, or no longer a PDF that can be read.
    """
    with PDFIUM_LOCK, _open(path) as pdf:
        return tuple(height / width for width, height in (pdf.get_page_size(n) for n in range(len(pdf))))


def draw_page(path: Path, number: int) -> bytes:
    """Return page `number`, from 1, as a PNG some 1,100 pixels wide.

    Raises:
        CorpusError: the file cannot be read, or has no such page.
    """
    with PDFIUM_LOCK, _open(path) as pdf:
        page = _page(pdf, path, number)
        picture = io.BytesIO()
        page.render(scale=_WIDTH_PX / page.get_width()).to_pil().save(picture, "PNG")
        return picture.getvalue()


def find_on_page(path: Path, number: int, quote: str) -> tuple[Rectangle, ...]:
    """Find the quotation on a page: one rectangle for each line, none if it is not there.

    Of a quotation that continues on another page, the part on this page is found.

    Raises:
        CorpusError: the file cannot be read, or has no such page.
    """
    with PDFIUM_LOCK, _open(path) as pdf:
        page = _page(pdf, path, number)
        text = page.get_textpage()
        letters = [
            (i, c)
            for i in range(text.count_chars())
            if (c := chr(pypdfium2.raw.FPDFText_GetUnicode(text, i))).isalnum()
        ]
        spans = _find_spans("".join(c for _, c in letters), quote)
        boxes = [text.get_charbox(i, loose=True) for first, last in spans for i, _ in letters[first:last]]
        return _lines(boxes, *page.get_size())


def _find_spans(page: str, quote: str) -> list[tuple[int, int]]:
    """Find a quotation among the letters of a page, as `first, last` of each part of it."""
    letters = _letters(quote)
    span = _find(page, letters)
    if span != (0, 0):
        return [span]
    values = [_letters(cell.rsplit(": ", 1)[-1]) for cell in re.split(r"; | \| ", quote)]
    if row := _find_row(page, [value for value in values if value]):
        return row
    found = fuzz.partial_ratio_alignment(letters, page, score_cutoff=_MIN_SCORE)
    return [(found.dest_start, found.dest_end)] if found else []


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum() and c not in SUPERSCRIPT)


def _find_row(page: str, values: Sequence[str]) -> list[tuple[int, int]]:
    """Find the cells of a row in their order where they stand closest; none if they are not all there."""
    best: list[tuple[int, int]] = []
    start = page.find(values[0]) if len(values) > 1 else -1
    while start >= 0:
        spans = [(start, start + len(values[0]))]
        for value in values[1:]:
            at = page.find(value, spans[-1][1], spans[-1][1] + _MAX_CELL_GAP + len(value))
            if at < 0:
                break
            spans.append((at, at + len(value)))
        is_whole = len(spans) == len(values)
        if is_whole and (not best or spans[-1][1] - start < best[-1][1] - best[0][0]):
            best = spans
        start = page.find(values[0], start + 1)
    return best


def _find(page: str, quote: str) -> tuple[int, int]:
    """Find the quotation among the letters of a page, `first, last`; `0, 0` if it is not there.

    The beginning of it may be the end of the page, or the end of it the beginning.
    """
    if not quote:
        return 0, 0
    if (at := page.find(quote)) >= 0:
        return at, at + len(quote)
    for length in range(len(quote) - 1, _MIN_PART - 1, -1):
        if page.endswith(quote[:length]):
            return len(page) - length, len(page)
        if page.startswith(quote[-length:]):
            return 0, length
    return 0, 0


def _lines(
    boxes: list[tuple[float, float, float, float]], width: float, height: float
) -> tuple[Rectangle, ...]:
    """Join boxes of characters line by line; (left, bottom, right, top) in points from the bottom left."""
    lines: list[list[float]] = []
    for left, bottom, right, top in boxes:
        last = lines[-1] if lines else None
        if last and left >= last[0] and min(top, last[3]) - max(bottom, last[1]) > 0.5 * (top - bottom):
            last[1], last[2], last[3] = min(last[1], bottom), max(last[2], right), max(last[3], top)
        else:
            lines.append([left, bottom, right, top])
    return tuple(
        Rectangle(
            left=left / width,
            top=1 - top / height,
            width=(right - left) / width,
            height=(top - bottom) / height,
        )
        for left, bottom, right, top in lines
    )


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, FileNotFoundError) as error:
        raise CorpusError(f"{path.name} can no longer be shown as pages ({error}); its text can.") from error


def _page(pdf: pypdfium2.PdfDocument, path: Path, number: int) -> pypdfium2.PdfPage:
    if not 1 <= number <= len(pdf):
        raise CorpusError(f"{path.name} has no page {number}, only 1 to {len(pdf)}.")
    return pdf[number - 1]
