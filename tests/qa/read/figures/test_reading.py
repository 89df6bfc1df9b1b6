import pytest

from qa.figure_records import Bounds, Operation
from tests.qa.small_tables import SmallTables


def test_a_question_becomes_one_to_a_table(small: SmallTables) -> None:
    question = small.ask("Which two African countries owed China the least in 2020?")
    assert (question.table, question.measure, question.operation) == ("debt.csv:0", "usd", Operation.RANK)
    assert (question.places, question.years) == (("Africa",), (2020, 2020))
    assert (question.limit, question.is_ascending) == (2, True)


def test_the_limits_are_in_the_unit_of_the_measure(small: SmallTables) -> None:
    question = small.ask("Which projects in my list cost more than $200 million?")
    assert (question.table, question.bounds) == ("projects.csv:0", Bounds(low=200))


def test_a_region_beside_its_countries_only_says_where(small: SmallTables) -> None:
    assert small.ask("In Africa, who owes more, Kenya or Nigeria?").places == ("Kenya", "Nigeria")


def test_a_share_of_a_place_keeps_the_whole(small: SmallTables) -> None:
    assert set(small.ask("What share of Africa's debt is owed by Kenya?").places) == {"Africa", "Kenya"}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("How much did Kenya owe in 2020?", (2020, 2020)),
        ("How did the debt of Kenya change from 2019 to 2021?", (2019, 2021)),
        ("How many visits did Kenya have since 2020?", (2020, 2100)),
        ("How much does Kenya owe?", None),
    ],
)
def test_years_are_those_of_the_question(
    text: str, years: tuple[int, int] | None, small: SmallTables
) -> None:
    assert small.ask(text).years == years


def test_a_follow_up_asks_the_same_of_another_place_too(small: SmallTables) -> None:
    question = small.ask("And Laos?", ["How much debt does Kenya owe?"])
    assert (question.table, question.places) == ("debt.csv:0", ("Kenya", "Laos"))


def test_a_place_in_the_name_of_a_row_is_no_place_to_choose_by(small: SmallTables) -> None:
    question = small.ask("What does the Vientiane Grid cost in my list?")
    assert (question.items, question.places) == (("Vientiane Grid",), ())


def test_a_column_is_chosen_by_its_words(small: SmallTables) -> None:
    question = small.ask("What is the total TEU of my ports in 2023?")
    assert (question.table, question.measure, question.years) == ("ports.csv:0", "TEU", (2023, 2023))


def test_without_tables_nothing_is_asked_of_them(small: SmallTables) -> None:
    assert small.only().read("How much does Kenya owe?").figures is None
    assert small.only("debt").ask("How much does Kenya owe?").table == "debt.csv:0"
