"""A PDF is read in reading order, with the page of each passage; damaged files are refused.

The PDFs are typeset here with ReportLab.
"""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph

from corpus.annotate.split import split_document
from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.ingest.load import load_documents
from corpus.readers.pdf.pdf import read_pdf
from corpus.records import BlockKind, Document
from tests.reading import Write, blocks

WIDTH, HEIGHT = A4
BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=10, leading=12, alignment=4, firstLineIndent=12
)
SECTION = ParagraphStyle("section", fontName="Times-Bold", fontSize=12, leading=16, spaceBefore=8)
TITLE = ParagraphStyle("title", fontName="Times-Bold", fontSize=18, leading=24, alignment=1)
# Every sentence has its number, so that the order can be checked.
NUMBERED = "Sentence {} says that China invested in infrastructure along corridor {}."


def write_pdf(
    path: Path, pages: Sequence[str], *, title: str = "", password: str = "", size: float = 11
) -> Path:
    canvas = Canvas(
        str(path),
        pagesize=A4,
        encrypt=StandardEncryption(password, ownerPassword="owner") if password else None,
    )
    if title:
        canvas.setTitle(title)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for number, line in enumerate(page.split("\n") if page else ()):
            canvas.drawString(72, HEIGHT - 72 - number * size * 1.3, line)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper in two columns.

    Title and abstract across them, sections, running heads left and right, page numbers, a note, references.
    """

    def draw_furniture(canvas: Canvas, paper: BaseDocTemplate) -> None:
        canvas.setFont("Times-Italic", 9)
        running_head = "Lee and Kim: Corridors" if paper.page % 2 else "Journal of Ports 12 (2024)"
        canvas.drawString(50, HEIGHT - 35, running_head)
        canvas.drawCentredString(WIDTH / 2, 25, str(paper.page + 100))
        if paper.page == 2:
            canvas.setFont("Times-Roman", 7)
            canvas.drawString(50, 52, "3 See the loan agreement of 2016.")

    half, path = (WIDTH - 120) / 2, tmp_path_factory.mktemp("pdf") / "paper.pdf"
    first = [
        Frame(50, HEIGHT - 200, WIDTH - 100, 150),
        Frame(50, 60, half, HEIGHT - 270),
        Frame(WIDTH / 2 + 10, 60, half, HEIGHT - 270),
    ]
    later = [Frame(50, 60, half, HEIGHT - 120), Frame(WIDTH / 2 + 10, 60, half, HEIGHT - 120)]
    document = BaseDocTemplate(str(path), pagesize=A4, author="Ann Lee and Bo Kim")
    frames = {"first": first, "later": later}
    document.addPageTemplates([PageTemplate(n, f, onPage=draw_furniture) for n, f in frames.items()])
    story = [
        Paragraph("Corridors of the Balkans", TITLE),
        Paragraph("The abstract runs across both columns. " * 8, BODY),
        FrameBreak(),
    ]
    story.append(NextPageTemplate("later"))
    for section in range(6):
        story.append(Paragraph(f"{section + 1}. Section {section + 1}", SECTION))
        for paragraph in range(section * 5, section * 5 + 5):
            numbers = range(paragraph * 5, paragraph * 5 + 5)
            story.append(Paragraph(" ".join(NUMBERED.format(n, n) for n in numbers), BODY))
    story += [Paragraph("References", SECTION), Paragraph("A. Author. A book on corridors.", BODY)]
    document.build(story)
    return path


def sentences(document: Document, framework: Framework) -> list[str]:
    return [document.text[s.start : s.end] for p in split_document(document, framework) for s in p.sentences]


def test_a_paper_in_two_columns_is_read_in_order(paper: Path, framework: Framework) -> None:
    found = sentences(read_pdf(paper, "paper.pdf"), framework)
    assert found[:8] == ["The abstract runs across both columns."] * 8
    assert found[8:] == [NUMBERED.format(n, n) for n in range(150)]


def test_a_citation_of_a_paper_shows_its_page_and_section(paper: Path) -> None:
    d = read_pdf(paper, "paper.pdf")
    with pypdfium2.PdfDocument(paper) as pdf:  # PDFium's own text of each page
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
    for number in range(150):
        page = next(n for n, text in enumerate(texts, start=1) if f"Sentence {number} " in text)
        at = d.text.index(f"Sentence {number} ")
        section = number // 25 + 1
        locator = next(b.locator for b in d.blocks if b.start <= at < b.end)
        assert locator == f"p. {page} (printed {page + 100}) | {section}. Section {section}"
    assert len(texts) == 3


def test_running_heads_page_numbers_and_notes_are_not_in_the_running_text(paper: Path) -> None:
    d = read_pdf(paper, "paper.pdf")
    assert "Journal" not in d.text
    assert "Lee and Kim" not in d.text
    assert "102" not in d.text.replace("Sentence 102", "").replace("corridor 102", "")
    assert blocks(d, BlockKind.BACK_MATTER) == [
        "3 See the loan agreement of 2016.",
        "References",
        "A. Author. A book on corridors.",
    ]
    assert (d.title, d.author, d.language) == ("Corridors of the Balkans", "Ann Lee and Bo Kim", None)


def test_columns_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    """Some programs write lines across the page, so that the order of the file does not help."""
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 10)
    left = [
        "The first column says here",
        "that the port was sold in",
        "the year 2016 to a firm",
        "from a city in the east.",
    ]
    right = [
        "The second one says more",
        "of a railway to the north",
        "that was paid for with a",
        "loan of many years.",
    ]
    for number, (a, b) in enumerate(zip(left, right, strict=True)):
        canvas.drawString(72, 700 - 12 * number, a)
        canvas.drawString(300, 700 - 12 * number, b)
    canvas.save()
    assert read_pdf(tmp_path / "a.pdf", "a").text == " ".join(left) + "\n\n" + " ".join(right)


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 10)
    rows = [
        ("Country", "Year", "Loan"),
        ("Serbia", "2019", "1.1 bn"),
        ("Greece", "2016", "0.4 bn"),
        ("Albania", "2015", "0.2 bn"),
        ("Kosovo", "2014", "none."),
    ]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            canvas.drawString(72 + 120 * column, 700 - 14 * number, cell)
    canvas.save()
    assert blocks(read_pdf(tmp_path / "a.pdf", "a"), BlockKind.PARAGRAPH) == [
        f"Country: {country}; Year: {year}; Loan: {loan}" for country, year, loan in rows[1:]
    ]


def test_a_sentence_over_two_pages_belongs_to_the_first(tmp_path: Path) -> None:
    first = (
        "Serbia sold a mill to a firm from the north of\nChina. It was paid for in the year of the sale and"
    )
    second = "works to this day. The town has grown since\nthen."
    d = read_pdf(write_pdf(tmp_path / "a.pdf", [first, second]), "a")
    assert [(d.text[b.start : b.end], b.page) for b in d.blocks] == [
        (
            "Serbia sold a mill to a firm from the north of China. "
            "It was paid for in the year of the sale and works to this day.",
            1,
        ),
        ("The town has grown since then.", 2),
    ]


def test_each_passage_has_its_page(tmp_path: Path, framework: Framework) -> None:
    path = write_pdf(
        tmp_path / "ports.pdf",
        ["COSCO bought the port of Piraeus in 2016.", "", "Serbia owes China 3 billion dollars."],
        title="Ports",
    )
    d = read_pdf(path, "ports.pdf")
    assert (d.title, d.notes) == ("Ports", ())
    assert d.text == "COSCO bought the port of Piraeus in 2016.\n\nSerbia owes China 3 billion dollars."
    assert [(b.page, b.locator) for b in d.blocks] == [(1, "p. 1"), (3, "p. 3")]
    assert [p.text for p in split_document(d, framework)] == [
        "COSCO bought the port of Piraeus in 2016.",
        "Serbia owes China 3 billion dollars.",
    ]


def test_a_short_last_line_ends_a_paragraph_of_a_pdf(tmp_path: Path) -> None:
    lines = [
        "Chinese firms invested ten billion dollars in the region over",
        "fifteen years. They left.",
        "The railway from the capital to the border took nine years.",
        "The loan that paid for it will be repaid by 2040.",
    ]
    d = read_pdf(write_pdf(tmp_path / "a.pdf", ["\n".join(lines)]), "a.pdf")
    assert blocks(d, BlockKind.PARAGRAPH) == [" ".join(lines[:2]), " ".join(lines[2:])]
    assert d.title == "a"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "The money was spent on infra-\nstructure at the China-\nCentral Asia summit.",
            "The money was spent on infrastructure at the China-Central Asia summit.",
        ),
        ("A well-known firm is not a well-\nknown one.", "A well-known firm is not a well-known one."),
        ("It happened in 2016-\n2017 in the south.", "It happened in 2016-2017 in the south."),
    ],
)
def test_a_word_split_at_a_line_end_is_joined(tmp_path: Path, text: str, read: str) -> None:
    assert read_pdf(write_pdf(tmp_path / "a.pdf", [text]), "a.pdf").text == read


def test_chinese_lines_are_joined_without_spaces(tmp_path: Path, framework: Framework) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("STSong-Light", 12)
    for number, line in enumerate(
        ["中国与塞尔维亚签署了自由贸易协定，于二零二四年", "七月一日生效。双方贸易额增长了一倍。"]
    ):
        canvas.drawString(72, 700 - 16 * number, line)
    canvas.save()
    (d,) = load_documents([tmp_path / "a.pdf"]).documents
    assert sentences(d, framework) == [
        "中国与塞尔维亚签署了自由贸易协定，于二零二四年七月一日生效。",
        "双方贸易额增长了一倍。",
    ]
    assert d.language == "zh"


def test_a_rotated_page_is_read_and_a_stamp_up_the_margin_is_not_quoted(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(100, 700, "Serbia sold a mill to a firm.")
    canvas.rotate(90)
    canvas.drawString(300, -40, "A stamp up the margin")
    canvas.showPage()
    canvas.rotate(90)
    for number, line in enumerate(["Greece sold a port to", "a firm of the east."]):
        canvas.drawString(100, -100 - 13 * number, line)
    canvas.save()
    d = read_pdf(tmp_path / "a.pdf", "a")
    assert blocks(d, BlockKind.PARAGRAPH) == [
        "Serbia sold a mill to a firm.",
        "Greece sold a port to a firm of the east.",
    ]
    assert blocks(d, BlockKind.BACK_MATTER) == ["A stamp up the margin"]


def test_a_damaged_pdf_is_refused(write: Write) -> None:
    with pytest.raises(CorpusError, match=r"a\.pdf is damaged or not a PDF; download or export it again\."):
        read_pdf(write("a.pdf", b"%PDF-1.7\nnothing of the kind"), "a.pdf")


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", ["Secret text."], password="secret")  # noqa: S106
    with pytest.raises(CorpusError, match=r"a\.pdf needs a password"):
        read_pdf(path, "a.pdf")


def test_a_pdf_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError, match=r"a\.pdf has no text on any of its 2 pages \(a scan\?\); run OCR over it first\."
    ):
        read_pdf(write_pdf(tmp_path / "a.pdf", ["", ""]), "a.pdf")
