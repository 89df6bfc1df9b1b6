"""Curves on two logarithmic scales as an SVG file: how a figure grows with the size of something."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT, _COLUMNS = 290, 190, 3
_LEFT, _RIGHT, _TOP, _BOTTOM = 20, 24, 46, 34


@dataclass(frozen=True, slots=True)
class Curve:
    """A title with its unit, points of positive numbers, and the exponent of the line fitted to them."""

    title: str
    points: Sequence[tuple[float, float]]
    exponent: float


def draw_curves(curves: Sequence[Curve]) -> str:
    """A panel for each curve, three beside each other; every point bears its value."""
    rows = math.ceil(len(curves) / _COLUMNS)
    width, height = _WIDTH * _COLUMNS, _HEIGHT * rows
    drawn = [
        part
        for n, curve in enumerate(curves)
        for part in _panel(curve, _WIDTH * (n % _COLUMNS), _HEIGHT * (n // _COLUMNS))
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" fill="#222">'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *drawn, "</svg>\n"])


def _panel(curve: Curve, x: float, y: float) -> list[str]:
    across = [math.log10(size) for size, _ in curve.points]
    # At least a decade high, lest what hardly grows look as if it did.
    up = [math.log10(value) for _, value in curve.points]
    low, high = min(up), max(max(up), min(up) + 1)
    places = [
        (
            x + _LEFT + (_WIDTH - _LEFT - _RIGHT - 30) * (a - across[0]) / max(across[-1] - across[0], 1e-9),
            y + _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - b) / (high - low),
        )
        for a, b in zip(across, up, strict=True)
    ]
    drawn = [f'<text x="{x + 8}" y="{y + 20}" font-weight="bold">{escape(curve.title)}</text>']
    drawn.append(
        f'<text x="{x + 8}" y="{y + 35}" fill="#5a6570">grows as size to the {curve.exponent:.2f}</text>'
    )
    drawn.append(
        f'<polyline fill="none" stroke="#b23a2f" stroke-width="2" points="{" ".join(f"{px:.1f},{py:.1f}" for px, py in places)}"/>'
    )
    for (size, value), (px, py) in zip(curve.points, places, strict=True):
        drawn.append(
            f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="#b23a2f"/><text x="{px + 5:.1f}" y="{py - 5:.1f}">{_figure(value)}</text>'
        )
        drawn.append(
            f'<text x="{px:.1f}" y="{y + _HEIGHT - 10}" text-anchor="middle" fill="#5a6570">{_short(size)}</text>'
        )
    return drawn


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _short(size: float) -> str:
    return f"{size / 1e6:.3g} M" if size >= 1e6 else f"{size / 1e3:.3g} k" if size >= 1e3 else f"{size:g}"
