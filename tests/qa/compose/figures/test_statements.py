"""The sentences on figures of the small tables, word for word."""

import pytest

from qa.figure_records import Bounds, Obstacle, Operation
from qa.records import Role
from tests.qa.compose.figures.conftest import Compose

RANK, VALUE, FILTER = Operation.RANK, Operation.VALUE, Operation.FILTER


def say(compose: Compose, name: str, operation: Operation, *places: str, **fields: object) -> list[str]:
    composed, _ = compose(name, operation, *places, **fields)
    return [statement.text for statement in composed.statements]


def test_the_first_side_says_how_much_more_it_is(compose: Compose) -> None:
    assert say(compose, "debt", RANK, "Laos", "Kenya") == [
        "Kenya owed $350 in 2021, $150 more than Laos (Ledger).",
        "Laos owed $200 in 2021.",
    ]


def test_less_and_fewer_are_said_where_the_least_is_asked(compose: Compose) -> None:
    assert say(compose, "debt", RANK, "Laos", "Kenya", is_ascending=True)[0] == (
        "Laos owed $200 in 2021, less than Kenya (Ledger)."
    )
    assert say(compose, "students", RANK, "Laos", "Kenya", is_ascending=True)[0] == (
        "Kenya had 1 student in China in 2021, fewer than Laos (Ledger)."
    )


def test_a_tie_has_no_first(compose: Compose) -> None:
    assert say(compose, "debt", RANK, "Kenya", "Serbia", years=(2021, 2021))[0] == (
        "Kenya owed $350 in 2021, as much as Serbia (Ledger)."
    )


def test_sides_without_a_year_in_common_are_not_compared(compose: Compose) -> None:
    reason, serbia, uganda = say(compose, "debt", RANK, "Uganda", "Serbia")
    assert reason == (
        "Not comparable: there is no year in which all sides have a figure for debt to lenders in China; "
        "each figure below is of its own year."
    )
    assert (serbia, uganda) == ("Serbia owed $350 in 2021 (Ledger).", "Uganda owed $70 in 2020.")


def test_of_many_the_first_and_the_next_two_are_named(compose: Compose) -> None:
    assert say(compose, "debt", RANK, years=(2021, 2021)) == [
        "Kenya owed $350 in 2021, the most of all with a figure (Ledger).",
        "Next: Serbia with $350; then Laos with $200.",
    ]


def test_of_the_top_n_no_more_than_n_are_named(compose: Compose) -> None:
    assert say(compose, "debt", RANK, years=(2021, 2021), limit=2)[1:] == ["Next: Serbia with $350."]
    assert len(say(compose, "debt", RANK, years=(2021, 2021), limit=1)) == 1


def test_a_sum_over_years_names_its_span(compose: Compose) -> None:
    assert say(compose, "grants", VALUE, "Kenya", years=(2018, 2019)) == [
        "China granted Kenya $5 million from 2018 to 2019 (Ledger)."
    ]


def test_a_total_says_what_it_is_the_sum_of(compose: Compose) -> None:
    assert say(compose, "debt", Operation.TOTAL, "Kenya", "Laos") == [
        "Kenya and Laos owed $550 in 2021, the sum of the figures of the sides (Ledger)."
    ]
    assert say(compose, "projects", Operation.TOTAL, by="item") == [
        "Projects: $2.33 billion from 2018 to 2021 (Cost), the sum of the figures of the rows (projects)."
    ]


def test_a_share_shows_both_sums(compose: Compose) -> None:
    assert say(compose, "debt", Operation.SHARE, "Kenya", "Africa", years=(2020, 2020)) == [
        "The share of Kenya in the total of Africa is 58.82%: $100 of $170 in 2020 "
        "(debt to lenders in China, Ledger)."
    ]


def test_a_figure_of_a_part_does_not_pass_for_the_whole(compose: Compose) -> None:
    banks = (("lender", ("bank",)),)
    assert say(compose, "debt", VALUE, "Kenya", conditions=banks) == [
        "Kenya owed $50 in 2021, counting only banks (Ledger)."
    ]
    assert say(compose, "debt", FILTER, conditions=banks, bounds=Bounds(low=40), years=(2021, 2021))[0] == (
        "2 countries owed more than $40 in 2021, counting only banks: Serbia and Kenya (Ledger)."
    )
    assert say(compose, "debt", Operation.SHARE, "Kenya", conditions=banks)[0] == (
        "The share of banks in the total of Kenya is 14.29%: $50 of $350 in 2021 "
        "(debt to lenders in China, Ledger)."
    )


def test_a_change_shows_both_ends(compose: Compose) -> None:
    assert say(compose, "debt", Operation.CHANGE, "Kenya", years=(2019, 2021)) == [
        "Kenya owed $350 in 2021, against $80 in 2019: $270 more (Ledger)."
    ]
    assert say(compose, "shares", Operation.CHANGE, "Kenya", years=(2020, 2021)) == [
        "China held 15.25% of the debt of Kenya in 2021, against 20.5% in 2020: 5.25 percentage points less "
        "(Ledger)."
    ]


def test_a_change_with_a_missing_end_says_which_year_is_missing(compose: Compose) -> None:
    assert say(compose, "debt", Operation.CHANGE, "Uganda", years=(2020, 2021)) == [
        "Uganda owed $70 in 2020 (Ledger).",
        "The Ledger table on debt to lenders in China has no figure for Uganda (it has 2020) in 2021, which "
        "does not mean zero.",
    ]


def test_a_list_says_how_many_and_which_within_which_limits(compose: Compose) -> None:
    assert say(compose, "debt", FILTER, years=(2021, 2021), bounds=Bounds(low=200)) == [
        "2 countries owed more than $200 in 2021: Kenya and Serbia (Ledger)."
    ]
    assert say(compose, "projects", FILTER, by="item", bounds=Bounds(low=400, includes_low=True)) == [
        "2 projects with Cost of at least $400 million: Isiolo Line and Lamu Pier (projects)."
    ]
    assert say(compose, "projects", FILTER, "Laos", by="item", conditions=(("Status", ("cancelled",)),)) == [
        "1 project (Laos; Status: cancelled): Vientiane Grid (projects)."
    ]


def test_nothing_within_limits_is_said_of_those_with_a_figure(compose: Compose) -> None:
    assert say(compose, "debt", FILTER, "Africa", bounds=Bounds(low=9_000)) == [
        "No country in Africa with a figure is within the limits, in the table on debt to lenders in China "
        "(Ledger)."
    ]
    assert say(compose, "projects", FILTER, "Peru", by="item") == ["projects has no project (Peru)."]


def test_no_figure_is_not_zero_and_names_the_years_that_there_are(compose: Compose) -> None:
    assert say(compose, "debt", VALUE, "Kenya", years=(2010, 2010)) == [
        "The Ledger table on debt to lenders in China has no figure for Kenya (it has 2019 to 2021) in 2010, "
        "which does not mean zero. The table covers 2018 to 2021."
    ]
    kenya, *missing = say(compose, "debt", RANK, "Kenya", "Tanzania", "Mali")
    assert kenya == "Kenya owed $350 in 2021 (Ledger)."
    assert missing == [
        "The Ledger table on debt to lenders in China has no figure for Tanzania, which does not mean zero.",
        "It has no figure for Mali.",
    ]


def test_zero_is_said_as_a_figure(compose: Compose) -> None:
    assert say(compose, "grants", VALUE, "Serbia") == ["China granted Serbia $0 from 2018 to 2020 (Ledger)."]


@pytest.mark.parametrize(
    ("name", "obstacle", "beginning"),
    [
        (
            "shares",
            Obstacle.AVERAGE,
            "Not computed: each figure for share of debt owed to China is a share of",
        ),
        (
            "shares",
            Obstacle.SUBJECTS,
            "Not computed: each figure for share of debt owed to China is a share of",
        ),
        (
            "debt",
            Obstacle.YEARS,
            "Not computed: figures for debt to lenders in China are not added over years.",
        ),
    ],
)
def test_what_is_not_computed_says_why_and_states_no_sum(
    name: str, obstacle: Obstacle, beginning: str, compose: Compose
) -> None:
    composed, _ = compose(name, Operation.TOTAL, "Kenya", "Laos", obstacle=obstacle, years=(2020, 2021))
    (only,) = composed.statements
    assert only.text.startswith(beginning) and only.cites == ()
    stated = {(f.subject, f.value) for figures in composed.sets for f in figures.figures}
    assert stated <= {("Kenya", v) for v in (100, 350, 15.25)} | {("Laos", v) for v in (400, 200, 52.75)}


def test_two_measures_stand_side_by_side(compose: Compose) -> None:
    reason, debt, grants = say(
        compose, "debt", VALUE, "Kenya", other=("grants.csv:0", "usd"), obstacle=Obstacle.TWO_MEASURES
    )
    assert reason == (
        "Not comparable: debt to lenders in China and grants from China are counted differently, so neither "
        "a sum nor a difference of them means anything. Debt only. Grants only."
    )
    assert debt == "Kenya owed $350 in 2021 (Ledger)."
    assert grants == "China granted Kenya $6 million from 2018 to 2020 (Ledger)."


def test_sentences_are_about_the_sides_of_the_question(compose: Compose) -> None:
    composed, _ = compose("debt", RANK, "Kenya", "Laos")
    assert [s.subjects for s in composed.statements] == [("Kenya",), ("Laos",)]
    assert {(s.role, s.aspect, s.verbatim) for s in composed.statements} == {
        (Role.SUMMARY, "economic", False)
    }


def test_a_sentence_cites_two_sources_at_most_and_those_hold_its_numbers(compose: Compose) -> None:
    for operation, places, number in (
        (RANK, ("Kenya", "Laos"), "usd: 300"),
        (Operation.TOTAL, ("Africa", "Laos", "Serbia"), "usd: 300"),
        (FILTER, (), "usd: 400"),
    ):
        years = (2020, 2020) if operation is FILTER else (2021, 2021)
        composed, sources = compose("debt", operation, *places, years=years)
        first = composed.statements[0]
        assert 1 <= len(first.cites) <= 2
        assert any(number in sources[n].quote for n in first.cites)
        assert set(first.cites) == {n for span in first.spans for n in span.cites}


def test_what_a_side_has_in_other_years_is_cited(compose: Compose) -> None:
    composed, sources = compose("debt", VALUE, "Kenya", years=(2010, 2010))
    (missing,) = composed.statements
    quotes = [sources[n].quote for n in missing.cites]
    assert ["2019" in quotes[0], "2021" in quotes[1]] == [True, True]
    (span,) = missing.spans
    assert missing.text[span.start : span.end] == "it has 2019 to 2021"
