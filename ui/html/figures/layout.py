"""What the figures have in common: axes, margins, fonts and the configuration of Plotly."""

from typing import Any

from ui.html.figures.palette import Palette

_FONT = "system-ui, -apple-system, Segoe UI, Roboto, sans-serif"


def build_figure(
    traces: list[dict[str, Any]],
    palette: Palette,
    *,
    name: str,
    description: str,
    height_px: int,
    xaxis: dict[str, Any],
    yaxis: dict[str, Any],
    bottom_px: int = 30,
    **layout: Any,
) -> dict[str, Any]:
    """A figure as Plotly draws it.

    `name` identifies the figure to `find_marked_rows`, `description` is read out by screen readers. `xaxis`,
    `yaxis` and `layout` add to what all figures share.
    """
    axis = {
        "fixedrange": True,
        "gridcolor": palette.line,
        "zeroline": False,
        "linecolor": palette.line,
        "tickcolor": palette.line,
        "automargin": True,
    }
    shared = {
        "meta": {"figure": name, "label": f"{description}. A table of the same figures follows."},
        "height": height_px,
        "margin": {"l": 8, "r": 12, "t": 34, "b": bottom_px, "pad": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": palette.ink, "size": 12, "family": _FONT},
        "hoverlabel": {"bgcolor": palette.paper, "bordercolor": palette.line, "font": {"color": palette.ink}},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": axis | xaxis,
        "yaxis": axis | yaxis,
    }
    return {
        "data": traces,
        "layout": shared | layout,
        "config": {"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
    }
