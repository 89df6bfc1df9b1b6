"""What is computed from the figures of the small tables, and what is not."""

import pytest

from qa.figure_records import Bounds, Obstacle, Operation
from tests.qa.small_tables import SmallTables, name_values

COST, RANK = "Cost (USD million)", Operation.RANK


def test_sides_are_compared_in_their_last_year_in_common(small: SmallTables) -> None:
    found = small.gather("debt", RANK, "Kenya", "Uganda")
    assert name_values(found.amounts) == [("Kenya", 100), ("Uganda", 70)]  # not Kenya's 350 of 2021
    assert {a.years for a in found.amounts} == {(2020, 2020)}
    assert found.result is not None and (found.result.value, found.result.years) == (30, (2020, 2020))
    assert found.has_one_year


def test_the_lenders_of_one_country_and_year_are_added(small: SmallTables) -> None:
    found = small.gather("debt", RANK, "Laos", "Kenya")
    assert name_values(found.amounts) == [("Kenya", 350), ("Laos", 200)]
    assert found.amounts[0].rows == (2, 3)


def test_without_a_year_in_common_each_has_its_own_and_nothing_is_computed(small: SmallTables) -> None:
    found = small.gather("debt", RANK, "Uganda", "Serbia")
    assert [(a.name, a.value, a.year) for a in found.amounts] == [("Serbia", 350, 2021), ("Uganda", 70, 2020)]
    assert not found.has_one_year and found.result is None


def test_of_the_years_asked_for_the_last_one_counts(small: SmallTables) -> None:
    found = small.gather("debt", RANK, "Kenya", "Laos", years=(2018, 2020))
    assert [(a.name, a.value, a.year) for a in found.amounts] == [("Laos", 400, 2020), ("Kenya", 100, 2020)]


def test_a_measure_that_is_added_over_years_is_so_over_all_of_the_table(small: SmallTables) -> None:
    found = small.gather("grants", RANK, "Kenya", "Laos")
    assert name_values(found.amounts) == [("Laos", 2_500_000_000), ("Kenya", 6_000_000)]
    assert {a.years for a in found.amounts} == {(2018, 2021)}
    assert found.result is not None and found.result.years == (2018, 2021)


def test_an_open_span_ends_with_the_last_year_of_the_region(small: SmallTables) -> None:
    since = small.gather("grants", Operation.VALUE, "Kenya", years=(2019, 2100))
    assert [(a.value, a.years) for a in since.amounts] == [(1_000_000, (2019, 2020))]
    asia = small.gather("grants", Operation.VALUE, "Laos", years=(2019, 2100))
    assert [(a.value, a.years) for a in asia.amounts] == [(2_500_000_000, (2019, 2021))]


def test_a_missing_row_is_missing_and_never_zero(small: SmallTables) -> None:
    found = small.gather("debt", RANK, "Kenya", "Tanzania")
    assert name_values(found.amounts) == [("Kenya", 350)]
    assert [(m.name, m.years) for m in found.missing] == [("Tanzania", ())]
    assert found.result is None
    late = small.gather("debt", Operation.VALUE, "Uganda", years=(2021, 2021))
    assert late.amounts == ()
    assert [(m.name, m.years, m.rows) for m in late.missing] == [("Uganda", (2020,), (6,))]


def test_a_side_without_a_figure_has_the_first_and_the_last_row_that_it_has(small: SmallTables) -> None:
    (kenya,) = small.gather("debt", Operation.VALUE, "Kenya", years=(2010, 2010)).missing
    assert (kenya.years, kenya.rows) == ((2019, 2020, 2021), (0, 3))


def test_zero_in_a_row_is_zero(small: SmallTables) -> None:
    found = small.gather("grants", Operation.VALUE, "Serbia")
    assert name_values(found.amounts) == [("Serbia", 0)] and not found.missing


def test_a_region_is_the_sum_of_its_countries_where_they_may_be_added(small: SmallTables) -> None:
    found = small.gather("debt", RANK, "Africa", "Laos")
    assert name_values(found.amounts) == [("Africa", 350), ("Laos", 200)]  # of 2021 alone
    total = small.gather("grants", Operation.TOTAL, "Africa")
    assert total.result is not None and total.result.value == 6_000_000


def test_shares_of_a_region_are_listed_by_country(small: SmallTables) -> None:
    found = small.gather("shares", RANK, "Africa")
    assert name_values(found.amounts) == [("Uganda", 30), ("Kenya", 20.5)]
    assert found.result is None


def test_a_ranking_goes_from_the_largest_or_from_the_smallest(small: SmallTables) -> None:
    down = small.gather("debt", RANK, years=(2021, 2021))
    assert name_values(down.amounts) == [("Kenya", 350), ("Serbia", 350), ("Laos", 200)]  # a tie by name
    up = small.gather("debt", RANK, years=(2021, 2021), is_ascending=True)
    assert name_values(up.amounts) == [("Laos", 200), ("Kenya", 350), ("Serbia", 350)]


def test_a_tie_has_a_difference_of_zero(small: SmallTables) -> None:
    found = small.gather("debt", RANK, "Serbia", "Kenya", years=(2021, 2021))
    assert name_values(found.amounts) == [("Kenya", 350), ("Serbia", 350)]
    assert found.result is not None and found.result.value == 0


def test_a_total_is_of_one_year_with_all_its_parts(small: SmallTables) -> None:
    found = small.gather("debt", Operation.TOTAL, "Kenya", "Laos")
    assert found.result is not None
    assert (found.result.name, found.result.value, found.result.year) == ("Kenya and Laos", 550, 2021)
    assert name_values(found.result.parts) == [("Kenya", 350), ("Laos", 200)]


def test_a_total_without_a_year_in_common_is_not_computed(small: SmallTables) -> None:
    found = small.gather("debt", Operation.TOTAL, "Uganda", "Serbia")
    assert found.result is None and not found.has_one_year


def test_a_total_leaves_out_those_without_a_figure_and_names_them(small: SmallTables) -> None:
    found = small.gather("debt", Operation.TOTAL, "Kenya", "Laos", "Tanzania")
    assert found.result is not None and found.result.value == 550
    assert [m.name for m in found.missing] == ["Tanzania"]


def test_a_share_is_of_the_whole_that_the_place_lies_in(small: SmallTables) -> None:
    found = small.gather("debt", Operation.SHARE, "Kenya", "Africa", years=(2020, 2020))
    assert name_values(found.amounts) == [("Kenya", 100), ("Africa", 170)]
    assert found.result is not None and found.result.value == pytest.approx(100 * 100 / 170)


def test_a_share_of_a_part_is_of_all_parts_of_the_place(small: SmallTables) -> None:
    found = small.gather("debt", Operation.SHARE, "Kenya", conditions=(("lender", ("bank",)),))
    assert name_values(found.amounts) == [("Kenya (banks)", 50), ("Kenya", 350)]
    assert found.result is not None and found.result.value == pytest.approx(100 * 50 / 350)


def test_a_share_of_a_place_without_a_figure_is_none(small: SmallTables) -> None:
    found = small.gather("debt", Operation.SHARE, "Tanzania", "Africa", years=(2020, 2020))
    assert found.result is None
    assert [m.name for m in found.missing] == ["Tanzania"]


def test_a_change_is_between_the_years_asked(small: SmallTables) -> None:
    found = small.gather("debt", Operation.CHANGE, "Kenya", years=(2019, 2021))
    assert [(a.year, a.value) for a in found.amounts] == [(2019, 80), (2020, 100), (2021, 350)]
    assert [(c.value, c.years) for c in found.changes] == [(270, (2019, 2021))]


def test_a_change_with_a_missing_end_is_not_computed(small: SmallTables) -> None:
    found = small.gather("debt", Operation.CHANGE, "Uganda", "Kenya", years=(2020, 2021))
    assert [(c.name, c.value) for c in found.changes] == [("Kenya", 250)]
    assert [m.name for m in found.missing] == ["Uganda"]
    assert [(a.name, a.year) for a in found.amounts] == [("Uganda", 2020), ("Kenya", 2020), ("Kenya", 2021)]


def test_an_open_change_goes_to_the_last_year_of_the_side(small: SmallTables) -> None:
    found = small.gather("debt", Operation.CHANGE, "Laos", years=(2020, 2100))
    assert [(c.value, c.years) for c in found.changes] == [(-200, (2020, 2021))]
    until = small.gather("debt", Operation.CHANGE, "Kenya", years=(1900, 2020))
    assert [(c.value, c.years) for c in until.changes] == [(20, (2019, 2020))]


def test_a_change_of_a_region_counts_the_same_countries_in_each_year(small: SmallTables) -> None:
    found = small.gather("debt", Operation.CHANGE, "Africa", years=(2020, 2021))
    assert [(a.year, a.value) for a in found.amounts] == [(2020, 100), (2021, 350)]  # Kenya's alone


def test_countries_within_limits_are_counted_the_largest_first(small: SmallTables) -> None:
    found = small.gather("debt", Operation.COUNT, years=(2021, 2021), bounds=Bounds(low=200))
    assert name_values(found.amounts) == [("Kenya", 350), ("Serbia", 350)]
    assert found.result is not None and found.result.value == 2
    at_least = small.gather(
        "debt", Operation.FILTER, years=(2021, 2021), bounds=Bounds(low=200, includes_low=True)
    )
    assert len(at_least.amounts) == 3


def test_no_country_within_limits_is_a_count_of_zero(small: SmallTables) -> None:
    found = small.gather("debt", Operation.COUNT, bounds=Bounds(low=5_000))
    assert found.result is not None and (found.result.value, found.amounts) == (0, ())


@pytest.mark.parametrize("obstacle", [Obstacle.AVERAGE, Obstacle.SUBJECTS])
def test_what_must_not_be_computed_is_listed(obstacle: Obstacle, small: SmallTables) -> None:
    found = small.gather("shares", Operation.TOTAL, "Kenya", "Laos", obstacle=obstacle)
    assert name_values(found.amounts) == [("Kenya", 15.25), ("Laos", 52.75)]
    assert (found.result, found.obstacle) == (None, obstacle)


def test_what_is_not_added_over_years_is_listed_by_year(small: SmallTables) -> None:
    found = small.gather("debt", Operation.TOTAL, "Kenya", years=(2019, 2021), obstacle=Obstacle.YEARS)
    assert [a.value for a in found.amounts] == [80, 100, 350]
    assert (found.result, found.changes) == (None, ())


def test_a_second_measure_is_gathered_by_itself(small: SmallTables) -> None:
    found = small.gather(
        "debt", Operation.VALUE, "Kenya", other=("grants.csv:0", "usd"), obstacle=Obstacle.TWO_MEASURES
    )
    assert name_values(found.amounts) == [("Kenya", 350)]
    assert found.second is not None and name_values(found.second.amounts) == [("Kenya", 6_000_000)]
    assert found.result is None


def test_a_second_column_of_the_same_list_has_the_same_rows(small: SmallTables) -> None:
    table = next(t for t in small.tables if t.document_id == "students.csv")
    found = small.gather("students", Operation.VALUE, "Laos", other=(table.id, "visits"))
    assert found.second is not None and name_values(found.second.amounts) == [("Laos", 4)]
    rail = (("Sector", ("Rail",)),)
    own = small.gather(
        "projects", Operation.TOTAL, conditions=rail, other=("projects.csv:0", COST), by="item"
    )
    assert own.second is not None and own.second.amounts == own.amounts
