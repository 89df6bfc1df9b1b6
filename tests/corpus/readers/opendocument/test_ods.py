"""Spreadsheets of LibreOffice, written here part by part: rows can be quoted without their table."""

import zipfile
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.readers.opendocument.ods import read_ods
from corpus.records import Document

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name if name != "fo" else "x"}:1.0"'
    for name in ("office", "text", "table", "style")
)


def write_ods(path: Path, body: str, automatic: str = "") -> Path:
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("content.xml", content)
    return path


def read(tmp_path: Path, body: str, automatic: str = "") -> Document:
    return read_ods(write_ods(tmp_path / "a.ods", body, automatic), "a.ods")


def cell(words: str = "", attributes: str = "", note: str = "") -> str:
    return f"<table:table-cell {attributes}>{note}<text:p>{words}</text:p></table:table-cell>"


def row(*cells: str, repeated: int = 1) -> str:
    content = "".join(c if c.startswith("<") else cell(c) for c in cells)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{content}</table:table-row>'


def sheet(*rows: str, name: str = "Loans", style: str = "") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def test_values_are_read_as_stored_and_money_as_shown(tmp_path: Path) -> None:
    values = row(
        cell("Serbia"),
        cell("1.234,50", 'office:value-type="float" office:value="1234.5"'),
        cell("1 Mar 2019", 'office:value-type="date" office:date-value="2019-03-01"'),
        cell("27.2.", 'office:value-type="date" office:date-value="2014-02-27T15:30:00"'),
        cell("25,0 %", 'office:value-type="percentage" office:value="0.25"'),
        cell("3 €", 'office:value-type="currency" office:value="3"'),
        cell("WAHR", 'office:value-type="boolean" office:boolean-value="true"'),
    )
    d = read(tmp_path, sheet(row("Country", "Sum", "Signed", "Paid", "Share", "Fee", "Open"), values))
    assert d.text.split("\n\n") == [
        "Loans",
        "Country: Serbia; Sum: 1234.5; Signed: 2019-03-01; Paid: 2014-02-27 15:30; Share: 25,0 %; Fee: 3 €; "
        "Open: TRUE",
    ]


def test_merged_and_repeated_cells_count_and_comments_do_not(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    comment = "<office:annotation><text:p>Check this.</text:p></office:annotation>"
    blank = '<table:table-cell table:number-columns-repeated="16380"/>'
    d = read(
        tmp_path,
        sheet(
            row("Country", cell("Loans", 'table:number-columns-spanned="2"'), covered, blank),
            row("", "2019", "2020", blank),
            row(
                cell("Serbia", 'table:number-rows-spanned="2"', comment),
                cell("3", 'table:number-columns-repeated="2"'),
            ),
            row(covered, "4", "5"),
            row(blank, repeated=1_048_570),
        ),
    )
    assert d.text.split("\n\n") == [
        "Loans",
        "Country: Serbia; Loans 2019: 3; Loans 2020: 3",
        "Country: Serbia; Loans 2019: 4; Loans 2020: 5",
    ]


def test_a_row_or_cell_that_is_repeated_a_million_times_is_read_a_hundred_times(tmp_path: Path) -> None:
    d = read(tmp_path, sheet(row("x", "3", repeated=1_000_000)))
    assert d.text.count("x | 3") == 100
    d = read(tmp_path, sheet(row(cell("x", 'table:number-columns-repeated="999999999"'))))
    assert d.text.count("x") == 100


def test_a_hidden_sheet_is_read_and_noted_and_an_empty_one_gives_nothing(tmp_path: Path) -> None:
    hidden = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    d = read(tmp_path, sheet(name="Empty") + sheet(row("Bar"), name="Ports", style="h"), hidden)
    assert d.text == "Ports\n\nBar"
    assert d.notes == ("The sheet “Ports” is hidden in the workbook; it is read all the same.",)


def test_a_spreadsheet_without_values_is_refused(tmp_path: Path) -> None:
    reason = r"^a\.ods has no filled cell; remove it or save it with its values\.$"
    with pytest.raises(CorpusError, match=reason):
        read(tmp_path, sheet(row("")))
