"""A document with the quotations of an answer marked in it: as text or tables, and for a PDF as its pages.

The page scrolls to the mark with the class `is-current`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.readers.pdf.pdf_render import Rectangle
from corpus.records import Block, BlockKind, Document
from corpus.tables.rows import Row, Sheet
from ui.html.environment import load_macro
from ui.html.tables.rows import list_sheets

_MAX_CHARS = 400_000  # of a document shown at once, the quotation in the middle
_LEVELS = (3, 4, 5, 6)  # of headings
_text = load_macro("document.html", "text")
_pages = load_macro("document.html", "pages")
_page_marks = load_macro("document.html", "page_marks")


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """Characters `start:end` of the document that the answer cites as source `n`."""

    n: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Plain text, then a quotation of source `source`; the last piece of a block is text alone."""

    before: str
    quote: str = ""
    source: int | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class _MarkedBlock:
    """An element of the page with its class and its text."""

    tag: str
    name: str
    pieces: list[_Piece]


@dataclass(frozen=True, slots=True)
class _MarkedRow:
    """A row of a table with its number in it; `source` is the source that quotes it, if one does."""

    number: int
    cells: tuple[str, ...]
    source: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class _MarkedTable:
    """Rows of a table that follow one another, as an element of the page."""

    columns: tuple[str, ...]
    rows: list[_MarkedRow]
    tag: str = "table"


def render_text(document: Document, quoted: Sequence[QuotedSpan], current: int) -> str:
    """Headings, paragraphs and tables with the quotations marked; that of `current` is the current one."""
    middle = next((q.start for q in quoted if q.n == current), 0)
    first = max(0, min(middle - _MAX_CHARS // 2, len(document.text) - _MAX_CHARS))
    last = first + _MAX_CHARS
    blocks = [b for b in document.blocks if b.end > first and b.start < last]
    is_cut = len(blocks) < len(document.blocks)
    return _text(list(_mark_blocks(document, blocks, quoted, current)), _MAX_CHARS if is_cut else None)


def render_pages(
    ratios: Sequence[float], document: Document, quoted: Sequence[QuotedSpan], current: int
) -> str:
    """Empty pages in their shape, to be drawn as they come into view; `ratios` are heights by widths."""
    start = next((q.start for q in quoted if q.n == current), 0)
    return _pages(ratios, find_page(document, start) or 1)


def render_page_marks(lines: Sequence[tuple[int, Sequence[Rectangle]]], current: int) -> str:
    """Marks to lay over the picture of a page: source numbers with the rectangles of their quotations."""
    return _page_marks(lines, current)


def find_page(document: Document, position: int) -> int | None:
    """The page that a character is on; None where there are no pages."""
    return next((b.page for b in document.blocks if b.start <= position < b.end), None)


def _mark_blocks(
    document: Document, blocks: Sequence[Block], quoted: Sequence[QuotedSpan], current: int
) -> Iterator[_MarkedBlock | _MarkedTable]:
    """The blocks in order; rows of one sheet that follow one another are a table."""
    rows = {row.start: (sheet, row) for sheet in list_sheets(document) for row in sheet.rows}

    def find_sheet(block: Block) -> Sheet | None:
        return rows[block.start][0] if block.start in rows else None

    for sheet, group in groupby(blocks, find_sheet):
        if sheet is None:
            yield from (_mark_block(document.text, b, quoted, current) for b in group)
        else:
            marked = [_mark_row(rows[b.start][1], sheet.columns, quoted, current) for b in group]
            yield _MarkedTable(sheet.columns, marked)


def _mark_row(row: Row, columns: Iterable[str], quoted: Iterable[QuotedSpan], current: int) -> _MarkedRow:
    sources = [q.n for q in quoted if q.start < row.end and row.start < q.end]
    source = current if current in sources else next(iter(sources), None)
    cells = tuple(row.cells.get(column, "") for column in columns)
    return _MarkedRow(row.number, cells, source, source == current)


def _mark_block(text: str, block: Block, quoted: Iterable[QuotedSpan], current: int) -> _MarkedBlock:
    tag, name = "p", "back-matter" if block.kind is BlockKind.BACK_MATTER else "paragraph"
    if block.kind is BlockKind.HEADING:
        tag, name = f"h{_LEVELS[max(0, min(len(block.headings), len(_LEVELS)) - 1)]}", ""
    return _MarkedBlock(tag, name, list(_split_block(text, block, quoted, current)))


def _split_block(text: str, block: Block, quoted: Iterable[QuotedSpan], current: int) -> Iterator[_Piece]:
    """The block's text cut at its quotations."""
    position = block.start
    for q in _drop_overlaps([q for q in quoted if q.start < block.end and block.start < q.end], current):
        start, end = max(q.start, block.start), min(q.end, block.end)
        yield _Piece(text[position:start], text[start:end], q.n, q.n == current)
        position = end
    yield _Piece(text[position : block.end])


def _drop_overlaps(quoted: Iterable[QuotedSpan], current: int) -> list[QuotedSpan]:
    """The quotations in order. Where two overlap, the current one is kept, else the one that starts first."""
    kept: list[QuotedSpan] = []
    for q in sorted(quoted, key=lambda q: (q.n != current, q.start)):
        if all(q.end <= k.start or k.end <= q.start for k in kept):
            kept.append(q)
    return sorted(kept, key=lambda q: q.start)
