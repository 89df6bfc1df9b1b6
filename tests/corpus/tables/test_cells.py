"""Cells become numbers with their units, years and places, or nothing."""

import pytest

from corpus.framework import Framework
from corpus.tables.cells import (
    CellAmount,
    find_place,
    has_decimal_comma,
    is_place,
    read_amount,
    read_in_unit,
    read_value,
    read_year,
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("300", 300.0),
        ("1,200.5", 1200.5),
        ("1 200 500", 1_200_500.0),
        ("1'200", 1200.0),
        ("12,34,567", 1_234_567.0),
        ("0", 0.0),
        ("0.35", 0.35),
        ("12 %", 12.0),
        ("-5", -5.0),
        ("−5", -5.0),
        ("–7", -7.0),
        ("+5", 5.0),
        ("(1,120.5)", -1120.5),
        ("450*", 450.0),
        ("450 †", 450.0),
        ("450²", 450.0),
        ("450 [b]", 450.0),
        ("450 (p)", 450.0),
        ("$300 million", 300e6),
        ("US$ 450 million", 450e6),
        ("$1.2 bn", 1.2e9),
        ("($5 million)", -5e6),
        ("300 km", 300.0),
    ],
)
def test_a_cell_that_is_a_number_has_its_value(cell: str, value: float) -> None:
    assert read_value(cell) == value


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "n/a",
        "-",
        "–",
        "..",
        "…",
        "none",
        "~300",
        "approx. 80",
        ">120",
        "400-450",
        "2018,2019",
        "5,12,7",
        "Phase 2",
        "3 of 7",
        "2 ships, 3 boats",
        "ABC 123",
        "1.2.3",
        "300 million for a railway to the port",
    ],
)
def test_a_cell_that_is_no_number_or_about_one_has_none(cell: str) -> None:
    assert read_value(cell) is None


def test_a_cell_says_its_own_unit() -> None:
    assert read_amount("€5m") == CellAmount(5e6, "EUR", is_scaled=True)
    assert read_amount("$300") == CellAmount(300.0, "USD")
    assert read_amount("35%") == CellAmount(35.0, "%")
    assert read_amount("12 ships") == CellAmount(12.0, "ship")
    assert read_amount("300") == CellAmount(300.0)


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("300", "USD million", 300.0),
        ("$300", "USD million", 300.0),
        ("$300 million", "USD million", 300.0),
        ("$1.2bn", "USD million", 1200.0),
        ("300 million", "USD", 300e6),
        ("$300 million", "USD", 300e6),
        ("€5m", "USD", None),
        ("€5m", "USD million", None),
        ("35%", "USD", None),
        ("35%", "%", 35.0),
        ("n/a", "USD", None),
    ],
)
def test_a_cell_is_read_in_the_unit_of_its_column_or_not_at_all(
    cell: str, unit: str, value: float | None
) -> None:
    assert read_in_unit(cell, unit) == value


def test_the_comma_is_the_decimal_sign_where_numbers_show_it() -> None:
    assert has_decimal_comma(["300,5", "1.450,25", "Serbia", "2019"])
    assert not has_decimal_comma(["300,5", "1.5"])
    assert not has_decimal_comma(["1,200", "300"])
    assert not has_decimal_comma([])
    assert read_in_unit("1.450", "USD", decimal_comma=True) == 1450.0
    assert read_in_unit("1.450", "USD") == 1.45


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2019", 2019),
        ("2019-05-01", 2019),
        ("May 2019", 2019),
        ("2019 (2019 prices)", 2019),
        ("2019–2021", None),
        ("", None),
        ("12019", None),
        ("soon", None),
    ],
)
def test_a_cell_with_one_year_has_it(cell: str, year: int | None) -> None:
    assert read_year(cell) == year


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Serbia", "Serbia"),
        ("serbia", "Serbia"),
        ("Србија", "Serbia"),
        ("塞尔维亚", "Serbia"),
        ("Црна Гора", "Montenegro"),
        ("Africa", "Africa"),
        ("Serbia Railways", ""),
        ("SRB", ""),
        ("12", ""),
    ],
)
def test_a_cell_names_a_place_and_nothing_else(cell: str, name: str, framework: Framework) -> None:
    assert find_place(cell, framework) == name
    assert is_place(cell, framework) == bool(name)
