"""A CSV file with a sidecar becomes a document of rows that can be cited, and one table."""

from pathlib import Path

import pytest

from corpus.document_json import document_digest, document_from_record, document_record
from corpus.errors import CorpusError
from corpus.figure_tables import Addition
from corpus.framework import Framework
from corpus.records import BlockKind, Reference
from corpus.tables.find import find_tables
from corpus.tables.sidecar import read_described_table
from tests.loans import SIDECAR

ROWS = "country,year,lender,usd\nSerbia,2019,bank,300\nKenya,2020,bank,450.5\nKenya,2020,state,\n"


@pytest.fixture
def loans(tmp_path: Path) -> Path:
    (tmp_path / "loans.toml").write_text(SIDECAR, encoding="utf-8")
    (tmp_path / "loans.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path / "loans.csv"


def test_a_described_table_has_the_columns_of_its_description(loans: Path, framework: Framework) -> None:
    document = read_described_table(loans, "figures/loans.csv")
    (table,) = find_tables(document, framework)
    assert table.description is document.table
    assert table.id == "figures/loans.csv:0"
    assert (table.subjects, table.years) == (("Serbia", "Kenya", "Kenya"), (2019, 2020, 2020))
    assert table.labels == {"lender": ("bank", "bank", "state")}
    assert table.values == {"usd": (300.0, 450.5, None)}
    (measure,) = table.description.measures
    assert (measure.adds_over, measure.when) == ((Addition.PARTS, Addition.YEARS), "in {years}")
    assert table.description.parts[0].asked == ("bank",)


def test_its_rows_are_cited_and_not_quoted(loans: Path) -> None:
    document = read_described_table(loans, "figures/loans.csv")
    assert {block.kind for block in document.blocks} == {BlockKind.ROW}
    second = document.blocks[1]
    assert document.text[second.start : second.end] == "country: Kenya; year: 2020; lender: bank; usd: 450.5"
    assert document.references == (
        Reference("ledger-1", "Loans of the Ledger", author="Ledger", date="2021-05"),
    )
    assert (document.title, document.author, document.updated) == ("Loans", "Ledger", "2021-05")


def test_measures_may_be_values_of_a_column(tmp_path: Path, framework: Framework) -> None:
    columns = 'subject = "country"\nyear = "year"\nmeasure = "what"\nvalue = "number"\n'
    sidecar = SIDECAR.replace('subject = "country"\nyear = "year"\nlabels = ["lender"]\n', columns)
    (tmp_path / "a.toml").write_text(sidecar, encoding="utf-8")
    (tmp_path / "a.csv").write_text("country,year,what,number\nSerbia,2019,usd,3\nSerbia,2019,visits,8\n")
    (table,) = find_tables(read_described_table(tmp_path / "a.csv", "a.csv"), framework)
    assert table.values == {"usd": (3.0, None)}


def test_a_described_document_is_stored_and_read_back_equal(loans: Path) -> None:
    document = read_described_table(loans, "figures/loans.csv")
    again = document_from_record(document_record(document))
    assert again == document
    assert again.table == document.table is not None


def test_another_description_is_another_document(loans: Path) -> None:
    before = document_digest(read_described_table(loans, "a"))
    sidecar = loans.with_suffix(".toml")
    sidecar.write_text(SIDECAR.replace("Signed loans only.", "Paid loans only."), encoding="utf-8")
    assert document_digest(read_described_table(loans, "a")) != before


def test_a_table_without_a_description_is_refused(loans: Path) -> None:
    loans.with_suffix(".toml").unlink()
    with pytest.raises(CorpusError, match=r"loans\.csv has no readable description .*; write loans\.toml"):
        read_described_table(loans, "a")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Loans"\n', "", "'title'"),
        ('note = "Signed loans only."\n', "", "'note'"),
        ('["parts", "years"]', '["months"]', "'months' is not a valid Addition"),
        ('title = "Loans"', "title = Loans", "Invalid value"),
    ],
)
def test_a_description_that_lacks_a_part_is_refused(loans: Path, old: str, new: str, said: str) -> None:
    assert SIDECAR.count(old) == 1
    loans.with_suffix(".toml").write_text(SIDECAR.replace(old, new), encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"loans\.toml is not usable: .*{said}"):
        read_described_table(loans, "a")
