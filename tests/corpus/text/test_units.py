"""Titles and headers of tables state the unit of their figures; other titles are left alone."""

import pytest

from corpus.text.quantities import is_unit, states_unit


@pytest.mark.parametrize(
    "title",
    [
        "Exports (million US$)",
        "Table 3. Loans, in billions of dollars",
        "Exports in millions",
        "Debt (% of GDP)",
        "Trade (current US$)",
        "Экспорт (млн долл. США)",
        "Izvoz (u milionima evra)",
        "单位：亿美元",
        "贸易额（亿元）",
        "İhracat (milyon dolar)",
    ],
)
def test_a_title_states_its_unit(title: str) -> None:
    assert states_unit(title)


@pytest.mark.parametrize(
    "title",
    ["Table 3. Ports", "Loans to the Balkans (2019)", "Trade in goods", "Loans, in part", "商品", "In May"],
)
def test_a_title_without_a_unit_states_none(title: str) -> None:
    assert not states_unit(title)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("million US$", True),
        ("(%)", True),
        ("km", True),
        ("亿美元", True),
        ("Serbia", False),
        ("3 million", False),
    ],
)
def test_a_unit_alone_is_recognised(text: str, expected: bool) -> None:
    assert is_unit(text) is expected
