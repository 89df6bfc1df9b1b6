"""The Explore tab: what the corpus holds, before a question is asked. Nothing is computed or loaded until the tab is opened."""

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
from ui.html.figures.palette import read_palette
from ui.html.figures.plots import (
    MEASURES,
    draw_coverage,
    draw_perspectives,
    draw_terms,
    draw_years,
    find_marked_rows,
)
from ui.server.index_service import IndexService

_ALL = "all aspects"
_SCRIPT = Path(__file__).parents[1].joinpath("static", "explore.js").read_text(encoding="utf-8")
# The figures take the colours of the page as it is seen, light or dark; they come with each call in place of the first input.
_COLOURS = """(_, ...rest) => {
  const style = getComputedStyle(document.querySelector(".gradio-container"));
  const names = { ink: "--ink", soft: "--soft", line: "--line", paper: "--paper", accent: "--accent", first: "--side-1", second: "--side-2" };
  return [JSON.stringify(Object.fromEntries(Object.entries(names).map(([k, v]) => [k, style.getPropertyValue(v).trim()]))), ...rest];
}"""


class _Surveys:
    """The survey of the index in use, made once for all sessions."""

    def __init__(self, service: IndexService) -> None:
        self._service = service
        self._making = threading.Lock()
        self._of: object = None
        self._survey: Survey | None = None

    def current(self) -> tuple[Survey, Framework] | None:
        """None while there is no index."""
        ready = self._service.index()
        if ready is None:
            return None
        with self._making:
            if self._of is not ready[0]:
                self._of, self._survey = ready[0], Survey(*ready)
            return (self._survey, ready[1]) if self._survey else None


def build_explore(service: IndexService, tab: gr.Tab) -> None:
    """The content of the tab; call it inside one."""
    surveys = _Surveys(service)
    plain: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
    colours = gr.Textbox("", visible=False)
    with gr.Row(elem_id="explore"):
        with gr.Column(elem_id="figures", min_width=0):
            size = gr.HTML(render_hint("The figures are on their way."), elem_id="explore-size", **plain)
            with gr.Row(elem_id="sides"):
                first = gr.Dropdown(
                    ["Central Asia"], value="Central Asia", label="Compare", elem_id="first-side"
                )
                second = gr.Dropdown(["Balkans"], value="Balkans", label="with", elem_id="second-side")
                aspect = gr.Dropdown([_ALL], value=_ALL, label="Terms of", elem_id="terms-aspect")
            gr.HTML(
                render_heading(
                    "How much there is",
                    "The stronger the colour, the more there is; a cell opens its sentences and its comparison.",
                ),
                **plain,
            )
            measure = gr.Radio(
                list(MEASURES),
                value=MEASURES[0],
                label="Count",
                show_label=False,
                container=False,
                elem_id="measure",
            )
            coverage = gr.Plot(show_label=False, container=False, elem_id="plot-coverage")
            coverage_table = gr.HTML(**plain)
            gr.HTML(render_heading("What sets the two sides apart"), **plain)
            terms_note = gr.HTML(**plain)
            terms = gr.Plot(show_label=False, container=False, elem_id="plot-terms")
            terms_table = gr.HTML(**plain)
            gr.HTML(render_heading("When"), **plain)
            years_note = gr.HTML(**plain)
            years = gr.Plot(show_label=False, container=False, elem_id="plot-years")
            years_table = gr.HTML(**plain)
            gr.HTML(
                render_heading(
                    "Who says so",
                    "Where the publishers of the references behind the sentences look from, in per cent of each region.",
                ),
                **plain,
            )
            perspectives = gr.Plot(show_label=False, container=False, elem_id="plot-perspectives")
            perspectives_table = gr.HTML(**plain)
        marked = gr.HTML(render_no_selection(), elem_id="marked", apply_default_css=False, js_on_load=_SCRIPT)
    waiting = gr.Timer(2, active=False)

    def draw(sent: str, one: str, other: str, under: str, unit: str) -> tuple[Any, ...]:
        ready = surveys.current()
        if ready is None:
            return (
                render_hint("The index is being built; the figures come with it."),
                *(gr.skip(),) * 13,
                gr.Timer(active=True),
            )
        survey, _ = ready
        palette = read_palette(sent)
        one, other = (
            side if side in survey.sides else usual
            for side, usual in zip((one, other), (*survey.sides, "", "")[:2], strict=True)
        )
        ours, theirs = survey.find_distinctive_terms(one, other, None if under == _ALL else under)
        return (
            render_size(survey),
            gr.Dropdown(list(survey.sides), value=one),
            gr.Dropdown(list(survey.sides), value=other),
            gr.Dropdown([_ALL, *survey.aspects], value=under),
            _plot(draw_coverage(survey, unit, palette)),
            render_coverage_table(survey, unit),
            render_terms_note(one, other),
            _plot(draw_terms(ours, theirs, (one, other), palette)),
            render_terms_table([*ours, *theirs]),
            render_years_note(survey),
            _plot(draw_years(survey, (one, other), palette)),
            render_years_table(survey),
            _plot(draw_perspectives(survey, palette)),
            render_perspectives_table(survey),
            gr.Timer(active=False),
        )

    def open_mark(event: gr.EventData, one: str, other: str, under: str) -> Any:
        sent, ready = event._data, surveys.current()
        if not isinstance(sent, dict) or ready is None:
            return gr.skip()
        return _marked(*ready, sent, (one, other), None if under == _ALL else under)

    controls = [colours, first, second, aspect, measure]
    drawn = [
        size,
        first,
        second,
        aspect,
        coverage,
        coverage_table,
        terms_note,
        terms,
        terms_table,
        years_note,
        years,
        years_table,
        perspectives,
    ]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
    gr.on(
        [tab.select, first.input, second.input, aspect.input, measure.input, waiting.tick],
        draw,
        controls,
        [*drawn, perspectives_table, waiting],
        js=_COLOURS,
        **quiet,
    )
    marked.click(open_mark, [first, second, aspect], marked, **quiet)


def _plot(figure: dict[str, Any]) -> PlotData:
    return PlotData(type="plotly", plot=json.dumps(figure, ensure_ascii=False))


def _marked(
    survey: Survey, framework: Framework, sent: dict[str, Any], sides: tuple[str, str], aspect: str | None
) -> str:
    """The sentences behind the mark that a click named, and the comparisons that a cell of the coverage can be asked for."""
    figure, row, column = (str(sent.get(key, "")) for key in ("figure", "row", "column"))
    rows = find_marked_rows(survey, figure, row, column, aspect)
    located = [survey.locate(r) for r in rows]
    shown = survey.spell_term(column) if figure == "terms" else column
    questions = []
    if figure == "coverage" and row in survey.sides:
        pairs = [sides] if row in sides else [(row, side) for side in sides]
        questions = [
            f"How does {framework.actor}'s {column} role differ between {add_article(a)} and {add_article(b)}?"
            for a, b in pairs
            if a != b
        ]
    return render_marked(f"{row}: {shown}", located, questions, everything=bool(sent.get("everything")))
