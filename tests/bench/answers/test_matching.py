"""Names of sides, and expected substrings."""

import pytest

from bench.answers.matching import contains_any, is_same_side


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Balkans", "balkans"),
        ("ASEAN", "Southeast Asia"),
        ("the Emirates", "UAE"),
        ("before 2022", "the years before 2022"),
        ("Serbia", "Republic of Serbia"),
        ("Bosnia", "Bosnia and Herzegovina"),
        ("Gulf  states", "GCC"),
    ],
)
def test_names_of_one_side_match(one: str, other: str) -> None:
    assert is_same_side(one, other)
    assert is_same_side(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Asia", ""),
        ("the", "of"),
        ("Iran", "Iraq"),
        ("Central Asia", "South Asia"),
        ("Asia Central", "Central Asia"),
        ("US", "US forces"),
        ("Guinea", "Guyana"),
    ],
)
def test_names_of_different_sides_do_not_match(one: str, other: str) -> None:
    assert not is_same_side(one, other)
    assert not is_same_side(other, one)


def test_case_and_white_space_do_not_matter() -> None:
    assert contains_any("He bought\nSIX drones", ["five", "six  Drones"])
    assert not contains_any("He bought six drones", ["sixty"])
    assert not contains_any("He bought six drones", [])
