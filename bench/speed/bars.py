"""Draw bars as an SVG file for a Markdown page; rectangles and words need no library."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _NAMES, _BAR, _GAP, _TITLE = 880, 390, 18, 6, 30
_FIRST_COLOUR, _COLOUR = "#b23a2f", "#7a8794"


@dataclass(frozen=True, slots=True)
class Panel:
    """A title with its unit, and a bar for each name; lengths are in proportion within a panel."""

    title: str
    bars: Sequence[tuple[str, float]]


def draw_bars(panels: Sequence[Panel]) -> str:
    """Return an SVG of the panels one below the other; the first bar of each has another colour."""
    drawn, top = [], 8
    for panel in panels:
        drawn.append(f'<text x="8" y="{top + 16}" font-weight="bold">{escape(panel.title)}</text>')
        top += _TITLE
        longest = max((value for _, value in panel.bars), default=0) or 1
        for number, (name, value) in enumerate(panel.bars):
            width = (_WIDTH - _NAMES - 90) * value / longest
            colour = _COLOUR if number else _FIRST_COLOUR
            place = f'x="{_NAMES}" y="{top}"'
            drawn.append(f'<text x="{_NAMES - 8}" y="{top + 13}" text-anchor="end">{escape(name)}</text>')
            drawn.append(f'<rect {place} width="{width:.1f}" height="{_BAR}" fill="{colour}"/>')
            drawn.append(f'<text x="{_NAMES + width + 6:.1f}" y="{top + 13}">{value:,g}</text>')
            top += _BAR + _GAP
        top += 10
    style = 'font-family="sans-serif" font-size="13" fill="#222"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" {style}>'
    return "\n".join([head, f'<rect width="{_WIDTH}" height="{top}" fill="#fff"/>', *drawn, "</svg>\n"])
