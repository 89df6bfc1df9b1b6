"""What stands around the text of a PDF: running heads, page numbers, and the number printed on each page.

A line at the top or foot is a running head if it is apart from the text and other pages have it at the same
height, but for its figures; a page number, or a short small line in the margin, also if it stands alone.

The printed number may be another one than the PDF counts: "iv", "A-3", or 117 on the first page of a paper. A
PDF may declare it. If it does not, it is the number at the top or foot of most pages that grows by one from
page to page.
"""

import ctypes
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.pdf.page.lines import Line
from corpus.readers.pdf.page.tables import TERMINAL, Table
from corpus.readers.signs.characters import SUPERSCRIPT
from corpus.readers.table_rows import is_caption

_ROMAN = re.compile(r"[ivxlc]+")
_EDGE_ROWS = 2  # at the top and at the foot of a page
_APART = 0.5  # heights of a character between running heads and the text
_MAX_HEAD = 60  # characters of a running head that stands alone
_MARGIN = 0.09  # of the height of a page
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|sheet|seite|strana|sayfa|стр\.|第)\s*)?\d{1,4}"
    r"(?:\s*(?:/|of|von|od|из)\s*\d{1,4})?\s*页?\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?![\w.,]\w)")
_MIN_PAGES = 3  # with a printed number
_MOST = 0.6  # of the pages, at least, have a number that fits


@dataclass(frozen=True, slots=True)
class Page:
    """The lines and tables of a page in reading order, lines `aside` at another angle, its height in points.

    `pictured` is true for a page that has pictures and no text: a scan.
    """

    parts: list[Line | Table]
    aside: list[str]
    height: float
    pictured: bool

    @property
    def lines(self) -> list[Line]:
        return [part for part in self.parts if isinstance(part, Line)]


def find_running_lines(pages: Sequence[Page]) -> set[tuple[int, Line]]:
    """Find running heads and page numbers, as (page number, line)."""
    places: dict[tuple[str, int], list[tuple[int, Line]]] = {}
    found: set[tuple[int, Line]] = set()
    for number, page in enumerate(pages, start=1):
        found |= {(number, line) for line in _find_furniture(page)}
        for line in _list_edge_lines(page):
            key = _without_figures(line.text), round(50 * line.y0 / max(page.height, 1.0))
            places.setdefault(key, []).append((number, line))
    filled = sum(bool(page.lines) for page in pages)
    enough = min(3, max(2, (filled + 1) // 2))
    repeated = [lines for lines in places.values() if len({number for number, _ in lines}) >= enough]
    # A head that occurs once (of a chapter, or of a left page) has the exact height and size of the others.
    known = {(round(line.y0), round(line.size, 1)) for lines in repeated for _, line in lines}
    lines = itertools.chain.from_iterable(places.values())
    return found | {(n, line) for n, line in lines if (round(line.y0), round(line.size, 1)) in known}


def _list_edge_lines(page: Page) -> list[Line]:
    """Return the lines of the first and the last rows that stand apart from the text."""
    rows: list[list[Line]] = []
    for line in sorted(page.lines, key=lambda line: -(line.y0 + line.y1)):
        if rows and line.y1 - rows[-1][0].y0 > 0.5 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    edges = [*_list_apart(rows), *_list_apart(rows[::-1])]
    # Where these are all the lines of a page, most of them are its text.
    is_all = len(edges) >= len(page.lines)
    return [line for line in dict.fromkeys(edges) if not is_all or _is_in_margin(line, page)]


def _list_apart(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """Return the lines of the first rows, if there is white space between them and the other rows."""
    for count in range(min(_EDGE_ROWS, len(rows)), 0, -1):
        inner = rows[count][0] if len(rows) > count else None
        edge = rows[count - 1][0]
        if inner is None or max(edge.y0 - inner.y1, inner.y0 - edge.y1) > _APART * edge.size:
            return [line for row in rows[:count] for line in row]
    return []


def _is_in_margin(line: Line, page: Page) -> bool:
    return min(line.y0, page.height - line.y1) < _MARGIN * page.height


def _find_furniture(page: Page) -> Iterator[Line]:
    """Yield the lines in the margin at the top and at the foot that a page has alone.

    They are page numbers, or short and smaller than most of the page.
    """
    sizes: Counter[float] = Counter()
    for line in page.lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    others = [line for line in page.lines if not _is_in_margin(line, page)]
    for line in _list_edge_lines(page):
        is_number = _PAGE_NUMBER.fullmatch(line.text.strip()) is not None
        is_short = len(line.text) <= _MAX_HEAD and not TERMINAL.search(line.text)
        is_small = is_short and line.size < 0.95 * size
        is_text = line.text[0] in SUPERSCRIPT or is_caption(line.text)
        inner = others or [other for other in page.lines if other != line]
        is_far = min((max(line.y0 - o.y1, o.y0 - line.y1) for o in inner), default=0.0) > line.size
        if _is_in_margin(line, page) and is_far and (is_number or (is_small and not is_text)):
            yield line


def _without_figures(text: str) -> str:
    bare = " ".join(text.casefold().split())
    return "#" if _ROMAN.fullmatch(bare) else re.sub(r"\d+", "#", bare)


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
        found = {int(n) - number for line in _list_edge_lines(page) for n in _NUMBER.findall(line.text)}
        offsets.update(found)
    offset, count = offsets.most_common(1)[0] if offsets else (0, 0)
    if count < max(_MIN_PAGES, _MOST * len(pages)):
        return {}
    return {number: str(number + offset) for number in range(1, len(pages) + 1) if number + offset > 0}
