import pytest

from corpus.annotate.features import is_metadiscourse, stands_alone
from corpus.framework import Framework
from qa.select.clauses import cut_to_aspect, cut_to_side, split_clauses
from qa.select.sentences import measure_specificity, states_forecast

WHEREAS = "Central Asia is a source of gas for China, whereas the Balkans are a road for its goods to European markets."
THREE = (
    "The treaty rests on trade worth 40 billion dollars; politically, it sets up a yearly meeting of ministers; "
    "and in the security sphere, it provides for joint patrols and training."
)


@pytest.mark.parametrize(
    "text",
    [
        "This approach serves Beijing.",
        "It sold drones.",
        "They agreed on a loan.",
        "In contrast, these loans are small.",
        "In both regions trade leads.",
    ],
)
def test_a_sentence_that_points_back_does_not_stand_alone(text: str) -> None:
    assert not stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "China sold drones to Serbia.",
        "In contrast, in the Balkans China builds roads.",
        "Thistle farms grew.",
        "In both Serbia and Greece trade leads.",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "This paper examines China's role in Serbia.",
        "The study adopts a comparative approach.",
        "The comparative framework is structured around four dimensions.",
        "However, there are significant differences between the regions.",
    ],
)
def test_a_sentence_about_the_document_announces(text: str) -> None:
    assert is_metadiscourse(text)


@pytest.mark.parametrize(
    "text",
    [
        "A study finds that China lends less.",
        "A Clingendael paper of 2020 calls Serbia the preferred partner.",
    ],
)
def test_an_attribution_does_not_announce(text: str) -> None:
    assert not is_metadiscourse(text)


def test_a_whereas_sentence_is_cut_at_the_clause_of_each_side(framework: Framework) -> None:
    start, end = cut_to_side(WHEREAS, "Central Asia", ["Balkans"], framework) or (0, 0)
    assert WHEREAS[start:end] == "Central Asia is a source of gas for China"
    start, end = cut_to_side(WHEREAS, "Balkans", ["Central Asia"], framework) or (0, 0)
    assert WHEREAS[start:end] == "the Balkans are a road for its goods to European markets."


def test_a_sentence_on_one_side_alone_is_not_cut(framework: Framework) -> None:
    assert (
        cut_to_side(
            "Serbia bought drones from China; Serbia paid in yuan for all of them.",
            "Serbia",
            ["Kosovo"],
            framework,
        )
        is None
    )


def test_a_sentence_on_several_aspects_is_cut_to_the_one_asked(framework: Framework) -> None:
    start, end = cut_to_aspect(THREE, "security", framework) or (0, 0)
    assert THREE[start:end] == "in the security sphere, it provides for joint patrols and training."


def test_clauses_are_slices_without_their_connectives() -> None:
    assert [WHEREAS[s:e] for s, e in split_clauses(WHEREAS)] == [
        "Central Asia is a source of gas for China",
        "the Balkans are a road for its goods to European markets.",
    ]


def test_figures_and_names_make_a_sentence_definite(framework: Framework) -> None:
    assert measure_specificity("China supports the development of Serbia.", framework) == 0
    assert measure_specificity("China lent Montenegro 944 million dollars.", framework) == pytest.approx(
        1 / 3
    )
    assert (
        measure_specificity(
            "On 30 October 2014 China Exim Bank lent Montenegro 944 million dollars.", framework
        )
        == 1
    )


def test_what_may_come_is_told_from_what_is() -> None:
    assert states_forecast("Trade will double.")
    assert not states_forecast("Trade doubled.")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Serbia bought six drones from China in one year", 1),
        ("Serbia bought six drones from China; Kenya bought only two of the same kind", 2),
        ("Serbia bought six drones from China whereas Kenya bought none of the kind", 2),
        ("Serbia bought six drones from China, but Kenya bought none of the kind", 2),
        ("Butter from Serbia and wheat were sold by China's whilom trading houses", 1),
    ],
)
def test_a_sentence_is_cut_where_clauses_meet(text: str, parts: int) -> None:
    assert len(split_clauses(text)) == parts
