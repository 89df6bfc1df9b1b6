"""Figures of the ten documents: every number counts the sentences it opens, in figures and tables alike."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.survey import Survey, Tally, Term, list_references
from ui.html.explore_html import (
    SHOWN,
    render_coverage_table,
    render_marked,
    render_perspectives_table,
    render_size,
    render_terms_table,
    render_years_table,
)
from ui.html.figures.palette import Palette, read_palette
from ui.html.figures.plots import (
    MEASURES,
    draw_coverage,
    draw_perspectives,
    draw_terms,
    draw_years,
    find_marked_rows,
    find_year_range,
)

LIGHT = Palette()
DARK = Palette(ink="#e8e7e2", paper="#1c2025", accent="#84bde8")


@pytest.fixture(scope="module")
def survey(ten_index: PassageIndex, framework: Framework) -> Survey:
    return Survey(ten_index, framework)


def marks(figure: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Row, column and number of every mark that is drawn."""
    for trace in figure["data"]:
        if trace["type"] == "heatmap":
            for cells, counts in zip(trace["customdata"], trace["z"], strict=True):
                yield from ((row, column, n) for (row, column), n in zip(cells, counts, strict=True))
        else:
            yield from (
                (row, column, n) for (row, column), n in zip(trace["customdata"], trace["x"], strict=True)
            )


def buttons(html: str) -> dict[tuple[str, str, str], int]:
    found = re.findall(r'data-figure="(\w+)" data-row="([^"]*)" data-column="([^"]*)"[^>]*>([\d,]+)<', html)
    return {(figure, row, column): int(n.replace(",", "")) for figure, row, column, n in found}


def test_coverage_counts_the_sentences_that_a_comparison_would_search(
    survey: Survey, ten_index: PassageIndex
) -> None:
    assert survey.regions == ("Central Asia", "Balkans", "Europe")
    find = ten_index.sentences.find_tagged
    for region in survey.regions:
        of_region = find([("subject", region)])
        for aspect in survey.aspects:
            of_cell = find([("aspect", aspect)], within=of_region).tolist()
            assert set(survey.find_rows(region, aspect)) <= set(of_cell)
    security = [survey.locate(r).text for r in survey.find_rows("Balkans", "security")]
    assert any("CH-92A drones" in text for text in security)


def test_announcements_are_not_counted(ten_index: PassageIndex, survey: Survey) -> None:
    assert survey.count_all().sentences <= len(ten_index.sentences.find_tagged())
    assert all("This paper" not in survey.locate(r).text for r in survey.find_rows("Balkans", "political"))


def test_a_tally_counts_sentences_passages_and_distinct_references(survey: Survey) -> None:
    rows = survey.find_rows("Central Asia", "economic")
    located = [survey.locate(r) for r in rows]
    assert survey.count_evidence(rows) == Tally(
        len(rows),
        len({x.passage.id for x in located}),
        len(
            {r.id for x in located for r in list_references(x)}
            | {x.document.id for x in located if not list_references(x)}
        ),
    )


def test_excluded_documents_are_in_no_figure(ten_index: PassageIndex, framework: Framework) -> None:
    cut = Survey(ten_index.excluding({"balkans/security.md"}), framework)
    assert all(
        cut.locate(r).document.id != "balkans/security.md" for r in cut.find_rows("Balkans", "security")
    )


def test_years_are_those_named_in_sentences(survey: Survey) -> None:
    assert survey.years
    for (region, year), rows in survey.years.items():
        for row in rows:
            located = survey.locate(row)
            assert str(year) in located.text and region in located.sentence.subjects
    begin, end = find_year_range(survey)
    assert min(y for _, y in survey.years) <= begin <= end <= max(y for _, y in survey.years)


def test_the_terms_of_a_side_are_in_the_sentences_they_open(survey: Survey) -> None:
    ours, theirs = survey.find_distinctive_terms("Central Asia", "Balkans")
    for term in [*ours, *theirs]:
        assert find_marked_rows(survey, "terms", term.side, term.stem) == term.rows and term.rows
        assert all(term.words.split()[0].lower()[:4] in survey.locate(r).text.lower() for r in term.rows)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_coverage_drawn_is_the_coverage_in_the_table(survey: Survey, measure: str) -> None:
    drawn = {
        ("coverage", row, column): n for row, column, n in marks(draw_coverage(survey, measure, LIGHT)) if n
    }
    assert drawn == buttons(render_coverage_table(survey, measure)) != {}


def test_every_number_of_every_table_is_the_number_of_sentences_it_opens(survey: Survey) -> None:
    terms = [Term("railway", "railway", "Balkans", 2.5, survey.find_rows_with_term("railway", "Balkans"), 1)]
    tables = [
        render_coverage_table(survey, "sentences"),
        render_years_table(survey),
        render_perspectives_table(survey),
        render_terms_table(terms),
    ]
    for html in tables:
        found = buttons(html)
        assert found
        for (figure, row, column), n in found.items():
            assert len(find_marked_rows(survey, figure, row, column)) == n, (figure, row, column)


def test_every_mark_that_is_drawn_opens_something(survey: Survey) -> None:
    sides = ("Central Asia", "Balkans")
    terms = [
        [Term("railway", "railway", side, 2.5, survey.find_rows_with_term("railway", side), 1)]
        for side in sides
    ]
    for figure in (
        draw_coverage(survey, "sentences", LIGHT),
        draw_years(survey, sides, LIGHT),
        draw_perspectives(survey, LIGHT),
        draw_terms(*terms, sides, LIGHT),
    ):
        name = figure["layout"]["meta"]["figure"]
        assert all(find_marked_rows(survey, name, row, column) for row, column, n in marks(figure) if n)
        assert "table" in figure["layout"]["meta"]["label"]
        json.dumps(figure)


@pytest.mark.parametrize(
    "mark",
    [
        ("coverage", "Atlantis", "security"),
        ("years", "Balkans", "x"),
        ("nothing", "Balkans", "security"),
        ("terms", "", ""),
    ],
)
def test_an_unknown_mark_opens_nothing(survey: Survey, mark: tuple[str, str, str]) -> None:
    assert find_marked_rows(survey, *mark) == ()


def test_the_shares_of_a_region_add_up_to_the_whole(survey: Survey) -> None:
    figure = draw_perspectives(survey, LIGHT)
    for number in range(len(survey.regions)):
        assert sum(trace["x"][number] for trace in figure["data"]) == pytest.approx(100)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_numbers_in_cells_are_legible_whatever_the_colour_of_the_cell(
    survey: Survey, palette: Palette
) -> None:
    figure = draw_coverage(survey, "sentences", palette)
    trace = figure["data"][0]
    most = max(n for line in trace["z"] for n in line)
    ends = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (palette.paper, palette.accent)]
    counts = [n for line in trace["z"] for n in line]
    for n, note in zip(counts, figure["layout"]["annotations"], strict=True):
        ground = "#" + "".join(f"{round(a + (b - a) * n / most):02x}" for a, b in zip(*ends, strict=True))
        light, dark = sorted((luminance(ground), luminance(note["font"]["color"])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_only_valid_colours_are_taken_from_the_page() -> None:
    sent = {"ink": "#abc", "paper": "url(evil)", "first": 7, "unknown": "#000000"}
    assert read_palette(json.dumps(sent)) == replace(LIGHT, ink="#abc")
    assert read_palette("") == read_palette("[1]") == read_palette("{") == LIGHT


def test_the_sentences_behind_a_mark_are_quoted_exactly_with_their_references(survey: Survey) -> None:
    located = [survey.locate(r) for r in survey.find_rows("Central Asia", "economic")]
    html = render_marked("Central Asia: economic", located, ["How <so>?"])
    assert html.count("<details>") == len(located) and 'data-question="How &lt;so&gt;?"' in html
    assert (
        "Customs figures of five neighbours" in html
        and "<mark>Trade between China and Central Asia reached 90 billion" in html
    )


def test_long_lists_are_cut_and_say_so(survey: Survey) -> None:
    located = [survey.locate(survey.find_rows("Balkans", "economic")[0])] * (SHOWN + 2)
    assert f"Show all {SHOWN + 2}" in render_marked("Many", located, [])
    assert render_marked("Many", located, [], everything=True).count("<details>") == SHOWN + 2


def test_a_table_without_terms_says_so(survey: Survey) -> None:
    assert "No term distinguishes" in render_terms_table([])
    assert "can be quoted" in render_size(survey)


def test_an_index_without_a_region_gives_empty_figures_and_no_error(
    ten_index: PassageIndex, framework: Framework
) -> None:
    empty = Survey(ten_index.excluding(set(ten_index.documents)), framework)
    assert (empty.regions, empty.sides, find_year_range(empty)) == ((), (), (2000, 2030))
    for figure in (
        draw_coverage(empty, "sentences", LIGHT),
        draw_years(empty, (), LIGHT),
        draw_perspectives(empty, LIGHT),
        draw_terms([], [], ("a", "b"), LIGHT),
    ):
        assert list(marks(figure)) == []


def test_of_very_many_sentences_a_sample_is_surveyed_and_the_page_says_so(
    ten_index: PassageIndex, framework: Framework
) -> None:
    survey = Survey(ten_index, framework, max_sentences=10)
    assert survey.count_all().sentences <= 10 < len(ten_index.sentences.find_tagged())
    assert (
        f"a sample, spread evenly over all {len(ten_index.sentences.find_tagged()):,} sentences"
        in render_size(survey)
    )
