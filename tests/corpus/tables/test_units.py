"""Units of columns in the form in which figures are stated."""

import pytest

from corpus.tables.units import read_unit, write_unit


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("USD million", "USD million"),
        ("million USD", "USD million"),
        ("US$ mn", "USD million"),
        ("usd mn", "USD million"),
        ("USD, millions", "USD million"),
        ("Mio. USD", "USD million"),
        ("milion USD", "USD million"),
        ("милион USD", "USD million"),
        ("百万美元", "USD million"),
        ("USD bn", "USD billion"),
        ("€ m", "EUR million"),
        ("milijardi evra", "EUR billion"),
        ("$", "USD"),
        ("usd", "USD"),
        ("thousand TEU", "TEU thousand"),
        ("million tonnes", "t million"),
        ("million", "million"),
        ("km", "km"),
        ("m", "m"),
        ("%", "%"),
    ],
)
def test_a_unit_has_its_scale_behind_it(written: str, unit: str) -> None:
    assert write_unit(written) == unit


def test_an_unknown_unit_or_scale_stays_as_it_is() -> None:
    assert write_unit("% of GDP") == "% of GDP"
    assert write_unit("亿元") == "亿元"


def test_a_unit_has_a_name_and_a_scale() -> None:
    assert read_unit("US$ mn") == ("USD", 1e6)
    assert read_unit("亿元") == ("CNY", 1e8)
    assert read_unit("bags of rice") == ("bags of rice", 1.0)
