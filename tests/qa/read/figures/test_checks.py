import pytest

from qa.figure_records import Obstacle
from tests.qa.small_tables import SmallTables


@pytest.mark.parametrize(
    ("text", "obstacle"),
    [
        ("What is the average share of debt of Kenya and Laos?", Obstacle.AVERAGE),
        ("What is the total share of debt of Kenya and Laos?", Obstacle.SUBJECTS),
        ("What is the total share of debt of Africa?", Obstacle.SUBJECTS),
        ("What is the total of the debt of Kenya from 2019 to 2021?", Obstacle.YEARS),
        ("What is the total of the grants to Kenya from 2018 to 2021?", None),
        ("What is the total debt of Kenya and Laos?", None),
        ("Who has the larger share of debt, Kenya or Laos?", None),
    ],
)
def test_only_what_may_be_added_is_added(text: str, obstacle: Obstacle | None, small: SmallTables) -> None:
    assert small.ask(text).obstacle is obstacle


def test_two_measures_are_not_put_together(small: SmallTables) -> None:
    question = small.ask("Is the debt of Kenya bigger than the grants that it got?")
    assert question.obstacle is Obstacle.TWO_MEASURES
    assert question.other is not None
    assert {question.table, question.other[0]} == {"debt.csv:0", "grants.csv:0"}


@pytest.mark.parametrize(
    "text",
    [
        "How much of its debt does Kenya owe to Exim Bank?",  # a lender that no row has
        "How much aid was granted to Kenya for the railway?",  # one project
        "Which debts did the port of Mombasa run up by 2021?",
        "How many projects does Blue Crane build in my list?",  # a builder that no row has
        "Which zinc projects are in my list?",
    ],
)
def test_what_the_table_does_not_have_is_not_answered_from_it(text: str, small: SmallTables) -> None:
    name = "projects" if "my list" in text else "debt"
    assert small.only(name, "grants").read(text).figures is None


@pytest.mark.parametrize(
    "text",
    [
        "How many students of Kenya were in China in 2021?",
        "According to the Ledger, how much does Kenya owe in USD?",
        "Which projects with a cost over $1 million are in my list?",
    ],
)
def test_words_around_a_question_do_not_hinder_it(text: str, small: SmallTables) -> None:
    assert small.ask(text).measure


def test_a_question_far_from_the_measure_in_meaning_asks_nothing(small: SmallTables) -> None:
    """It has the word, and its other words are of something else: cosine below the limit."""
    far = (
        "How many marathon runners, painters, cooks, bakers, singers and farmers from Kenya told newspapers "
        "in 2021 about visits?"
    )
    assert small.read(far).figures is None
    assert small.read("How many visits to Kenya in 2021?").figures is not None
