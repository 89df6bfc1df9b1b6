"""Figures by country, in the JSON that Plotly draws: bars of one year, lines over the years.

A mark carries its country, and its year or "" for all years, by which `read_mark` finds its rows.
"""

import math
from collections.abc import Sequence
from html import escape
from typing import Any

from qa.figure_units import format_number, format_value, parse_unit
from qa.select.figures.frame import Amount
from qa.tables_survey import CountryMeasure
from ui.html.figures.layout import build_figure
from ui.html.figures.palette import Palette

FIGURE = "countries"
MOST_BARS = 25
_BAR_PX = 24
_TICKS = 5
_SYMBOLS = ("circle", "square")  # a line is known without its colour too


def draw_ranking(
    measure: CountryMeasure,
    amounts: Sequence[Amount],
    year: int | None,
    sides: Sequence[str],
    palette: Palette,
) -> dict[str, Any]:
    """A bar for each of the first figures, the largest on top; the two countries have their colours."""
    shown = [a for a in amounts if a.value is not None][:MOST_BARS][::-1]  # Plotly counts from below
    colours = dict(zip(sides, (palette.first, palette.second), strict=False))
    values = [a.value or 0.0 for a in shown]
    texts = [format_value(value, measure.measure.unit) for value in values]
    low, high = min([0.0, *values]), max([0.0, *values])
    room = 0.35 * (high - low or 1)  # for the figures behind the bars
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": [escape(a.name, quote=False) for a in shown],
        "text": texts,
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": palette.ink, "size": 12},
        "customdata": [[a.name, write_year(year)] for a in shown],
        "hovertext": [f"{escape(a.name, quote=False)}: {text}" for a, text in zip(shown, texts, strict=True)],
        "hoverinfo": "text",
        "marker": {"color": [colours.get(a.name, palette.soft) for a in shown]},
    }
    bare = {"showticklabels": False, "showgrid": False, "ticks": "", "showline": False}
    return build_figure(
        [trace],
        palette,
        name=FIGURE,
        description=f"Bars: {measure.measure.name}, by country",
        height_px=24 + _BAR_PX * max(1, len(shown)),
        xaxis=bare | {"range": [low - (room if low < 0 else 0), high + room], "zeroline": True},
        yaxis={"showgrid": False, "ticks": "", "showline": False, "type": "category"},
        bottom_px=8,
        bargap=0.25,
        margin={"l": 8, "r": 8, "t": 8, "b": 8, "pad": 4},
    )


def draw_series(
    measure: CountryMeasure, series: Sequence[Sequence[Amount]], palette: Palette
) -> dict[str, Any]:
    """A line for each country over the years of the measure, with a gap where it has no figure."""
    known = [a.value for line in series for a in line if a.value is not None]
    is_whole = all(value.is_integer() for value in known)  # half a visit is none
    ticks = list_ticks(min([0.0, *known]), max([0.0, *known]), min_step=float(is_whole))
    return build_figure(
        [
            _draw_line(measure, line, colour, symbol, palette)
            for line, colour, symbol in zip(series, (palette.first, palette.second), _SYMBOLS, strict=False)
        ],
        palette,
        name=FIGURE,
        description=f"Lines: {measure.measure.name}, over the years",
        height_px=340,
        xaxis={"tickformat": "d", "showgrid": False} | _span_years(measure.years[0], measure.years[-1]),
        yaxis={
            "tickvals": ticks,
            "ticktext": [_write_tick(tick, measure.measure.unit) for tick in ticks],
            "range": [ticks[0], ticks[-1]],
        },
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "itemclick": False},
    )


def list_ticks(low: float, high: float, *, min_step: float = 0.0) -> list[float]:
    """Round numbers at equal steps, from one at or below `low` to one at or above `high`."""
    high = high if high > low else low + _TICKS
    width = max(min_step, (high - low) / _TICKS)
    size = 10.0 ** math.floor(math.log10(width))
    step = next(size * n for n in (1, 2, 2.5, 5, 10) if size * n >= width * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [float(f"{n * step:.12g}") for n in range(first, last + 1)]


def write_year(year: int | None) -> str:
    """The year of a mark as the page sends it back; all years together are empty."""
    return "" if year is None else str(year)


def read_year(written: str) -> int | None:
    """The year of a mark or of the page's list of years, None for anything else."""
    return int(written) if written.isdecimal() and len(written) == 4 else None


def _draw_line(
    measure: CountryMeasure, line: Sequence[Amount], colour: str, symbol: str, palette: Palette
) -> dict[str, Any]:
    name = escape(line[0].name, quote=False)
    texts = [format_value(a.value, measure.measure.unit) if a.value is not None else "" for a in line]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": list(measure.years),
        "y": [a.value for a in line],
        "connectgaps": False,
        "cliponaxis": False,  # half of a mark at zero would be hidden
        "customdata": [[line[0].name, str(year)] for year in measure.years],
        "hovertext": [f"{name}, {y}: {text}" for y, text in zip(measure.years, texts, strict=True)],
        "hoverinfo": "text",
        "line": {"color": colour, "width": 2},
        "marker": {
            "size": 9,
            "color": colour,
            "symbol": symbol,
            "line": {"width": 1, "color": palette.paper},
        },
    }


def _span_years(first: int, last: int) -> dict[str, Any]:
    """The range and the ticks of an axis of years: each of a few, every fifth of many."""
    margin = max(0.5, 0.03 * (last - first))
    return {"range": [first - margin, last + margin], "dtick": 1 if last - first < 12 else 5}


def _write_tick(value: float, unit: str) -> str:
    """The number of a tick; the noun of what is counted is in the heading."""
    parts = parse_unit(unit)
    return format_value(value, unit) if parts.sign else format_number(value * parts.scale)
