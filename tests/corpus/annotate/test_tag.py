"""Subjects, aspects and topics of a sentence, by its own words and by what surrounds it."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.annotate.split import split_document
from corpus.framework import Framework, load_framework
from corpus.records import Block, BlockKind, Document, Sentence, Trait

WORLD = """
[actor]
name = "China"
names = ["China"]
[[aspects]]
name = "economic"
description = "Trade."
question_terms = []
terms = ["trade"]
[[regions]]
name = "World"
world = true
names = []
[[regions]]
name = "North"
names = []
[[countries]]
name = "Nordia"
regions = ["North"]
"""


def tagged(
    framework: Framework, text: str, *, heading: str = "", title: str = "", **declared: tuple[str, ...]
) -> list[Sentence]:
    """Sentences of one paragraph."""
    block = Block(0, len(text), BlockKind.PARAGRAPH, (heading,) if heading else ())
    document = replace(Document("d", title, text, (block,)), **declared)
    return [s for p in split_document(document, framework) for s in p.sentences]


def subjects(
    framework: Framework, text: str, *, heading: str = "", title: str = "", **declared: tuple[str, ...]
) -> list[tuple[str, ...]]:
    return [s.subjects for s in tagged(framework, text, heading=heading, title=title, **declared)]


def aspects(
    framework: Framework, text: str, *, heading: str = "", title: str = "", **declared: tuple[str, ...]
) -> list[tuple[str, ...]]:
    return [s.aspects for s in tagged(framework, text, heading=heading, title=title, **declared)]


def test_a_country_gives_its_region_and_a_region_no_country(framework: Framework) -> None:
    assert subjects(framework, "Kazakhstan sells oil.") == [("Kazakhstan", "Central Asia")]
    assert subjects(framework, "Greece sells ports.") == [("Greece", "Balkans", "Europe")]
    assert subjects(framework, "Central Asia sells gas.") == [("Central Asia",)]


def test_a_capital_and_a_demonym_name_their_country(framework: Framework) -> None:
    assert (
        subjects(framework, "Belgrade agreed.")
        == subjects(framework, "A Serb agreed.")
        == [("Serbia", "Balkans")]
    )


def test_a_place_brings_its_country(framework: Framework) -> None:
    assert subjects(framework, "Miners of Bor agreed.") == [("Bor", "Serbia", "Balkans")]


def test_a_sentence_inherits_from_the_one_before_it(framework: Framework) -> None:
    found = tagged(
        framework, "Serbia bought drones. The price was high. Montenegro borrowed money. It repays slowly."
    )
    assert [s.subjects for s in found] == [
        ("Serbia", "Balkans"),
        ("Serbia", "Balkans"),
        ("Montenegro", "Balkans"),
        ("Montenegro", "Balkans"),
    ]
    assert [s.named for s in found] == [("Serbia",), (), ("Montenegro",), ()]
    assert [s.aspects[0] for s in found] == ["security", "security", "economic", "economic"]


def test_nothing_is_inherited_across_paragraphs(framework: Framework) -> None:
    text = "Serbia bought drones.\n\nThe price was high."
    document = Document(
        "d", "", text, (Block(0, 21, BlockKind.PARAGRAPH), Block(23, len(text), BlockKind.PARAGRAPH))
    )
    assert [s.subjects for p in split_document(document, framework) for s in p.sentences] == [
        ("Serbia", "Balkans"),
        (),
    ]


def test_heading_outranks_title_and_title_outranks_front_matter(framework: Framework) -> None:
    text = "It grew fast."
    assert subjects(framework, text, regions=("Africa",)) == [("Africa",)]
    assert subjects(framework, text, title="Ports of Greece", regions=()) == [("Greece", "Balkans", "Europe")]
    assert subjects(framework, text, title="Ports of Greece", regions=("Africa",)) == [
        ("Greece", "Balkans", "Europe")
    ]
    assert subjects(framework, text, heading="Serbia", title="Ports of Greece") == [("Serbia", "Balkans")]
    assert subjects(framework, text) == [()]


def test_one_declared_country_is_inherited_and_several_are_not(framework: Framework) -> None:
    assert subjects(framework, "It grew fast.", regions=("Balkans",), countries=("Serbia",)) == [
        ("Serbia", "Balkans")
    ]
    assert subjects(framework, "It grew fast.", regions=("Balkans",), countries=("Serbia", "Montenegro")) == [
        ("Balkans",)
    ]


def test_in_a_brief_with_declared_regions_a_sentence_is_about_them(framework: Framework) -> None:
    declared = {"regions": ("Central Asia",), "countries": ("Tajikistan",)}
    text = "Tajikistan shares a border with Pakistan. NATO left. Afghanistan is unstable. Russia stays."
    assert subjects(framework, text, **declared) == [
        ("Tajikistan", "Central Asia"),
        ("Tajikistan", "Central Asia", "NATO"),
        ("Afghanistan", "South Asia"),
        ("Tajikistan", "Central Asia", "Russia"),
    ]


def test_a_neighbour_that_a_brief_lists_is_a_subject_too(framework: Framework) -> None:
    declared = {"regions": ("Central Asia",), "countries": ("Tajikistan", "Afghanistan")}
    assert subjects(framework, "Tajikistan shares a border with Afghanistan.", **declared) == [
        ("Tajikistan", "Central Asia", "Afghanistan")
    ]


def test_both_regions_are_all_sides_of_the_document(framework: Framework) -> None:
    both = ("Central Asia", "Balkans")
    assert subjects(framework, "Lending is alike in both regions.", regions=both) == [both]
    assert subjects(framework, "In Serbia and in both regions lending grew.", regions=both) == [
        ("Serbia", "Balkans", "Central Asia")
    ]
    assert subjects(framework, "Lending grew in the Balkans.", regions=both) == [("Balkans",)]


def test_in_a_document_on_the_world_a_sentence_is_about_the_region_it_names(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(WORLD)
    own = load_framework(path)
    assert subjects(own, "Prices rose. Nordia sells copper. It trades.", regions=("World",)) == [
        ("World",),
        ("Nordia", "North"),
        ("Nordia", "North"),
    ]
    assert subjects(own, "Prices rose. Nordia sells copper. It trades.", regions=("North",)) == [
        ("North",),
        ("Nordia", "North"),
        ("North",),
    ]


def test_regions_and_countries_that_the_framework_lacks_are_ignored(framework: Framework) -> None:
    assert subjects(framework, "It grew.", regions=("Atlantis", "Balkans"), countries=("Ruritania",)) == [
        ("Balkans",)
    ]


def test_a_single_declared_aspect_outranks_words(framework: Framework) -> None:
    text = "Serbia bought drones and missiles."
    assert aspects(framework, text) == [("security",)]
    assert aspects(framework, text, aspects=("social",)) == [("social",)]


def test_a_heading_names_the_aspect_where_the_author_declares_several(framework: Framework) -> None:
    text = "Serbia bought drones and missiles."
    assert aspects(framework, text, heading="Economy", aspects=("economic", "security")) == [("economic",)]
    assert aspects(framework, text, heading="Overview", aspects=("economic", "social")) == [("security",)]
    assert aspects(framework, text, heading="Economy") == [("security",)]


def test_aspects_are_ordered_by_how_often_they_are_named(framework: Framework) -> None:
    assert aspects(framework, "A loan paid for drones and missiles.") == [("security", "economic")]
    assert aspects(framework, "Nothing is said.", aspects=("political", "social")) == [
        ("political", "social")
    ]


def test_the_peoples_republic_is_not_taiwan(framework: Framework) -> None:
    for name in ("People's Republic of China", "People’s Republic of China", "people's republic of china"):
        assert framework.find_subjects(f"The {name} lends.", fold_case=True) == []
    assert [m.name for m in framework.find_subjects("The Republic of China is Taiwan.")] == [
        "Taiwan",
        "Taiwan",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Southeast Asia trades.", ["Southeast Asia"]),
        ("South Asia trades.", ["South Asia"]),
        ("South-East Asia trades.", ["Southeast Asia"]),
        ("Nigeria trades.", ["Nigeria"]),
        ("Niger trades.", ["Niger"]),
        ("Nigerien miners trade.", ["Niger"]),
        ("North Macedonia trades.", ["North Macedonia"]),
        ("South Sudan trades with Sudan.", ["South Sudan", "Sudan"]),
        ("Guinea-Bissau is not Guinea.", ["Guinea-Bissau", "Guinea"]),
        ("Central\nAsia trades.", ["Central Asia"]),
    ],
)
def test_the_longest_whole_name_is_found(framework: Framework, text: str, names: list[str]) -> None:
    assert [m.name for m in framework.find_subjects(text)] == names


def test_topics_are_found_by_their_forms(framework: Framework) -> None:
    assert [s.topics for s in tagged(framework, "Serbia bought missiles. Railways grew. Nothing.")] == [
        ("arms sales",),
        ("railways",),
        (),
    ]


def traits(framework: Framework, text: str) -> list[set[str]]:
    return [set(s.traits) & {Trait.POINTS_BACK, Trait.CONTINUES} for s in tagged(framework, text)]


def test_a_sentence_that_points_back_continues_one_that_stands_alone(framework: Framework) -> None:
    assert traits(framework, "Serbia bought drones. They are small. These fly far.") == [
        set(),
        {Trait.POINTS_BACK, Trait.CONTINUES},
        {Trait.POINTS_BACK},  # what it points at points back itself
    ]


def test_a_sentence_continues_none_that_cannot_be_quoted_with_it(framework: Framework) -> None:
    assert traits(framework, "They are small.") == [{Trait.POINTS_BACK}]  # nothing is before it
    assert traits(framework, "This paper examines drones. They are small.")[1] == {Trait.POINTS_BACK}
    assert traits(framework, "Serbia bought drones.\nThey are small.")[1] == {Trait.POINTS_BACK}
    long = " ".join(["many"] * 69)
    assert traits(framework, f"Serbia bought {long} drones. They are small.")[1] == {
        Trait.POINTS_BACK,
        Trait.CONTINUES,
    }  # 75 words in all
    assert traits(framework, f"Serbia bought {long} big drones. They are small.")[1] == {Trait.POINTS_BACK}


def test_a_sentence_has_all_that_its_wording_says_of_it(framework: Framework) -> None:
    text = (
        "In 2019 China lent Serbia $5 million through Eximbank for a railway to Bor; "
        "whereas Kenya paid for its railway in 2021 from its own budget."
    )
    (sentence,) = tagged(framework, text)
    assert {Trait.CONTRAST, Trait.MONEY, Trait.DATE} <= set(sentence.traits)
    assert sentence.years == (2019, 2021)
    assert sentence.names == ("Eximbank",)
    (figure,) = sentence.figures
    assert (figure.value, figure.unit, figure.year) == (5e6, "USD", 2019)
    assert text[figure.start : figure.end] == "$5 million"
    assert [text[c.start : c.end].split()[0] for c in sentence.clauses] == ["In", "Kenya"]


def test_the_places_of_clauses_count_from_the_beginning_of_the_document(framework: Framework) -> None:
    text = "Trade grew. China lends Serbia money for new roads; Kenya pays for its railway in cash."
    _, sentence = tagged(framework, text)
    assert [text[c.start : c.end] for c in sentence.clauses] == [
        "China lends Serbia money for new roads",
        "Kenya pays for its railway in cash.",
    ]
