"""Rows of a spreadsheet are read back from the text of its document."""

from corpus.records import Block, BlockKind, Document
from corpus.tables.rows import find_sheets


def make_document(*paragraphs: str, heading: str = "") -> Document:
    text, blocks = "", []
    for words in paragraphs:
        kind = BlockKind.PARAGRAPH
        blocks.append(Block(len(text), len(text) + len(words), kind, (heading,) if heading else ()))
        text += f"{words}\n\n"
    return Document("list.csv", "list", text, tuple(blocks))


def read_rows(*paragraphs: str, min_rows: int = 3) -> list[dict[str, str]]:
    (sheet,) = find_sheets(make_document(*paragraphs), min_rows=min_rows)
    return [dict(row.cells) for row in sheet.rows]


def test_a_row_has_its_cells_by_the_names_of_their_columns_and_its_characters() -> None:
    document = make_document(
        "Port: Valdoro; TEU 2022: 4613834",
        "Port: Brago; TEU 2022: 12",
        "Port: Olm; TEU 2022: 7",
        heading="Ports",
    )
    (sheet,) = find_sheets(document, min_rows=3)
    assert (sheet.name, sheet.columns, sheet.caption) == ("Ports", ("Port", "TEU 2022"), "")
    assert [row.number for row in sheet.rows] == [1, 2, 3]
    assert dict(sheet.rows[1].cells) == {"Port": "Brago", "TEU 2022": "12"}
    assert document.text[sheet.rows[1].start : sheet.rows[1].end] == "Port: Brago; TEU 2022: 12"


def test_titles_and_notes_between_rows_are_left_out() -> None:
    rows = read_rows(
        "Ports of the coast",
        "Port: Valdoro; TEU: 4",
        "Northern ports",
        "Port: Brago; TEU: 12",
        "Port: Olm; TEU: 7",
        "Source: the harbour office; read in May.",
    )
    assert [row["TEU"] for row in rows] == ["4", "12", "7"]


def test_a_column_that_few_rows_have_is_no_part_of_the_one_before_it() -> None:
    rows = read_rows(*(f"Port: P{n}; TEU: {n}" + ("; Note: new" if n > 17 else "") for n in range(20)))
    assert rows[19] == {"Port": "P19", "TEU": "19", "Note": "new"}
    assert rows[3] == {"Port": "P3", "TEU": "3"}


def test_a_blank_cell_moves_no_other_one() -> None:
    rows = read_rows(
        "Port: A; State: open; TEU: 4; Note: x",
        "Port: B; Note: y",
        "Port: C; TEU: 7; Note: z",
        "Port: D; Note: w",
        "Port: E; State: shut; Note: v",
    )
    assert rows[0] == {"Port": "A", "State": "open", "TEU": "4", "Note": "x"}
    assert rows[1] == {"Port": "B", "Note": "y"}


def test_words_of_a_cell_that_look_like_a_column_are_words_of_the_cell() -> None:
    rows = read_rows(
        "Port: A; TEU: 4; Note: old; depth: 9",
        "Port: B; TEU: 7; Note: paid; TEU: 999; open",
        "Port: C: phase 1; TEU: 8; Note: fine",
    )
    assert rows[0]["Note"] == "old; depth: 9"
    assert rows[1] == {"Port": "B", "TEU": "7", "Note": "paid; TEU: 999; open"}
    assert rows[2]["Port"] == "C: phase 1"


def test_what_all_rows_begin_with_is_the_caption() -> None:
    texts = [f"Loans in USD million; Country: {name}; 2019: 3; 2020: 4" for name in ("A", "B", "C")]
    (sheet,) = find_sheets(make_document(*texts), min_rows=3)
    assert sheet.caption == "Loans in USD million"
    assert sheet.columns == ("Country", "2019", "2020")


def test_running_text_and_too_few_rows_are_no_sheet() -> None:
    prose = make_document("It opened in 2019.", "He said: no.", "They paid; nobody: asked.")
    assert list(find_sheets(prose, min_rows=3)) == []
    assert list(find_sheets(make_document("Port: A; TEU: 4", "Port: B; TEU: 5"), min_rows=3)) == []


def test_headings_and_back_matter_are_no_rows() -> None:
    text = "Port: A; TEU: 4"
    blocks = (Block(0, len(text), BlockKind.BACK_MATTER),)
    assert list(find_sheets(Document("a.csv", "a", text, blocks), min_rows=1)) == []
