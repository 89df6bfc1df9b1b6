import pytest

from corpus.framework import Framework
from qa.read.sides import find_sides


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Who thinks better of China, Mexicans or North Koreans?", ["Mexico", "North Korea"]),
        ("Who was picked to build Kazakhstan's plant, a Chinese firm or Rosatom?", ["Kazakhstan"]),
        ("How long is the Kyrgyz part of the China-Kyrgyzstan-Uzbekistan railway?", ["Kyrgyzstan"]),
        ("How many have died building the China-Kyrgyzstan-Uzbekistan railway?", ["Kyrgyzstan"]),
        ("Compare China-Africa trade with China-ASEAN trade", ["Africa", "Southeast Asia"]),
        ("The Visegrad four against the Baltic states", ["Visegrád four", "Baltic states"]),
        ("How does China's share compare with Russia's in Serbia?", ["Russia", "Serbia"]),
        ("Serbia in the Balkans and Kazakhstan", ["Serbia", "Kazakhstan"]),
        ("What did Nigeria get at FOCAC 2024?", ["Nigeria"]),
        ("Why did Lithuania leave the 17+1?", ["Lithuania"]),
        ("Compare FOCAC with the China-Central Asia summit", ["Africa", "Central Asia"]),
    ],
)
def test_sides_are_the_names_that_are_compared(framework: Framework, text: str, sides: list[str]) -> None:
    found = list(dict.fromkeys(m.name for m in find_sides(text, framework)))
    assert found == sides
