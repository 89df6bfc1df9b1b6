import pytest

from qa.figure_records import Bounds
from qa.read.figures.limits import (
    asks_of_countries,
    find_count,
    find_counted,
    find_limits,
    is_ascending,
    mask_limits,
)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("owe more than $5 billion", "USD", Bounds(low=5e9)),
        ("owe over five billion dollars", "USD", Bounds(low=5e9)),
        ("cost more than $300 million", "USD million", Bounds(low=300)),
        ("at least 10,000 students", "student", Bounds(low=10_000, includes_low=True)),
        ("70 percent or more", "%", Bounds(low=70, includes_low=True)),
        ("less than 70%", "%", Bounds(high=70)),
        ("at most 10 projects", "project", Bounds(high=10, includes_high=True)),
        ("more than half of it", "%", Bounds(low=50)),
        ("more than 10% but less than 20%", "%", Bounds(low=10, high=20)),
    ],
)
def test_limits_are_read_in_the_unit_of_the_measure(text: str, unit: str, expected: Bounds) -> None:
    assert find_limits(text, unit).bounds == expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("more than 70 percent", "USD"),
        ("more than $5 billion", "%"),
        ("the $5 billion loan", "USD"),
        ("more students than before", "student"),
    ],
)
def test_what_is_in_another_unit_or_no_limit_is_none(text: str, unit: str) -> None:
    limits = find_limits(text, unit)
    assert limits.bounds == Bounds()
    assert limits.spans == ()


def test_no_things_of_a_kind_are_a_limit_of_zero() -> None:
    zero = Bounds(0, 0, includes_low=True, includes_high=True)
    assert find_limits("Which countries had no visits in 2015?", "visit").bounds == zero
    assert find_limits("Which countries had no money in 2015?", "visit").bounds == Bounds()
    assert zero.hold(0) and not zero.hold(1)


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        (Bounds(low=5), 5.01, 5),
        (Bounds(low=5, includes_low=True), 5, 4.99),
        (Bounds(high=5), 4.99, 5),
        (Bounds(high=5, includes_high=True), 5, 5.01),
    ],
)
def test_a_limit_holds_its_own_value_only_if_it_includes_it(
    bounds: Bounds, inside: float, outside: float
) -> None:
    assert bounds.hold(inside)
    assert not bounds.hold(outside)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the top five debtors", 5),
        ("Which 3 countries owe most?", 3),
        ("the ten largest borrowers", 10),
        ("the three most expensive projects", 3),
        ("Which countries owe most?", None),
        ("5 loans were signed", None),
        ("Which country owes most?", None),
    ],
)
def test_the_n_of_the_first_n_is_a_number_before_what_is_ranked(text: str, expected: int | None) -> None:
    assert find_count(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many countries owe China money?", "countries"),
        ("How many tourists visit Kenya?", "tourists"),
        ("How many arms deals are there?", "arms deals"),
        ("the number of rail projects in Kenya", "rail projects"),
        ("How many were built?", None),
        ("How many of them are there?", None),
        ("How much is owed?", None),
    ],
)
def test_what_is_counted_ends_before_the_verb_or_the_place(text: str, expected: str | None) -> None:
    found = find_counted(text)
    assert (found.strip() if found else found) == expected


def test_names_of_places_are_not_what_is_counted() -> None:
    assert find_counted("How many Kenyans studied there?", [(9, 16)]) is None
    assert find_counted("How many African countries did owe it?", [(9, 16)]) == "        countries "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who owes least?", True),
        ("Rank them from the smallest to the largest", True),
        ("Who owes most, and who least?", False),
        ("Which of them had fewer visits?", True),
        ("Rank them from the largest to the smallest", False),
    ],
)
def test_the_order_is_that_of_the_word_that_comes_first(text: str, expected: bool) -> None:
    assert is_ascending(text) is expected


def test_countries_are_asked_of_by_any_of_their_names() -> None:
    assert asks_of_countries("Which nations owe most?")
    assert not asks_of_countries("Which projects cost most?")


def test_a_text_without_its_limits_has_the_same_length_and_no_comparison() -> None:
    text = "Which countries owe more than $5 billion today?"
    masked = mask_limits(text, find_limits(text, "USD"))
    assert len(masked) == len(text)
    assert masked.split() == ["Which", "countries", "owe", "today?"]
    text = "Who owed $5 billion or more in 2015?"
    assert mask_limits(text, find_limits(text, "USD")).split() == ["Who", "owed", "in", "2015?"]
