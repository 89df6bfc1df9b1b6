"""The colours of the figures: those of the page, sent by the browser, and hues for categories."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

# After Okabe and Ito, which colour-blind readers can distinguish too: https://jfly.uni-koeln.de/color/
HUES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#a58a00")
_HEX = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?")


@dataclass(frozen=True, slots=True)
class Palette:
    """The page's own colours, `#rrggbb` or `#rgb`; the defaults are those of the light theme."""

    ink: str = "#1d2126"
    soft: str = "#565d66"
    line: str = "#dcdad3"
    paper: str = "#ffffff"
    accent: str = "#1f5a85"
    first: str = "#1f5a85"
    second: str = "#9c4a10"


def read_palette(sent: str) -> Palette:
    """The palette in the JSON that a browser sent; whatever is not a colour keeps its default."""
    try:
        colours = json.loads(sent or "{}")
    except ValueError:
        return Palette()
    if not isinstance(colours, dict):
        return Palette()
    known = {f.name for f in fields(Palette)}
    return Palette(
        **{k: v for k, v in colours.items() if k in known and isinstance(v, str) and _HEX.fullmatch(v)}
    )


def blend_colours(first: str, second: str, share: float) -> tuple[float, ...]:
    """A colour between two, as red, green and blue from 0 to 255; `share` of the second is from 0 to 1."""
    return tuple(p + share * (q - p) for p, q in zip(_read_rgb(first), _read_rgb(second), strict=True))


def pick_text_colour(background: Sequence[float]) -> str:
    """Black or white, whichever has more contrast with red, green and blue from 0 to 255: at least 4.5.

    The contrast is that of relative luminances in WCAG 2: https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
    """
    shares = [channel / 255 for channel in background]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def _read_rgb(colour: str) -> tuple[int, ...]:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4))
