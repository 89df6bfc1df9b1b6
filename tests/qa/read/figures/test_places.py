import pytest

from corpus.framework import Framework
from qa.read.figures.places import find_places, find_whole, list_countries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who owes more, Laos or Kenya?", ["Laos", "Kenya"]),
        ("debt of kenya and LAOS", ["Kenya", "Laos"]),
        ("the Kenyan debt", ["Kenya"]),
        ("Does Khazakhstan owe more?", ["Kazakhstan"]),
        ("debt of Central Asia", ["Central Asia"]),
        ("Latin America and the Caribbean", ["Latin America"]),
        ("Kenya and the Caribbean", ["Kenya", "Caribbean"]),
        ("no place at all", []),
    ],
)
def test_places_are_found_in_the_order_of_the_text(
    text: str, expected: list[str], framework: Framework
) -> None:
    assert [m.name for m in find_places(text, framework)] == expected


def test_a_town_is_the_country_it_lies_in(framework: Framework) -> None:
    town = next(s for s in framework.subjects.values() if s.kind == "place" and s.regions)
    assert [m.name for m in find_places(f"debt of {town.name}", framework)] == [town.regions[0]]


def test_a_region_is_its_countries_and_a_country_itself(framework: Framework) -> None:
    stans = {"Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"}
    assert set(list_countries("Central Asia", framework)) == stans
    assert list_countries("Kenya", framework) == ("Kenya",)
    assert list_countries("Atlantis", framework) == ()


def test_the_whole_is_the_place_that_all_others_are_in(framework: Framework) -> None:
    assert find_whole(["Angola", "Africa"], framework) == "Africa"
    assert find_whole(["Africa", "Angola", "Kenya"], framework) == "Africa"
    assert find_whole(["Angola", "Kenya"], framework) == ""
    assert find_whole(["Africa", "Laos"], framework) == ""
    assert find_whole(["Africa"], framework) == ""
