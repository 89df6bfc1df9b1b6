"""PDF by PDFium: paragraphs in reading order with their pages, headings as the path of what is below, notes at the foot kept out of quotations.

The canonical text is the paragraphs, parted by an empty line. Words split at a line end are joined, page numbers and running heads are left out, and a sentence
that runs over to the next page belongs to the page where it begins. `pdf_page` finds the characters, `layout` their order.
"""

import ctypes
import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import sentencex

from corpus.errors import CorpusError
from corpus.readers.pdf.layout import BULLET, TERMINAL, Line, Paragraph, join_lines, order_lines
from corpus.readers.pdf.ocr import read_scans
from corpus.readers.pdf.runs import HYPHEN, read_runs
from corpus.readers.text import is_back_matter_heading
from corpus.readers.text_builder import TextBuilder, clean_title
from corpus.records import BlockKind, Document
from corpus.text.language import parse_language_tag
from corpus.text.tokens import count_words

PDFIUM_LOCK = (
    threading.RLock()
)  # PDFium may be used by one thread at a time; the page draws pages while an index is built
_LINE_HYPHEN = re.compile(r"(?<=\w)-$")
_ROMAN = re.compile(r"[ivxlc]+")
_NOTE = re.compile(r"[\d*†‡§]{1,3}\W?\s?\S")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.|[A-Z]\.)\s+\S")
_EDGE_LINES = 2  # at the head and at the foot of a page: where running heads and page numbers stand
_HEADING_WORDS = 14
_CARRIED = 600  # characters of a sentence that may be taken over from the next page


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[Line]
    aside: list[str]
    height: float
    pictured: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph of the document."""

    text: str
    page: int
    size: float
    bold: bool
    note: bool
    full: bool


def read_pdf(path: Path, identifier: str) -> Document:
    """Read one PDF.

    Raises:
        CorpusError: the file is damaged, needs a password or has no text on any page.
    """
    with PDFIUM_LOCK:
        return _read_pdf(path, identifier)


def _read_pdf(path: Path, identifier: str) -> Document:
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise CorpusError(f"{path.name} needs a password; export it again without one.") from error
        raise CorpusError(f"{path.name} is damaged or no PDF; download or export it again.") from error
    notes: list[str] = []
    try:
        pages, lost = [], []
        for number in range(len(pdf)):
            try:
                pages.append(_read_page(pdf, number))
            except pypdfium2.PdfiumError:
                lost.append(number + 1)
                pages.append(_Page([], [], 1.0, False))
        said, language = pdf.get_metadata_dict(), _language(pdf)
        scans = [n for n, page in enumerate(pages, start=1) if page.pictured and not page.lines]
        recognised = read_scans(pdf, scans)
    finally:
        pdf.close()
    if lost:
        notes.append(f"{_counted(lost, len(pages))} cannot be read.")
    if recognised:
        notes.append(
            f"{_counted(sorted(recognised), len(pages))} no text; it was recognised in the picture (tesseract) and may have errors."
        )
    if unread := [n for n in scans if n not in recognised]:
        notes.append(f"{_counted(unread, len(pages))} no text, only pictures of it; run OCR over the file.")
    pieces = _pieces(pages, recognised)
    if not pieces:
        raise CorpusError(
            f"{path.name} has no text on any of its {len(pages)} pages (a scan?); run OCR over it first."
        )
    return _document(path, identifier, pieces, said, language, tuple(notes))


def _document(
    path: Path,
    identifier: str,
    pieces: list[_Piece],
    said: dict[str, str],
    language: str | None,
    notes: tuple[str, ...],
) -> Document:
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[round(piece.size, 1)] += len(piece.text)
    body = sizes.most_common(1)[0][0]
    levels = {
        size: level
        for level, size in enumerate(
            sorted({round(p.size) for p in pieces if p.size > 1.08 * body}, reverse=True), start=1
        )
    }
    page = TextBuilder()
    back_matter = False
    for piece in pieces:
        short = (
            count_words(piece.text) <= _HEADING_WORDS
            and not TERMINAL.search(piece.text)
            and not BULLET.match(piece.text)
        )
        level = 0
        if short and (piece.size > 1.08 * body or piece.bold or _NUMBERED.match(piece.text)):
            level = levels.get(round(piece.size), len(levels) + 1)
        back_matter = back_matter or (short and is_back_matter_heading(piece.text))
        kind = BlockKind.BACK_MATTER if back_matter or piece.note else BlockKind.HEADING if short else None
        page.add(piece.text, level=0 if kind is BlockKind.BACK_MATTER else level, page=piece.page, kind=kind)
    largest = max((p for p in pieces if p.page == pieces[0].page), key=lambda p: p.size)
    shown = largest.text if 1.15 * body < largest.size and len(largest.text) < 300 else path.stem
    date = re.match(r"D:(\d{4})(\d{2})?(\d{2})?", str(said.get("CreationDate") or ""))
    return Document(
        identifier,
        clean_title(said.get("Title")) or shown,
        page.text,
        tuple(page.blocks),
        str(path),
        author=clean_title(said.get("Author")),
        updated="-".join(part for part in date.groups() if part) if date else None,
        language=language,
        notes=notes,
    )


def _read_page(pdf: pypdfium2.PdfDocument, number: int) -> _Page:
    page = pdf[number]
    try:
        runs, aside = read_runs(page)
        pictured = not runs and any(True for _ in page.get_objects(max_depth=3))
        return _Page(order_lines(runs), aside, page.get_height(), pictured)
    finally:
        page.close()


def _pieces(pages: Sequence[_Page], recognised: dict[int, str]) -> list[_Piece]:
    furniture = _running(pages)
    words = Counter(
        w
        for page in pages
        for line in page.lines
        for w in re.findall(r"\w[\w-]*\w", line.text.rstrip(HYPHEN))
    )
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    found: list[_Piece] = []
    for number, page in enumerate(pages, start=1):
        mine = [
            _piece(p, number, body, page.height, words)
            for p in join_lines([line for line in page.lines if (number, line) not in furniture])
        ]
        mine += [
            _Piece(text, number, body, False, False, False)
            for text in re.split(r"\n\s*\n", recognised.get(number, ""))
            if text.strip()
        ]
        _carry_over(found, mine, words)
        found += mine
        found += [_Piece(text, number, 0.0, False, True, False) for text in page.aside]
    return [replace(p, text=" ".join(p.text.replace(HYPHEN, "-").split())) for p in found if p.text.strip()]


def _piece(paragraph: Paragraph, number: int, body: float, height: float, words: Counter[str]) -> _Piece:
    text = ""
    for line in paragraph.lines:
        text = _joined(text, line, words)
    note = paragraph.size < 0.92 * body and paragraph.top < 0.45 * height and _NOTE.match(text) is not None
    return _Piece(text, number, paragraph.size, paragraph.bold, note, paragraph.full)


def _joined(text: str, line: str, words: Counter[str]) -> str:
    """Two lines as one: a hyphen at the end goes, unless the document writes the word with it elsewhere, or what follows is a name or a figure."""
    if not text:
        return line
    marked = text.endswith(HYPHEN)
    if not (marked or _LINE_HYPHEN.search(text)):
        return f"{text}{'' if _unspaced(text[-1]) and _unspaced(line[:1]) else ' '}{line}"
    head, tail = re.search(r"[\w-]*$", text[:-1]), re.match(r"[\w-]*", line)
    before, after = head.group() if head else "", tail.group() if tail else ""
    kept = not line[:1].islower() or words[f"{before}-{after}"] > words[before + after]
    return text[:-1] + ("-" if kept else "") + line


def _unspaced(sign: str) -> bool:
    """True for the signs of Chinese and Japanese, which have no spaces between words."""
    return "\u3000" <= sign <= "\u30ff" or "\u3400" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"


def _carry_over(found: list[_Piece], following: list[_Piece], words: Counter[str]) -> None:
    """Give the last paragraph of a page the end of its sentence, which stands on the next page."""
    at = next((i for i in range(len(found) - 1, -1, -1) if not found[i].note), None)
    if at is None or not following or following[0].page != found[at].page + 1:
        return
    last, first = found[at], following[0]
    open_ended = not TERMINAL.search(last.text) and (
        first.text[:1].islower() or (last.full and count_words(last.text) > _HEADING_WORDS)
    )
    if (
        not open_ended
        or first.note
        or abs(first.size - last.size) > 0.1 * last.size
        or first.bold != last.bold
    ):
        return
    joined = _joined(last.text, first.text, words)
    begun = len(joined) - len(first.text)
    end = next(
        (b["end_index"] for b in sentencex.get_sentence_boundaries("en", joined) if b["end_index"] > begun),
        len(joined),
    )
    if end - begun <= _CARRIED:
        found[at] = replace(last, text=joined[:end])
        following[0] = replace(first, text=joined[end:])


def _running(pages: Sequence[_Page]) -> set[tuple[int, Line]]:
    """Lines at the head or foot that come again on other pages at the same height, figures aside: running heads and page numbers."""
    places: dict[tuple[str, int], list[tuple[int, Line]]] = {}
    for number, page in enumerate(pages, start=1):
        by_height = sorted(page.lines, key=lambda line: -line.y1)
        edges = dict.fromkeys(by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:])
        for line in edges if len(by_height) > 1 else ():
            places.setdefault(
                (_without_figures(line.text), round(50 * line.y0 / max(page.height, 1.0))), []
            ).append((number, line))
    filled = sum(bool(page.lines) for page in pages)
    enough = min(3, max(2, (filled + 1) // 2))
    again = [
        place
        for found in places.values()
        if len({number for number, _ in found}) >= enough
        for place in found
    ]
    # A head that stands once (the other one of a left and a right page, a chapter's) is known by its exact height and size.
    known = {(round(line.y0), round(line.size, 1)) for _, line in again}
    return {
        p for found in places.values() for p in found if (round(p[1].y0), round(p[1].size, 1)) in known
    } | set(again)


def _without_figures(text: str) -> str:
    bare = " ".join(text.casefold().split())
    return "#" if _ROMAN.fullmatch(bare) else re.sub(r"\d+", "#", bare)


def _counted(numbers: list[int], total: int) -> str:
    """'3 of 20 pages (4, 6-7) have'."""
    spans: list[list[int]] = []
    for n in numbers:
        if spans and n == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], n]
        else:
            spans.append([n])
    shown = ", ".join("-".join(map(str, span)) for span in spans[:12]) + (", ..." if len(spans) > 12 else "")
    return (
        f"{len(numbers)} of {total} page{'s' * (total > 1)} ({shown}) ha{'ve' if len(numbers) > 1 else 's'}"
    )


def _language(pdf: pypdfium2.PdfDocument) -> str | None:
    buffer = (ctypes.c_ushort * 32)()
    pdfium.FPDFCatalog_GetLanguage(pdf.raw, buffer, len(buffer) * 2)
    return parse_language_tag("".join(map(chr, buffer)))
