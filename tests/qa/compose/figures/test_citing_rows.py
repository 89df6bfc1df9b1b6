"""Every figure cites rows that hold its value."""

import pytest

from qa.compose.citing import Sources
from qa.compose.figures.citing_rows import cite_rows
from qa.figure_records import Bounds, Operation
from tests.qa.compose.figures.conftest import Compose
from tests.qa.small_tables import SmallTables

RANK = Operation.RANK


def cite(small: SmallTables, name: str, *rows: int) -> list[tuple[str, str]]:
    """The places and quotations of rows of a small table."""
    table, sources = next(t for t in small.tables if t.document_id == f"{name}.csv"), Sources()
    numbers = cite_rows(rows, table, small.documents[table.document_id], sources)
    listed = {s.n: s for s in sources.list_all()}
    return [(listed[n].locator, listed[n].quote) for n in numbers]


def test_a_row_is_quoted_as_it_stands_in_its_document(small: SmallTables) -> None:
    assert cite(small, "debt", 4) == [("row 5", "country: Laos; year: 2020; lender: state; usd: 400")]


def test_rows_on_one_country_that_follow_one_another_are_one_source(small: SmallTables) -> None:
    ((place, quote),) = cite(small, "debt", 2, 3)
    assert place == "rows 3–4"
    assert quote.split("\n\n") == [
        "country: Kenya; year: 2021; lender: state; usd: 300",
        "country: Kenya; year: 2021; lender: bank; usd: 50",
    ]


def test_between_rows_on_one_country_others_on_it_may_be_quoted_too(small: SmallTables) -> None:
    ((place, quote),) = cite(small, "debt", 0, 3)
    assert place == "rows 1–4" and quote.count("country: Kenya") == 4


def test_rows_on_different_countries_are_different_sources(small: SmallTables) -> None:
    assert [place for place, _ in cite(small, "debt", 3, 4, 8)] == ["row 4", "row 5", "row 9"]
    assert [place for place, _ in cite(small, "debt", 8, 4, 4)] == ["row 5", "row 9"]


def test_rows_of_a_users_list_are_sources_each(small: SmallTables) -> None:
    assert [place for place, _ in cite(small, "projects", 0, 1)] == ["row 1", "row 2"]


def test_the_years_of_one_row_are_one_source(small: SmallTables) -> None:
    ((_, quote),) = cite(small, "ports", 1, 2)
    assert (
        quote == "Port: North Quay; Country: Montenegro; Operator: Harbour One; TEU 2022: 100; TEU 2023: 150"
    )


@pytest.mark.parametrize(
    ("name", "operation", "places", "fields"),
    [
        ("debt", RANK, ("Kenya", "Laos", "Serbia"), {}),
        ("debt", Operation.TOTAL, ("Kenya", "Laos"), {}),
        ("debt", Operation.SHARE, ("Kenya", "Africa"), {"years": (2020, 2020)}),
        ("debt", Operation.CHANGE, ("Kenya",), {"years": (2019, 2021)}),
        ("debt", Operation.COUNT, (), {"bounds": Bounds(low=100)}),
        ("grants", Operation.VALUE, ("Laos",), {}),
        ("shares", RANK, ("Africa",), {}),
        ("students", Operation.VALUE, ("Kenya",), {"measure": "visits"}),
        ("projects", RANK, (), {"by": "Sector"}),
        ("projects", Operation.TOTAL, ("Kenya",), {"by": "item"}),
        ("ports", RANK, (), {"by": "Operator", "years": (2022, 2022)}),
    ],
)
def test_every_figure_and_all_that_it_is_computed_from_is_in_its_sources(
    name: str, operation: Operation, places: tuple[str, ...], fields: dict[str, object], compose: Compose
) -> None:
    composed, sources = compose(name, operation, *places, **fields)
    figures = [f for s in composed.sets for f in s.figures]
    assert figures
    for figure in figures:
        assert figure.cites
        operands = [o for o in figure.computed_from if o.value is not None]
        for operand in operands:
            cited = " ".join(sources[n].quote for n in operand.cites)
            assert set(operand.cites) <= set(figure.cites)
            in_parts = any(f.subject == operand.subject and f.value == operand.value for f in figures)
            assert f"{operand.value:,g}" in cited or f"{operand.value:.0f}" in cited or in_parts, operand
        if not operands:
            cited = " ".join(sources[n].quote for n in figure.cites)
            assert figure.value is not None and f"{figure.value:g}" in cited.replace(",", ""), figure


def test_a_sum_of_rows_lists_each_of_them(compose: Compose) -> None:
    composed, sources = compose("projects", RANK, by="Sector")
    rail = composed.sets[0].figures[0]
    assert [(o.subject, o.value, o.year) for o in rail.computed_from] == [
        ("Isiolo Line", 1200, 2020),
        ("Bor Line", 300, 2019),
    ]
    assert ["1,200" in sources[o.cites[0]].quote for o in rail.computed_from] == [True, False]


def test_a_figure_of_one_row_is_computed_from_nothing(compose: Compose) -> None:
    composed, _ = compose("debt", Operation.VALUE, "Laos")
    (laos,) = composed.sets[0].figures
    assert (laos.value, laos.computed_from, laos.source) == (200, (), "Ledger")


def test_without_parts_with_a_figure_nothing_is_an_operand(compose: Compose) -> None:
    composed, _ = compose("debt", Operation.TOTAL, "Kenya", "Laos", "Tanzania")
    *_, total = composed.sets[0].figures
    assert [o.subject for o in total.computed_from] == ["Kenya", "Laos"]
