"""Rows of CSV files and Excel workbooks can be quoted without their table."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from corpus.errors import CorpusError
from corpus.ingest.load import load_documents
from corpus.readers.csv import read_csv
from corpus.readers.office.xlsx import read_xlsx
from corpus.records import BlockKind
from tests.reading import Write, blocks


@pytest.mark.parametrize(
    ("separator", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.csv")]
)
def test_each_value_of_a_row_has_the_name_of_its_column(write: Write, separator: str, name: str) -> None:
    rows = [["Country", "Year", "Loan"], ["Serbia", "2019", '"1.1, or 1.2 bn; in part"'], ["Niš", "", "3"]]
    d = read_csv(write(name, "\n".join(separator.join(r) for r in rows)), name)
    assert d.text == "Country: Serbia; Year: 2019; Loan: 1.1, or 1.2 bn; in part\n\nCountry: Niš; Loan: 3"
    assert d.title == "a"


def test_rows_without_a_header_are_read_as_they_are(write: Write) -> None:
    with_number = read_csv(write("a.csv", "Serbia,2019,x\nGreece,2016,y\n"), "a")
    assert with_number.text == "Serbia | 2019 | x\n\nGreece | 2016 | y"
    with_gap = read_csv(write("a.csv", "Serbia,,x\nGreece,2016,y\n"), "a")
    assert with_gap.text == "Serbia | x\n\nGreece | 2016 | y"


def test_a_header_of_years_stands_over_a_series(write: Write) -> None:
    named = read_csv(write("a.csv", "Country,2019,2020\nSerbia,329,377\n"), "a")
    assert named.text == "Country: Serbia; 2019: 329; 2020: 377"
    unnamed = read_csv(write("a.csv", ",2019,2020\nSerbia,329,377\n"), "a")
    assert unnamed.text == "Serbia; 2019: 329; 2020: 377"


def test_a_header_may_stand_below_a_title(write: Write) -> None:
    d = read_csv(write("a.csv", "Exports by sea,,\n,,\nCountry,Tons,Price\nSerbia,3,4\n"), "a")
    assert d.text == "Exports by sea\n\nCountry: Serbia; Tons: 3; Price: 4"


def test_a_row_longer_than_the_header_loses_nothing(write: Write) -> None:
    assert read_csv(write("a.csv", "Country,Loan\nSerbia,3,more\n"), "a").text == "Serbia | 3 | more"


def test_a_cell_of_several_lines_and_another_encoding_are_read(write: Write) -> None:
    content = (
        'Страна,Примечание\nСербия,"Китай вложил деньги\nв экономику страны."\n'
        'Греция,"Торговля между странами выросла вдвое."\n'
    )
    d = read_csv(write("a.csv", content.encode("windows-1251")), "a.csv")
    first = blocks(d, BlockKind.PARAGRAPH)[0]
    assert first == "Страна: Сербия; Примечание: Китай вложил деньги в экономику страны."


def test_a_csv_without_values_is_refused(write: Write) -> None:
    (skipped,) = load_documents([write("a.csv", ",,\n,,\n")]).skipped
    assert skipped.reason == "a.csv has no text; remove it or save it with its text."


def test_a_workbook_gives_a_heading_for_each_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    loans = book.active
    loans.title = "Loans"
    for row in (
        ["Country", "Signed", "Amount", "Open"],
        ["Serbia", date(2019, 3, 1), 1.1, True],
        ["Montenegro", datetime(2014, 2, 27, 15, 30), 944000000, None],
    ):
        loans.append(row)
    loans["A5"] = "Total"
    loans["C5"] = "=SUM(C2:C3)"
    book.create_sheet("Empty")
    notes = book.create_sheet("Notes on ports")
    notes["B2"] = "COSCO bought Piraeus."
    book.properties.creator, book.properties.title = "Ann Lee", "Debts"
    book.save(tmp_path / "a.xlsx")
    d = read_xlsx(tmp_path / "a.xlsx", "a.xlsx")
    assert [(b.kind.value, d.text[b.start : b.end], b.locator) for b in d.blocks] == [
        ("heading", "Loans", ""),
        ("paragraph", "Country: Serbia; Signed: 2019-03-01; Amount: 1.1; Open: TRUE", "Loans"),
        ("paragraph", "Country: Montenegro; Signed: 2014-02-27 15:30; Amount: 944000000", "Loans"),
        ("paragraph", "Total", "Loans"),
        ("heading", "Notes on ports", ""),
        ("paragraph", "COSCO bought Piraeus.", "Notes on ports"),
    ]
    assert (d.title, d.author) == ("Debts", "Ann Lee")


def test_a_merged_cell_counts_for_each_row_that_it_covers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Country", "Lender", "Sum"], ["Serbia", "A", 1], [None, "B", 2], ["Fiji", "C", 3]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    rows = blocks(read_xlsx(tmp_path / "a.xlsx", "a"), BlockKind.PARAGRAPH)
    assert rows == [
        "Country: Serbia; Lender: A; Sum: 1",
        "Country: Serbia; Lender: B; Sum: 2",
        "Country: Fiji; Lender: C; Sum: 3",
    ]


def test_a_share_of_a_workbook_is_read_in_percent(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Country", "Rate", "Growth", "Loan"], ["Serbia", 0.035, -0.5, 0.035]):
        sheet.append(row)
    sheet["B2"].number_format, sheet["C2"].number_format = "0.0%", "0%"
    book.save(tmp_path / "a.xlsx")
    assert blocks(read_xlsx(tmp_path / "a.xlsx", "a"), BlockKind.PARAGRAPH) == [
        "Country: Serbia; Rate: 3.5%; Growth: -50%; Loan: 0.035"
    ]


def test_a_workbook_without_values_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(
        CorpusError, match=r"^a\.xlsx has no filled cell; remove it or save it with its values\.$"
    ):
        read_xlsx(tmp_path / "a.xlsx", "a.xlsx")
