"""Columns, headings, lists and what stands around the text of a page."""

from pathlib import Path

from corpus.records import BlockKind
from tests.corpus.readers.pdf.drawing import Drawing
from tests.reading import blocks

BODY = "The report describes the terms of the loans and the dates of their contracts."


def test_three_lines_side_by_side_are_columns(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    left = ["The delegation from Bishkek inspected", "the customs terminal and", "signed the protocol."]
    right = ["A second delegation, from Tirana,", "declined the offer and", "left on Friday."]
    for n, (a, b) in enumerate(zip(left, right, strict=True)):
        drawing.write((60, 60 + 14 * n, a), (330, 60 + 14 * n, b))
    assert blocks(drawing.read(), BlockKind.PARAGRAPH) == [" ".join(left), " ".join(right)]


def test_columns_above_and_below_a_heading_are_read_apart(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    for top, name in ((60, "north"), (150, "south")):
        left = [
            f"The mines of the {name} were sold to",
            "a firm of the east in the year of the",
            "flood, and they",
        ]
        right = ["have been dug out since then by the", f"people of the {name}, who are paid in", "copper."]
        for n, (a, b) in enumerate(zip(left, right, strict=True)):
            drawing.write((60, top + 12 * n, a), (320, top + 12 * n, b))
    drawing.write((60, 130, "The south"), size=13, font="Helvetica-Bold")
    text = " were sold to a firm of the east in the year of the flood, and they have been dug out since then"
    found = blocks(drawing.read(), BlockKind.PARAGRAPH)
    assert [paragraph.split(" by the")[0] for paragraph in found] == [
        "The mines of the north" + text,
        "The mines of the south" + text,
    ]


def test_the_bold_beginning_of_a_paragraph_is_its_heading(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.write((60, 60, "Loans."), font="Helvetica-Bold")
    drawing.write((97, 60, "Serbia took three loans for the railway to the north of the country"))
    drawing.write((60, 72, "in the year of the summit."))
    document = drawing.read()
    assert [(document.text[b.start : b.end], b.kind, b.headings) for b in document.blocks] == [
        ("Loans.", BlockKind.HEADING, ()),
        (
            "Serbia took three loans for the railway to the north of the country in the year of the summit.",
            BlockKind.PARAGRAPH,
            ("Loans.",),
        ),
    ]


def test_bold_words_within_a_sentence_stay_in_it(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.write((60, 60, "Serbia"), font="Helvetica-Bold")
    drawing.write((95, 60, "took three loans for the railway to the north."))
    assert drawing.read().text == "Serbia took three loans for the railway to the north."


def test_a_short_line_without_a_full_stop_can_be_quoted(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.write((60, 60, BODY), (60, 100, "Loan for the bypass: 207 million dollars"))
    assert blocks(drawing.read(), BlockKind.PARAGRAPH) == [BODY, "Loan for the bypass: 207 million dollars"]


def test_the_numbers_of_lines_are_left_out(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    lines = [
        "The parties establish a joint zone on both of the banks of the river, in which",
        "goods may be stored and packed again without the payment of duties or of any",
        "other fee. The owner is heard before the duty is fixed, unless he cannot be",
        "found. The costs of the zone, which include the bridge and the ferry, are borne",
        "in equal parts, and neither of them may charge the other for the use of it.",
    ]
    for number, line in enumerate(lines):
        drawing.write((60, 60 + 14 * number, str(number + 1)), (90, 60 + 14 * number, line))
    assert drawing.read().text == " ".join(lines)


def test_the_page_number_of_a_single_page_is_left_out(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.write((60, 60, BODY))
    drawing.write((290, 815, "– 7 –"))
    assert drawing.read().text == BODY


def test_a_large_initial_belongs_to_its_word(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.write((60, 74, "W"), size=26)
    drawing.write((88, 60, "hen the furnace went out, the"), (88, 72, "people of the town counted the"))
    drawing.write((60, 84, "chimneys each morning."))
    assert "When the furnace went out" in drawing.read().text


def test_items_of_a_list_are_paragraphs(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    items = ["(a) replace the rails between the stations;", "(b) hand over the drawings of the bridges."]
    drawing.write((60, 60, "The contractor must"), *((80, 72 + 12 * n, item) for n, item in enumerate(items)))
    assert blocks(drawing.read(), BlockKind.PARAGRAPH) == ["The contractor must", *items]


def test_pages_of_one_line_that_differ_in_figures_are_no_running_heads(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    for year in (2019, 2020, 2021):
        drawing.write((60, 120, f"In {year} the country exported copper for {year - 1000} million dollars."))
        drawing.turn_page()
    assert len(blocks(drawing.read(), BlockKind.PARAGRAPH)) == 3


def test_a_page_has_the_number_that_is_printed_on_it(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    for page in range(4):
        drawing.write(*((60, 100 + 14 * n, BODY) for n in range(6)))
        drawing.write((290, 815, str(117 + page)))
        drawing.turn_page()
    assert {b.locator for b in drawing.read().blocks} == {f"p. {n} (printed {116 + n})" for n in range(1, 5)}


def test_pages_printed_as_they_are_counted_have_no_other_number(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    for page in range(4):
        drawing.write(*((60, 100 + 14 * n, BODY) for n in range(6)))
        drawing.write((290, 815, str(1 + page)))
        drawing.turn_page()
    assert {b.locator for b in drawing.read().blocks} == {f"p. {n}" for n in range(1, 5)}
