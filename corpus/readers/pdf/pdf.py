"""PDF by PDFium: paragraphs in reading order with their pages, headings as the path of each paragraph.

The canonical text is the paragraphs, separated by an empty line; notes at the foot of a page are back matter.
`page` finds the characters and their order, `paragraphs` joins them across lines and pages.
"""

import ctypes
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import CorpusError
from corpus.readers.pdf.furniture import Page, find_page_labels, find_running_lines
from corpus.readers.pdf.notes import Notes
from corpus.readers.pdf.ocr import recognise_pages
from corpus.readers.pdf.page.columns import order_lines
from corpus.readers.pdf.page.lines import BULLET
from corpus.readers.pdf.page.rules import find_grids
from corpus.readers.pdf.page.runs import read_runs
from corpus.readers.pdf.page.tables import TERMINAL
from corpus.readers.pdf.paragraphs import (
    MAX_HEADING_WORDS,
    Piece,
    join_pages,
    most_common_size,
)
from corpus.readers.signs.characters import SUPERSCRIPT_DIGITS
from corpus.readers.table_rows import is_caption
from corpus.readers.text import is_back_matter_heading
from corpus.readers.text_builder import TextBuilder, clean_title
from corpus.records import BlockKind, Document, LeftOut, LeftOutKind, Reference
from corpus.text.language import parse_language_tag
from corpus.text.tokens import count_words

# PDFium may be used by one thread at a time, and the viewer draws pages while an index is built.
PDFIUM_LOCK = threading.RLock()
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.|[A-Z]\.)\s+\S")
# A note or reference begins with its number or the name of its author, or says where something is found.
_ENTRY = re.compile(
    rf"^\W*[\d{SUPERSCRIPT_DIGITS}*†‡§]|^\W*[^\W\d_][\w’'-]+,\s|^\W*[^\W\d_]\.\s"
    r"|https?://|\bdoi\b|\bibid|\bpp?\.\s?\d|\bС\.\s?\d",
    re.IGNORECASE,
)
_HEADING_SIZE, _TITLE_SIZE = 1.08, 1.15  # at least, relative to the size of most characters
_MAX_TITLE = 300  # characters


def read_pdf(path: Path, identifier: str) -> Document:
    """Read one PDF.

    Raises:
        CorpusError: the file is damaged, needs a password or has no text on any page.
    """
    with PDFIUM_LOCK:
        return _read_pdf(path, identifier)


def _read_pdf(path: Path, identifier: str) -> Document:
    pdf = _open(path)
    try:
        pages, unreadable = [], []
        for number in range(len(pdf)):
            try:
                pages.append(_read_page(pdf, number))
            except pypdfium2.PdfiumError:
                unreadable.append(number + 1)
                pages.append(Page([], [], height=1.0, pictured=False))
        metadata, language = pdf.get_metadata_dict(), _read_language(pdf)
        scans = [n for n, page in enumerate(pages, start=1) if page.pictured and not page.lines]
        recognised = recognise_pages(pdf, scans)
        labels = find_page_labels(pdf, pages)
    finally:
        pdf.close()
    pieces = join_pages(pages, recognised)
    if not pieces:
        raise CorpusError(
            f"{path.name} has no text on any of its {len(pages)} pages (a scan?); run OCR over it first."
        )
    page, references = _build_text(pieces, labels)
    date = re.match(r"D:(\d{4})(\d{2})?(\d{2})?", str(metadata.get("CreationDate") or ""))
    return Document(
        id=identifier,
        title=clean_title(metadata.get("Title")) or _find_title(pieces) or path.stem,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        marks=tuple(page.marks),
        references=references,
        author=clean_title(metadata.get("Author")),
        updated="-".join(part for part in date.groups() if part) if date else None,
        language=language,
        notes=_notes(len(pages), unreadable, scans, recognised),
        left_out=tuple(_find_left_out(pages, len(unreadable) + len(set(scans) - recognised.keys()))),
    )


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise CorpusError(f"{path.name} needs a password; export it again without one.") from error
        raise CorpusError(f"{path.name} is damaged or not a PDF; download or export it again.") from error


def _read_page(pdf: pypdfium2.PdfDocument, number: int) -> Page:
    page = pdf[number]
    try:
        if pdf.get_formtype() != pdfium.FORMTYPE_NONE:
            # What is filled into a form stands beside the page until it is made a part of it.
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = pdf[number]
        runs, aside = read_runs(page)
        pictured = not runs and any(True for _ in page.get_objects(max_depth=3))
        grids = find_grids(page) if runs and page.get_rotation() == 0 else []
        return Page(order_lines(runs, grids), aside, page.get_height(), pictured)
    finally:
        page.close()


def _build_text(
    pieces: Sequence[Piece], page_labels: Mapping[int, str]
) -> tuple[TextBuilder, tuple[Reference, ...]]:
    """Build the text of the pieces, with the notes that its marks point at."""
    blocks = list(_classify(pieces))
    at_end = ((0, p.text) for p, kind, _ in blocks if kind is BlockKind.BACK_MATTER and not p.note)
    notes = Notes([*((p.page, p.text) for p in pieces if p.note), *at_end])
    page = TextBuilder(page_labels)
    for piece, kind, level in blocks:
        if kind is BlockKind.BACK_MATTER:
            page.add(piece.text, page=piece.page, kind=kind)
        else:
            text, marks = notes.take_marks(piece.text, piece.page)
            page.add(text, level=level, page=piece.page, kind=kind, caption=piece.caption, marks=marks)
    return page, notes.make_references(mark.reference_id for mark in page.marks)


def _classify(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, BlockKind, int]]:
    """Yield each piece with its kind and, for a heading, its level: short pieces large, bold or numbered."""
    body = most_common_size([(piece.text, piece.size) for piece in pieces])
    large = {round(p.size) for p in pieces if p.size > _HEADING_SIZE * body}
    levels = {size: level for level, size in enumerate(sorted(large, reverse=True), start=1)}
    found = [(piece, _find_level(piece, body, levels)) for piece in pieces]
    has_paragraph, back_matter = False, 0  # level of the heading that the back matter stands below
    for at, (piece, level) in enumerate(found):
        if level and not piece.run_in and not (back_matter and level > back_matter):
            is_named = has_paragraph and is_back_matter_heading(piece.text)
            back_matter = level if is_named and _lists_sources(_list_section(found, at)) else 0
        if back_matter or piece.note:
            yield piece, BlockKind.BACK_MATTER, 0
        elif level:
            yield piece, BlockKind.HEADING, level
        else:
            has_paragraph = True
            yield piece, BlockKind.PARAGRAPH, 0


def _find_level(piece: Piece, body: float, levels: Mapping[int, int]) -> int:
    """Return the level of a heading, 0 for any other piece."""
    if piece.run_in:
        return len(levels) + 2
    is_sentence = TERMINAL.search(piece.text) or BULLET.match(piece.text)
    is_text = piece.row or piece.note or is_caption(piece.text) or is_sentence
    if is_text or count_words(piece.text) > MAX_HEADING_WORDS:
        return 0
    stands_out = piece.size > _HEADING_SIZE * body or piece.bold or _NUMBERED.match(piece.text)
    is_known = is_back_matter_heading(piece.text)
    return levels.get(round(piece.size), len(levels) + 1) if stands_out or is_known else 0


def _list_section(found: Sequence[tuple[Piece, int]], at: int) -> list[Piece]:
    """Return the pieces below the heading at a place, up to the next one of its level or higher."""
    after = range(at + 1, len(found))
    end = next((i for i in after if 0 < found[i][1] <= found[at][1]), len(found))
    return [piece for piece, _ in found[at + 1 : end]]


def _lists_sources(pieces: Sequence[Piece]) -> bool:
    """Return whether most paragraphs look like references or notes, as below "Sources" they may not."""
    texts = [p.text for p in pieces if not p.note]
    return sum(_ENTRY.search(text) is not None for text in texts) >= len(texts) / 2


def _find_title(pieces: Sequence[Piece]) -> str | None:
    """Return the text in the largest letters of the first page that has text, if it looks like a title."""
    body = most_common_size([(piece.text, piece.size) for piece in pieces])
    largest = max((p for p in pieces if p.page == pieces[0].page), key=lambda p: p.size)
    is_title = largest.size > _TITLE_SIZE * body and len(largest.text) < _MAX_TITLE
    return largest.text if is_title else None


def _notes(
    total: int, unreadable: list[int], scans: list[int], recognised: dict[int, str]
) -> tuple[str, ...]:
    """Say which of the `total` pages have no text, and why."""
    notes = [f"{_count_pages(unreadable, total)} cannot be read."] if unreadable else []
    if recognised:
        recognised_pages = _count_pages(sorted(recognised), total)
        notes.append(
            f"{recognised_pages} no text; it was recognised in the picture (tesseract) and may have errors."
        )
    if unread := [n for n in scans if n not in recognised]:
        notes.append(f"{_count_pages(unread, total)} no text, only pictures of it; run OCR over the file.")
    return tuple(notes)


def _find_left_out(pages: Sequence[Page], unread: int) -> Iterator[LeftOut]:
    """Yield the running heads, and the pages without text, each as long as the mean of the others."""
    if running := find_running_lines(pages):
        yield LeftOut(LeftOutKind.RUNNING_HEAD, len(running), sum(len(line.text) for _, line in running))
    if unread:
        lengths = [sum(len(line.text) for line in page.lines) for page in pages if page.lines]
        yield LeftOut(LeftOutKind.PAGE, unread, unread * sum(lengths) // max(1, len(lengths)))


def _count_pages(numbers: list[int], total: int) -> str:
    """Return '3 of 20 pages (4, 6-7) have'."""
    spans: list[list[int]] = []
    for n in numbers:
        if spans and n == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], n]
        else:
            spans.append([n])
    shown = ", ".join("-".join(map(str, span)) for span in spans[:12]) + (", ..." if len(spans) > 12 else "")
    noun, verb = "pages" if total > 1 else "page", "have" if len(numbers) > 1 else "has"
    return f"{len(numbers)} of {total} {noun} ({shown}) {verb}"


def _read_language(pdf: pypdfium2.PdfDocument) -> str | None:
    buffer = (ctypes.c_ushort * 32)()
    pdfium.FPDFCatalog_GetLanguage(pdf.raw, buffer, len(buffer) * 2)
    return parse_language_tag("".join(map(chr, buffer)))
