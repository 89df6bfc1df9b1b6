import pytest

from corpus.annotate.features import (
    find_clauses,
    find_names,
    find_traits,
    is_about_document,
    stands_alone,
    strip_connective,
)
from corpus.framework import Framework
from corpus.records import Trait
from corpus.text.figures.find import find_figures


@pytest.mark.parametrize(
    "text",
    [
        "This approach serves Beijing.",
        "It sold drones.",
        "In contrast, these loans are small.",
        "However, it sold drones.",
        "Both were built in 2019.",
        "In both regions trade leads.",
    ],
)
def test_a_sentence_that_refers_back_does_not_stand_alone(text: str) -> None:
    assert not stands_alone(text)
    assert Trait.POINTS_BACK in find_traits(text, find_figures(text))


@pytest.mark.parametrize(
    "text",
    [
        "China sold drones to Serbia.",
        "Thistle farms grew.",
        "In both Serbia and Greece trade leads.",
        "Both the railway and the port were built on credit.",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(text: str) -> None:
    assert stands_alone(text)
    assert Trait.POINTS_BACK not in find_traits(text, find_figures(text))


@pytest.mark.parametrize("text", ["In contrast, in the Balkans China builds roads.", "But Serbia did not."])
def test_a_sentence_that_goes_on_from_another_points_back_though_it_names_its_subject(text: str) -> None:
    assert stands_alone(text)
    assert Trait.POINTS_BACK in find_traits(text, find_figures(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This paper examines China's role in Serbia.", True),
        ("However, there are significant differences between the regions.", True),
        ("A study finds that China lends less.", False),
        ("A Clingendael paper of 2020 calls Serbia the preferred partner.", False),
    ],
)
def test_a_sentence_on_its_own_document_is_not_mistaken_for_an_attribution(text: str, expected: bool) -> None:
    assert is_about_document(text) is expected
    assert (Trait.ABOUT_DOCUMENT in find_traits(text, find_figures(text))) is expected


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("whereas the Balkans are a road", "the Balkans are a road"),
        ("However, trade fell.", "trade fell."),
        ("Butter was sold.", "Butter was sold."),
    ],
)
def test_an_opening_connective_is_left_out(text: str, stripped: str) -> None:
    assert strip_connective(text) == stripped


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        ("Serbia bought drones.", ()),
        ("Unlike Kenya, Serbia bought drones.", (Trait.CONTRAST,)),
        ("Loans lead in each of the regions.", (Trait.SIMILARITY,)),
        ("Estimates of the debt diverge.", (Trait.DISAGREEMENT,)),
        ("The ministry denied that it had paid.", (Trait.DISAGREEMENT,)),
        ("China supplied 62% of the goods.", (Trait.SHARE, Trait.COUNT)),
        ("China supplied half of the goods.", (Trait.SHARE,)),
        ("The workshop cost $2 million.", (Trait.MONEY, Trait.COUNT)),
        ("The 414-km railway opened.", (Trait.LENGTH, Trait.COUNT)),
        ("Three patrols took place.", (Trait.COUNT,)),
        ("A loan of 46 million was signed.", (Trait.MONEY, Trait.COUNT)),
        ("Some 46 million people live there.", (Trait.COUNT,)),
        ("It has patrolled since then.", (Trait.POINTS_BACK, Trait.LENGTH)),
        ("Article 5 applies to the third country of the 17+1 format.", ()),
        ("Patrols began in 2019.", (Trait.DATE,)),
        ("Patrols began in autumn.", ()),
    ],
)
def test_the_wording_of_a_sentence_gives_its_traits(text: str, traits: tuple[Trait, ...]) -> None:
    assert find_traits(text, find_figures(text)) == traits


def test_traits_come_in_one_order_whatever_the_words_order() -> None:
    text = "It paid in 2019, unlike Kenya, though estimates of the $2 million diverge."
    assert find_traits(text, find_figures(text)) == (
        Trait.POINTS_BACK,
        Trait.CONTRAST,
        Trait.DISAGREEMENT,
        Trait.MONEY,
        Trait.COUNT,
        Trait.DATE,
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("China and Serbia signed with Huawei, and Huawei built the centre.", ("Huawei", "Huawei")),
        ("Zijin bought the mine at Bor with a loan of China Eximbank.", ("Eximbank",)),
        ("Nothing here has a name.", ()),
    ],
)
def test_names_are_capitalised_words_that_are_no_place_of_the_framework(
    text: str, names: tuple[str, ...], framework: Framework
) -> None:
    assert find_names(text, framework.find_all_names(text)) == names


PAIR = (
    "In Serbia China builds a railway on credit and sells drones; "
    "whereas in Tajikistan it trains the border police in new camps."
)


def test_clauses_are_exact_parts_of_the_sentence_with_what_they_name(framework: Framework) -> None:
    first, second = find_clauses(PAIR, framework, offset=0)
    assert PAIR[first.start : first.end] == "In Serbia China builds a railway on credit and sells drones"
    assert PAIR[second.start : second.end] == (
        "in Tajikistan it trains the border police in new camps."  # without the connective
    )
    assert {"Serbia", "Balkans"} <= set(first.subjects) and "Tajikistan" not in first.subjects
    assert {"Tajikistan", "Central Asia"} <= set(second.subjects) and "Serbia" not in second.subjects
    assert "railways" in first.topics and "railways" not in second.topics
    assert "security" in second.aspects


def test_the_places_of_clauses_are_those_of_the_document(framework: Framework) -> None:
    text = f"An opening. {PAIR}"
    for clause, alone in zip(
        find_clauses(PAIR, framework, offset=12), find_clauses(PAIR, framework), strict=True
    ):
        assert text[clause.start : clause.end] == PAIR[alone.start : alone.end]


@pytest.mark.parametrize(
    "text",
    [
        "In Serbia China builds a railway on credit and sells drones.",  # one clause
        "In Serbia China builds a railway on credit and sells drones; Kenya does not.",  # the other is short
        "Serbia buys; Kenya buys.",
    ],
)
def test_a_sentence_with_less_than_two_clauses_to_quote_has_none(text: str, framework: Framework) -> None:
    assert find_clauses(text, framework) == ()


@pytest.mark.parametrize("cut", [", while ", " whereas ", ", but ", "; "])
def test_a_sentence_is_cut_at_semicolons_and_conjunctions(cut: str, framework: Framework) -> None:
    text = f"China lends Serbia money for roads and bridges{cut}Kenya pays for its railway in cash."
    clauses = [text[c.start : c.end] for c in find_clauses(text, framework)]
    assert clauses == [
        "China lends Serbia money for roads and bridges",
        "Kenya pays for its railway in cash.",
    ]
