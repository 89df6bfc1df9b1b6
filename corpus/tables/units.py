"""Units of columns as users write them, in the one form in which figures are stated.

US$ mn · usd million · Mio. USD · 百万美元     USD million
thousand TEU                                  TEU thousand
"""

import re
from functools import lru_cache

from corpus.text.figures.find import find_figures

_SCALES = {1e3: "thousand", 1e6: "million", 1e9: "billion", 1e12: "trillion"}
_SIGNS = (
    (re.compile(r"US\s?\$|\$|\busd\b", re.IGNORECASE), " USD "),
    (re.compile(r"€|\beur\b", re.I), " EUR "),
)
_MILLION = re.compile(r"\bm\b")  # of a currency, not metres


@lru_cache(maxsize=1_000)
def read_unit(unit: str) -> tuple[str, float]:
    """Return a unit as that of a `Figure`, and its scale: USD and a million of "US$ mn"."""
    words = unit
    for sign, code in _SIGNS:
        words = sign.sub(code, words)
    parts = _MILLION.sub("million", words).split() if words != unit else words.split()
    parts = [bare for part in parts if (bare := part.strip(","))]
    for order in (parts, parts[::-1]):
        text = " ".join(["1", *order])
        figures = find_figures(text)
        if len(figures) == 1 and (figures[0].start, figures[0].end) == (0, len(text)):
            return figures[0].unit, figures[0].value
    return unit, 1.0


def write_unit(unit: str) -> str:
    """Return a unit with its scale behind it; as it is, if it is not known or has another scale."""
    name, scale = read_unit(unit)
    if scale == 1.0:
        return name
    return f"{name} {_SCALES[scale]}".strip() if scale in _SCALES else unit
