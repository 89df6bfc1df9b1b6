"""Raised note marks are no digits of the numbers before them, and point at their notes."""

from pathlib import Path

from corpus.records import BlockKind
from tests.corpus.readers.pdf.drawing import Drawing
from tests.reading import blocks


def write_body(drawing: Drawing) -> None:
    for number in range(8):
        drawing.write((60, 90 + 12 * number, "The report describes the terms of the loans and their dates."))


def test_a_raised_mark_leaves_the_figure_and_points_at_its_note(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.raise_mark(60, 60, "By 2020 Montenegro owed China 25", "3", " percent of its debt.")
    write_body(drawing)
    drawing.write((60, 760, "3 Ministry of Finance, Podgorica, 2021."), size=8)
    document = drawing.read()
    assert document.text.startswith("By 2020 Montenegro owed China 25 percent of its debt.")
    assert blocks(document, BlockKind.BACK_MATTER) == ["3 Ministry of Finance, Podgorica, 2021."]
    (mark,) = document.marks
    assert document.text[: mark.start] == "By 2020 Montenegro owed China 25"
    (note,) = document.references
    assert (note.id, note.title) == (mark.reference_id, "Ministry of Finance, Podgorica, 2021")


def test_a_mark_before_a_percent_sign_is_recognised(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.raise_mark(60, 60, "The deficit was 3.43", "4", "% of the product.")
    write_body(drawing)
    drawing.write((60, 760, "4 Provisional."), size=8)
    assert drawing.read().text.startswith("The deficit was 3.43% of the product.")


def test_a_raised_figure_without_a_note_is_an_exponent(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.raise_mark(60, 60, "The depot holds 2.5 x 10", "6", " litres of fuel.")
    assert drawing.read().text == "The depot holds 2.5 x 10⁶ litres of fuel."


def test_the_exponent_of_a_unit_is_no_note_mark(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.raise_mark(60, 60, "The park covers 12 km", "2", " of the coast.")
    write_body(drawing)
    drawing.write((60, 760, "2 According to the ministry."), size=8)
    document = drawing.read()
    assert document.text.startswith("The park covers 12 km² of the coast.")
    assert document.marks == ()


def test_a_raised_ending_stays_a_part_of_its_word(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    drawing.raise_mark(60, 60, "It was opened on the 1", "st", " of June.")
    assert drawing.read().text == "It was opened on the 1st of June."


def test_notes_between_two_columns_do_not_break_the_sentence_they_part(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    left = [
        "The bank asks for a share of the income",
        "of the port, which is more than it asked",
        "for before. Officials point out that the",
        "account has never been used for a pay-",
    ]
    right = [
        "ment, and that it is kept in the north of",
        "the country, where no one has seen it",
        "since the spring of the year in which the",
        "contract was signed by both of them.",
    ]
    for n, (a, b) in enumerate(zip(left, right, strict=True)):
        drawing.write((60, 60 + 12 * n, a), (320, 60 + 12 * n, b))
    drawing.raise_mark(60, 130, "", "1", "")
    drawing.write((64, 132, "See the contract of 2019."), size=7.5)
    text = drawing.read().text
    assert "has never been used for a payment, and that it is kept" in text
