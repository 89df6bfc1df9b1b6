"""A form becomes a question, and the question is read back as the same form."""

import itertools

import pytest

from corpus.errors import UserError
from corpus.framework import Framework
from qa.read.question import read_question
from qa.records import Kind
from ui.question_form import MAX_SIDES, QuestionParts, compose_question, parts_from_question, read_parts

SIDES = (
    ("Central Asia", "Balkans"),
    ("Serbia", "Kenya", "Pacific Islands"),
    ("Serbia",),
    ("Africa", "Europe", "South Asia", "Middle East", "Latin America"),
)
PERIODS = ("", "since 2020", "before 2022", "2019", "2012-2014")


@pytest.mark.parametrize("sides", SIDES)
def test_sides_aspects_period_and_focus_are_read_back_from_the_question(
    sides: tuple[str, ...], framework: Framework
) -> None:
    for aspects, period, focus in itertools.product(
        ((), ("security",), ("economic", "political")), PERIODS, ("", "differences", "similarities")
    ):
        parts = QuestionParts(sides, aspects, "", period, focus if len(sides) > 1 else "")
        assert parts_from_question(read_question(compose_question(parts), framework)) == parts


def test_a_topic_is_read_back_with_and_without_sides(framework: Framework) -> None:
    for topic in ("arms sales", "loans and lending", "railways", "vaccines", "Belt and Road"):
        for sides in (("Serbia", "Kenya"), ()):
            question = read_question(
                compose_question(QuestionParts(sides, topic=topic, period="since 2020")), framework
            )
            assert (question.topics, question.subjects, question.period) == ((topic,), sides, "since 2020")


def test_periods_as_sides_are_read_back(framework: Framework) -> None:
    parts = QuestionParts(("before 2020", "since 2020"), ("security",), within=("Balkans",))
    question = read_question(compose_question(parts), framework)
    assert question.kind is Kind.PERIODS and parts_from_question(question) == parts


def test_a_form_with_one_side_asks_for_an_overview(framework: Framework) -> None:
    question = read_question(compose_question(QuestionParts(("Serbia",), ("security",))), framework)
    assert (question.kind, question.aspects, question.query) == (Kind.OVERVIEW, ("security",), "")


def test_a_form_without_sides_or_with_an_unknown_period_is_refused() -> None:
    with pytest.raises(
        UserError, match=r"^There is nothing to ask about yet; choose a region, a country or a topic\.$"
    ):
        compose_question(QuestionParts(aspects=("security",)))
    with pytest.raises(
        UserError,
        match=r"^The period 'lately' is not understood; write 2019, 2012-2014, before 2022 or since 2022\.$",
    ):
        compose_question(QuestionParts(("Serbia", "Kenya"), period="lately"))


def test_form_data_are_cleaned_and_other_values_are_refused() -> None:
    sent = {
        "sides": [" Serbia ", "", "Serbia", "Kenya", 7],
        "aspects": ["social"],
        "topic": "  rail  ways ",
        "period": None,
        "within": "not a list",
    }
    assert read_parts(sent) == QuestionParts(("Serbia", "Kenya"), ("social",), "rail ways")
    assert len(read_parts({"sides": [f"side {n}" for n in range(9)]}).sides) == MAX_SIDES
    with pytest.raises(UserError, match="reload the page"):
        read_parts("Serbia")
