"""Rows of a table carry the names of their columns, with groups and units, and no value becomes a name."""

import pytest

from corpus.readers.table_rows import Covered, Row, format_marked_rows, format_rows, join_paragraphs

LEFT, ABOVE = Covered.LEFT, Covered.ABOVE


def rows(*cells: list[str | Covered]) -> list[Row]:
    return [dict(enumerate(row)) for row in cells]


SERBIA: list[str | Covered] = ["Serbia", "1", "2", "3", "4"]
GROUPED = "Country: Serbia; Loans 2019: 1; Loans 2020: 2; Trade 2019: 3; Trade 2020: 4"


@pytest.mark.parametrize(
    "header",
    [
        rows(["", "Loans", "", "Trade", ""], ["Country", "2019", "2020", "2019", "2020"]),
        rows(["Country", "Loans", "", "Trade", ""], ["", "2019", "2020", "2019", "2020"]),
        rows(["Country", "Loans", LEFT, "Trade", LEFT], [ABOVE, "2019", "2020", "2019", "2020"]),
    ],
)
def test_a_group_names_the_columns_below_it(header: list[Row]) -> None:
    assert list(format_rows([*header, *rows(SERBIA)])) == [GROUPED]


def test_groups_may_have_names_of_any_kind_below_merged_cells_or_if_the_names_are_the_same() -> None:
    merged = rows(["Loans", LEFT, "Trade", LEFT], ["Sum", "Bank", "Goods", "Value"], ["1", "2", "3", "4"])
    assert list(format_rows(merged)) == ["Loans Sum: 1; Loans Bank: 2; Trade Goods: 3; Trade Value: 4"]
    same = rows(["Loans", "", "Trade", ""], ["Sum", "Bank", "Sum", "Bank"], ["1", "2", "3", "4"])
    assert list(format_rows(same)) == ["Loans Sum: 1; Loans Bank: 2; Trade Sum: 3; Trade Bank: 4"]


def test_a_merged_group_reaches_no_further_than_its_cell() -> None:
    header = rows(["", "Loans", LEFT, ""], ["Country", "2019", "2020", "Total"])
    assert list(format_rows([*header, *rows(["Serbia", "1", "2", "3"])])) == [
        "Country: Serbia; Loans 2019: 1; Loans 2020: 2; Total: 3"
    ]


@pytest.mark.parametrize(
    ("given", "texts"),
    [
        (rows(["Country", "", "Lender"], ["Niš", "north", "A"]), ["Country | Lender", "Niš | north | A"]),
        (rows(["Country", LEFT, "Lender"], ["Niš", "north", "A"]), ["Country | Lender", "Niš | north | A"]),
        (
            rows(["Country", "Signed", "", "Note"], ["Serbia", "2019", "2020", "paid"]),
            ["Country | Signed | Note", "Serbia | 2019 | 2020 | paid"],
        ),
    ],
)  # fmt: skip
def test_a_row_of_values_is_never_taken_for_names_below_groups(given: list[Row], texts: list[str]) -> None:
    assert list(format_rows(given)) == texts


def test_a_known_header_of_several_rows_is_joined() -> None:
    header = rows(
        ["Country", "Debt", LEFT, LEFT], [ABOVE, "Owed to", LEFT, "Rate"], [ABOVE, "China", "others", ABOVE]
    )
    assert list(format_rows([*header, *rows(["Serbia", "4", "5", "6"])], has_header=3)) == [
        "Country: Serbia; Debt Owed to China: 4; Debt Owed to others: 5; Debt Rate: 6"
    ]


def test_the_unit_of_a_title_stays_with_each_row_unless_the_names_have_units() -> None:
    table = rows(["Country", "2019", "2020"], ["Serbia", "1", "2"])
    title = rows(["Exports (million US$)", "", ""])
    assert list(format_rows([*title, *table])) == [
        "Exports (million US$)",
        "Exports (million US$); Country: Serbia; 2019: 1; 2020: 2",
    ]
    assert list(format_rows(table, title="Loans, in billions of dollars")) == [
        "Loans, in billions of dollars; Country: Serbia; 2019: 1; 2020: 2"
    ]
    assert list(format_rows(table, title="Loans to the Balkans")) == ["Country: Serbia; 2019: 1; 2020: 2"]
    own = rows(["Country", "Loan (EUR)"], ["Serbia", "1"])
    assert list(format_rows(own, title="Loans, in billions of dollars")) == ["Country: Serbia; Loan (EUR): 1"]


def test_units_below_the_names_belong_to_them() -> None:
    table = rows(["Country", "Exports", "Share"], ["", "million US$", "(%)"], ["Serbia", "1", "2"])
    assert list(format_rows(table)) == ["Country: Serbia; Exports (million US$): 1; Share (%): 2"]


def test_a_row_of_covered_cells_alone_adds_nothing() -> None:
    table = rows(["Country", "Lender"], ["Serbia", "A"], [ABOVE, ABOVE], [ABOVE, "B"])
    assert list(format_rows(table)) == ["Country: Serbia; Lender: A", "Country: Serbia; Lender: B"]


def test_a_header_without_rows_is_kept() -> None:
    assert list(format_rows(rows(["Country", "Lender"]), has_header=True)) == ["Country | Lender"]
    assert list(format_rows(rows(["Country", "Lender"]))) == ["Country | Lender"]
    assert list(format_rows(rows(["", ""], [LEFT, ABOVE]))) == []


def test_marks_of_the_header_stand_in_every_row_before_those_of_the_row() -> None:
    (header, first, second) = rows(["Country", "Loan"], ["Serbia", "3"], ["Fiji", "4"])
    given = [(header, ["f1"]), (first, []), (second, ["f2"])]
    assert list(format_marked_rows(given, has_header=True)) == [
        (1, "Country: Serbia; Loan: 3", ["f1"]),
        (2, "Country: Fiji; Loan: 4", ["f1", "f2"]),
    ]


def test_items_of_a_list_in_a_cell_are_told_apart_and_paragraphs_joined() -> None:
    paragraphs = [
        ("Projects:", False),
        (" two ferries", True),
        ("", True),
        ("a port.", True),
        ("a road", True),
    ]
    assert join_paragraphs(paragraphs) == "Projects: two ferries; a port. a road"
    assert join_paragraphs([("Serbia", False), ("and Fiji", False)]) == "Serbia and Fiji"
    assert join_paragraphs([]) == ""
