"""The section of Explore with figures by country: bars of a year, two countries over the years."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.events import Dependency

from qa.tables_survey import CountryMeasure, TablesSurvey
from ui.html.explore_html import render_heading
from ui.html.figures.country_html import (
    render_credit,
    render_ranking_note,
    render_ranking_table,
    render_series_note,
    render_series_table,
)
from ui.html.figures.country_plots import draw_ranking, draw_series, read_year, write_year
from ui.html.figures.palette import Palette, read_palette
from ui.server.country_figures import FigureService
from ui.tabs.figure_parts import HTML, QUIET, SEND_COLOURS, build_figure, make_plot

_ALL_YEARS, _ALL_ROWS, _ALL_REGIONS = "all years", "all rows", "all regions"
# The page may send a choice twice, the second time with the names of lists that have been replaced.
_LENIENT: dict[str, Any] = {"allow_custom_value": True}
_HINT = "The figures of tables. A bar, a point or a number opens the rows that it is from."


class CountryFigures:
    """What the section consists of, in the order in which it is shown; hidden where there are no tables."""

    def __init__(self) -> None:
        with gr.Column(visible=False, elem_id="by-country") as self.section:
            gr.HTML(render_heading("Figures by country", _HINT), **HTML)
            with gr.Row(elem_classes="choices"):
                self.measure = gr.Dropdown([], label="Measure", elem_id="country-measure")
                self.year = gr.Dropdown([], label="Year", elem_id="country-year", **_LENIENT)
                self.region = gr.Dropdown(
                    [_ALL_REGIONS], value=_ALL_REGIONS, label="Region", elem_id="country-region"
                )
            self.ranking_note = gr.HTML(**HTML)
            self.ranking, self.ranking_table = build_figure("ranking")
            gr.HTML(render_heading("Two countries over the years"), **HTML)
            with gr.Row(elem_classes="choices"):
                self.first = gr.Dropdown([], label="Compare", elem_id="first-country", **_LENIENT)
                self.second = gr.Dropdown([], label="with", elem_id="second-country", **_LENIENT)
            self.series_note = gr.HTML(**HTML)
            self.series, self.series_table = build_figure("series")
            self.credit = gr.HTML(elem_id="country-credit", **HTML)

    def connect(self, figures: FigureService, colours: gr.Textbox, opened: Dependency) -> None:
        """Draw the section after the event `opened`, and again when a choice changes."""

        def draw(
            colours: str,
            measure: str | None,
            year: str | None,
            region: str,
            first: str | None,
            second: str | None,
        ) -> dict[Any, Any]:
            survey = figures.survey()
            chosen = (survey.measures.get(measure or "") or survey.default) if survey else None
            if survey is None or chosen is None:
                return {self.section: gr.update(visible=False)}
            return self._draw(survey, chosen, read_palette(colours), (year, region), (first, second))

        choices = [self.measure, self.year, self.region, self.first, self.second]
        inputs = [colours, *choices]
        how: dict[str, Any] = {"js": SEND_COLOURS, **QUIET}
        opened.then(draw, inputs, self._drawn, **how)
        # A choice that is made while another one is drawn waits for it.
        changes = [choice.input for choice in choices]
        gr.on(changes, draw, inputs, self._drawn, trigger_mode="always_last", **how)

    @property
    def _drawn(self) -> list[Any]:
        return [
            *(self.section, self.measure, self.year, self.region, self.ranking_note, self.ranking),
            *(self.ranking_table, self.first, self.second, self.series_note, self.series),
            *(self.series_table, self.credit),
        ]

    def _draw(
        self,
        survey: TablesSurvey,
        measure: CountryMeasure,
        palette: Palette,
        scope: tuple[str | None, str],
        sides: tuple[str | None, str | None],
    ) -> dict[Any, Any]:
        """The new value of each component; a choice that the measure does not have is replaced by its own."""
        year = _choose_year(measure, scope[0])
        region = scope[1] if scope[1] in survey.regions else ""
        within = survey.list_countries(region)
        amounts = measure.rank(year, within)
        first, second = _choose_sides(measure, sides, [a.name for a in amounts])
        series = [measure.follow(side) for side in dict.fromkeys((first, second))]
        names = [(title, key) for key, title in survey.titles.items()]
        years = [(_name_year(measure, choice), _mark_year(measure, choice)) for choice in measure.choices]
        note = render_ranking_note(measure, amounts, measure.find_missing(year, within), year, region)
        has_bars, has_lines = any(a.value is not None for a in amounts), len(measure.years) > 1
        return {
            self.section: gr.update(visible=True),
            self.measure: gr.Dropdown(names, value=measure.key),
            self.year: gr.Dropdown(years, value=_mark_year(measure, year)),
            self.region: gr.Dropdown([_ALL_REGIONS, *survey.regions], value=region or _ALL_REGIONS),
            self.ranking_note: note,
            self.ranking: _update_plot(
                draw_ranking(measure, amounts, year, (first, second), palette) if has_bars else None
            ),
            self.ranking_table: render_ranking_table(measure, amounts, year, region),
            self.first: gr.Dropdown(list(measure.countries), value=first),
            self.second: gr.Dropdown(list(measure.countries), value=second),
            self.series_note: render_series_note(measure, series),
            self.series: _update_plot(draw_series(measure, series, palette) if has_lines else None),
            self.series_table: render_series_table(measure, series),
            self.credit: render_credit(measure),
        }


def _update_plot(figure: dict[str, Any] | None) -> Any:
    """Show a figure; hide the plot where there is none."""
    return gr.update(value=make_plot(figure), visible=True) if figure else gr.update(visible=False)


def _mark_year(measure: CountryMeasure, year: int | None) -> str:
    """A year with the key of its measure, so that it is not taken for a choice of another one."""
    return f"{write_year(year)} {measure.key}"


def _choose_year(measure: CountryMeasure, chosen: str | None) -> int | None:
    """The year that was chosen for this measure, else the one that it begins with."""
    year = read_year((chosen or "").partition(" ")[0])
    is_of_measure = chosen == _mark_year(measure, year) and year in measure.choices
    return year if is_of_measure else measure.default_year


def _choose_sides(
    measure: CountryMeasure, chosen: tuple[str | None, str | None], ranked: Sequence[str]
) -> tuple[str, str]:
    """The chosen countries that have figures, in the place of others the largest of those drawn."""
    kept = [side for side in chosen if side in measure.countries]
    spare = iter([name for name in (*ranked, *measure.countries) if name not in kept])
    first, second = (side if side and side in kept else next(spare, "") for side in chosen)
    return first or second, second or first


def _name_year(measure: CountryMeasure, year: int | None) -> str:
    if year is None:
        return _ALL_YEARS if measure.years else _ALL_ROWS
    return write_year(year)
