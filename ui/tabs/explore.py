"""The Explore tab: what the corpus holds, before a question is asked.

Nothing is computed or loaded until the tab is opened.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.framework import Framework
from qa.survey import Survey
from qa.wording import add_article
from ui.access.rate_limit import Action, RateLimiter
from ui.html.explore_html import (
    render_coverage_table,
    render_heading,
    render_hint,
    render_marked,
    render_no_selection,
    render_perspectives_table,
    render_size,
    render_terms_note,
    render_terms_table,
    render_years_note,
    render_years_table,
)
from ui.html.figures.country_plots import FIGURE
from ui.html.figures.palette import Palette, read_palette
from ui.html.figures.plots import (
    MEASURES,
    draw_coverage,
    draw_perspectives,
    draw_terms,
    draw_years,
    find_marked_rows,
)
from ui.server.answers import report_errors
from ui.server.country_figures import FigureService
from ui.server.index_service import IndexService
from ui.tabs.country_figures import CountryFigures
from ui.tabs.figure_parts import BARE, HTML, QUIET, SEND_COLOURS, build_figure, make_plot
from ui.tabs.server_calls import limit_calls

_ALL_ASPECTS = "all aspects"
_SCRIPTS = ("save_file.js", "explore.js")  # one scope
_SCRIPT = "\n".join(
    Path(__file__).parents[1].joinpath("static", name).read_text(encoding="utf-8") for name in _SCRIPTS
)
_COVERAGE_HINT = "The stronger the colour, the more there is; a cell opens its sentences and its comparison."
_PERSPECTIVES_HINT = (
    "The perspectives of the publishers behind the sentences, as a percentage of each region."
)


class _SurveyCache:
    """The survey of the current index, computed once for all sessions."""

    def __init__(self, service: IndexService) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._index: object = None
        self._survey: Survey | None = None

    def get(self) -> tuple[Survey, Framework] | None:
        """The survey and its framework, None until there is an index."""
        ready = self._service.index()
        if ready is None:
            return None
        with self._lock:
            if self._index is not ready[0]:
                self._index, self._survey = ready[0], Survey(*ready)
            return (self._survey, ready[1]) if self._survey else None


class _Components:
    """What the tab consists of, in the order in which it is shown."""

    def __init__(self, export: Callable[..., Any]) -> None:
        self.colours = gr.Textbox("", visible=False)
        with gr.Row(elem_id="explore"):
            with gr.Column(elem_id="figures", min_width=0):
                self._build_controls()
                self._build_figures()
                self.countries = CountryFigures()
            self.marked = gr.HTML(
                render_no_selection(),
                elem_id="marked",
                apply_default_css=False,
                js_on_load=_SCRIPT,
                server_functions=[export],
            )
        self.waiting = gr.Timer(2, active=False)

    def _build_controls(self) -> None:
        self.size = gr.HTML(render_hint("The figures are loading."), elem_id="explore-size", **HTML)
        with gr.Row(elem_classes="choices"):
            self.first = gr.Dropdown(
                ["Central Asia"], value="Central Asia", label="Compare", elem_id="first-side"
            )
            self.second = gr.Dropdown(["Balkans"], value="Balkans", label="with", elem_id="second-side")
            self.aspect = gr.Dropdown(
                [_ALL_ASPECTS], value=_ALL_ASPECTS, label="Terms of", elem_id="terms-aspect"
            )

    def _build_figures(self) -> None:
        gr.HTML(render_heading("How much there is", _COVERAGE_HINT), **HTML)
        self.measure = gr.Radio(list(MEASURES), value=MEASURES[0], label="Count", elem_id="measure", **BARE)
        self.coverage, self.coverage_table = build_figure("coverage")
        gr.HTML(render_heading("What sets the two sides apart"), **HTML)
        self.terms_note = gr.HTML(**HTML)
        self.terms, self.terms_table = build_figure("terms")
        gr.HTML(render_heading("When"), **HTML)
        self.years_note = gr.HTML(**HTML)
        self.years, self.years_table = build_figure("years")
        gr.HTML(render_heading("Who says so", _PERSPECTIVES_HINT), **HTML)
        self.perspectives, self.perspectives_table = build_figure("perspectives")

    @property
    def drawn(self) -> list[Any]:
        """All that changes when the figures are drawn."""
        return [
            *(self.size, self.first, self.second, self.aspect, self.waiting),
            *(self.coverage, self.coverage_table, self.terms_note, self.terms, self.terms_table),
            *(self.years_note, self.years, self.years_table, self.perspectives, self.perspectives_table),
        ]


def build_explore(service: IndexService, limiter: RateLimiter, tab: gr.Tab) -> None:
    """Build the content of the tab; call it inside one."""
    surveys, figures = _SurveyCache(service), FigureService(service)
    c = _Components(limit_calls(report_errors(figures.export_figures), Action.EXPORT, limiter))

    def draw(colours: str, first: str, second: str, aspect: str, measure: str) -> dict[Any, Any]:
        ready = surveys.get()
        if ready is None:
            hint = render_hint("The index is being built; the figures appear when it is ready.")
            return {c.size: hint, c.waiting: gr.Timer(active=True)}
        return _draw(c, ready[0], read_palette(colours), (first, second), aspect, measure)

    def open_mark(event: gr.EventData, first: str, second: str, aspect: str, measure: str) -> Any:
        ready, mark = surveys.get(), event._data
        if not isinstance(mark, dict) or ready is None:
            return gr.skip()
        if mark.get("figure") == FIGURE:
            return figures.render_mark(mark, measure) or gr.skip()
        return _render_marked(*ready, mark, (first, second), _find_aspect(aspect))

    inputs = [c.colours, c.first, c.second, c.aspect, c.measure]
    how: dict[str, Any] = {"js": SEND_COLOURS, **QUIET}
    opened = gr.on([tab.select, c.waiting.tick], draw, inputs, c.drawn, **how)
    gr.on([c.first.input, c.second.input, c.aspect.input, c.measure.input], draw, inputs, c.drawn, **how)
    c.countries.connect(figures, c.colours, opened)
    c.marked.click(open_mark, [c.first, c.second, c.aspect, c.countries.measure], c.marked, **QUIET)


def _draw(
    c: _Components, survey: Survey, palette: Palette, sides: tuple[str, str], aspect: str, measure: str
) -> dict[Any, Any]:
    """The new value of each component; sides that the survey does not know are replaced by its first two."""
    defaults = (*survey.sides, "", "")[:2]
    first, second = (
        side if side in survey.sides else default for side, default in zip(sides, defaults, strict=True)
    )
    own_terms, other_terms = survey.find_distinctive_terms(first, second, _find_aspect(aspect))
    return {
        c.size: render_size(survey),
        c.first: gr.Dropdown(list(survey.sides), value=first),
        c.second: gr.Dropdown(list(survey.sides), value=second),
        c.aspect: gr.Dropdown([_ALL_ASPECTS, *survey.aspects], value=aspect),
        c.coverage: make_plot(draw_coverage(survey, measure, palette)),
        c.coverage_table: render_coverage_table(survey, measure),
        c.terms_note: render_terms_note(first, second),
        c.terms: make_plot(draw_terms(own_terms, other_terms, (first, second), palette)),
        c.terms_table: render_terms_table([*own_terms, *other_terms]),
        c.years_note: render_years_note(survey),
        c.years: make_plot(draw_years(survey, (first, second), palette)),
        c.years_table: render_years_table(survey),
        c.perspectives: make_plot(draw_perspectives(survey, palette)),
        c.perspectives_table: render_perspectives_table(survey),
        c.waiting: gr.Timer(active=False),
    }


def _find_aspect(chosen: str) -> str | None:
    return None if chosen == _ALL_ASPECTS else chosen


def _render_marked(
    survey: Survey,
    framework: Framework,
    mark: dict[str, Any],
    sides: tuple[str, str],
    aspect: str | None,
) -> str:
    """Render the sentences behind a clicked mark, and the comparisons that fit a cell of the coverage."""
    figure, row, column = (str(mark.get(key, "")) for key in ("figure", "row", "column"))
    rows = find_marked_rows(survey, figure, row, column, aspect)
    located = [survey.locate(r) for r in rows]
    label = survey.spell_term(column) if figure == "terms" else column
    questions = []
    if figure == "coverage" and row in survey.sides:
        pairs = [sides] if row in sides else [(row, side) for side in sides]
        questions = [
            f"How does {framework.actor}'s {column} role differ "
            f"between {add_article(a)} and {add_article(b)}?"
            for a, b in pairs
            if a != b
        ]
    return render_marked(f"{row}: {label}", located, questions, everything=bool(mark.get("everything")))
