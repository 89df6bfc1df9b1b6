"""Draw curves on two logarithmic scales as an SVG file: how a figure grows with size."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT, _COLUMNS = 290, 190, 3
_LEFT, _RIGHT, _TOP, _BOTTOM = 20, 24, 46, 34
_RED, _GREY = "#b23a2f", "#5a6570"


@dataclass(frozen=True, slots=True)
class Curve:
    """A title with its unit, points of positive numbers, and the exponent of the line fitted to them."""

    title: str
    points: Sequence[tuple[float, float]]
    exponent: float


def draw_curves(curves: Sequence[Curve]) -> str:
    """Return an SVG with a panel for each curve, three in a row; every point is labelled with its value."""
    rows = math.ceil(len(curves) / _COLUMNS)
    width, height = _WIDTH * _COLUMNS, _HEIGHT * rows
    drawn = [
        part
        for n, curve in enumerate(curves)
        for part in _draw_panel(curve, _WIDTH * (n % _COLUMNS), _HEIGHT * (n // _COLUMNS))
    ]
    style = 'font-family="sans-serif" font-size="12" fill="#222"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {style}>'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *drawn, "</svg>\n"])


def _draw_panel(curve: Curve, x: float, y: float) -> list[str]:
    points = _place_points(curve, x, y)
    line = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
    growth = f"grows as size to the {curve.exponent:.2f}"
    drawn = [
        f'<text x="{x + 8}" y="{y + 20}" font-weight="bold">{escape(curve.title)}</text>',
        f'<text x="{x + 8}" y="{y + 35}" fill="{_GREY}">{growth}</text>',
        f'<polyline fill="none" stroke="{_RED}" stroke-width="2" points="{line}"/>',
    ]
    for (size, value), (px, py) in zip(curve.points, points, strict=True):
        label = f'<text x="{px + 5:.1f}" y="{py - 5:.1f}">{_format_value(value)}</text>'
        axis = f'x="{px:.1f}" y="{y + _HEIGHT - 10}" text-anchor="middle" fill="{_GREY}"'
        drawn.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{_RED}"/>{label}')
        drawn.append(f"<text {axis}>{_format_size(size)}</text>")
    return drawn


def _place_points(curve: Curve, x: float, y: float) -> list[tuple[float, float]]:
    """Return the place of each point in the panel whose corner is at (x, y)."""
    sizes = [math.log10(size) for size, _ in curve.points]
    values = [math.log10(value) for _, value in curve.points]
    # The axis spans at least a decade, so that small growth does not look steep.
    low, high = min(values), max(max(values), min(values) + 1)
    span = max(sizes[-1] - sizes[0], 1e-9)
    return [
        (
            x + _LEFT + (_WIDTH - _LEFT - _RIGHT - 30) * (a - sizes[0]) / span,
            y + _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - b) / (high - low),
        )
        for a, b in zip(sizes, values, strict=True)
    ]


def _format_value(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _format_size(size: float) -> str:
    return f"{size / 1e6:.3g} M" if size >= 1e6 else f"{size / 1e3:.3g} k" if size >= 1e3 else f"{size:g}"
