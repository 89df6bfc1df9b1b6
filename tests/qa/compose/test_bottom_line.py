"""The bottom line: which sentences of the evidence open an answer, for all sides or for each."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from qa.ask import ask
from qa.compose.bottom_line import _share_out, state_bottom_line
from qa.compose.citing import Sources
from qa.compose.composition import Composition
from qa.records import Kind, Question, Role, Statement
from qa.select.evidence import Evidence
from qa.select.quote import Quote, make_quote
from tests.conftest import WordEmbedder

SERBIA = "China sold six drones to Serbia in 2019."
DANGLING = "That is why Serbia buys them."
DRONES = "Serbian officers fly Chinese drones."
ROAD = "China lent Serbia the money for a road."
KENYA = "China lent Kenya the money for a railway."
TEA = "Kenya sells tea to China."
BOTH = "China lends more to Kenya than to Serbia."
LONG = f"China lent Serbia the money for a bridge{' that is very long' * 17}."  # 76 words
CHANGE = "Loans to Serbia rose from $2 billion in 2012 to $9 billion in 2020."
SIDES = ("Serbia", "Kenya")
BROAD, NARROW = "", "loans railway drones"

Scored = tuple[str, float] | tuple[str, float, float]  # text, score and claim
State = Callable[..., list[Statement]]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    folder = tmp_path_factory.mktemp("bottom")
    texts = "\n\n".join((DANGLING, SERBIA, DRONES, ROAD, KENYA, TEA, BOTH, LONG, CHANGE))
    (folder / "a.md").write_text(texts, encoding="utf-8")
    build_index(load_documents([folder / "a.md"]), folder / "index", WordEmbedder())
    return PassageIndex(folder / "index", WordEmbedder())


@pytest.fixture
def sources() -> Sources:
    return Sources()


@pytest.fixture
def state(index: PassageIndex, framework: Framework, sources: Sources) -> State:
    """State the bottom line of a comparison, given what was found for each side, quoted in its cells."""
    rows = {index.sentences.locate(row).text: row for row in range(len(index.sentences))}

    def quote(text: str, score: float, claim: float = 0.0) -> Quote:
        return replace(make_quote(rows[text], score, None, (), None, index.sentences), claim=claim)

    def state(
        query: str,
        serbia: list[Scored],
        kenya: list[Scored],
        *,
        change: str = "",
        sides: tuple[str, ...] = SIDES,
        aspects: tuple[str, ...] = (),
    ) -> list[Statement]:
        found = {
            side: tuple(quote(*scored) for scored in quotes)
            for side, quotes in zip(sides, (serbia, kenya), strict=True)
        }
        kind = Kind.PERIODS if change else Kind.COMPARISON
        within = ("Serbia",) if change else ()
        question = Question("?", kind, sides, aspects, query=query, within=within)
        cross_side = (quote(change, 0.0),) if change else ()
        evidence = Evidence({}, found, found, cross_side, ())
        cells = tuple((side, None, q) for side, quotes in found.items() for q in quotes)
        return list(state_bottom_line(Composition(question, cells, evidence, sources, framework)))

    return state


def texts(statements: list[Statement]) -> list[tuple[tuple[str, ...], str]]:
    assert all(s.role is Role.SUMMARY for s in statements)
    return [(s.subjects, s.text) for s in statements]


def test_each_side_has_one_statement_of_the_sentence_that_is_best_for_it(state: State) -> None:
    found = state(BROAD, [(ROAD, 1.0), (SERBIA, 2.0)], [(KENYA, 5.0), (TEA, 4.0)])
    assert texts(found) == [(("Serbia",), f"{SERBIA} {ROAD}"), (("Kenya",), f"{KENYA} {TEA}")]


@pytest.mark.parametrize(("behind", "is_alone"), [(0.9, True), (1.1, False)])
def test_a_sentence_nearly_the_best_for_every_side_stands_alone(
    behind: float, is_alone: bool, state: State
) -> None:
    found = state(BROAD, [(SERBIA, 2.0), (BOTH, 2.0 - behind)], [(BOTH, 1.0), (KENYA, 0.5)])
    apart = [(("Serbia",), f"{SERBIA} {BOTH}"), (("Kenya",), f"{BOTH} {KENYA}")]
    assert texts(found) == ([(SIDES, BOTH)] if is_alone else apart)


def test_a_sentence_that_does_not_name_all_sides_is_no_bottom_line_of_all(state: State) -> None:
    found = state(BROAD, [(KENYA, 2.0), (SERBIA, 1.5)], [(KENYA, 2.0)])
    assert all(statement.verbatim is False for statement in found)  # none is quoted as one on all sides


def test_the_best_sentence_of_two_sides_is_the_bottom_line_of_both(state: State) -> None:
    found = state(BROAD, [(KENYA, 2.0), (SERBIA, 1.0)], [(KENYA, 2.0), (TEA, 1.0)])
    assert texts(found) == [(SIDES, KENYA)]


def test_a_sentence_on_one_side_only_is_not_shared_and_no_side_is_lost() -> None:
    def quote(row: int, *, on_side: bool) -> Quote:
        return cast(Quote, SimpleNamespace(located=SimpleNamespace(row=row), is_on_side=on_side))

    for serbia, first_of_serbia in (([quote(2, on_side=True)], 2), ([], 1)):
        ranked = {"Kenya": [quote(1, on_side=True)], "Serbia": [quote(1, on_side=False), *serbia]}
        shared = [(sides, quotes[0].located.row) for sides, quotes in _share_out(ranked)]
        assert shared == [(["Kenya"], 1), (["Serbia"], first_of_serbia)]


def test_two_sentences_are_given_if_they_are_short(state: State) -> None:
    found = state(NARROW, [(SERBIA, 2.0), (ROAD, 1.0)], [(KENYA, 2.0)])
    assert texts(found) == [(("Serbia",), f"{SERBIA} {ROAD}"), (("Kenya",), KENYA)]
    serbia, kenya = found
    assert [serbia.text[s.start : s.end] for s in serbia.spans] == [SERBIA, ROAD]
    assert (serbia.cites, kenya.cites) == ((1, 2), (3,))
    long = state(NARROW, [(SERBIA, 2.0), (LONG, 1.0)], [(KENYA, 2.0)])
    assert len(f"{SERBIA} {LONG}".split()) > 80
    assert texts(long)[0] == (("Serbia",), SERBIA)


@pytest.mark.parametrize(("behind", "is_first"), [(0.9, True), (1.1, False)])
def test_what_points_at_a_sentence_left_out_comes_later(behind: float, is_first: bool, state: State) -> None:
    serbia: list[Scored] = [(DANGLING, 2.0), (LONG, 2.0 - behind)]
    found = state(NARROW, serbia, [(KENYA, 1.0)])
    assert texts(found)[0] == (("Serbia",), LONG if is_first else DANGLING)


def test_what_judges_or_sums_up_comes_first_if_the_question_is_broad(state: State) -> None:
    serbia: list[Scored] = [(SERBIA, 2.0, 0.1), (LONG, 1.0, 0.6)]
    assert texts(state(BROAD, serbia, [(KENYA, 1.0)]))[0] == (("Serbia",), LONG)
    assert texts(state(NARROW, serbia, [(KENYA, 1.0)]))[0] == (("Serbia",), SERBIA)


def test_what_says_more_of_several_aspects_is_on_another_and_best_whatever_it_claims(state: State) -> None:
    serbia: list[Scored] = [(SERBIA, 2.0, 0.9), (DRONES, 1.9), (TEA, 1.0, 0.9), (ROAD, 1.5)]
    aspects = ("economic", "security")
    assert texts(state(BROAD, serbia, [(KENYA, 1.0)], aspects=aspects))[0][1] == f"{SERBIA} {ROAD}"
    assert texts(state(BROAD, serbia, [(KENYA, 1.0)]))[0][1] == f"{SERBIA} {DRONES}"
    assert texts(state(NARROW, serbia, [(KENYA, 1.0)], aspects=aspects))[0][1] == f"{SERBIA} {DRONES}"


def test_what_says_how_periods_differ_is_the_bottom_line_of_both(state: State) -> None:
    sides = ("2012", "2020")
    found = state(BROAD, [(SERBIA, 9.0)], [(ROAD, 9.0)], change=CHANGE, sides=sides)
    assert texts(found) == [(sides, CHANGE)]
    found = state(BROAD, [(SERBIA, 9.0)], [(ROAD, 9.0)], change=SERBIA, sides=sides)  # of neither period
    assert texts(found) == [(("2012",), SERBIA), (("2020",), ROAD)]


def test_the_first_source_is_the_ground_of_the_bottom_line(state: State, sources: Sources) -> None:
    (serbia, kenya) = state(BROAD, [(ROAD, 1.0), (SERBIA, 2.0)], [(TEA, 1.0), (KENYA, 2.0)])
    assert (serbia.cites, kenya.cites) == ((1, 2), (3, 4))
    assert [s.quote for s in sources.list_all()] == [SERBIA, ROAD, KENYA, TEA]


def test_the_bottom_line_is_not_quoted_again_as_a_difference(
    ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(
        "How does China's strategy differ between Central Asia and the Balkans?", ten_index, framework
    )
    first = answer.statements[0]
    assert (first.role, first.cites) == (Role.SUMMARY, (1,))
    assert "whereas" in first.text  # it would be quoted as a difference
    assert answer.sources[0].quote == first.text
    assert all(s.text != first.text for s in answer.statements[1:])
    assert any(s.role is Role.DIFFERENCE and "whereas" in s.text for s in answer.statements)
