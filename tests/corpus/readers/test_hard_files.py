"""72 files of 15 kinds, each with three places that are hard to read right (see `hard_files/README.md`).

Every place is read as expected but for `NOT_SO`; one of those that comes to be read right has to leave it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.ingest.read_file import read_file
from corpus.readers.signs.characters import SUPERSCRIPT_DIGITS
from corpus.records import BlockKind, Document

FOLDER = Path(__file__).with_name("hard_files")
EXPECTED = [json.loads(line) for line in (FOLDER / "expected.jsonl").read_text("utf-8").splitlines()]

HIDDEN = "hidden text is read, and its reader is told that it is hidden"
RUN_IN = "the bold beginning of a paragraph is its heading, not a part of its sentence"
ISO = "dates and numbers of cells are read as stored, not as the sheet shows them"
LAYOUT = "tables set with spaces or tabs are read as lines"
NOT_SO = {
    ("altai_doroga_ru.pdf", "run-in heads, km² in Cyrillic, sentence over columns"): RUN_IN,
    ("balkan_threecols.pdf", "run-in heads"): RUN_IN,
    ("balkan_threecols.pdf", "shaded box across, then two unequal columns"): RUN_IN,
    ("danube_bridge_paper.pdf", "run-in heads, table with three rules only"): RUN_IN,
    ("debt_swap_journal.pdf", "run-in heads with a question"): RUN_IN,
    ("gas_pipeline_rotated.pdf", "page stored with a rotation, run-in head"): RUN_IN,
    ("sahel_camera_article.pdf", "letter-spacing inside a sentence, run-in head"): RUN_IN,
    ("copper_belt_tracked.odt", "annotation and hidden parts left out, raised content kept"): HIDDEN,
    ("koridor_deset.rtf", "hidden, deleted and inserted text, optional hyphen"): HIDDEN,
    ("loan_register.xlsx", "formula results, comment and hidden sheet left out"): HIDDEN,
    ("mine_contract_hidden.pdf", "invisible, white and off-page text left out"): HIDDEN,
    ("mine_contract_hidden.pdf", "watermark across the page, note of a reviewer"): "the watermark is read",
    ("mine_output_sheet.ods", "collapsed row left out, note below after empty rows"): HIDDEN,
    ("ports_briefing.pptx", "table with year columns; hidden slide left out"): HIDDEN,
    ("trade_by_year_merged.xlsx", "hidden row and column left out"): HIDDEN,
    ("uzbek_gas_columns.docx", "hidden text left out"): HIDDEN,
    ("customs_duties_sr.ods", "second sheet in Turkish, negative number as shown"): ISO,
    ("mine_output_sheet.ods", "dates as shown, title over the columns"): ISO,
    ("mine_output_sheet.ods", "repeated cells stand for two columns"): ISO,
    ("security_incidents_ru.xlsx", "Cyrillic table with dates and times as shown"): ISO,
    ("security_incidents_ru.xlsx", "comma in the header, text instead of a number"): ISO,
    ("consul_letter_1925.txt", "table set with spaces"): LAYOUT,
    ("shuiku_tongzhi.txt", "table set with tabs"): LAYOUT,
    ("consul_letter_1925.txt", "sentence over a form feed and a page number"): "form feeds end paragraphs",
    ("corpus_beir.jsonl", "title and text of a record, two paragraphs"): "a BEIR title is no text",
    ("corridor_dashboard_landscape.pdf", "merged cell, minus signs and percentages"): (
        "a merged cell between two rows without vertical lines is a row of its own"
    ),
    ("cotton_two_tables.xlsx", "two tables in one sheet, each with its own header"): (
        "a sheet is one table, with the header of the first"
    ),
    ("cotton_two_tables.xlsx", "rich text with raised content, semicolon in a cell"): (
        "a sheet is one table, with the header of the first"
    ),
    ("haixi_port_zh.pdf", "Chinese lines joined without a space"): "PDFium sees spaces beside figures",
    ("haixi_port_zh.pdf", "circled note mark behind a percentage left out, m² kept"): (
        "circled note marks stay, and PDFium sees spaces beside figures"
    ),
    ("investment_treaty_articles.pdf", "centred article headings with a title beneath"): (
        "the running head of a file of one page is not known for one"
    ),
    ("liman_raporu_tr.pdf", "Turkish, note marks behind a percentage and a year word"): (
        "the second of two notes on one line is not found, so its mark stays, raised"
    ),
    ("port_visit_attachment.eml", "encoded subject in koi8-r"): "the subject is the title of a mail in HTML",
    ("ports_briefing.pptx", "two text boxes, stored in the wrong order"): "slides are read as stored",
    ("trade_by_year_merged.xlsx", "header of two rows with merged cells and years"): (
        "a hidden column without a group makes the second row of the header doubtful"
    ),
    ("treaty_line_numbers.pdf", "sentence over the page, printed page labels i, 1, 2"): (
        "four numbers beside three lines of text are too few for line numbers"
    ),
    ("visa_workers_form.docx", "table of labels and values without header"): (
        "a table of two columns of words is read with its first row as header"
    ),
    ("zambia_debt_hyphens.pdf", "compounds divided at their own hyphen keep it"): (
        "the word list has 'undersecretary' without its hyphen"
    ),
}
_TO_DIGITS = str.maketrans(SUPERSCRIPT_DIGITS + "₀₁₂₃₄₅₆₇₈₉", "0123456789" * 2)


@pytest.mark.parametrize("record", EXPECTED, ids=lambda record: record["file"])
def test_the_hard_places_of_a_file_are_read(record: dict[str, Any]) -> None:
    path = FOLDER / "files" / record["file"]
    blocks = [
        (b.kind, " ".join(d.text[b.start : b.end].split()))
        for d in read_file(path, path.name)
        if isinstance(d, Document)
        for b in d.blocks
    ]
    wrong = {place["what"]: _find_faults(place, blocks) for place in record["places"]}
    known = {what for file, what in NOT_SO if file == path.name}
    assert {what: faults for what, faults in wrong.items() if faults and what not in known} == {}
    assert [what for what, faults in wrong.items() if not faults and what in known] == []


def _find_faults(place: dict[str, Any], blocks: list[tuple[BlockKind, str]]) -> list[str]:
    texts = [text.translate(_TO_DIGITS) for _, text in blocks]
    quoted = [text for kind, text in blocks if kind is BlockKind.PARAGRAPH]
    wanted = [" ".join(text.split()).translate(_TO_DIGITS) for text in place.get("present", ())]
    faults = [text for text in wanted if not any(text in found for found in texts)]
    faults += [text for text in place.get("absent", ()) if any(text in found for found in quoted)]
    whole = (" ".join(text.split()).translate(_TO_DIGITS) for text in place.get("own_paragraph", ()))
    faults += [text for text in whole if text not in texts]
    return faults + _find_disorder(place.get("order", ()), "\n".join(text for _, text in blocks))


def _find_disorder(expected: list[str], text: str) -> list[str]:
    at = 0
    for part in expected:
        found = text.find(" ".join(part.split()), at)
        if found < 0:
            return [part]
        at = found + 1
    return []


def test_the_files_are_of_the_kinds_and_numbers_that_are_claimed() -> None:
    files = [path.name for path in (FOLDER / "files").iterdir()]
    assert sorted(record["file"] for record in EXPECTED) == sorted(files)
    assert (len(files), len({Path(name).suffix for name in files})) == (72, 17)
    assert all(len(record["places"]) == 3 for record in EXPECTED)
