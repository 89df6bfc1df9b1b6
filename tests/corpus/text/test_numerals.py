from decimal import Decimal

import pytest

from corpus.text.figures.numerals import (
    NUMBER_WORDS,
    has_decimal_comma,
    is_number,
    may_be_grouped,
    read_digits,
)


@pytest.mark.parametrize(
    ("digits", "in_english", "with_comma"),
    [
        ("4,150", "4150", "4.150"),
        ("1.100", "1.100", "1100"),
        ("1,5", "1.5", "1.5"),
        ("1.100,5", "1100.5", "1100.5"),
        ("1,100.5", "1100.5", "1100.5"),
        ("1 100,5", "1100.5", "1100.5"),
        ("1\u202f234\u202f567", "1234567", "1234567"),
        ("1,234,567.8", "1234567.8", "1234567.8"),
        ("1.234.567", "1234567", "1234567"),
        ("12,34,567", "1234567", "1234567"),
        ("1’000’000", "1000000", "1000000"),
        ("0.125", "0.125", "0.125"),
        ("2.0.1", None, None),
        ("5,12,7", None, None),
        ("2018,2019", None, "2018.2019"),
    ],
)
def test_digits_have_their_exact_value(digits: str, in_english: str | None, with_comma: str | None) -> None:
    for comma, expected in ((False, in_english), (True, with_comma)):
        value = read_digits(digits, decimal_comma=comma)
        assert value == (None if expected is None else Decimal(expected)), comma


def test_a_point_before_three_digits_may_separate_thousands() -> None:
    assert [may_be_grouped(d) for d in ("1.100", "0.125", "1.10", "1.100.000", "1100")] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_the_decimal_sign_is_that_of_the_language() -> None:
    assert [has_decimal_comma(code) for code in ("sr", "de", "ru", "en", "zh", None)] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_number_words_have_their_values() -> None:
    assert (NUMBER_WORDS["one"], NUMBER_WORDS["ten"], NUMBER_WORDS["ninety"]) == (1, 10, 90)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,200.50", True), ("-3 %", True), ("+7", True), ("2019", True), ("3 ports", False), ("n/a", False)],
)
def test_a_number_alone_is_distinguished_from_text(text: str, number: bool) -> None:
    assert is_number(text) is number
