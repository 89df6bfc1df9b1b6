import pytest

from corpus.framework import Framework
from qa.read.mentions import Named, NameKind, find_mentions, names_of
from qa.read.sides import find_sides


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Who thinks better of China, Mexicans or North Koreans?", ["Mexico", "North Korea"]),
        ("Who was picked to build Kazakhstan's plant, a Chinese firm or Rosatom?", ["Kazakhstan"]),
        ("How long is the Kyrgyz part of the China-Kyrgyzstan-Uzbekistan railway?", ["Kyrgyzstan"]),
        (
            "How many have died building the China-Kyrgyzstan-Uzbekistan railway?",
            ["China-Kyrgyzstan-Uzbekistan railway"],
        ),
        ("How many cross the Pakistani-Afghan border?", ["Pakistan"]),
        ("Compare Serbian-Hungarian trade with that of 2010", ["Serbia", "Hungary"]),
        ("Compare China-Africa trade with China-ASEAN trade", ["Africa", "Southeast Asia"]),
        ("The Visegrad four against the Baltic states", ["Visegrád four", "Baltic states"]),
        ("How does China's share compare with Russia's in Serbia?", ["China", "Russia"]),
        ("Serbia in the Balkans and Kazakhstan", ["Serbia", "Kazakhstan"]),
        ("What did Nigeria get at FOCAC 2024?", ["Nigeria"]),
        ("Why did Lithuania leave the 17+1?", ["Lithuania"]),
        ("Compare FOCAC with the China-Central Asia summit", ["FOCAC", "China-Central Asia summit"]),
        ("The Gulf and the Western Balkans: who owes more?", ["Gulf", "Western Balkans"]),
        (
            "Ethiopian Airlines or Kenya Airways, which flies more to Guangzhou?",
            ["Ethiopian Airlines", "Kenya Airways"],
        ),
        ("Does Karuma cost more than Bujagali?", ["Karuma", "Bujagali"]),
        ("Grants or loans, which are repaid sooner?", ["Grants", "loans"]),
        ("Упореди Кенију и Гану", ["Kenya", "Ghana"]),
    ],
)
def test_sides_are_the_names_that_are_compared(framework: Framework, text: str, sides: list[str]) -> None:
    assert list(find_sides(text, find_mentions(text, framework, None), framework).names) == sides


@pytest.mark.parametrize(
    ("text", "sides", "within"),
    [
        ("Grants or loans, which does Beijing prefer in Zambia?", ("Grants", "loans"), ("Zambia",)),
        ("How does China compare with India in Nepal?", ("China", "India"), ("Nepal",)),
        ("Russia and China in Central Asia", ("Russia", "China"), ("Central Asia",)),
    ],
)
def test_what_is_compared_within_a_place_is_apart_from_it(
    framework: Framework, text: str, sides: tuple[str, ...], within: tuple[str, ...]
) -> None:
    found = find_sides(text, find_mentions(text, framework, None), framework)
    assert (found.names, names_of(found.within), found.are_compared) == (sides, within, True)


def test_two_ends_of_one_line_are_no_comparison(framework: Framework) -> None:
    text = "What does the railway from Nigeria to Niger carry?"
    found = find_sides(text, find_mentions(text, framework, None), framework)
    assert (found.names, found.are_compared) == (("Nigeria",), False)


def topics_of(text: str, *names: str) -> list[Named]:
    return [Named(n, text.index(n), text.index(n) + len(n), NameKind.THING) for n in names]


@pytest.mark.parametrize(
    ("text", "topics", "sides"),
    [
        ("Garden bench: oak or beech?", ["oak", "beech"], ["oak", "beech"]),
        ("Is oak harder than beech? My family is from Fiji.", ["oak"], ["oak", "beech"]),
        ("Are derailleurs lighter than hub gears?", ["hub gears"], ["derailleurs", "hub gears"]),
        ("who had more to do with Satie, Ravel or Faure?", ["Satie", "Ravel", "Faure"], ["Ravel", "Faure"]),
        ("Do oak and beech burn?", ["oak", "beech"], []),  # nothing is compared
        ("Is there more oak in Kenya or in Ghana?", ["oak"], ["Kenya", "Ghana"]),
    ],
)
def test_topics_of_documents_that_are_compared_come_first(
    framework: Framework, text: str, topics: list[str], sides: list[str]
) -> None:
    found = find_sides(text, find_mentions(text, framework, None), framework, topics_of(text, *topics))
    assert list(found.names) == sides


def test_a_place_before_a_choice_is_what_the_choice_is_in(framework: Framework) -> None:
    text = "Who is gaining more ground in the Pacific, Canberra or Beijing?"
    found = find_sides(text, find_mentions(text, framework, None), framework)
    assert (found.names, names_of(found.within)) == (("Australia", "China"), ("Pacific Islands",))
