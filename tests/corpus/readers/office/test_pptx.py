"""PowerPoint slides, made here with python-pptx, are read in the order of the show."""

from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from corpus.errors import CorpusError
from corpus.readers.office.pptx import read_pptx
from corpus.records import BlockKind


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    slides = Presentation()
    first = slides.slides.add_slide(slides.slide_layouts[0])
    first.shapes.title.text = "Ports of the Adriatic"
    first.placeholders[1].text = "Ann Lee"
    second = slides.slides.add_slide(slides.slide_layouts[1])
    second.placeholders[1].text = "Serbia sold a mill to Hebei.\nIt was paid in 2016."
    second.shapes.title.text = "Steel"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    for i, row in enumerate((("Year", "Loan"), ("2014", "$1.3 billion"))):
        for j, value in enumerate(row):
            table.cell(i, j).text = value
    second.notes_slide.notes_text_frame.text = "Say that the mill stood idle."
    slides.slides.add_slide(slides.slide_layouts[6])
    slides.core_properties.author = "Ann Lee"
    slides.core_properties.title = "A talk"
    path = tmp_path / "talk.pptx"
    slides.save(str(path))
    return path


def test_slides_are_pages_and_their_titles_headings(talk: Path) -> None:
    d = read_pptx(talk, "talk.pptx")
    assert [(b.kind.value, d.text[b.start : b.end], b.locator) for b in d.blocks] == [
        ("heading", "Ports of the Adriatic", "p. 1"),
        ("paragraph", "Ann Lee", "p. 1 | Ports of the Adriatic"),
        ("heading", "Steel", "p. 2"),
        ("paragraph", "Serbia sold a mill to Hebei.", "p. 2 | Steel"),
        ("paragraph", "It was paid in 2016.", "p. 2 | Steel"),
        ("paragraph", "Year: 2014; Loan: $1.3 billion", "p. 2 | Steel"),
        ("paragraph", "Say that the mill stood idle.", "p. 2 | Steel"),
    ]
    assert (d.title, d.author, d.notes) == ("A talk", "Ann Lee", ("1 of 3 slides have no text.",))


def test_merged_cells_count_for_all_their_rows_and_columns(tmp_path: Path) -> None:
    slides = Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    table = slide.shapes.add_table(4, 3, Inches(1), Inches(1), Inches(4), Inches(1)).table
    values = (("Country", "Loans", ""), ("", "2019", "2020"), ("Serbia", "1", "2"), ("", "3", "4"))
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            table.cell(i, j).text = value
    for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((2, 0), (3, 0))):
        table.cell(*first).merge(table.cell(*last))
    slides.save(str(tmp_path / "a.pptx"))
    assert read_pptx(tmp_path / "a.pptx", "a.pptx").text.split("\n\n") == [
        "Country: Serbia; Loans 2019: 1; Loans 2020: 2",
        "Country: Serbia; Loans 2019: 3; Loans 2020: 4",
    ]


def test_slides_without_text_are_refused(tmp_path: Path) -> None:
    slides = Presentation()
    slides.slides.add_slide(slides.slide_layouts[6])
    slides.save(str(tmp_path / "a.pptx"))
    with pytest.raises(
        CorpusError,
        match=r"^a\.pptx has no text on any of its 1 slides \(pictures only\?\); save it with its text\.$",
    ):
        read_pptx(tmp_path / "a.pptx", "a.pptx")


def test_the_order_is_that_of_the_show(talk: Path, tmp_path: Path) -> None:
    slides = Presentation(str(talk))
    order = slides.slides._sldIdLst
    order.append(order[0])
    slides.save(str(tmp_path / "b.pptx"))
    d = read_pptx(tmp_path / "b.pptx", "b.pptx")
    assert [d.text[b.start : b.end] for b in d.blocks if b.kind is BlockKind.HEADING] == [
        "Steel",
        "Ports of the Adriatic",
    ]
