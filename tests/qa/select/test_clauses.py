import pytest

from corpus.framework import Framework
from qa.select.clauses import cut_to_aspect, cut_to_side, split_clauses

TWO_SIDES = (
    "Central Asia is a source of gas for China, "
    "whereas the Balkans are a road for its goods to European markets."
)
THREE_ASPECTS = (
    "The treaty rests on trade worth 40 billion dollars; "
    "politically, it sets up a yearly meeting of ministers; "
    "and in the security sphere, it provides for joint patrols and training."
)


def test_a_whereas_sentence_is_cut_at_the_clause_of_each_side(framework: Framework) -> None:
    start, end = cut_to_side(TWO_SIDES, "Central Asia", ["Balkans"], framework) or (0, 0)
    assert TWO_SIDES[start:end] == "Central Asia is a source of gas for China"
    start, end = cut_to_side(TWO_SIDES, "Balkans", ["Central Asia"], framework) or (0, 0)
    assert TWO_SIDES[start:end] == "the Balkans are a road for its goods to European markets."


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
    start, end = cut_to_aspect(THREE_ASPECTS, "security", framework) or (0, 0)
    assert THREE_ASPECTS[start:end] == "in the security sphere, it provides for joint patrols and training."


def test_clauses_are_slices_without_their_connectives() -> None:
    assert [TWO_SIDES[s:e] for s, e in split_clauses(TWO_SIDES)] == [
        "Central Asia is a source of gas for China",
        "the Balkans are a road for its goods to European markets.",
    ]


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
def test_a_sentence_is_cut_between_clauses(text: str, parts: int) -> None:
    assert len(split_clauses(text)) == parts
