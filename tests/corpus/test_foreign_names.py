"""Names of countries and regions in Chinese, Russian, Serbian and Turkish, in the endings that these have."""

import pytest

from corpus.foreign_names import ForeignNames
from corpus.framework import Framework


def names(framework: Framework, text: str, *, fold_case: bool = True) -> list[str]:
    return [m.name for m in framework.find_subjects(text, fold_case=fold_case)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("порты в Кении и в Гане", ["Kenya", "Ghana"]),
        ("из Саудовской Аравии", ["Saudi Arabia"]),
        ("торговля с Индией", ["India"]),
        ("в Центральной Азии", ["Central Asia"]),
        ("на Ближнем Востоке", ["Middle East"]),
        ("луке у Србији", ["Serbia"]),
        ("дуг Црне Горе", ["Montenegro"]),
        ("из Северне Македоније", ["North Macedonia"]),
        ("luke u Srbiji", ["Serbia"]),
        ("dug Crne Gore", ["Montenegro"]),
        ("iz Severne Makedonije", ["North Macedonia"]),
        ("Kenya'da limanlar", ["Kenya"]),
        ("Gürcistan'dan", ["Georgia"]),
        ("Suudi Arabistan'ın borcu", ["Saudi Arabia"]),
        ("Orta Asya'daki limanlar", ["Central Asia"]),
        ("Orta Doğu'da", ["Middle East"]),
    ],
)
def test_declined_names_are_found(framework: Framework, text: str, expected: list[str]) -> None:
    assert names(framework, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("肯尼亚的港口", ["Kenya"]),
        ("肯亞的港口", ["Kenya"]),
        ("沙特阿拉伯与哈萨克斯坦", ["Saudi Arabia", "Kazakhstan"]),
        ("沙烏地阿拉伯與哈薩克", ["Saudi Arabia", "Kazakhstan"]),
        ("中东的石油", ["Middle East"]),
        ("中東的石油", ["Middle East"]),
        ("中东欧的铁路", ["Europe"]),
        ("中東歐的鐵路", ["Europe"]),
        ("西巴尔干", ["Western Balkans"]),
        ("中美关系", []),  # China and the United States, not Central America
    ],
)
def test_chinese_names_are_found_in_both_scripts_the_longest_first(
    framework: Framework, text: str, expected: list[str]
) -> None:
    assert names(framework, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Is the island safe?",
        "Who made it?",
        "a male nurse",
        "male nurses",
        "made on an island",
        "island hotels",
    ],
)
def test_english_words_that_are_spelt_like_a_foreign_name_are_none(framework: Framework, text: str) -> None:
    assert names(framework, text) == []


def test_in_documents_a_foreign_name_has_a_capital(framework: Framework) -> None:
    assert names(framework, "луке у Србији", fold_case=False) == ["Serbia"]
    assert names(framework, "луке у србији", fold_case=False) == []
    assert names(framework, "луке у србији") == ["Serbia"]


def test_a_mention_covers_all_words_of_the_name_with_their_endings() -> None:
    found = ForeignNames({"Montenegro": ["Montenegro"]}, {}).find("дуг Црне Горе расте")
    assert [(m.name, m.start, m.end) for m in found] == [("Montenegro", 4, 13)]


def test_names_beside_those_of_the_cldr_are_declined_too() -> None:
    foreign = ForeignNames({"Atlantis": []}, {"Atlantis": ["Атлантида"]})
    assert [m.name for m in foreign.find("порты в Атлантиде")] == ["Atlantis"]
    assert [m.name for m in foreign.find("порты в Атлантике")] == []


def test_a_name_without_a_code_of_the_cldr_has_no_foreign_names() -> None:
    assert ForeignNames({"Atlantis": []}, {}).signs == {}
