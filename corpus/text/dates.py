"""Years and dates as documents and questions write them: the patterns, in one place.

How a question names a period ("between 2012 and 2014", "since the pandemic") is read in `qa.read.periods`,
with the patterns from here.
"""

import re

YEAR_REGEX = r"(?:19|20)\d\d"  # for use in longer patterns
ISO_DATE_REGEX = r"\d{4}(?:-\d\d){0,2}"  # 2019, 2019-05 or 2019-05-31
YEAR = re.compile(rf"\b{YEAR_REGEX}\b")
# A year of 1950 to 2069 that is not part of a number such as 12,2019 or 2019.5. Unlike YEAR it finds the
# year in "1990s" and passes over a year before a comma.
YEAR_OUTSIDE_NUMBERS = re.compile(r"(?<![\d,.])(?:19[5-9]|20[0-6])\d(?![\d,]|\.\d)")


def find_years(text: str) -> list[int]:
    """Return the years 1900 to 2099 that the text names, in order, repeats kept."""
    return [int(year) for year in YEAR.findall(text)]
