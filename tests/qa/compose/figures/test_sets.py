"""Sets of figures: their order, what was computed, titles, notes and licences."""

from qa.figure_records import Bounds, FigureSet, Obstacle, Operation, StatedFigure
from tests.qa.compose.figures.conftest import Compose

RANK, VALUE = Operation.RANK, Operation.VALUE


def make_set(compose: Compose, name: str, operation: Operation, *places: str, **fields: object) -> FigureSet:
    composed, _ = compose(name, operation, *places, **fields)
    (only,) = composed.sets
    return only


def describe(figure: StatedFigure) -> tuple[str, str, float | None, str]:
    return figure.subject, figure.measure, figure.value, figure.unit


def test_figures_stand_in_order_with_what_was_computed_last(compose: Compose) -> None:
    figures = make_set(compose, "debt", RANK, "Laos", "Kenya").figures
    measure = "debt to lenders in China"
    assert [describe(f) for f in figures] == [
        ("Kenya", measure, 350, "USD"),
        ("Laos", measure, 200, "USD"),
        ("Kenya", "difference from Laos", 150, "USD"),
    ]
    assert [(o.subject, o.value) for o in figures[2].computed_from] == [("Laos", 200), ("Kenya", 350)]


def test_a_difference_of_sums_has_the_years_of_both(compose: Compose) -> None:
    *_, difference = make_set(compose, "grants", RANK, "Laos", "Kenya").figures
    assert (difference.years, difference.year) == ((2018, 2021), 2021)
    *_, of_one_year = make_set(compose, "debt", RANK, "Laos", "Kenya").figures
    assert (of_one_year.years, of_one_year.year) == (None, 2021)


def test_a_total_a_share_and_a_count_list_what_they_are_computed_from(compose: Compose) -> None:
    *_, total = make_set(compose, "debt", Operation.TOTAL, "Kenya", "Laos").figures
    assert describe(total)[2] == sum(o.value for o in total.computed_from) == 550
    *_, share = make_set(compose, "debt", Operation.SHARE, "Kenya", "Africa", years=(2020, 2020)).figures
    part, whole = share.computed_from
    assert share.measure == "share of the total of Africa" and share.unit == "%"
    assert (part.value, whole.value) == (100, 170)
    *_, count = make_set(compose, "debt", Operation.COUNT, years=(2021, 2021), bounds=Bounds(low=200)).figures
    assert describe(count) == ("all", "number of countries", 2, "")
    assert [o.subject for o in count.computed_from] == ["Kenya", "Serbia"]


def test_a_change_is_a_line_in_points_of_a_share(compose: Compose) -> None:
    figures = make_set(compose, "shares", Operation.CHANGE, "Kenya", years=(2020, 2021))
    assert figures.kind == "line"
    assert describe(figures.figures[-1]) == ("Kenya", "change from 2020 to 2021", -5.25, "percentage point")
    assert figures.figures[-1].years == (2020, 2021)


def test_a_count_of_rows_cites_every_row_also_those_without_an_amount(compose: Compose) -> None:
    composed, sources = compose("projects", Operation.COUNT, by="item")
    *rows, count = composed.sets[0].figures
    assert (count.measure, count.value) == ("number of projects", 7)
    assert [r.value for r in rows][-2:] == [None, None]
    cited = " ".join(sources[n].quote for n in count.cites)
    assert all(row.subject in cited for row in rows) and len(count.cites) == 7


def test_the_title_names_the_measure_its_parts_and_years(compose: Compose) -> None:
    bank = (("lender", ("bank",)),)
    assert make_set(compose, "debt", RANK, "Kenya", "Laos").title == "Debt to lenders in China, in 2021"
    assert make_set(compose, "debt", VALUE, "Kenya", conditions=bank).title == (
        "Debt to lenders in China (banks), in 2021"
    )
    assert make_set(compose, "projects", Operation.FILTER, "Kenya", by="item").title == (
        "Cost (Kenya), from 2018 to 2020"
    )


def test_the_title_has_the_years_of_what_is_shown(compose: Compose) -> None:
    first = make_set(compose, "projects", RANK, by="item", limit=1)
    assert [f.subject for f in first.figures] == ["Isiolo Line"]
    assert first.title == "Cost, in 2020"
    assert "4 more with a figure are not shown." in first.notes


def test_notes_say_what_to_know_and_what_has_no_figure(compose: Compose) -> None:
    notes = make_set(compose, "debt", RANK, "Kenya", "Tanzania", "Laos").notes
    assert notes == ("Debt only.", "No figure, which does not mean zero: Tanzania.")


def test_the_licence_of_the_table_stands_with_its_figures(compose: Compose) -> None:
    described = make_set(compose, "debt", VALUE, "Kenya")
    assert (described.attribution, described.licence) == ("Ledger: Debt.", "CC0")
    assert described.licence_url == "https://example.org/cc0"
    own = make_set(compose, "projects", Operation.TOTAL, by="item")
    assert (own.attribution, own.licence, own.licence_url) == ("", "", "")


def test_no_figure_is_no_set(compose: Compose) -> None:
    composed, _ = compose("debt", VALUE, "Tanzania")
    assert composed.sets == ()


def test_what_is_not_computed_is_in_no_set(compose: Compose) -> None:
    for obstacle in (Obstacle.AVERAGE, Obstacle.SUBJECTS):
        figures = make_set(compose, "shares", Operation.TOTAL, "Kenya", "Laos", obstacle=obstacle).figures
        assert [(f.subject, f.value) for f in figures] == [("Kenya", 15.25), ("Laos", 52.75)]


def test_two_measures_are_two_sets(compose: Compose) -> None:
    composed, _ = compose(
        "debt", VALUE, "Kenya", other=("grants.csv:0", "usd"), obstacle=Obstacle.TWO_MEASURES
    )
    assert [s.title for s in composed.sets] == [
        "Debt to lenders in China, in 2021",
        "Grants from China, from 2018 to 2020",
    ]
