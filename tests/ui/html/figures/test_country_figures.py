"""Figures by country as bars, lines and tables: a mark and its number in a table open the same rows."""

import json
import re
from html import unescape
from typing import Any

import pytest

from corpus.figure_tables import Addition, FigureTable, Measure, Part, TableDescription
from corpus.framework import Framework
from corpus.records import Block, BlockKind, Document, Reference
from index.tables import TableIndex
from qa.tables_survey import CountryMeasure, TablesSurvey
from ui.html.figures.country_html import (
    render_credit,
    render_ranking_note,
    render_ranking_table,
    render_rows,
    render_series_note,
    render_series_table,
)
from ui.html.figures.country_plots import MOST_BARS, draw_ranking, draw_series, list_ticks, read_year
from ui.html.figures.palette import Palette

LIGHT = Palette()
LOANS = (
    ("Kenya", 2019, "oda", 5_000_000.0),
    ("Kenya", 2019, "oof", 2_500_000.0),
    ("Laos", 2019, "oda", 9_000_000.0),
    ("Kenya", 2021, "oda", 1_000_000.0),
    ("Serbia", 2020, "oda", 4_000_000.0),
)
DOCUMENT = Document(
    id="loans.csv",
    title="Loans",
    text="rows",
    source="loans.csv",
    sha256="0" * 64,
    blocks=(Block(0, 4, BlockKind.ROW),),
    references=(Reference("made", "The Dataset", url="https://example.org/data"),),
)


def make_measure(framework: Framework, *adds: Addition, lines: Any = LOANS) -> CountryMeasure:
    measure = Measure("usd", "loans from China", "USD", adds_over=adds, note="Commitments.")
    description = TableDescription(
        title="Loans",
        measures=(measure,),
        subject="country",
        year="year",
        labels=("flow",),
        parts=(Part("flow", "oda", "aid"),),
        source="Nobody",
        covers="Three countries.",
        attribution="Made by Nobody.",
        licence="CC0",
        licence_url="https://example.org/cc0",
    )
    n = len(lines)
    table = FigureTable(
        document_id="loans.csv",
        description=description,
        numbers=tuple(range(1, n + 1)),
        starts=tuple(range(n)),
        ends=tuple(range(1, n + 1)),
        subjects=tuple(line[0] for line in lines),
        years=tuple(line[1] for line in lines),
        items=("",) * n,
        labels={"flow": tuple(line[2] for line in lines)},
        values={"usd": tuple(line[3] for line in lines)},
    )
    (found,) = TablesSurvey(TableIndex([table]), framework).measures.values()
    return found


@pytest.fixture
def loans(framework: Framework) -> CountryMeasure:
    return make_measure(framework, Addition.PARTS, Addition.SUBJECTS, Addition.YEARS)


def buttons(html: str) -> dict[tuple[str, str], str]:
    found = re.findall(r'data-row="([^"]*)"\s*data-column="([^"]*)"[^>]*>([^<]+)<', html)
    return {(unescape(row), column): unescape(text) for row, column, text in found}


def test_bars_are_ordered_and_open_what_their_numbers_open(loans: CountryMeasure) -> None:
    amounts = loans.rank(2019)
    (bars,) = draw_ranking(loans, amounts, 2019, ("Kenya", "Serbia"), LIGHT)["data"]
    assert bars["y"] == ["Kenya", "Laos"]  # from below
    assert bars["x"] == [7_500_000, 9_000_000]
    assert bars["marker"]["color"] == [LIGHT.first, LIGHT.soft]
    drawn = {(row, year): text for (row, year), text in zip(bars["customdata"], bars["text"], strict=True)}
    listed = buttons(render_ranking_table(loans, amounts, 2019, ""))
    assert listed == drawn == {("Laos", "2019"): "$9 million", ("Kenya", "2019"): "$7.5 million"}


def test_at_most_the_largest_are_drawn_and_all_are_in_the_table(framework: Framework) -> None:
    countries = [s.name for s in framework.subjects.values() if s.kind == "country"][: MOST_BARS + 5]
    lines = [(name, 2019, "oda", float(n)) for n, name in enumerate(countries)]
    measure = make_measure(framework, lines=lines)
    amounts = measure.rank(2019)
    (bars,) = draw_ranking(measure, amounts, 2019, (), LIGHT)["data"]
    assert bars["x"] == [float(n) for n in range(5, MOST_BARS + 5)]
    assert len(buttons(render_ranking_table(measure, amounts, 2019, ""))) == MOST_BARS + 5
    assert f"The {MOST_BARS} largest of {MOST_BARS + 5} are drawn" in render_ranking_note(
        measure, amounts, [], 2019, ""
    )


def test_a_line_has_a_gap_in_a_year_without_a_figure(loans: CountryMeasure) -> None:
    series = [loans.follow("Kenya"), loans.follow("Laos")]
    figure = draw_series(loans, series, LIGHT)
    kenya, laos = figure["data"]
    assert kenya["x"] == laos["x"] == [2019, 2020, 2021]
    assert kenya["y"] == [7_500_000, None, 1_000_000] and laos["y"] == [9_000_000, None, None]
    assert not kenya["connectgaps"]
    assert figure["layout"]["yaxis"]["ticktext"][:2] == ["$0", "$2 million"]
    html = render_series_table(loans, series)
    assert buttons(html) == {
        ("Kenya", "2021"): "$1 million",
        ("Kenya", "2019"): "$7.5 million",
        ("Laos", "2019"): "$9 million",
    }
    assert html.count("<td>no figure</td>") == 3
    assert "not zero" in render_series_note(loans, series)


def test_figures_of_one_year_are_said_instead_of_drawn_over_the_years(framework: Framework) -> None:
    measure = make_measure(framework, Addition.PARTS, lines=LOANS[:3])
    series = [measure.follow("Kenya"), measure.follow("Laos")]
    assert "All figures are of 2019, so there are no lines. Kenya: $7.5 million; Laos: $9 million." in (
        render_series_note(measure, series)
    )


def test_the_note_names_who_has_no_figure_and_whose_rows_are_not_added(framework: Framework) -> None:
    measure = make_measure(framework)
    note = render_ranking_note(measure, measure.rank(2019), measure.find_missing(2019), 2019, "Africa")
    assert "<strong>Loans from China</strong>, 2019, Africa, in USD" in note
    assert "Kenya has several rows, which must not be added." in note
    assert "Serbia has no figure here, which is not zero." in note
    assert buttons(render_ranking_table(measure, measure.rank(2019), 2019, ""))["Kenya", "2019"] == (
        "2 rows, not added"
    )


def test_the_rows_of_a_figure_have_their_numbers_source_attribution_and_licence(
    loans: CountryMeasure,
) -> None:
    html = render_rows(loans, loans.add_up("Kenya", None), None, DOCUMENT)
    cells = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in re.findall(r"<tr>.*?</tr>", html)]
    assert cells == [
        ["Row", "Year", "Flow", "USD"],
        ["1", "2019", "aid", "5,000,000"],
        ["2", "2019", "oof", "2,500,000"],
        ["4", "2021", "aid", "1,000,000"],
        ["Sum", "8,500,000"],
    ]
    for said in ("Kenya: 2019–2021", "Commitments.", "Made by Nobody.", "The Dataset"):
        assert said in html
    assert re.findall(r'href="([^"]+)"', html) == ["https://example.org/data", "https://example.org/cc0"]


def test_rows_that_must_not_be_added_have_no_sum(framework: Framework) -> None:
    measure = make_measure(framework)
    html = render_rows(measure, measure.add_up("Kenya", 2019), 2019, DOCUMENT)
    assert "Sum" not in html and "must not be added" in html


def test_the_attribution_and_the_licence_stand_under_the_figures(loans: CountryMeasure) -> None:
    html = render_credit(loans)
    for said in ("Commitments.", "Three countries.", "Made by Nobody.", 'href="https://example.org/cc0"'):
        assert said in html


def test_an_export_asks_for_what_is_shown(loans: CountryMeasure) -> None:
    html = render_ranking_table(loans, loans.rank(2019), 2019, "Africa")
    html += render_series_table(loans, [loans.follow("Kenya"), loans.follow("Laos")])
    asked = [json.loads(unescape(data)) for data in re.findall(r'data-export="([^"]+)"', html)]
    assert asked == [
        {"measure": "loans.csv:0 usd", "year": 2019, "region": "Africa"},
        {"measure": "loans.csv:0 usd", "countries": ["Kenya", "Laos"]},
    ]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 94, [0, 20, 40, 60, 80, 100]),
        (0, 43e9, [0, 1e10, 2e10, 3e10, 4e10, 5e10]),
        (-3, 4, [-4, -2, 0, 2, 4]),
        (0, 0, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_ticks_are_round_numbers_around_all_values(low: float, high: float, ticks: list[float]) -> None:
    assert list_ticks(low, high) == ticks


def test_whole_numbers_have_no_ticks_between_them() -> None:
    assert list_ticks(0, 2) == [0, 0.5, 1, 1.5, 2]
    assert list_ticks(0, 2, min_step=1) == [0, 1, 2]


@pytest.mark.parametrize(
    ("written", "year"), [("2019", 2019), ("", None), ("all years", None), ("²²²²", None)]
)
def test_a_year_of_the_page_is_a_year_or_none(written: str, year: int | None) -> None:
    assert read_year(written) == year
