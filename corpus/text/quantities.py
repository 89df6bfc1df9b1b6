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
# Words for the unit of a table's figures, as titles and headers of tables write them.
_UNIT_WORD = (
    r"(?:%|per\s?cent|percent(?:age)?s?|thousands?|thsd\.?|millions?|mln|mn|billions?|bln|bn|trillions?|tn"
    r"|US\$|A\$|HK\$|[$€£¥₽₺]|USD|EUR|GBP|CNY|RMB|RUB|RSD|HUF|PLN|euros?|dollars?|yuan|renminbi|rubles?"
    r"|tonnes?|tons?|kt|mt|kg|km²?|km2|sq\.?\s?km|kilomet(?:re|er)s?|hectares?|ha|barrels?|bpd|TEUs?|[kMGT]Wh?"
    r"|тыс\.?|млн\.?|млрд\.?|долл\.?|руб\.?|дин\.?|евро|юан\w*|тонн\w*|милион\w*|милијард\w*"
    r"|milion\w*|milijard\w*|hiljad\w*|evra|milyon|milyar|dolar|avro"
    r"|[百千]?[万萬亿億][美欧]?元?|百万美?元?|[美欧]元|人民币|公里|[万萬]?吨)"
)
_UNIT_ALONE = re.compile(
    rf"[(\[（]?\s*{_UNIT_WORD}(?:[\s/.-]*(?:of\s)?{_UNIT_WORD})*\s*[)\]）]?", re.IGNORECASE
)
# A unit in brackets, or after "in", a comma or a colon: "Exports (current US$)", "Loans, in million euros".
_UNIT_STATED = re.compile(
    rf"(?:[(\[（,:：]\s*|(?<!\w)(?:in|en|u|у|в)\s+)(?:[^\W\d_.]+\s+){{0,2}}?{_UNIT_WORD}(?!\w)|单位",
    re.IGNORECASE,
)
_NUMBER_ALONE = re.compile(r"[-+]?[\d.,\s]+%?$")


def is_number(text: str) -> bool:
    """Return whether the text is a number and nothing else, as in a cell of a table: "1,200.50", "-3 %"."""
    return _NUMBER_ALONE.match(text) is not None


def is_unit(text: str) -> bool:
    """Return whether the text is a unit and nothing else, as below the header of a table: "(million US$)"."""
    return _UNIT_ALONE.fullmatch(text) is not None


def states_unit(text: str) -> bool:
    """Return whether a title or header states the unit of figures: "Exports (million US$)"."""
    return _UNIT_STATED.search(text) is not None
