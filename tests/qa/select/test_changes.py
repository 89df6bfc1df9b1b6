"""What changed between two periods is said by a sentence of the corpus that is on the place, or by none."""

from collections.abc import Callable

import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Answer, Role, Status
from tests.qa.select.test_evidence import made_of

MakeIndex = Callable[..., PassageIndex]
ASKED = "How did Chinese loans to Serbia change after 2018?"
BEFORE, SINCE = "before 2018", "since 2018"
OF_BEFORE = "China gave Serbia loans for a bridge in 2014."
OF_SINCE = "China gave Serbia loans for a tunnel in 2021."
ON_BOTH = "Chinese loans to Serbia rose from $1 million in 2013 to $9 million in 2020."


@pytest.fixture
def answer(
    make_index: MakeIndex, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """The answer to the question from sentences, one to a document."""
    monkeypatch.setattr("qa.select.evidence.load_model", made_of)

    def of(*texts: str) -> Answer:
        index = make_index(**{f"d{n}": text for n, text in enumerate(texts)})
        return ask(ASKED, index, framework)

    return of


def statements(answer: Answer, *roles: Role) -> list[tuple[tuple[str, ...], str]]:
    return [(s.subjects, s.text) for s in answer.statements if s.role in roles and s.verbatim]


def test_a_sentence_on_both_periods_is_the_bottom_line_and_in_no_cell(answer: Callable[..., Answer]) -> None:
    found = answer(OF_BEFORE, OF_SINCE, ON_BOTH)
    assert statements(found, Role.SUMMARY)[0] == ((BEFORE, SINCE), ON_BOTH)
    assert statements(found, Role.CELL) == [((BEFORE,), OF_BEFORE), ((SINCE,), OF_SINCE)]


def test_a_second_sentence_on_both_periods_is_a_difference(answer: Callable[..., Answer]) -> None:
    second = "Serbia paid for loans from China in 2012 with grain and in 2022 with copper."
    found = answer(OF_BEFORE, OF_SINCE, ON_BOTH, second)
    said = statements(found, Role.SUMMARY, Role.DIFFERENCE)
    assert {text for _, text in said} == {ON_BOTH, second}
    assert all(subjects == (BEFORE, SINCE) for subjects, _ in said)


def test_without_one_what_is_said_to_change_in_the_later_period_is_a_difference(
    answer: Callable[..., Answer],
) -> None:
    cut = "After 2019 China cut its loans to Serbia by half."
    found = answer(OF_BEFORE, OF_SINCE, cut)
    assert statements(found, Role.SUMMARY, Role.DIFFERENCE) == [((SINCE,), cut)]
    assert cut not in {text for _, text in statements(found, Role.CELL)}


def test_what_states_a_change_is_in_its_cell_where_nothing_else_is_of_the_period(
    answer: Callable[..., Answer],
) -> None:
    cut = "After 2019 China cut its loans to Serbia by half."
    found = answer(OF_BEFORE, cut)
    assert statements(found, Role.CELL) == [((BEFORE,), OF_BEFORE), ((SINCE,), cut)]
    assert not statements(found, Role.SUMMARY, Role.DIFFERENCE)


def test_a_span_of_years_and_a_change_elsewhere_are_no_change(answer: Callable[..., Answer]) -> None:
    span = "China gave Serbia loans of $4 million between 2012 and 2021."
    elsewhere = "Chinese loans to Kenya rose from $1 million in 2013 to $9 million in 2020."
    found = answer(OF_BEFORE, OF_SINCE, span, elsewhere)
    assert [text for _, text in statements(found, *Role)] == [OF_BEFORE, OF_SINCE]


def test_a_period_without_a_sentence_on_the_matter_is_filled_by_the_change_alone(
    make_index: MakeIndex, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.select.evidence.load_model", lambda: made_of({"lexical": 1.8}))
    beside = "Serbia held a fair in 2014."
    index = make_index(a=beside, b=OF_SINCE, c=ON_BOTH)
    found = ask(ASKED, index, framework)
    assert statements(found, Role.CELL) == [((SINCE,), OF_SINCE)]
    assert statements(found, Role.SUMMARY)[0] == ((BEFORE, SINCE), ON_BOTH)
    assert found.status is Status.ANSWERED and not found.missing


def test_a_period_on_which_nothing_is_said_is_missing_with_the_nearest_year(
    make_index: MakeIndex, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.select.evidence.load_model", lambda: made_of({"lexical": 1.8}))
    found = ask(ASKED, make_index(a="Serbia held a fair in 2014.", b=OF_SINCE), framework)
    assert found.status is Status.PARTIAL
    assert [(gap.subject, gap.near_years) for gap in found.missing] == [(BEFORE, (2021,))]
