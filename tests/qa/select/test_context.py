"""A comparison of regions or countries may show one sentence on the world that helps to judge them."""

from collections.abc import Callable

import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Role
from tests.qa.select.test_evidence import made_of

MakeIndex = Callable[..., PassageIndex]
ASKED = "Compare Chinese arms sales to Serbia and Kenya"
SIDES = ("Serbia got arms sales of China in May.", "Kenya got arms sales of China in June.")
WORLD = "Chinese arms sales doubled globally."
LONGER = "Chinese arms sales doubled globally, as some say."


@pytest.fixture
def find(
    make_index: MakeIndex, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[tuple[tuple[str, ...], str]]]:
    """The context of the answer to a question from sentences, one to a document."""
    monkeypatch.setattr("qa.select.evidence.load_model", lambda: made_of({"lexical": 1.5, "side": 6.0}))

    def of(text: str, *texts: str) -> list[tuple[tuple[str, ...], str]]:
        index = make_index(**{f"d{n}": t for n, t in enumerate([*SIDES, *texts])})
        statements = ask(text, index, framework).statements
        assert {s.text for s in statements if s.role is Role.CELL} >= {SIDES[0]}
        return [(s.subjects, s.text) for s in statements if s.role is Role.CONTEXT]

    return of


def test_the_shortest_of_equally_good_sentences_on_the_world_is_shown(find: Callable[..., object]) -> None:
    assert find(ASKED, LONGER, WORLD) == [(("Global",), WORLD)]


def test_a_sentence_on_no_place_may_be_on_any_and_is_no_context(find: Callable[..., object]) -> None:
    assert find(ASKED, "Chinese arms sales doubled.") == []


def test_a_sentence_on_a_third_country_or_far_behind_the_sides_is_no_context(
    find: Callable[..., object],
) -> None:
    assert find(ASKED, "Chinese arms sales to Fiji doubled.", "Globally it rained.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Which arms did Serbia get from China?",
        "Compare arms sales of Russia and China",
        "Compare arms sales to Serbia in 2013 and 2019",
    ],
)
def test_only_a_comparison_of_regions_or_countries_has_context(
    text: str, make_index: MakeIndex, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.select.evidence.load_model", lambda: made_of({"lexical": 1.5, "side": 6.0}))
    index = make_index(a=" ".join(SIDES), b=WORLD)
    assert Role.CONTEXT not in {s.role for s in ask(text, index, framework).statements}
