"""Years are found where documents name them."""

import re

import pytest

from corpus.text.dates import ISO_DATE_REGEX, YEAR, YEAR_OUTSIDE_NUMBERS, find_years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Trade grew from 2012 to 2014, then fell in 2014.", [2012, 2014, 2014]),
        ("In 1999, a port opened (2001/02).", [1999, 2001]),
        ("The 1990s; a loan of 12019; 1899; 2100; B2019", []),
    ],
)
def test_years_of_two_centuries_are_found_in_order(text: str, years: list[int]) -> None:
    assert find_years(text) == years


@pytest.mark.parametrize(
    ("text", "outside_numbers", "alone"),
    [
        ("in 2019 and the 1990s", ["2019", "1990"], ["2019"]),
        ("2,019 or 12,2019 or 2019.5", [], ["2019", "2019"]),
        ("in 2019, as in 1949", [], ["2019", "1949"]),
        ("It ended in 2019.", ["2019"], ["2019"]),
    ],
)
def test_the_two_year_patterns_differ_as_documented(
    text: str, outside_numbers: list[str], alone: list[str]
) -> None:
    assert YEAR_OUTSIDE_NUMBERS.findall(text) == outside_numbers
    assert YEAR.findall(text) == alone


@pytest.mark.parametrize(
    ("text", "is_date"),
    [("2019", True), ("2019-05", True), ("2019-05-31", True), ("2019-5", False), ("19", False), ("", False)],
)
def test_an_iso_date_is_a_year_a_month_or_a_day(text: str, is_date: bool) -> None:
    assert (re.fullmatch(ISO_DATE_REGEX, text) is not None) == is_date
