"""Each reader counts what of a file it leaves out of the text."""

import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from pptx import Presentation
from reportlab.pdfgen.canvas import Canvas

from corpus.coverage import describe_left_out, measure_coverage
from corpus.ingest.read_file import read_file
from corpus.records import Document, LeftOut, LeftOutKind
from tests.reading import Write


def read(path: Path) -> list[Document]:
    found = list(read_file(path, path.name, language="en"))
    documents = [d for d in found if isinstance(d, Document)]
    assert len(documents) == len(found)
    return documents


def left_out(path: Path) -> dict[str, tuple[int, int]]:
    return {p.kind.value: (p.count, p.characters) for d in read(path) for p in d.left_out}


def add_part(path: Path, name: str, content: str) -> Path:
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, content)
    return path


def test_markdown_counts_hidden_html_comments_and_footnotes_that_nothing_cites(write: Write) -> None:
    source = (
        "The mill was sold.[^1]\n\n<!-- to do -->\n\nIt <!-- why? --> closed.\n\n"
        "<div><p>Seen.</p><p hidden>Not <b>seen</b>.</p></div>\n\n"
        "[^1]: Lee, Ports.\n\n[^x]: Kim, Mills,\npage 3.\n"
    )
    assert left_out(write("a.md", source)) == {
        "comment": (2, len("to do" + "why?")),
        "hidden": (1, len("Not seen.")),
        "note": (1, len("Kim, Mills,\npage 3.")),
    }
    assert left_out(write("b.md", "The mill was sold.[^1]\n\n[^1]: Lee, Ports.\n")) == {}


def test_json_lines_count_fields_of_words_and_no_codes(write: Write) -> None:
    lines = [
        {
            "_id": "a",
            "title": "A",
            "text": "The mill.",
            "abstract": "A mill is sold.",
            "url": "https://a.b/c",
        },
        {"_id": "b", "text": "The port.", "metadata": {"x": 1}, "date": "2020-01-01"},
    ]
    path = write("a.jsonl", "\n".join(map(json.dumps, lines)))
    assert left_out(path) == {"field": (1, len("A mill is sold."))}
    assert describe_left_out(measure_coverage(read(path))) == "1 other field"


def test_a_mail_counts_its_attachments_and_the_characters_of_those_that_are_text(write: Write) -> None:
    mail = EmailMessage()
    mail["Subject"] = "The mill"
    mail.set_content("The mill was sold for 46 million.\n")
    mail.add_attachment(b"%PDF-1.7", "application", "pdf", filename="deal.pdf")
    mail.add_attachment("Country,Loan\nSerbia,3\n", subtype="csv", filename="loans.csv")
    assert left_out(write("a.eml", mail.as_bytes())) == {"attachment": (2, len("Country,Loan\nSerbia,3\n"))}


def test_a_pdf_counts_its_running_heads_and_its_pages_without_text(tmp_path: Path) -> None:
    canvas, drawn = Canvas(str(tmp_path / "a.pdf")), 0
    for number, town in enumerate(("Bar", "Piraeus", "Hamburg", "Trieste"), start=1):
        lines = [
            "Journal of Ports",
            *(f"{town} {verb} {town} a firm." for verb in ("sold", "let", "got")),
            "1",
        ]
        for line, words in enumerate(lines):
            canvas.drawString(72 + 10 * number * (line % 4 > 0), 800 - 180 * line, words)
            drawn += len(words)
        canvas.showPage()
    canvas.rect(72, 72, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    (document,) = read(tmp_path / "a.pdf")
    assert document.left_out == (
        LeftOut(LeftOutKind.RUNNING_HEAD, 8, 4 * len("Journal of Ports" + "1")),
        LeftOut(LeftOutKind.PAGE, 1, drawn // 4),
    )


def test_word_counts_deletions_comments_headers_and_charts(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("The mill was sold.")
    paragraph._p.append(
        parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>For nothing.</w:delText></w:r></w:del>")
    )
    word.add_comment(paragraph.runs, text="Is it so?", author="Ann")
    word.sections[0].header.paragraphs[0].text = "Draft"
    word.save(str(tmp_path / "a.docx"))
    chart = '<c xmlns:a="urn:a"><a:t>Loans</a:t><v>3</v></c>'
    path = add_part(tmp_path / "a.docx", "word/charts/chart1.xml", chart)
    assert left_out(add_part(path, "word/embeddings/a.bin", "x")) == {
        "deletion": (1, len("For nothing.")),
        "comment": (1, len("Is it so?")),
        "running head": (1, len("Draft")),
        "chart": (1, len("Loans")),
        "embedded": (1, 0),
    }


def test_a_damaged_comment_does_not_cost_the_text(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("The mill was sold.")
    word.save(str(tmp_path / "a.docx"))
    path = add_part(tmp_path / "a.docx", "word/comments.xml", "<broken")
    assert [d.text for d in read(path)] == ["The mill was sold."] and left_out(path) == {}


def test_a_workbook_counts_comments_charts_and_text_boxes(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("Country", "Loan"), ("Serbia", 3), ("Greece", 4)):
        sheet.append(row)
    sheet["A1"].comment = Comment("By name", "Ann")
    chart = BarChart()
    chart.title = "Loans"
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=3))
    sheet.add_chart(chart, "D1")
    book.save(tmp_path / "a.xlsx")
    box = '<d xmlns:a="urn:a"><txBody><a:p><a:r><a:t>In millions.</a:t></a:r></a:p></txBody></d>'
    assert left_out(add_part(tmp_path / "a.xlsx", "xl/drawings/drawing9.xml", box)) == {
        "chart": (1, len("Loans")),
        "comment": (1, len("By name")),
        "text box": (1, len("In millions.")),
    }


def test_slides_count_their_footers_and_the_slides_without_text(tmp_path: Path) -> None:
    slides = Presentation()
    first = slides.slides.add_slide(slides.slide_layouts[0])
    first.shapes.title.text = "Ports"
    first.placeholders[1].text = "Serbia sold a mill."
    placeholder = first.shapes.add_textbox(0, 0, 9, 9)
    placeholder.text_frame.text = "Ministry, 2020"
    properties = placeholder._element.nvSpPr.nvPr
    properties.append(
        parse_xml('<p:ph xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" type="ftr"/>')
    )
    slides.slides.add_slide(slides.slide_layouts[6])
    slides.save(str(tmp_path / "a.pptx"))
    assert left_out(tmp_path / "a.pptx") == {"running head": (1, len("Ministry, 2020")), "slide": (1, 0)}


def test_a_book_counts_contents_formulas_and_parts_outside_its_order(tmp_path: Path) -> None:
    book = (
        '<package><manifest><item id="a" href="one.xhtml"/><item id="b" href="ad.xhtml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b" linear="no"/></spine></package>'
    )
    parts = {
        "META-INF/container.xml": '<c><rootfiles><rootfile full-path="book.opf"/></rootfiles></c>',
        "book.opf": book,
        "one.xhtml": "<html><body><p>Serbia sold a mill.</p><math><mi>x</mi><mo>=</mo></math></body></html>",
        "ad.xhtml": "<html><head><title>no</title></head><body><p>Buy it.</p></body></html>",
        "nav.xhtml": "<html><body><nav><ol><li><a>Steel</a></li><li>Ports</li></ol></nav></body></html>",
    }
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert left_out(tmp_path / "a.epub") == {
        "navigation": (2, len("SteelPorts")),
        "formula": (1, len("x=")),
        "chapter": (1, len("Buy it.")),
    }


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", "Country,Loan\nSerbia,3\n"), ("a.txt", "The mill was sold.\n")]
)
def test_plain_text_and_tables_leave_nothing_out(write: Write, name: str, content: str) -> None:
    assert measure_coverage(read(write(name, content))).share == 1 and left_out(write(name, content)) == {}
