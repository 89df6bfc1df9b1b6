"""Which names a question has, and what kind of thing each names."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from corpus.framework import Framework
from corpus.text.phrases import Mention
from qa.read.mentions import NameKind, find_mentions, names_of

PLACE, ACTOR, STUDIED, THING = NameKind.PLACE, NameKind.ACTOR, NameKind.STUDIED, NameKind.THING


@dataclass
class DocumentNames:
    """The names and words of documents, given as a list."""

    names: Sequence[str]
    titles: Sequence[str] = ()

    def find(self, text: str) -> list[Mention]:
        starts = [(name, text.lower().find(name.lower())) for name in self.names]
        return [Mention(name, at, at + len(name)) for name, at in starts if at >= 0]

    def has_word(self, word: str) -> bool:
        return any(word.lower() in name.lower().split() for name in self.names)

    def is_title(self, name: str) -> bool:
        return name in self.titles

    def get_long_form(self, name: str) -> str:
        return ""

    def correct(self, word: str) -> str:
        return ""

    def suggest(self, name: str) -> tuple[str, ...]:
        return ()


def found(text: str, framework: Framework, names: Sequence[str] = ()) -> list[tuple[str, NameKind]]:
    return [(m.name, m.kind) for m in find_mentions(text, framework, DocumentNames(names))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenyan ports and ASEAN", [("Kenya", PLACE), ("Southeast Asia", PLACE)]),
        ("How does Russia see Beijing?", [("Russia", ACTOR), ("China", STUDIED)]),
        ("Does Ethiopian Airlines buy jets?", [("Ethiopian Airlines", THING)]),
        ("Does Ethiopia buy jets?", [("Ethiopia", PLACE)]),
        ("Who owns the University of Zambia?", [("University of Zambia", THING)]),
        ("Is the Bank of China in Hungary?", [("Bank of China", THING), ("Hungary", PLACE)]),
        ("What do guinea pigs eat?", [("guinea pigs", THING)]),
        ("Who is Michael Jordan?", [("Michael Jordan", THING)]),
        ("Does Zelmira outshine Bravona?", [("Zelmira", THING), ("Bravona", THING)]),
        ("Is “Small Yard” a slogan?", [("Small Yard", THING)]),
        ("Who attended FOCAC?", [("FOCAC", THING)]),
        ("Who left the 17+1?", [("17+1", THING)]),
        ("How large is China-Africa trade?", [("Africa", PLACE)]),
        ("Is the Belgrade-Budapest railway late?", [("Belgrade-Budapest railway", THING)]),
        ("what does kazahkstan sell?", [("Kazakhstan", PLACE)]),
        ("What do people want?", []),
    ],
)
def test_names_are_found_with_what_they_name(
    framework: Framework, text: str, expected: list[tuple[str, NameKind]]
) -> None:
    assert found(text, framework) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Колико је Србија позајмила од Кине?", [("Serbia", PLACE), ("China", STUDIED)]),
        ("Упореди Кенију и Гану", [("Kenya", PLACE), ("Ghana", PLACE)]),
        ("Сравни Сербию и Казахстан", [("Serbia", PLACE), ("Kazakhstan", PLACE)]),
        ("Kenya ile Gana'yı karşılaştır", [("Kenya", PLACE), ("Ghana", PLACE)]),
        ("比较肯尼亚和加纳", [("Kenya", PLACE), ("Ghana", PLACE)]),
    ],
)
def test_names_are_found_in_other_languages(
    framework: Framework, text: str, expected: list[tuple[str, NameKind]]
) -> None:
    assert found(text, framework) == expected


def test_a_name_of_the_documents_is_found_in_any_case(framework: Framework) -> None:
    assert found("who runs red lantern?", framework, ["Red Lantern"]) == [("red lantern", THING)]
    assert found("who runs red lantern?", framework) == []


def test_a_name_that_only_extends_a_country_is_no_name_of_its_own(framework: Framework) -> None:
    assert found("What do Kenyan Farmers grow?", framework, ["Kenyan Farmers"]) == [("Kenya", PLACE)]
    assert found("What does the Kenyan Post carry?", framework, ["Kenyan Post"]) == [("Kenyan Post", THING)]


def test_a_name_of_two_in_a_pair_or_with_a_number_is_one_at_the_beginning_too(framework: Framework) -> None:
    assert [n for n, _ in found("Rangers and Celtic were broke.", framework)] == ["Rangers", "Celtic"]
    assert [n for n, _ in found("Is Voyager 1 or Voyager 2 farther?", framework)] == [
        "Voyager 1",
        "Voyager 2",
    ]
    assert [n for n, _ in found("Is Antwerp Central busier than it looks?", framework)] == ["Antwerp Central"]


@pytest.mark.parametrize("text", ["Please tell me more.", "Since May, who paid?", "Length or width?"])
def test_a_word_that_only_begins_a_sentence_or_names_a_month_is_no_name(
    framework: Framework, text: str
) -> None:
    assert found(text, framework) == []


def test_each_name_is_listed_once_and_has_its_place(framework: Framework) -> None:
    text = "Kenya or Ghana? Kenya!"
    mentions = find_mentions(text, framework, None)
    assert names_of(mentions) == ("Kenya", "Ghana")
    assert [text[m.start : m.end] for m in mentions] == ["Kenya", "Ghana", "Kenya"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("China's economic role in Serbia", [("China", STUDIED), ("Serbia", PLACE)]),
        ("China's relations with India", [("China", STUDIED), ("India", PLACE)]),
        ("China's rivalry with India", [("China's rivalry with India", THING)]),
    ],
)
def test_a_title_that_only_names_an_aspect_of_a_place_is_no_name(
    title: str, expected: list[tuple[str, NameKind]], framework: Framework
) -> None:
    names = DocumentNames([title], titles=[title])
    assert [(m.name, m.kind) for m in find_mentions(f"What is {title}?", framework, names)] == expected
