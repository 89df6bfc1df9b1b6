"""A survey as figures, in the JSON that Plotly draws. Plotly comes with Gradio and is loaded by the browser.

Every mark carries `customdata`, the row and column by which `find_marked_rows` finds its sentences.
`layout.meta` names the figure and describes it to screen readers.
"""

import math
from collections.abc import Sequence
from typing import Any

from qa.survey import OTHERS, Rows, Survey, Tally, Term
from qa.wording import add_article
from ui.html.figures.layout import build_figure
from ui.html.figures.palette import HUES, Palette, blend_colours, pick_text_colour

MEASURES = ("sentences", "passages", "sources")
_OUTLIERS = 0.01  # of the named years, at either end, are in the table only
_BUBBLE_PX = 24
_ROW_PX = 34  # height of a region
_TERM_PX = 26


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
    bare = {"showgrid": False, "ticks": "", "showline": False}
    return build_figure(
        [trace],
        palette,
        name="coverage",
        description=f"Heat map of {measure} by region and aspect",
        height_px=60 + _ROW_PX * len(regions),
        xaxis=bare | {"side": "top"},
        yaxis=bare,
        bottom_px=8,
        annotations=_count_annotations(aspects, regions, counts, palette),
    )


def draw_years(survey: Survey, sides: Sequence[str], palette: Palette) -> dict[str, Any]:
    """A bubble for each region and year; the two sides have their colours.

    A bubble's area is the number of the region's sentences that name the year.
    """
    regions = survey.regions[::-1]
    most = max((len(rows) for rows in survey.years.values()), default=1)
    colours = dict(zip(sides, (palette.first, palette.second), strict=False))
    traces = []
    for region in regions:
        points = sorted((year, len(rows)) for (name, year), rows in survey.years.items() if name == region)
        marker = {
            "size": [max(6.0, _BUBBLE_PX * math.sqrt(n / most)) for _, n in points],
            "color": colours.get(region, palette.soft),
            "opacity": 0.85,
            "line": {"width": 1, "color": palette.paper},
        }
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": region,
                "x": [year for year, _ in points],
                "y": [region] * len(points),
                "customdata": [[region, str(year)] for year, _ in points],
                "hovertext": [f"{region}, {year}: {_count(n, 'sentence')}" for year, n in points],
                "hoverinfo": "text",
                "marker": marker,
            }
        )
    first, last = find_year_range(survey)
    step = 5 if last - first > 12 else 2
    return build_figure(
        traces,
        palette,
        name="years",
        description="Timeline: how many sentences on each region name each year",
        height_px=70 + _ROW_PX * len(regions),
        xaxis={"range": [first - 0.7, last + 0.7], "dtick": step, "tickformat": "d"},
        yaxis={"categoryorder": "array", "categoryarray": list(regions)},
    )


def find_year_range(survey: Survey) -> tuple[int, int]:
    """The first and last year drawn; a few outliers would squeeze the others together."""
    named = sorted(year for (_, year), rows in survey.years.items() for _ in rows)
    if not named:
        return 2000, 2030
    cut = int(len(named) * _OUTLIERS)
    return named[cut], named[-1 - cut]


def draw_perspectives(survey: Survey, palette: Palette) -> dict[str, Any]:
    """A bar for each region, divided by the perspective of the publishers behind its sentences."""
    regions = survey.regions[::-1]
    totals = {
        r: sum(len(survey.perspectives.get((r, n), ())) for n in survey.perspective_names) for r in regions
    }
    hues = iter(HUES)
    traces = []
    for name in survey.perspective_names:
        counts = [len(survey.perspectives.get((r, name), ())) for r in regions]
        shares = [100 * n / max(1, totals[r]) for r, n in zip(regions, counts, strict=True)]
        colour = palette.soft if name == OTHERS else next(hues, palette.soft)
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": name,
                "x": shares,
                "y": list(regions),
                "customdata": [[r, name] for r in regions],
                "hovertext": [
                    f"{r}: {name}<br>{_count(n, 'sentence')}, {share:.0f} %"
                    for r, n, share in zip(regions, counts, shares, strict=True)
                ],
                "hoverinfo": "text",
                "marker": {"color": colour, "line": {"width": 1, "color": palette.paper}},
            }
        )
    return build_figure(
        traces,
        palette,
        name="perspectives",
        description="Stacked bars: the perspective of the publishers behind the sentences on each region",
        height_px=130 + _ROW_PX * len(regions),
        xaxis={"range": [0, 100], "ticksuffix": " %", "dtick": 25},
        yaxis={},
        barmode="stack",
        showlegend=True,
        legend={"orientation": "h", "y": -0.12, "yanchor": "top", "traceorder": "normal"},
    )


def draw_terms(
    first: Sequence[Term], second: Sequence[Term], sides: Sequence[str], palette: Palette
) -> dict[str, Any]:
    """Bars as long as the scores: the first side's terms to the left, the second's to the right."""
    ranks = max(len(first), len(second))
    limit = max((t.score for t in (*first, *second)), default=1.0) * 2  # room for the words
    bare = {"showticklabels": False, "showgrid": False, "ticks": "", "showline": False}
    return build_figure(
        [
            _term_bars(first, -1, ranks, palette.first, palette),
            _term_bars(second, 1, ranks, palette.second, palette),
        ],
        palette,
        name="terms",
        description=f"Diverging bars: terms of {' and of '.join(map(add_article, sides))}",
        height_px=60 + _TERM_PX * ranks,
        xaxis=bare | {"range": [-limit, limit], "zeroline": True, "zerolinecolor": palette.soft},
        yaxis=bare | {"range": [0.4, ranks + 0.6]},
        bottom_px=8,
        barmode="overlay",
        bargap=0.25,
        annotations=_side_annotations(sides, palette),
    )


def describe_tally(tally: Tally) -> str:
    """'12 sentences, 5 passages, 7 sources'."""
    counts = (
        (tally.sentences, "sentence"),
        (tally.passages, "passage"),
        (tally.sources, "source"),
    )
    return ", ".join(_count(number, noun) for number, noun in counts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _count_annotations(
    aspects: Sequence[str], regions: Sequence[str], counts: Sequence[Sequence[int]], palette: Palette
) -> list[dict[str, Any]]:
    """The number of each cell, legible on the cell's colour."""
    most = max((n for line in counts for n in line), default=1) or 1
    return [
        {
            "x": aspect,
            "y": region,
            "text": f"{n:,}",
            "showarrow": False,
            "font": {
                "size": 13,
                "color": pick_text_colour(blend_colours(palette.paper, palette.accent, n / most)),
            },
        }
        for region, line in zip(regions, counts, strict=True)
        for aspect, n in zip(aspects, line, strict=True)
    ]


def _term_bars(terms: Sequence[Term], sign: int, ranks: int, colour: str, palette: Palette) -> dict[str, Any]:
    """One side's bars from the top; `sign` is -1 for bars to the left."""
    return {
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
            f"{t.words}: {_count(len(t.rows), 'sentence')} on {add_article(t.side)}, "
            f"{t.elsewhere:,} on the other side"
            for t in terms
        ],
        "hoverinfo": "text",
        "marker": {"color": colour},
    }


def _side_annotations(sides: Sequence[str], palette: Palette) -> list[dict[str, Any]]:
    """The name of each side above its bars."""
    return [
        {
            "x": x,
            "y": 1,
            "yanchor": "bottom",
            "xref": "paper",
            "yref": "paper",
            "showarrow": False,
            "text": f"<b>{side}</b>",
            "font": {"color": colour, "size": 14},
        }
        for x, side, colour in zip((0.25, 0.75), sides, (palette.first, palette.second), strict=True)
    ]
