"""Pages of a PDF are drawn, and quotations are found on them."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import CorpusError
from corpus.readers.pdf.pdf import read_pdf
from corpus.readers.pdf.pdf_render import draw_page, find_on_page, read_page_ratios
from tests.corpus.readers.pdf.drawing import Drawing

WIDTH, HEIGHT = A4

LINES = (
    "China and Serbia agreed in 2031 to build a solar observatory on Mount Kablar, with 41",
    "instruments and a school for young astronomers of both.",
)
SENTENCE = " ".join(LINES)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "kablar.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for lines in (("Nothing of note is on this page.",), ("Before it.", *LINES, "After it.")):
        canvas.setFont("Helvetica", 12)
        for number, line in enumerate(lines):
            canvas.drawString(60, 760 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def test_a_page_is_drawn_in_its_own_shape(pdf: Path) -> None:
    assert read_page_ratios(pdf) == (pytest.approx(297 / 210, abs=0.01),) * 2
    picture = Image.open(io.BytesIO(draw_page(pdf, 2)))
    assert picture.height / picture.width == pytest.approx(297 / 210, abs=0.01)


def test_the_rectangles_cover_a_quotation_and_nothing_else(pdf: Path) -> None:
    assert SENTENCE in read_pdf(pdf, "kablar.pdf").text  # the reader has joined the lines
    lines = find_on_page(pdf, 2, SENTENCE)
    assert len(lines) == 2  # the sentence takes two lines of the page
    assert lines[0].top < lines[1].top and all(r.left >= 0 and r.left + r.width <= 1 for r in lines)
    picture = Image.open(io.BytesIO(draw_page(pdf, 2))).convert("L")
    ink = Image.new("L", picture.size, 255)
    for r in lines:
        corners = r.left, r.top, r.left + r.width, r.top + r.height
        box = tuple(round(v * size) for v, size in zip(corners, picture.size * 2, strict=True))
        ink.paste(picture.crop(box), box)
        picture.paste(255, box)
    assert sum(ink.histogram()[:128]) > 1000  # the letters lie under the rectangles
    rest = sum(picture.histogram()[:128])  # of "Before it." and "After it."
    assert 50 < rest < sum(ink.histogram()[:128]) / 3


def test_what_is_not_on_the_page_is_not_marked(pdf: Path) -> None:
    assert find_on_page(pdf, 1, SENTENCE) == ()
    assert find_on_page(pdf, 2, "") == ()


def test_the_part_of_a_quotation_that_is_on_the_page_is_marked(pdf: Path) -> None:
    assert len(find_on_page(pdf, 1, "Nothing of note is on this page. It goes on overleaf.")) == 1
    assert find_on_page(pdf, 1, "Something else that ends so: Nothing of it") == ()


def test_a_missing_page_or_file_is_reported(pdf: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"kablar.pdf has no page 3, only 1 to 2."):
        draw_page(pdf, 3)
    with pytest.raises(CorpusError, match="can no longer be shown as pages"):
        read_page_ratios(tmp_path / "absent.pdf")


def test_the_cells_of_a_row_are_marked_without_the_names_of_the_columns(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    rows = [["Country", "Year", "Loan"], ["Serbia", "2016", "297"], ["Serbia", "2019", "1,100"]]
    drawing.write_rows(rows, lefts=(60, 200, 300), top=60)
    text = drawing.read().text
    assert "Country: Serbia; Year: 2019; Loan: 1,100" in text
    (row,) = find_on_page(tmp_path / "drawn.pdf", 1, "Country: Serbia; Year: 2019; Loan: 1,100")
    assert 80 < row.top * HEIGHT < 92
    assert row.left * WIDTH == pytest.approx(60, abs=1)
    assert (row.left + row.width) * WIDTH > 300


def test_a_quotation_whose_note_mark_was_left_out_is_marked(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.raise_mark(60, 60, "By 2020 Montenegro owed China 25", "3", " percent of its debt.")
    drawing.read()
    assert (
        len(find_on_page(tmp_path / "drawn.pdf", 1, "By 2020 Montenegro owed China 25 percent of its debt."))
        == 1
    )
