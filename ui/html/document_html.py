"""A whole document with the quotations of an answer marked in it: as text, and for a PDF as its pages. Pure; everything is escaped.

The page scrolls to the mark with the class `is-current`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from corpus.readers.pdf.pdf_render import Rectangle
from corpus.records import Block, BlockKind, Document

_MOST_CHARS = 400_000  # of a document shown at once, the quotation in the middle
_LEVELS = (3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """Characters `start:end` of the document that the answer cites as source `n`."""

    n: int
    start: int
    end: int


def render_text(document: Document, quoted: Sequence[QuotedSpan], current: int) -> str:
    """The document's headings and paragraphs, the quotations marked, that of source `current` as the current one."""
    middle = next((q.start for q in quoted if q.n == current), 0)
    first, last = middle - _MOST_CHARS // 2, middle + _MOST_CHARS // 2
    blocks = [b for b in document.blocks if b.end > first and b.start < last]
    cut = (
        f'<p class="hint">The document is long; some {_MOST_CHARS:,} characters around the quotation are shown.</p>'
        if len(blocks) < len(document.blocks)
        else ""
    )
    return f'<div class="document">{cut}{"".join(_block(document, b, quoted, current) for b in blocks)}</div>'


def render_pages(
    ratios: Sequence[float], document: Document, quoted: Sequence[QuotedSpan], current: int
) -> str:
    """Empty pages in their shape, to be drawn as they come into view; `ratios` are heights by widths."""
    page = find_page(document, next((q.start for q in quoted if q.n == current), 0)) or 1
    return f'<div class="document as-pages">{"".join(_page(n, ratio, n == page) for n, ratio in enumerate(ratios, start=1))}</div>'


def render_page_marks(lines: Sequence[tuple[int, Sequence[Rectangle]]], current: int) -> str:
    """Marks to lay over a page's picture: source numbers with the rectangles of their quotations."""
    return "".join(
        f'<mark class="{"is-current" if n == current else "other"}" title="Source {n}" '
        f'style="left: {100 * r.left:.2f}%; top: {100 * r.top:.2f}%; width: {100 * r.width:.2f}%; height: {100 * r.height:.2f}%"></mark>'
        for n, rectangles in lines
        for r in rectangles
    )


def find_page(document: Document, position: int) -> int | None:
    """The page that a character stands on, None where there are no pages."""
    return next((b.page for b in document.blocks if b.start <= position < b.end), None)


def _page(number: int, ratio: float, current: bool) -> str:
    name = "page is-current" if current else "page"
    return f'<figure class="{name}" data-page="{number}" style="aspect-ratio: {1 / ratio:.4f}"><figcaption>{number}</figcaption></figure>'


def _block(document: Document, block: Block, quoted: Sequence[QuotedSpan], current: int) -> str:
    words = _marked(document.text, block.start, block.end, quoted, current)
    if block.kind is BlockKind.HEADING:
        level = _LEVELS[min(len(block.headings), len(_LEVELS)) - 1] if block.headings else _LEVELS[0]
        return f"<h{level}>{words}</h{level}>"
    return f'<p class="{"back-matter" if block.kind is BlockKind.BACK_MATTER else "paragraph"}">{words}</p>'


def _marked(text: str, start: int, end: int, quoted: Sequence[QuotedSpan], current: int) -> str:
    """Escaped text of a block, quotations in marks; where two overlap, the current one wins, then the one that begins first."""
    parts, position = [], start
    for q in _apart([q for q in quoted if q.start < end and start < q.end], current):
        begin, stop = max(q.start, start), min(q.end, end)
        name = "is-current" if q.n == current else "other"
        parts.append(
            f'{escape(text[position:begin])}<mark class="{name}" title="Source {q.n}">{escape(text[begin:stop])}</mark>'
        )
        position = stop
    return "".join(parts) + escape(text[position:end])


def _apart(quoted: Sequence[QuotedSpan], current: int) -> list[QuotedSpan]:
    kept: list[QuotedSpan] = []
    for q in sorted(quoted, key=lambda q: (q.n != current, q.start)):
        if all(q.end <= k.start or k.end <= q.start for k in kept):
            kept.append(q)
    return sorted(kept, key=lambda q: q.start)
