"""Paragraphs of a PDF from the lines of its pages.

Running heads and page numbers are removed, words split at a line end are joined, and a sentence that
continues on the next page belongs to the page where it begins. Notes at the foot of a page are marked.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sentencex

from corpus.readers.pdf.furniture import Page, find_running_lines
from corpus.readers.pdf.page.lines import Line, Paragraph, join_lines
from corpus.readers.pdf.page.tables import TERMINAL, Table
from corpus.readers.signs.characters import SUPERSCRIPT
from corpus.readers.signs.lines import HYPHEN, join_line
from corpus.readers.table_rows import format_rows, is_caption
from corpus.text.tokens import count_words

_NOTE = re.compile(rf"[\d*†‡§{SUPERSCRIPT}]{{1,3}}\W?\s?\S")
_RUN_IN = re.compile(r".*\w[.:]$|.*\w\s?[\u2013\u2014]$")
_NOTE_SIZE = 0.92  # of the size of most characters, at most
_MAX_PAGES = 2  # from the page of a sentence to that of its end, past a page of tables
_MAX_CARRIED = 600  # characters of a sentence that may be moved from the next page
MAX_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading, row of a table or note of the document and the page where it begins, from 1.

    `caption` is that of the table of a row; `run_in` is true for a heading on the line of its paragraph.
    """

    text: str
    page: int
    size: float
    bold: bool = False
    note: bool = False
    full: bool = False
    row: bool = False
    caption: str = ""
    run_in: bool = False


def join_pages(pages: Sequence[Page], recognised: dict[int, str]) -> list[Piece]:
    """Return the pieces of a document in order; `recognised` is the text of scans by page number."""
    running = find_running_lines(pages)
    lines = [line for page in pages for line in page.lines]
    words = Counter(w for line in lines for w in re.findall(r"\w[\w-]*\w", line.text.rstrip(HYPHEN)))
    body = most_common_size([(line.text, line.size) for line in lines])
    found: list[Piece] = []
    for number, page in enumerate(pages, start=1):
        parts = [part for part in page.parts if isinstance(part, Table) or (number, part) not in running]
        pieces = list(_find_pieces(parts, number, body, page.height, words))
        scanned = re.split(r"\n\s*\n", recognised.get(number, ""))
        pieces += [Piece(text, number, body) for text in scanned if text.strip()]
        _carry_over(found, pieces, words)
        found += pieces
        found += [Piece(text, number, size=0.0, note=True) for text in page.aside]
    return [replace(p, text=" ".join(p.text.replace(HYPHEN, "-").split())) for p in found if p.text.strip()]


def most_common_size(texts: Sequence[tuple[str, float]]) -> float:
    """Return the size of most characters of the (text, size), to a tenth of a point; 0 without text."""
    sizes: Counter[float] = Counter()
    for text, size in texts:
        sizes[round(size, 1)] += len(text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _find_pieces(
    parts: Sequence[Line | Table], number: int, body: float, height: float, words: Counter[str]
) -> Iterator[Piece]:
    """Yield the pieces of a page: its paragraphs and, row by row, its tables."""
    caption, notes, rows = "", list[Paragraph](), list[Piece]()
    for _, group in itertools.groupby(parts, key=lambda part: part if isinstance(part, Table) else None):
        first, *others = group
        if isinstance(first, Table):
            yield from rows
            rows = [
                Piece(r, number, first.size, row=True, caption=caption)
                for r in format_rows(first.rows, title=caption)
            ]
            continue
        lines = [first, *(line for line in others if isinstance(line, Line))]
        is_note = _find_notes(lines, body, height)
        for paragraph in join_lines([line for line in lines if line not in is_note]):
            text = _join_lines(paragraph.lines, words)
            caption = text if is_caption(text) else ""
            is_below = caption and rows and not rows[0].caption
            yield from (replace(row, caption=caption) for row in rows) if is_below else rows
            caption, rows = "" if is_below else caption, []
            piece = Piece(text, number, paragraph.size, paragraph.bold, full=paragraph.full)
            yield from _split_run_in(paragraph, piece)
        notes += join_lines([line for line in lines if line in is_note])
    yield from rows
    for note in notes:
        yield Piece(_join_lines(note.lines, words), number, note.size, note=True)


def _find_notes(lines: Sequence[Line], body: float, height: float) -> set[Line]:
    """Find the notes at the foot of a page: small lines from one that begins with a mark or a number."""
    notes: set[Line] = set()
    is_note = False
    for before, line in itertools.pairwise([lines[0], *lines]):
        is_small = line.size < _NOTE_SIZE * body
        is_marked = line.text[0] in SUPERSCRIPT or (line.y1 < 0.45 * height and _NOTE.match(line.text))
        is_note = is_small and (bool(is_marked) or (is_note and line.column == before.column))
        if is_note:
            notes.add(line)
    return notes


def _join_lines(lines: Sequence[str], words: Counter[str]) -> str:
    text = ""
    for line in lines:
        text = join_line(text, line, words)
    return text


def _split_run_in(paragraph: Paragraph, piece: Piece) -> Iterator[Piece]:
    """Yield a heading on the first line of a paragraph ("Loans. Serbia took ...") apart from it."""
    head = piece.text[: paragraph.lead].strip()
    is_head = paragraph.lead > 0 and not (piece.note or is_caption(head)) and _RUN_IN.match(head)
    if is_head and count_words(head) <= MAX_HEADING_WORDS:
        yield replace(piece, text=head, bold=True, run_in=True, full=False)
        yield replace(piece, text=piece.text[paragraph.lead :].strip())
    else:
        yield piece


def _carry_over(found: list[Piece], following: list[Piece], words: Counter[str]) -> None:
    """Move the end of a sentence to the page where it begins: both lists are edited."""
    at = next((i for i in range(len(found) - 1, -1, -1) if _is_running(found[i])), None)
    to = next((i for i, piece in enumerate(following) if _is_running(piece)), None)
    if at is None or to is None or following[to].page > found[at].page + _MAX_PAGES:
        return
    last, first = found[at], following[to]
    is_long = last.full and count_words(last.text) > MAX_HEADING_WORDS
    is_open = not TERMINAL.search(last.text) and (first.text[:1].islower() or is_long)
    looks_alike = abs(first.size - last.size) <= 0.1 * last.size and first.bold == last.bold
    if not is_open or not looks_alike:
        return
    joined = join_line(last.text, first.text, words)
    seam = len(joined) - len(first.text)
    ends = (boundary["end_index"] for boundary in sentencex.get_sentence_boundaries("en", joined))
    end = next((end for end in ends if end > seam), len(joined))
    if end - seam <= _MAX_CARRIED:
        found[at] = replace(last, text=joined[:end])
        following[to] = replace(first, text=joined[end:])


def _is_running(piece: Piece) -> bool:
    """Return whether a sentence may run on from or in the piece, past tables, captions and notes."""
    return not (piece.note or piece.row or is_caption(piece.text))
