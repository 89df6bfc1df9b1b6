"""Figures of an answer as HTML: rows, bars from zero, lines over years, citations and licences."""

import re
from dataclasses import replace

from qa.figure_records import FigureSet, Operand, StatedFigure
from qa.records import Answer, Kind, Question, Source, Status
from qa.write.figures import list_figure_rows
from ui.html.answer_html import render_answer
from ui.html.tables.figure_set import build_figure_sets
from ui.html.tables.line import draw_lines

EVIL = '<img src=x onerror="alert(1)">'


def figure(subject: str, value: float | None, year: int, *cites: int, unit: str = "USD") -> StatedFigure:
    return StatedFigure(subject, "debt", value, unit, year, cites)


def total(name: str, *figures: StatedFigure) -> StatedFigure:
    operands = tuple(Operand(f.subject, f.value or 0, f.year, f.cites) for f in figures)
    cites = tuple(n for f in figures for n in f.cites)
    value = sum(f.value or 0 for f in figures)
    return replace(figure(name, value, figures[0].year or 0, *cites), computed_from=operands)


LAOS, CHAD, MALI = figure("Laos", 4e9, 2020, 1), figure("Chad", 1e9, 2020, 2), figure("Mali", -1e9, 2020, 3)
BARS = FigureSet(
    "Debt to China",
    "bars",
    (LAOS, CHAD, MALI, figure("Togo", None, 2020), total("sum", LAOS, CHAD, MALI)),
    (f"Note {EVIL}",),
    "A Bank, CC BY 4.0, via B.",
    "CC BY 4.0",
    "https://licence.example/by",
)


def answer_with(*sets: FigureSet) -> Answer:
    question = Question("Who?", Kind.COMPARISON, ("Chad", "Laos"), ("economic",), "debt")
    sources = tuple(Source(n, "t.csv", "T", f"row {n}", 0, 1, "x", "a") for n in range(1, 10))
    return Answer(question, Status.ANSWERED, (), (), (), sources, {"build": "b"}, sets)


def render(*sets: FigureSet, ordinal: int = 1) -> str:
    return render_answer(answer_with(*sets), ordinal, ("economic",))


def test_each_figure_is_a_row_with_its_citations_and_the_computed_one_is_the_foot() -> None:
    html = render(BARS, ordinal=4)
    body, foot = re.findall(r"<t(?:body|foot) [^>]*>(.*?)</t(?:body|foot)>", html)
    rows = re.findall(
        r'<th scope="row"[^>]*>(.*?)</th>.*?"value">(.*?)</span>(.*?)</td>.*?"when">(.*?)</td>', body
    )
    cite = '&nbsp;<a class="cite" href="#source-4-{0}">[{0}]</a>'
    assert rows == [
        ("Laos", "$4 billion", cite.format(1), "2020"),
        ("Chad", "$1 billion", cite.format(2), "2020"),
        ("Mali", "-$1 billion", cite.format(3), "2020"),
        ("Togo", "no figure", "", "2020"),
    ]
    shown, unfolded = foot.split("<details")
    assert re.findall(r"#source-4-(\d)", shown) == ["1", "2"]
    assert "from 3 figures" in unfolded and re.findall(r"#source-4-(\d)", unfolded) == ["1", "2", "3"]
    assert 'class="computed"' in foot and "figure-bar" not in foot


def test_bars_begin_at_one_zero_and_no_figure_has_none() -> None:
    html = render(BARS)
    assert re.findall(r'<i style="left: ([\d.]+)%; width: ([\d.]+)%">', html) == [
        ("20.00", "80.00"),
        ("20.00", "20.00"),
        ("0.00", "20.00"),
    ]


def test_a_side_has_its_colour_and_anything_else_none() -> None:
    (shown,) = build_figure_sets(answer_with(BARS))
    assert [f.colour for f in shown.figures] == ["side-2", "side-1", "", ""]


def test_the_licence_is_a_link_in_the_attribution() -> None:
    link = '<a href="https://licence.example/by" target="_blank" rel="noopener noreferrer">CC BY 4.0</a>'
    assert f'<p class="attribution">A Bank, {link}, via B.</p>' in render(BARS)
    other = render(replace(BARS, attribution="A Bank."))
    assert f'<p class="attribution">A Bank. {link}</p>' in other
    own = render(replace(BARS, attribution="", licence="", licence_url=""))
    assert "attribution" not in own
    assert "javascript" not in render(replace(BARS, licence_url="javascript:alert(1)"))


def test_nothing_of_a_table_becomes_markup() -> None:
    html = render(replace(BARS, title=EVIL, figures=(figure(EVIL, 1, 2020), figure(EVIL, 2, 2021))))
    assert "<img" not in html
    html = render(
        replace(BARS, title=EVIL, kind="line", figures=(figure(EVIL, 1, 2020), figure(EVIL, 2, 2021)))
    )
    assert "<svg" in html and "<img" not in html


def test_no_empty_comparison_stands_below_figures() -> None:
    assert "Nothing found." not in render(BARS)
    assert "Nothing found." in render()


def line_of(*figures: StatedFigure) -> FigureSet:
    return FigureSet("Votes", "line", figures)


YEARS = tuple(figure("Chad", v, y, 1, unit="student") for v, y in ((0, 2010), (50, 2011), (100, 2015)))


def test_a_line_has_its_points_in_proportion_and_a_gap_where_years_lack() -> None:
    chart = draw_lines(list_figure_rows(line_of(*YEARS)), {"Chad": "side-1"}, "Students")
    assert chart is not None
    (line,) = chart.lines
    first, middle, last = line.points
    assert (first.x, middle.x, last.x) == (5, 23, 95)
    assert first.y == chart.zero and middle.y == (first.y + last.y) / 2
    assert [s.is_gap for s in line.segments] == [False, True]
    assert [year for _, year, _ in chart.ticks] == [2010, 2011, 2012, 2013, 2014, 2015]
    assert "Chad: 0 students in 2010, 100 students in 2015." in chart.description
    assert [p.label for p in line.points] == ["0 students", "", "100 students"]


def test_values_far_from_zero_do_not_begin_at_it_and_the_page_says_so() -> None:
    votes = (figure("Chad", 80, 2010, unit="%"), figure("Chad", 90, 2011, unit="%"))
    chart = draw_lines(list_figure_rows(line_of(*votes)), {"Chad": ""}, "Votes")
    assert chart is not None and chart.zero is None
    assert "does not begin at zero" in render(line_of(*votes))
    assert "does not begin at zero" not in render(line_of(*YEARS))


def test_each_subject_has_a_line_and_a_colour_and_every_figure_stays_in_the_table() -> None:
    other = tuple(replace(f, subject="Peru") for f in YEARS)
    html = render(line_of(*YEARS, *other))
    assert re.findall(r'<li class="(side-\d)">(\w+)</li>', html) == [("side-1", "Chad"), ("side-2", "Peru")]
    assert html.count("<circle") == 6 and html.count('<th scope="row"') == 6
    assert re.search(r'<svg class="line-chart" role="img" aria-label="Line chart: Votes\. Chad: ', html)


def test_one_year_is_no_line() -> None:
    html = render(line_of(YEARS[0]))
    assert "<svg" not in html and "0 students" in html
