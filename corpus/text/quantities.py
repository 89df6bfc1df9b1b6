"""Figures, sums of money, shares and units as documents write them: the patterns, in one place.

Nothing is converted or computed here. Two patterns read a figure with its unit, because their users need
different things: `FIGURE_WITH_NOUN` what is counted, `FIGURE_WITH_SCALE` the number and its scale.
"""

import re

from corpus.text.dates import YEAR_REGEX

NUMBER_WORDS = {
    word: n for n, word in enumerate("one two three four five six seven eight nine ten".split(), start=1)
}
_CURRENCY_SIGNS = "$€£¥"
_CURRENCY_CODES = "EUR|USD|RMB"
_SCALES = "thousand|million|billion|trillion"
_CURRENCY = rf"US\$|[{_CURRENCY_SIGNS}]|\b(?:{_CURRENCY_CODES})\s"
_FUNCTION_WORDS = "in|by|of|and|to|from|with|for|on|at|a|the|as|or|over|under"
AMOUNT_REGEX = rf"[\d.,{_CURRENCY_SIGNS}]+"  # digits and currency signs, for use in longer patterns

NUMBER = re.compile(r"\d[\d.,]*")
# "$1.9 billion", "12 percent", "40 military attaches": `money` and `part` (of a hundred) say the unit, `noun`
# what is counted. A year alone is not a figure; a year after the figure ("in 2019") belongs to the match.
FIGURE_WITH_NOUN = re.compile(
    rf"(?P<money>{_CURRENCY})?(?<![\w.,-])(?!{YEAR_REGEX}\b)\d{{1,3}}(?:(?:,\d{{3}})+|\d*)(?:\.\d+)?"
    rf"(?:\s?(?:{_SCALES})\b)?(?P<part>\s?(?:percent\b|per cent\b|%))?"
    rf"(?P<noun>(?:\s(?!(?:{_FUNCTION_WORDS})\b)[a-z-]+){{0,2}})(?:\s(?:in|by)\s{YEAR_REGEX})?"
)
# Matches in any case; a year too. `after` holds up to two words, whatever they are, but only after a scale.
FIGURE_WITH_SCALE = re.compile(
    rf"(?P<currency>{_CURRENCY})?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>{_SCALES})?"
    r"(?P<after>(?:[\s-][a-z]+){0,2})",
    re.IGNORECASE,
)
MONEY = re.compile(rf"[{_CURRENCY_SIGNS}]|\b(?:{_CURRENCY_CODES}|million|billion|trillion)\b")
SHARE = re.compile(r"\d\s?(?:%|percent|per cent)|\b(?:half|third|quarter)\b")
COUNT = re.compile(  # a year counts nothing
    rf"\b(?!{YEAR_REGEX}\b)\d|[-–]year\b"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|dozens?|hundreds?|thousands?)\b",
    re.IGNORECASE,
)
LENGTH_OR_DURATION = re.compile(
    rf"(?:\d|\b(?:{'|'.join(NUMBER_WORDS)})\b)[ -]?"
    r"(?:km|kilomet\w+|m|met\w+|miles?|years?|months?|weeks?|days?|hours?)\b|\b(?:since|until)\b"
)
_NUMBER_ALONE = re.compile(r"[-+]?[\d.,\s]+%?$")


def is_number(text: str) -> bool:
    """Return whether the text is a number and nothing else, as in a cell of a table: "1,200.50", "-3 %"."""
    return _NUMBER_ALONE.match(text) is not None
