import pytest

from qa.figure_records import Operation
from tests.qa.small_tables import SmallTables


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("How much does Kenya owe?", Operation.VALUE),
        ("How many students from Kenya study in China?", Operation.VALUE),
        ("Who owes more, Kenya or Laos?", Operation.RANK),
        ("Rank Kenya, Laos and Serbia by debt.", Operation.RANK),
        ("Rank the countries of Africa by total debt.", Operation.RANK),
        ("Which three countries owe most?", Operation.RANK),
        ("How much do Kenya and Laos owe in total?", Operation.TOTAL),
        ("What is the total debt of Africa?", Operation.TOTAL),
        ("What share of Africa's debt is owed by Kenya?", Operation.SHARE),
        ("What share of Kenya's debt is owed to banks?", Operation.SHARE),
        ("How did Kenya's debt change from 2019 to 2021?", Operation.CHANGE),
        ("the debt of Kenya in 2019, and then in 2021", Operation.CHANGE),
        ("the debt of Kenya year by year", Operation.CHANGE),
        ("How many countries owe more than $100?", Operation.COUNT),
        ("Which countries owe more than $100?", Operation.FILTER),
        ("How many projects are in my list?", Operation.COUNT),
        ("How many projects in my list are planned?", Operation.COUNT),
        ("Which projects in my list are planned?", Operation.FILTER),
        ("I need the planned projects - which are they?", Operation.FILTER),
        ("Rail projects above $500 million, please", Operation.FILTER),
        ("What is the total cost of the projects in my list?", Operation.TOTAL),
        ("What share of the cost of my projects is for rail?", Operation.SHARE),
        ("What is the most expensive project in my list?", Operation.RANK),
        ("What does the Bor Line cost?", Operation.VALUE),
    ],
)
def test_the_wording_says_what_is_done(text: str, operation: Operation, small: SmallTables) -> None:
    assert small.ask(text).operation is operation


@pytest.mark.parametrize(
    "text",
    [
        "Why does Kenya owe money?",
        "How many tourists visit Kenya?",  # it names visits, and counts something else
        "How did the debt of Kenya come about?",
    ],
)
def test_a_question_for_no_figure_asks_nothing_of_the_tables(text: str, small: SmallTables) -> None:
    assert small.read(text).figures is None


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Which projects are in my list?", "item"),
        ("How many countries are in my projects list?", "subject"),
        ("What is the total cost by country in my projects list?", "subject"),
        ("Which sector in my projects list has the highest total cost?", "Sector"),
        ("Rank the sectors in my projects list by total cost.", "Sector"),
        ("Which has the higher total cost in my projects list, Kenya or Serbia?", "subject"),
        ("Which countries owe most?", "subject"),
    ],
)
def test_what_is_ranked_counted_or_listed_is_what_is_named_first(
    text: str, by: str, small: SmallTables
) -> None:
    assert small.ask(text).by == by


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("Which rail projects are in my list?", (("Sector", ("Rail",)),)),
        (
            "Which planned energy projects are in my list?",
            (("Sector", ("Energy",)), ("Status", ("planned",))),
        ),
        ("Which rail or energy projects are in my list?", (("Sector", ("Energy", "Rail")),)),
        ("Which projects are in my list?", ()),
        ("How much debt does Kenya owe to banks?", (("lender", ("bank",)),)),
        ("How much debt does Kenya owe to banks and state lenders?", ()),  # which are all
    ],
)
def test_rows_are_chosen_by_the_labels_that_are_named(
    text: str, conditions: tuple[tuple[str, tuple[str, ...]], ...], small: SmallTables
) -> None:
    found = small.ask(text).conditions
    assert {c: set(values) for c, values in found} == {c: set(values) for c, values in conditions}
