"""How exactly a figure is meant: whether two figures may be one value, rounded or bounded differently."""

import math

from corpus.records import Figure
from corpus.text.english import read_words
from corpus.text.figures.context import split_before

_MEANINGS = read_words("approximating")
_MAX_ROUNDING = 0.1  # of a value, on either side; "about" and "nearly" stand for as much


def may_be_equal(text: str, figure: Figure, other_text: str, other: Figure) -> bool:
    """Return whether two figures of one unit, each in its document's text, may state one value.

    "$3.8 billion" may be "$4 billion", "nearly $4 billion" or "more than $3 billion", but not "$5 billion".
    """
    low, high = find_range(text, figure)
    other_low, other_high = find_range(other_text, other)
    return max(low, other_low) < min(high, other_high)


def find_range(text: str, figure: Figure) -> tuple[float, float]:
    """Return the lowest and the highest value that a figure of the text stands for."""
    low, high = figure.value, figure.high if figure.high is not None else figure.value
    meaning = _find_meaning(text, figure)
    is_vague = bool(meaning) or figure.is_approximate
    return (
        -math.inf if meaning == "at_most" else low - _find_margin(low, is_vague=is_vague),
        math.inf if meaning == "at_least" else high + _find_margin(high, is_vague=is_vague),
    )


def _find_meaning(text: str, figure: Figure) -> str:
    """What the words before the figure make of it; the longest phrase counts: "just under", not "under"."""
    words = split_before(text, figure.start)
    endings = (" ".join(words[-n:]) for n in (3, 2, 1))
    return next((_MEANINGS[ending] for ending in endings if ending in _MEANINGS), "")


def _find_margin(value: float, *, is_vague: bool) -> float:
    """Half of what the last digit that is not zero counts (0.05e9 of 3.8e9, 0.5 of 0), a tenth at most."""
    digits, exponent = f"{value:.12e}".split("e")
    decimals = len(digits.rstrip("0").partition(".")[2])
    half_unit = 0.5 * 10.0 ** (int(exponent) - decimals)
    most = _MAX_ROUNDING * abs(value) if value else half_unit
    return most if is_vague else min(half_unit, most)
