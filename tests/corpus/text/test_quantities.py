"""Figures are found with their currency, scale, share and what they count."""

import re

import pytest

from corpus.text.quantities import (
    AMOUNT_REGEX,
    COUNT,
    FIGURE_WITH_NOUN,
    FIGURE_WITH_SCALE,
    LENGTH_OR_DURATION,
    MONEY,
    NUMBER,
    NUMBER_WORDS,
    SHARE,
    is_number,
)


@pytest.mark.parametrize(
    ("text", "match", "money", "part", "noun"),
    [
        ("Exports fell to $190.9 billion in 2023.", "$190.9 billion in 2023", "$", None, ""),
        ("a grant of RMB 1,500 million", "RMB 1,500 million", "RMB ", None, ""),
        ("a loan of 2500.5 million", "2500.5 million", None, None, ""),
        ("some 12.5 per cent of debt", "12.5 per cent", None, " per cent", ""),
        (
            "It sent 40 military attaches to the region.",
            "40 military attaches",
            None,
            None,
            " military attaches",
        ),
    ],
)
def test_a_figure_is_read_with_its_unit(
    text: str, match: str, money: str | None, part: str | None, noun: str
) -> None:
    found = FIGURE_WITH_NOUN.search(text)
    assert found is not None
    assert (found.group(), found["money"], found["part"], found["noun"]) == (match, money, part, noun)


@pytest.mark.parametrize("text", ["since 2019", "the G20", "in 1999 and 2001"])
def test_a_year_or_a_name_is_not_a_figure(text: str) -> None:
    assert FIGURE_WITH_NOUN.search(text) is None


@pytest.mark.parametrize(
    ("text", "currency", "number", "scale", "after"),
    [
        ("€1,200 Million", "€", "1,200", "Million", ""),
        ("USD 46 million by 2016", "USD ", "46", "million", " by"),
        ("£3.5 billion", "£", "3.5", "billion", ""),
        ("84 solar-powered wells", None, "84", None, ""),
        ("2019 was", None, "2019", None, ""),
    ],
)
def test_a_figure_is_read_with_its_scale(
    text: str, currency: str | None, number: str, scale: str | None, after: str
) -> None:
    found = FIGURE_WITH_SCALE.search(text)
    assert found is not None
    assert (found["currency"], found["number"], found["scale"], found["after"]) == (
        currency,
        number,
        scale,
        after,
    )


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        (MONEY, ["$5", "3 million people", "RMB 7", "£2"], ["USDA", "thousand", "5 percent"]),
        (SHARE, ["5%", "5 percent", "5 per cent", "a third of"], ["percent", "halfway", "5"]),
        (COUNT, ["12 ports", "three ports", "Dozens", "a five-year plan"], ["in 2019", "one port", "tenor"]),
        (
            LENGTH_OR_DURATION,
            ["400 km", "two years", "since then", "5-day"],
            ["400 ports", "eleven years", "5kmh"],
        ),
    ],
)
def test_each_kind_of_quantity_is_recognised(
    pattern: re.Pattern[str], matching: list[str], others: list[str]
) -> None:
    assert [t for t in matching if not pattern.search(t)] == []
    assert [t for t in others if pattern.search(t)] == []


def test_numbers_and_amounts_are_found_whole() -> None:
    assert NUMBER.findall("1,200.5 and 7") == ["1,200.5", "7"]
    assert re.findall(AMOUNT_REGEX, "$1,200 or €7") == ["$1,200", "€7"]
    assert (NUMBER_WORDS["one"], NUMBER_WORDS["ten"]) == (1, 10)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,200.50", True), ("-3 %", True), ("+7", True), ("2019", True), ("3 ports", False), ("n/a", False)],
)
def test_a_number_alone_is_distinguished_from_text(text: str, number: bool) -> None:
    assert is_number(text) is number
