"""A user's rows: with blank amounts, columns of labels, and columns that are years."""

import pytest

from qa.figure_records import Bounds, FigureQuestion, Operation
from qa.select.figures.rows import ChosenRows
from tests.qa.small_tables import SmallTables, name_values

ALL = ["Lamu Pier", "Isiolo Line", "Kitui Dam", "Bor Line", "Nis Ring", "Pakse Weir", "Vientiane Grid"]


def choose(small: SmallTables, name: str, operation: Operation, *places: str, **fields: object) -> ChosenRows:
    table = next(t for t in small.tables if t.document_id == f"{name}.csv")
    fields = {"measure": table.description.measures[0].id, **fields}
    question = FigureQuestion(table.id, operation=operation, places=places, **fields)  # type: ignore[arg-type]
    return ChosenRows(question, table, small.framework)


def test_every_row_is_counted_with_or_without_an_amount(small: SmallTables) -> None:
    found = small.gather("projects", Operation.COUNT, by="item")
    assert found.result is not None and found.result.value == 7
    assert [a.name for a in found.amounts] == [
        "Isiolo Line",
        "Lamu Pier",
        "Bor Line",
        "Nis Ring",
        "Pakse Weir",
        "Kitui Dam",
        "Vientiane Grid",
    ]
    assert [a.value for a in found.amounts][-2:] == [None, None]


@pytest.mark.parametrize(
    ("places", "fields", "expected"),
    [
        (("Kenya",), {}, [0, 1, 2]),
        ((), {"conditions": (("Sector", ("Rail", "Roads")),)}, [1, 3, 4]),
        ((), {"conditions": (("Sector", ("Energy",)), ("Status", ("planned",)))}, [2]),
        ((), {"years": (2020, 2020)}, [1, 2, 5]),
        (("Africa",), {"years": (2018, 2019)}, [0]),
        ((), {"items": ("Bor Line",)}, [3]),
        (("Peru",), {}, []),
    ],
)
def test_rows_are_chosen_by_place_label_year_and_name(
    places: tuple[str, ...], fields: dict[str, object], expected: list[int], small: SmallTables
) -> None:
    rows = choose(small, "projects", Operation.FILTER, *places, by="item", **fields)
    assert [a.name for a in rows.compute_rows()] == [ALL[i] for i in expected]


def test_rows_within_limits_have_an_amount(small: SmallTables) -> None:
    found = small.gather("projects", Operation.FILTER, by="item", bounds=Bounds(high=400))
    assert name_values(found.amounts) == [("Bor Line", 300), ("Nis Ring", 300), ("Pakse Weir", 80.5)]


def test_the_total_of_rows_is_the_sum_of_those_with_an_amount(small: SmallTables) -> None:
    found = small.gather("projects", Operation.TOTAL, by="item")
    assert found.result is not None and found.result.value == 450 + 1200 + 300 + 300 + 80.5
    assert len(found.result.parts) == 5
    kenya = small.gather("projects", Operation.TOTAL, "Kenya", by="item")
    assert kenya.result is not None and kenya.result.value == 1650


def test_rows_are_added_by_country_and_by_label(small: SmallTables) -> None:
    by_country = small.gather("projects", Operation.RANK, by="subject")
    assert name_values(by_country.amounts) == [("Kenya", 1650), ("Serbia", 600), ("Laos", 80.5)]
    by_sector = small.gather("projects", Operation.RANK, by="Sector")
    assert name_values(by_sector.amounts) == [
        ("Rail", 1500),
        ("Ports", 450),
        ("Roads", 300),
        ("Energy", 80.5),
    ]


def test_the_share_of_a_label_is_of_all_rows(small: SmallTables) -> None:
    found = small.gather("projects", Operation.SHARE, by="item", conditions=(("Sector", ("Rail",)),))
    assert found.result is not None and found.result.value == pytest.approx(100 * 1500 / 2330.5)
    in_kenya = small.gather(
        "projects", Operation.SHARE, "Kenya", by="item", conditions=(("Sector", ("Rail",)),)
    )
    assert in_kenya.result is not None and in_kenya.result.value == pytest.approx(100 * 1200 / 1650)


def test_a_row_of_columns_of_years_is_counted_once(small: SmallTables) -> None:
    found = small.gather("ports", Operation.COUNT, by="item")
    assert found.result is not None and found.result.value == 3


def test_columns_of_years_are_figures_of_these_years(small: SmallTables) -> None:
    assert choose(small, "ports", Operation.RANK).series == {2022, 2023}
    found = small.gather("ports", Operation.RANK, by="item", years=(2023, 2023))
    assert name_values(found.amounts) == [("Olive Quay", 450), ("North Quay", 150), ("Palm Quay", 20)]
    by_operator = small.gather("ports", Operation.RANK, by="Operator", years=(2022, 2022))
    assert name_values(by_operator.amounts) == [("Harbour One", 600), ("Sea Gate", 40)]


def test_a_change_in_columns_of_years_is_computed(small: SmallTables) -> None:
    found = small.gather("ports", Operation.CHANGE, by="item", items=("Palm Quay",), years=(2022, 2023))
    assert [(c.name, c.value, c.years) for c in found.changes] == [("Palm Quay", -20, (2022, 2023))]


def test_years_of_rows_are_no_series(small: SmallTables) -> None:
    rows = choose(small, "projects", Operation.RANK)
    assert rows.series == frozenset()
    assert rows.choose_years(["Kenya", "Laos"]) == (None, True)


def test_of_many_sides_the_last_year_that_most_have_counts(small: SmallTables) -> None:
    rows = choose(small, "debt", Operation.RANK)
    sides = ["Kenya", "Laos", "Serbia", "Uganda"]
    assert rows.choose_years(sides) == ((2021, 2021), True)
    assert rows.choose_years(["Uganda", "Nigeria"]) == ((2020, 2020), False)
    assert rows.choose_years(["Tanzania"]) == (None, True)


def test_a_side_is_a_country_of_the_world_or_a_subject_of_the_table(small: SmallTables) -> None:
    rows = choose(small, "debt", Operation.RANK)
    assert rows.is_subject("Kenya") and rows.is_subject("Tanzania") and not rows.is_subject("Africa")
    assert rows.list_members() == ["Kenya", "Laos", "Nigeria", "Serbia", "Uganda"]
    assert {"Kenya", "Tanzania"} <= set(rows.list_members("Africa"))


def test_the_latest_figure_is_within_the_years_asked(small: SmallTables) -> None:
    rows = choose(small, "debt", Operation.RANK, years=(2018, 2020))
    latest = rows.compute_latest("Kenya")
    assert (latest.value, latest.years) == (100, (2020, 2020))
    assert rows.compute_latest("Serbia").value is None
