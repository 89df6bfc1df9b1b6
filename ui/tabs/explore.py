"""The Explore tab: what the corpus holds, before a question is asked.

Nothing is computed or loaded until the tab is opened.
"""

import json
import threading
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components.plot import PlotData

from corpus.framework import Framework
from qa.survey import Survey
from qa.wording import add_article
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
from ui.html.figures.palette import Palette, read_palette
from ui.html.figures.plots import (
    MEASURES,
    draw_coverage,
    draw_perspectives,
    draw_terms,
    draw_years,
    find_marked_rows,
)
from ui.server.index_service import IndexService

_ALL_ASPECTS = "all aspects"
_SCRIPT = Path(__file__).parents[1].joinpath("static", "explore.js").read_text(encoding="utf-8")
# The figures take the colours of the page, light or dark; this script sends them as the first input.
_SEND_COLOURS = """(_, ...rest) => {
  const style = getComputedStyle(document.querySelector(".gradio-container"));
  const names = {
    ink: "--ink", soft: "--soft", line: "--line", paper: "--paper", accent: "--accent",
    first: "--side-1", second: "--side-2",
  };
  const colours = Object.entries(names).map(([key, name]) => [key, style.getPropertyValue(name).trim()]);
  return [JSON.stringify(Object.fromEntries(colours)), ...rest];
}"""
_COVERAGE_HINT = "The stronger the colour, the more there is; a cell opens its sentences and its comparison."
_PERSPECTIVES_HINT = (
    "The perspectives of the publishers behind the sentences, as a percentage of each region."
)
_HTML: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
_BARE: dict[str, Any] = {"show_label": False, "container": False}
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}


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

    def __init__(self) -> None:
        self.colours = gr.Textbox("", visible=False)
        with gr.Row(elem_id="explore"):
            with gr.Column(elem_id="figures", min_width=0):
                self._build_controls()
                self._build_figures()
            self.marked = gr.HTML(
                render_no_selection(), elem_id="marked", apply_default_css=False, js_on_load=_SCRIPT
            )
        self.waiting = gr.Timer(2, active=False)

    def _build_controls(self) -> None:
        self.size = gr.HTML(render_hint("The figures are loading."), elem_id="explore-size", **_HTML)
        with gr.Row(elem_id="sides"):
            self.first = gr.Dropdown(
                ["Central Asia"], value="Central Asia", label="Compare", elem_id="first-side"
            )
            self.second = gr.Dropdown(["Balkans"], value="Balkans", label="with", elem_id="second-side")
            self.aspect = gr.Dropdown(
                [_ALL_ASPECTS], value=_ALL_ASPECTS, label="Terms of", elem_id="terms-aspect"
            )

    def _build_figures(self) -> None:
        gr.HTML(render_heading("How much there is", _COVERAGE_HINT), **_HTML)
        self.measure = gr.Radio(list(MEASURES), value=MEASURES[0], label="Count", elem_id="measure", **_BARE)
        self.coverage, self.coverage_table = _build_figure("coverage")
        gr.HTML(render_heading("What sets the two sides apart"), **_HTML)
        self.terms_note = gr.HTML(**_HTML)
        self.terms, self.terms_table = _build_figure("terms")
        gr.HTML(render_heading("When"), **_HTML)
        self.years_note = gr.HTML(**_HTML)
        self.years, self.years_table = _build_figure("years")
        gr.HTML(render_heading("Who says so", _PERSPECTIVES_HINT), **_HTML)
        self.perspectives, self.perspectives_table = _build_figure("perspectives")

    @property
    def drawn(self) -> list[Any]:
        """All that changes when the figures are drawn."""
        return [
            *(self.size, self.first, self.second, self.aspect, self.waiting),
            *(self.coverage, self.coverage_table, self.terms_note, self.terms, self.terms_table),
            *(self.years_note, self.years, self.years_table, self.perspectives, self.perspectives_table),
        ]


def build_explore(service: IndexService, tab: gr.Tab) -> None:
    """Build the content of the tab; call it inside one."""
    surveys = _SurveyCache(service)
    c = _Components()

    def draw(colours: str, first: str, second: str, aspect: str, measure: str) -> dict[Any, Any]:
        ready = surveys.get()
        if ready is None:
            hint = render_hint("The index is being built; the figures appear when it is ready.")
            return {c.size: hint, c.waiting: gr.Timer(active=True)}
        return _draw(c, ready[0], read_palette(colours), (first, second), aspect, measure)

    def open_mark(event: gr.EventData, first: str, second: str, aspect: str) -> Any:
        ready = surveys.get()
        if not isinstance(event._data, dict) or ready is None:
            return gr.skip()
        return _render_marked(*ready, event._data, (first, second), _find_aspect(aspect))

    gr.on(
        [tab.select, c.first.input, c.second.input, c.aspect.input, c.measure.input, c.waiting.tick],
        draw,
        [c.colours, c.first, c.second, c.aspect, c.measure],
        c.drawn,
        js=_SEND_COLOURS,
        **_QUIET,
    )
    c.marked.click(open_mark, [c.first, c.second, c.aspect], c.marked, **_QUIET)


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
        c.coverage: _plot(draw_coverage(survey, measure, palette)),
        c.coverage_table: render_coverage_table(survey, measure),
        c.terms_note: render_terms_note(first, second),
        c.terms: _plot(draw_terms(own_terms, other_terms, (first, second), palette)),
        c.terms_table: render_terms_table([*own_terms, *other_terms]),
        c.years_note: render_years_note(survey),
        c.years: _plot(draw_years(survey, (first, second), palette)),
        c.years_table: render_years_table(survey),
        c.perspectives: _plot(draw_perspectives(survey, palette)),
        c.perspectives_table: render_perspectives_table(survey),
        c.waiting: gr.Timer(active=False),
    }


def _build_figure(name: str) -> tuple[gr.Plot, gr.HTML]:
    return gr.Plot(elem_id=f"plot-{name}", **_BARE), gr.HTML(**_HTML)


def _plot(figure: dict[str, Any]) -> PlotData:
    return PlotData(type="plotly", plot=json.dumps(figure, ensure_ascii=False))


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
