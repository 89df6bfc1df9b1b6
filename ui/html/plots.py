"""A survey becomes figures, as the JSON that Plotly draws. Pure; Plotly itself comes with Gradio and is loaded by the browser when the first figure is shown.

Every mark carries `customdata`, the row and column that name it to `find_marked_rows`; `layout.meta` names the figure and describes it to a screen reader.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from qa.survey import OTHERS, Rows, Survey, Tally, Term
from qa.wording import add_article

MEASURES = ("sentences", "passages", "sources")
_HEX = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?")
_HUES = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#a58a00",
)  # after Okabe and Ito: distinguished by the colour-blind too
_FAR = 0.01  # of the named years, at either end, are left to the table
_BUBBLE_PX = 24


@dataclass(frozen=True, slots=True)
class Palette:
    """The page's own colours, `#rrggbb`: the browser sends those of its theme."""

    ink: str = "#1d2126"
    soft: str = "#565d66"
    line: str = "#dcdad3"
    paper: str = "#ffffff"
    accent: str = "#1f5a85"
    first: str = "#1f5a85"
    second: str = "#9c4a10"


def read_palette(sent: str) -> Palette:
    """The palette in what a browser sent as JSON; what is no colour is left as it is by default."""
    try:
        colours = json.loads(sent or "{}")
    except ValueError:
        colours = {}
    known = {f.name for f in fields(Palette)}
    return Palette(
        **{k: v for k, v in colours.items() if k in known and isinstance(v, str) and _HEX.fullmatch(v)}
        if isinstance(colours, dict)
        else {}
    )


def find_marked_rows(survey: Survey, figure: str, row: str, column: str, aspect: str | None = None) -> Rows:
    """The sentences behind a mark; none for a mark that no figure has."""
    if figure == "coverage":
        return survey.find_rows(row, column)
    if figure == "years":
        return survey.years.get((row, int(column)), ()) if column.isdigit() else ()
    if figure == "perspectives":
        return survey.perspectives.get((row, column), ())
    return survey.find_rows_with_term(column, row, aspect) if figure == "terms" else ()


def draw_coverage(survey: Survey, measure: str, palette: Palette) -> dict[str, Any]:
    """Regions by aspects, in a stronger colour where there is more; `measure` is one of MEASURES."""
    regions = survey.regions[::-1]  # Plotly counts from below
    aspects = [a.capitalize() for a in survey.aspects]
    tallies = [[survey.count_evidence(survey.find_rows(r, a)) for a in survey.aspects] for r in regions]
    counts = [[int(getattr(t, measure)) for t in line] for line in tallies]
    trace = {
        "type": "heatmap",
        "x": aspects,
        "y": list(regions),
        "z": counts,
        "customdata": [[[r, a] for a in survey.aspects] for r in regions],
        "hovertext": [
            [f"{r}, {a}<br>{describe_tally(t)}" for a, t in zip(survey.aspects, line, strict=True)]
            for r, line in zip(regions, tallies, strict=True)
        ],
        "hoverinfo": "text",
        "colorscale": [[0, palette.paper], [1, palette.accent]],
        "zmin": 0,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
    }
    layout = _layout(
        "coverage", f"Heat map of {measure} by region and aspect", palette, 60 + 34 * len(regions)
    )
    layout["xaxis"] |= {"side": "top", "showgrid": False, "ticks": "", "showline": False}
    layout["yaxis"] |= {"showgrid": False, "ticks": "", "showline": False}
    layout["margin"] |= {"b": 8}
    most = max((n for line in counts for n in line), default=1) or 1
    layout["annotations"] = [
        {
            "x": x,
            "y": y,
            "text": f"{n:,}",
            "showarrow": False,
            "font": {"size": 13, "color": _legible_on(_blend(palette.paper, palette.accent, n / most))},
        }
        for y, line in zip(regions, counts, strict=True)
        for x, n in zip(aspects, line, strict=True)
    ]
    return _figure([trace], layout)


def _blend(a: str, b: str, share: float) -> tuple[float, ...]:
    """A colour between two, as red, green and blue from 0 to 255."""
    return tuple(p + share * (q - p) for p, q in zip(_rgb(a), _rgb(b), strict=True))


def _rgb(colour: str) -> tuple[int, ...]:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4))


def _legible_on(ground: Sequence[float]) -> str:
    """Black or white, whichever has more contrast (relative luminance of WCAG 2): at least 4.5 on any ground."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in ground]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def draw_years(survey: Survey, sides: Sequence[str], palette: Palette) -> dict[str, Any]:
    """A bubble a region and year, its area the number of sentences that name the year; the two sides in their colours."""
    regions = survey.regions[::-1]
    most = max((len(rows) for rows in survey.years.values()), default=1)
    colours = dict(zip(sides, (palette.first, palette.second), strict=False))
    traces = []
    for region in regions:
        points = sorted((year, len(rows)) for (name, year), rows in survey.years.items() if name == region)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": region,
                "x": [year for year, _ in points],
                "y": [region] * len(points),
                "customdata": [[region, str(year)] for year, _ in points],
                "hovertext": [f"{region}, {year}: {_counted(n, 'sentence')}" for year, n in points],
                "hoverinfo": "text",
                "marker": {
                    "size": [max(6.0, _BUBBLE_PX * math.sqrt(n / most)) for _, n in points],
                    "color": colours.get(region, palette.soft),
                    "opacity": 0.85,
                    "line": {"width": 1, "color": palette.paper},
                },
            }
        )
    layout = _layout(
        "years", "Timeline: how many sentences on each region name each year", palette, 70 + 34 * len(regions)
    )
    first, last = find_year_range(survey)
    layout["xaxis"] |= {
        "range": [first - 0.7, last + 0.7],
        "dtick": 5 if last - first > 12 else 2,
        "tickformat": "d",
    }
    layout["yaxis"] |= {"categoryorder": "array", "categoryarray": list(regions)}
    return _figure(traces, layout)


def find_year_range(survey: Survey) -> tuple[int, int]:
    """The first and last year drawn: those few that lie far out would press the rest together."""
    named = sorted(year for (_, year), rows in survey.years.items() for _ in rows)
    if not named:
        return 2000, 2030
    cut = int(len(named) * _FAR)
    return named[cut], named[-1 - cut]


def draw_perspectives(survey: Survey, palette: Palette) -> dict[str, Any]:
    """A bar a region, parted by where the publishers behind its sentences look from."""
    regions = survey.regions[::-1]
    whole = {
        r: sum(len(survey.perspectives.get((r, n), ())) for n in survey.perspective_names) for r in regions
    }
    hues = iter(_HUES)
    traces = []
    for name in survey.perspective_names:
        counts = [len(survey.perspectives.get((r, name), ())) for r in regions]
        shares = [100 * n / max(1, whole[r]) for r, n in zip(regions, counts, strict=True)]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": name,
                "x": shares,
                "y": list(regions),
                "customdata": [[r, name] for r in regions],
                "hovertext": [
                    f"{r}: {name}<br>{_counted(n, 'sentence')}, {s:.0f} %"
                    for r, n, s in zip(regions, counts, shares, strict=True)
                ],
                "hoverinfo": "text",
                "marker": {
                    "color": palette.soft if name == OTHERS else next(hues, palette.soft),
                    "line": {"width": 1, "color": palette.paper},
                },
            }
        )
    layout = _layout(
        "perspectives",
        "Stacked bars: where the publishers behind the sentences on each region look from",
        palette,
        130 + 34 * len(regions),
    )
    layout |= {
        "barmode": "stack",
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.12, "yanchor": "top", "traceorder": "normal"},
    }
    layout["xaxis"] |= {"range": [0, 100], "ticksuffix": " %", "dtick": 25}
    return _figure(traces, layout)


def draw_terms(
    first: Sequence[Term], second: Sequence[Term], sides: Sequence[str], palette: Palette
) -> dict[str, Any]:
    """Diverging bars: the first side's terms to the left, the second's to the right, longer where they tell more."""
    ranks = max(len(first), len(second))
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [sign * t.score for t in terms],
            "y": [ranks - i for i in range(len(terms))],
            "text": [t.words for t in terms],
            "textposition": "outside",
            "cliponaxis": False,
            "textfont": {"color": palette.ink, "size": 13},
            "customdata": [[t.side, t.stem] for t in terms],
            "hovertext": [
                f"{t.words}: {_counted(len(t.rows), 'sentence')} on {add_article(t.side)}, {t.elsewhere:,} on the other side"
                for t in terms
            ],
            "hoverinfo": "text",
            "marker": {"color": colour},
        }
        for terms, sign, colour in ((first, -1, palette.first), (second, 1, palette.second))
    ]
    layout = _layout(
        "terms",
        f"Diverging bars: terms of {' and of '.join(map(add_article, sides))}",
        palette,
        60 + 26 * ranks,
    )
    furthest = max((t.score for t in (*first, *second)), default=1.0) * 2  # room for the words
    bare = {"showticklabels": False, "showgrid": False, "ticks": "", "showline": False}
    layout["xaxis"] |= bare | {
        "range": [-furthest, furthest],
        "zeroline": True,
        "zerolinecolor": palette.soft,
    }
    layout["yaxis"] |= bare | {"range": [0.4, ranks + 0.6]}
    layout |= {"barmode": "overlay", "bargap": 0.25}
    layout["margin"] |= {"b": 8}
    layout["annotations"] = [
        {
            "x": x,
            "y": 1,
            "yanchor": "bottom",
            "xref": "paper",
            "yref": "paper",
            "showarrow": False,
            "text": f"<b>{side}</b>",
            "font": {"color": c, "size": 14},
        }
        for x, side, c in zip((0.25, 0.75), sides, (palette.first, palette.second), strict=True)
    ]
    return _figure(traces, layout)


def describe_tally(tally: Tally) -> str:
    """'12 sentences, 5 passages, 7 sources'."""
    return f"{_counted(tally.sentences, 'sentence')}, {_counted(tally.passages, 'passage')}, {_counted(tally.sources, 'source')}"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _layout(figure: str, description: str, palette: Palette, height_px: int) -> dict[str, Any]:
    axis = {
        "fixedrange": True,
        "gridcolor": palette.line,
        "zeroline": False,
        "linecolor": palette.line,
        "tickcolor": palette.line,
        "automargin": True,
    }
    return {
        "meta": {"figure": figure, "label": f"{description}. A table of the same figures follows."},
        "height": height_px,
        "margin": {"l": 8, "r": 12, "t": 34, "b": 30, "pad": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {
            "color": palette.ink,
            "size": 12,
            "family": "system-ui, -apple-system, Segoe UI, Roboto, sans-serif",
        },
        "hoverlabel": {"bgcolor": palette.paper, "bordercolor": palette.line, "font": {"color": palette.ink}},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": dict(axis),
        "yaxis": dict(axis),
    }


def _figure(traces: list[dict[str, Any]], layout: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": traces,
        "layout": layout,
        "config": {"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
    }
