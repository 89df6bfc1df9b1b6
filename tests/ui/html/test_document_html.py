"""Documents as HTML: marks at their places, overlaps, long documents, escaping."""

import re

from corpus.readers.pdf.pdf_render import Rectangle
from corpus.records import Block, BlockKind, Document
from ui.html.document_html import QuotedSpan, find_page, render_page_marks, render_pages, render_text

TEXT = "Title\n\nOne <b>bold</b> claim. Two claims.\n\nThree."
DOCUMENT = Document(
    "d",
    "D",
    TEXT,
    (
        Block(0, 5, BlockKind.HEADING, ("Title",), 1),
        Block(7, TEXT.index("\n\nThree"), BlockKind.PARAGRAPH, ("Title",), 1),
        Block(len(TEXT) - 6, len(TEXT), BlockKind.BACK_MATTER, ("Title",), 2),
    ),
)


def quoted(n: int, words: str) -> QuotedSpan:
    return QuotedSpan(n, TEXT.index(words), TEXT.index(words) + len(words))


def test_quotations_are_marked_and_nothing_becomes_markup() -> None:
    html = render_text(DOCUMENT, [quoted(2, "Two claims."), quoted(1, "One <b>bold</b> claim.")], 1)
    assert html == (
        '<div class="document"><h3>Title</h3><p class="paragraph">'
        '<mark class="is-current" title="Source 1">One &lt;b&gt;bold&lt;/b&gt; claim.</mark> '
        '<mark class="other" title="Source 2">Two claims.</mark></p><p class="back-matter">Three.</p></div>'
    )


def test_of_two_overlapping_quotations_the_current_one_is_marked() -> None:
    both = [quoted(1, "claim. Two"), quoted(2, "Two claims.")]
    assert re.findall(r"<mark[^>]*>([^<]+)", render_text(DOCUMENT, both, 2)) == ["Two claims."]
    assert re.findall(r"<mark[^>]*>([^<]+)", render_text(DOCUMENT, both, 1)) == ["claim. Two"]


def test_a_quotation_over_two_blocks_is_marked_in_both() -> None:
    html = render_text(DOCUMENT, [QuotedSpan(1, TEXT.index("Two"), len(TEXT))], 1)
    assert re.findall(r"<mark[^>]*>([^<]+)", html) == ["Two claims.", "Three."]


def test_a_very_long_document_is_cut_around_the_quotation() -> None:
    paragraph = "word " * 200
    text = paragraph * 1000
    blocks = tuple(Block(i * 1000, i * 1000 + 1000, BlockKind.PARAGRAPH) for i in range(1000))
    html = render_text(Document("long", "Long", text, blocks), [QuotedSpan(1, 700_000, 700_010)], 1)
    assert 'class="is-current"' in html and "400,000 characters" in html and len(html) < 450_000


def test_pages_have_their_shape_and_the_quoted_one_is_current() -> None:
    html = render_pages((1.5, 0.5), DOCUMENT, [quoted(3, "Three.")], 3)
    assert re.findall(r'class="([^"]+)" data-page="(\d)" style="aspect-ratio: ([\d.]+)"', html) == [
        ("page", "1", "0.6667"),
        ("page is-current", "2", "2.0000"),
    ]
    assert (find_page(DOCUMENT, 8), find_page(DOCUMENT, len(TEXT))) == (1, None)


def test_marks_of_a_page_are_placed_in_percent_of_its_size() -> None:
    html = render_page_marks([(1, (Rectangle(0.1, 0.2, 0.5, 0.02),)), (2, ())], 2)
    assert html == (
        '<mark class="other" title="Source 1" '
        'style="left: 10.00%; top: 20.00%; width: 50.00%; height: 2.00%"></mark>'
    )
