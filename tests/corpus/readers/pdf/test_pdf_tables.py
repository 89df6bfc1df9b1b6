"""Tables of a PDF are read row by row, and nothing that is no table is taken for one."""

from pathlib import Path

from corpus.records import BlockKind
from tests.corpus.readers.pdf.drawing import Drawing
from tests.reading import blocks

PROSE = (
    "The ministry lists the loans that it took from China for its roads and for its power",
    "plants. Each of the loans has a purpose, a year and a sum in million dollars.",
)


def write_prose(drawing: Drawing, top: float) -> None:
    drawing.write(*((60, top + 12 * n, line) for n, line in enumerate(PROSE)))


def test_rows_stand_apart_from_each_other_and_from_the_text_around_them(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    write_prose(drawing, 60)
    rows = [["1", "Kostolac power plant", "2014", "608"], ["2", "Novi Sad railway", "2018", "943"]]
    drawing.write_rows(rows, lefts=(60, 90, 260, 330), top=90)
    write_prose(drawing, 125)
    assert blocks(drawing.read(), BlockKind.PARAGRAPH) == [
        " ".join(PROSE),
        "1 | Kostolac power plant | 2014 | 608",
        "2 | Novi Sad railway | 2018 | 943",
        " ".join(PROSE),
    ]


def test_lines_of_a_cell_are_joined(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    rows = [
        ["Project", "Lender", "2014"],
        ["Railway from Belgrade", "Exim Bank", "297"],
        ["to the border", "", ""],
        ["Power plant", "Bank of China, with", "608"],
        ["", "three other banks", ""],
    ]
    drawing.write_rows(rows, lefts=(60, 220, 360), top=60)
    assert blocks(drawing.read(), BlockKind.PARAGRAPH) == [
        "Project | Lender | 2014",
        "Railway from Belgrade to the border | Exim Bank | 297",
        "Power plant | Bank of China, with three other banks | 608",
    ]


def test_a_column_of_labels_stays_out_of_the_sentences_beside_it(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    texts = [
        ("Recipient", "This field names the part of the world to which the recipient belongs, which"),
        ("Region", "may be Africa, Asia, Europe or more than one of these."),
        ("Commit-", "This field gives the year in which the promise of a loan was written down in a"),
        ("ment year", "formal agreement, and not the year in which it was first spoken of."),
    ]
    for number, (label, text) in enumerate(texts):
        top = 60 + 13 * number + 10 * (number // 2)
        drawing.write((60, top, label), (130, top, text))
    assert blocks(drawing.read(), BlockKind.PARAGRAPH) == [
        f"Recipient Region | {texts[0][1]} {texts[1][1]}",
        f"Commitment year | {texts[2][1]} {texts[3][1]}",
    ]


def test_a_framed_table_gives_a_merged_cell_in_each_of_its_rows(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    xs, ys = (60, 160, 260, 360), (60, 80, 100, 120)
    for y in (60, 80, 120):
        drawing.draw_line(60, y, 360, y)
    drawing.draw_line(160, 100, 360, 100)  # the first cell goes over two rows
    for x in xs:
        drawing.draw_line(x, ys[0], x, ys[-1])
    drawing.write((64, 74, "Country"), (164, 74, "Year"), (264, 74, "Loan"))
    drawing.write((64, 104, "Serbia"))
    drawing.write((164, 94, "2016"), (264, 94, "297"), (164, 114, "2019"), (264, 114, "1,100"))
    assert blocks(drawing.read(), BlockKind.PARAGRAPH) == [
        "Country: Serbia; Year: 2016; Loan: 297",
        "Country: Serbia; Year: 2019; Loan: 1,100",
    ]


def test_a_table_in_one_column_is_not_mixed_with_the_text_in_the_other(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    left = [
        "The trade deficit widened from three",
        "to six million in the same years, which",
        "few had expected. Exports of copper",
        "and of timber fell by a tenth, as did",
        "the price that was paid for them in",
        "the ports of the south, where more",
        "ships lay idle than ever before, and",
        "the crews were sent home for the",
        "winter. None of them came back.",
    ]
    drawing.write(*((60, 60 + 12 * n, line) for n, line in enumerate(left)))
    right = [
        "The fees of the ports are given here for",
        "the year of the reform, in which they",
        "were raised twice by the new owner of",
        "the quays, as had been foreseen.",
    ]
    drawing.write(*((320, 60 + 12 * n, line) for n, line in enumerate(right)))
    rows = [["Port", "Days", "Fee"], ["Kaleo", "35", "825"], ["Stavros", "66", "782"]]
    drawing.write_rows(rows, lefts=(320, 400, 460), top=123, pitch=14)
    assert blocks(drawing.read(), BlockKind.PARAGRAPH) == [
        " ".join(left),
        " ".join(right),
        "Port: Kaleo; Days: 35; Fee: 825",
        "Port: Stavros; Days: 66; Fee: 782",
    ]


def test_a_caption_goes_with_its_rows_and_with_nothing_else(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    caption = "Table 2. Loans in million dollars"
    drawing.write((60, 60, caption))
    rows = [["Country", "2019", "2020"], ["Serbia", "297", "310"], ["Greece", "12", "15"]]
    drawing.write_rows(rows, lefts=(60, 200, 300), top=78)
    write_prose(drawing, 140)
    document = drawing.read()
    assert [(document.text[b.start : b.end], b.headings) for b in document.blocks] == [
        (caption, ()),
        (f"{caption}; Country: Serbia; 2019: 297; 2020: 310", (caption,)),
        (f"{caption}; Country: Greece; 2019: 12; 2020: 15", (caption,)),
        (" ".join(PROSE), ()),
    ]


def test_a_numbered_list_is_no_table(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    rows = [
        ["1.", "The road was finished in the spring and is paid for by the state."],
        ["2.", "The bridge was not, since the loan for it was stopped in May."],
        ["3.", "The port is to be leased for ninety-nine years to a firm."],
    ]
    drawing.write_rows(rows, lefts=(60, 80), top=60, pitch=13)
    assert blocks(drawing.read(), BlockKind.PARAGRAPH) == [" ".join(row) for row in rows]
