"""What the reader makes of a PDF: its text in reading order with the page of each passage; and what it refuses."""

from pathlib import Path

import pytest
from fpdf import FPDF

from corpus.errors import CorpusError
from corpus.framework import Framework
from corpus.readers.pdf import read_pdf
from corpus.records import BlockKind
from corpus.split import split_document
from tests.reading import Write, blocks


def pdf_of(path: Path, pages: list[str], *, title: str = "", password: str = "") -> Path:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    if title:
        pdf.set_title(title)
    for page in pages:
        pdf.add_page()
        if page:
            pdf.multi_cell(0, 6, page)
    if password:
        pdf.set_encryption(owner_password="owner", user_password=password)  # noqa: S106
    pdf.output(str(path))
    return path


def test_a_pdf_gives_its_text_with_the_page_of_each_passage(tmp_path: Path, framework: Framework) -> None:
    path = pdf_of(tmp_path / "ports.pdf", ["COSCO bought the port of Piraeus in 2016.", "", "Serbia owes China 3 billion dollars."], title="Ports")
    d = read_pdf(path, "ports.pdf")
    assert d.title == "Ports"
    assert d.text == "COSCO bought the port of Piraeus in 2016.\n\nSerbia owes China 3 billion dollars."
    assert [(b.page, b.locator) for b in d.blocks] == [(1, "p. 1"), (3, "p. 3")]
    assert [p.text for p in split_document(d, framework)] == ["COSCO bought the port of Piraeus in 2016.", "Serbia owes China 3 billion dollars."]


def test_wrapped_lines_of_a_pdf_are_one_paragraph(tmp_path: Path) -> None:
    text = "Chinese firms invested ten billion dollars in the region over fifteen years, " * 3 + "and most of it went to one country."
    d = read_pdf(pdf_of(tmp_path / "a.pdf", [text]), "a.pdf")
    assert d.text == text
    assert d.title == "a"


def test_a_short_last_line_ends_a_paragraph_of_a_pdf(tmp_path: Path) -> None:
    lines = [
        "Chinese firms invested ten billion dollars in the region over",
        "fifteen years. They left.",
        "The railway from the capital to the border took nine years.",
        "The loan that paid for it will be repaid by 2040.",
    ]
    d = read_pdf(pdf_of(tmp_path / "a.pdf", ["\n".join(lines)]), "a.pdf")
    assert blocks(d, BlockKind.PARAGRAPH) == [" ".join(lines[:2]), " ".join(lines[2:])]


def test_a_word_that_a_pdf_splits_at_a_line_end_is_whole(tmp_path: Path) -> None:
    d = read_pdf(pdf_of(tmp_path / "a.pdf", ["Most of the money was spent on infra-\nstructure at the China-\nCentral Asia summit."]), "a.pdf")
    assert d.text == "Most of the money was spent on infrastructure at the China-Central Asia summit."


def test_the_references_of_a_pdf_are_never_quoted(tmp_path: Path) -> None:
    d = read_pdf(pdf_of(tmp_path / "a.pdf", ["Text of the report.", "References", "A. Author. A book."]), "a.pdf")
    assert [b.kind for b in d.blocks] == [BlockKind.PARAGRAPH, BlockKind.BACK_MATTER, BlockKind.BACK_MATTER]


def test_a_damaged_pdf_is_refused(write: Write) -> None:
    with pytest.raises(CorpusError, match=r"a\.pdf is damaged or no PDF; export it again without protection\."):
        read_pdf(write("a.pdf", b"%PDF-1.7\nnothing of the kind"), "a.pdf")


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    path = pdf_of(tmp_path / "a.pdf", ["Secret text."], password="secret")  # noqa: S106
    with pytest.raises(CorpusError, match=r"a\.pdf needs a password"):
        read_pdf(path, "a.pdf")


def test_a_pdf_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"a\.pdf has no text on any of its 2 pages \(a scan\?\); run OCR over it first\."):
        read_pdf(pdf_of(tmp_path / "a.pdf", ["", ""]), "a.pdf")
