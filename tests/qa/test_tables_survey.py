"""Figures by country: order, gaps, and sums only over what the description of a table allows."""

import csv
import io
from collections.abc import Sequence

import pytest

from corpus.figure_tables import Addition, FigureTable, Measure, TableDescription
from corpus.framework import Framework
from index.tables import TableIndex
from qa.tables_survey import CountryMeasure, TablesSurvey, write_figures

Line = tuple[str, int | None, float | None]
PARTS, YEARS = Addition.PARTS, Addition.YEARS


def make_table(
    lines: Sequence[Line],
    *adds: Addition,
    name: str = "loans",
    attribution: str = "Made by Nobody.",
    item: str = "",
    unit: str = "USD",
) -> FigureTable:
    measure = Measure(name, name, unit, adds_over=adds, note="A note.")
    description = TableDescription(
        title=f"The {name}",
        measures=(measure,),
        subject="country",
        year="year",
        item=item,
        source="Nobody",
        attribution=attribution,
        licence="CC0" if attribution else "",
        licence_url="https://example.org/cc0" if attribution else "",
    )
    n = len(lines)
    return FigureTable(
        document_id=f"{name}.csv",
        description=description,
        numbers=tuple(range(1, n + 1)),
        starts=tuple(range(0, 10 * n, 10)),
        ends=tuple(range(9, 10 * n, 10)),
        subjects=tuple(subject for subject, _, _ in lines),
        years=tuple(year for _, year, _ in lines),
        items=tuple(f"item {i}" if item else "" for i in range(n)),
        values={name: tuple(value for _, _, value in lines)},
    )


def survey_of(framework: Framework, *tables: FigureTable) -> TablesSurvey:
    return TablesSurvey(TableIndex(tables), framework)


def only(framework: Framework, table: FigureTable) -> CountryMeasure:
    (measure,) = survey_of(framework, table).measures.values()
    return measure


LOANS: tuple[Line, ...] = (
    ("Kenya", 2019, 5.0),
    ("Kenya", 2019, 2.0),
    ("Kenya", 2021, 1.5),
    ("Laos", 2019, 9.0),
    ("Laos", 2020, None),
    ("Serbia", 2020, 4.0),
)


def test_the_figures_of_a_year_are_summed_over_parts_and_ranked(framework: Framework) -> None:
    measure = only(framework, make_table(LOANS, PARTS, YEARS))
    ranked = measure.rank(2019)
    assert [(a.name, a.value, a.rows) for a in ranked] == [("Laos", 9.0, (3,)), ("Kenya", 7.0, (0, 1))]
    assert [a.name for a in measure.rank(2019, ("Kenya", "Serbia"))] == ["Kenya"]
    assert measure.find_missing(2019) == ["Serbia"]


def test_all_years_are_summed_where_the_description_allows_it(framework: Framework) -> None:
    measure = only(framework, make_table(LOANS, PARTS, YEARS))
    assert measure.choices == (None, 2021, 2020, 2019) and measure.default_year is None
    kenya = measure.add_up("Kenya", None)
    assert (kenya.value, kenya.years, kenya.rows) == (8.5, (2019, 2021), (0, 1, 2))


def test_figures_that_must_not_be_added_over_years_are_never_offered_as_a_sum(framework: Framework) -> None:
    measure = only(framework, make_table(LOANS, PARTS))
    assert measure.choices == (2021, 2020, 2019)
    assert measure.add_up("Kenya", None).value is None
    assert measure.add_up("Kenya", 2019).value == 7.0


def test_rows_that_must_not_be_added_are_kept_without_a_sum_behind_all_figures(framework: Framework) -> None:
    measure = only(framework, make_table(LOANS, YEARS))
    last = measure.rank(2019)[-1]
    assert (last.name, last.value, last.rows) == ("Kenya", None, (0, 1))
    assert measure.add_up("Kenya", None).value is None


def test_a_year_without_a_row_or_without_a_value_is_a_gap_and_not_zero(framework: Framework) -> None:
    measure = only(framework, make_table((*LOANS, ("Serbia", 2021, 0.0)), PARTS, YEARS))
    assert [a.value for a in measure.follow("Laos")] == [9.0, None, None]
    assert [a.value for a in measure.follow("Serbia")] == [None, 4.0, 0.0]


def test_a_stock_begins_with_the_last_year_that_half_of_the_countries_have(framework: Framework) -> None:
    lines = [(name, year, 1.0) for name in ("Kenya", "Laos", "Serbia") for year in (2018, 2019)]
    measure = only(framework, make_table([*lines, ("Kenya", 2020, 1.0)]))
    assert measure.choices[0] == 2020 and measure.default_year == 2019


def test_regions_and_names_that_are_no_places_are_left_out_and_named(framework: Framework) -> None:
    lines = [("Africa", 2019, 50.0), ("Total", 2019, 60.0), ("Kenya", 2019, 5.0), ("", 2019, 1.0)]
    measure = only(framework, make_table(lines, PARTS))
    assert [a.name for a in measure.rank(2019)] == ["Kenya"]
    assert measure.left_out == ("Africa", "Total")


def test_figures_of_items_that_are_of_no_year_are_not_a_series(framework: Framework) -> None:
    lines = [("Kenya", 2005, 30.0), ("Kenya", 2016, 40.0), ("Laos", 2011, 51.0)]
    measure = only(framework, make_table(lines, attribution="", item="port", unit="%"))
    assert measure.years == () and measure.choices == (None,) and measure.default_year is None
    assert [(a.name, a.value, a.years) for a in measure.rank(None)] == [
        ("Laos", 51.0, None),
        ("Kenya", None, None),
    ]


def test_a_table_without_years_has_the_figures_of_all_rows(framework: Framework) -> None:
    measure = only(framework, make_table([("Kenya", None, 3.0), ("Kenya", None, 4.0)], PARTS))
    assert measure.choices == (None,) and measure.add_up("Kenya", None).value == 7.0


def test_binary_fractions_leave_no_digits_in_sums(framework: Framework) -> None:
    measure = only(framework, make_table([("Kenya", 2019, 0.1), ("Kenya", 2019, 0.2)], PARTS))
    assert measure.add_up("Kenya", 2019).value == 0.3


def test_titles_tell_measures_apart(framework: Framework) -> None:
    loans, own = make_table(LOANS), make_table(LOANS, name="grants", attribution="")
    survey = survey_of(framework, loans, own)
    assert list(survey.titles.values()) == ["The loans", "The grants: grants"]
    assert survey.default and survey.default.table is loans


def test_an_index_without_figures_of_countries_has_no_measures(framework: Framework) -> None:
    assert survey_of(framework).default is None
    assert survey_of(framework, make_table([("Acme", 2019, 1.0)])).measures == {}


@pytest.mark.parametrize(("region", "member"), [("Central Asia", "Kazakhstan"), ("West Africa", "Ghana")])
def test_regions_and_groups_have_their_countries(framework: Framework, region: str, member: str) -> None:
    survey = survey_of(framework)
    found = survey.list_countries(region)
    assert region in survey.regions and found is not None
    assert member in found and "Serbia" not in found
    assert survey.list_countries("all regions") is None


def test_a_file_has_the_figures_with_source_licence_and_rows(framework: Framework) -> None:
    measure = only(framework, make_table(LOANS, PARTS, YEARS))
    rows = list(csv.DictReader(io.StringIO(write_figures(measure, measure.rank(None)))))
    assert [(r["country"], r["year"], r["value"]) for r in rows] == [
        ("Laos", "2019", "9"),
        ("Kenya", "2019-2021", "8.5"),
        ("Serbia", "2020", "4"),
    ]
    assert rows[1] | {"country": "", "year": "", "value": ""} == {
        **{"country": "", "year": "", "value": "", "unit": "USD", "measure": "loans", "table": "The loans"},
        **{"note": "A note.", "source": "Nobody", "attribution": "Made by Nobody."},
        **{"licence": "CC0 https://example.org/cc0", "document": "loans.csv", "rows": "1, 2, 3"},
    }


def test_nothing_in_a_file_runs_as_a_formula(framework: Framework) -> None:
    measure = only(framework, make_table([("Kenya", 2019, -2.0)], name="=1+1", unit="@unit"))
    (row,) = csv.DictReader(io.StringIO(write_figures(measure, measure.rank(2019))))
    assert (row["measure"], row["unit"], row["document"]) == ("'=1+1", "'@unit", "'=1+1.csv")
    assert row["value"] == "-2"


def test_a_file_leaves_out_years_without_rows(framework: Framework) -> None:
    measure = only(framework, make_table(LOANS, PARTS, YEARS))
    rows = list(csv.DictReader(io.StringIO(write_figures(measure, measure.follow("Kenya")))))
    assert [(r["year"], r["value"]) for r in rows] == [("2019", "7"), ("2021", "1.5")]
