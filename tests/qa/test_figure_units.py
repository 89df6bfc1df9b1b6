"""Units of tables, and figures in them as an answer writes them."""

import pytest

from qa.figure_units import Unit, format_value, parse_unit


@pytest.mark.parametrize(
    ("unit", "parsed"),
    [
        ("USD", Unit("$", "", 1.0)),
        ("USD million", Unit("$", "", 1e6)),
        ("US$ bn", Unit("$", "", 1e9)),
        ("EUR million", Unit("€", "", 1e6)),
        ("%", Unit("%", "", 1.0)),
        ("% of GDP", Unit("%", "", 1.0)),
        ("TEU thousand", Unit("", "TEU", 1e3)),
        ("Confucius Institute", Unit("", "Confucius Institute", 1.0)),
        ("m", Unit("", "m", 1.0)),
        ("", Unit("", "", 1.0)),
    ],
)
def test_a_unit_has_a_sign_a_noun_and_a_scale(unit: str, parsed: Unit) -> None:
    assert parse_unit(unit) == parsed
    assert parse_unit(unit).is_money == (parsed.sign in ("$", "€"))


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1_653_692_686, "USD", "$1.65 billion"),
        (300, "USD million", "$300 million"),
        (-1120.5, "USD million", "-$1.12 billion"),
        (999_960, "USD", "$1 million"),
        (999_000, "USD", "$999,000"),
        (52.956, "%", "52.96%"),
        (0, "%", "0%"),
        (9907, "student", "9,907 students"),
        (1, "student", "1 student"),
        (0, "visit", "0 visits"),
        (12, "person", "12 people"),
        (3, "company", "3 companies"),
        (3, "railway", "3 railways"),
        (2, "branch", "2 branches"),
        (5, "km", "5 km"),
        (5.3, "t million", "5,300,000 t"),
        (1, "TEU thousand", "1,000 TEU"),
        (3, "亿元", "3 亿元"),
        (7.125, "", "7.12"),
    ],
)
def test_a_figure_is_written_with_its_unit(value: float, unit: str, written: str) -> None:
    assert format_value(value, unit) == written
