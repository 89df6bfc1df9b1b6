"""What the figures of Explore consist of: a plot, a table below it, and how they are sent to the page."""

import json
from typing import Any

import gradio as gr
from gradio.components.plot import PlotData

HTML: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
BARE: dict[str, Any] = {"show_label": False, "container": False}
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
# The figures take the colours of the page, light or dark; this script sends them as the first input.
SEND_COLOURS = """(_, ...rest) => {
  const style = getComputedStyle(document.querySelector(".gradio-container"));
  const names = {
    ink: "--ink", soft: "--soft", line: "--line", paper: "--paper", accent: "--accent",
    first: "--side-1", second: "--side-2",
  };
  const colours = Object.entries(names).map(([key, name]) => [key, style.getPropertyValue(name).trim()]);
  return [JSON.stringify(Object.fromEntries(colours)), ...rest];
}"""


def build_figure(name: str) -> tuple[gr.Plot, gr.HTML]:
    """A plot and the place of its table."""
    return gr.Plot(elem_id=f"plot-{name}", **BARE), gr.HTML(**HTML)


def make_plot(figure: dict[str, Any]) -> PlotData:
    """A figure as Gradio sends it."""
    return PlotData(type="plotly", plot=json.dumps(figure, ensure_ascii=False))
