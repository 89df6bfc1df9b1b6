"""The kind of value that a look-up expects: a share, a sum, a length, a number, a date."""

import re

from corpus.text.dates import YEAR
from corpus.text.quantities import COUNT, LENGTH_OR_DURATION, MONEY, SHARE

_BY_QUESTION = tuple(  # what a question says, and what then must be in a sentence
    (re.compile(asked, re.IGNORECASE), value)
    for asked, value in (
        (r"\b(interest rate|what (share|percentage|proportion|part)|how many percent)\b", SHARE),
        (
            r"\b(costs?|price|how much money|in (us )?(dollars|euros)|how expensive|worth"
            r"|how much (\w+ ){1,4}(borrow(ed)?|lent|lend|pay|paid|owed?s?|invest(ed)?|spen[dt]))\b",
            MONEY,
        ),
        (r"\bhow (long|far)\b", LENGTH_OR_DURATION),
        (r"\b(how (many|much|long|big|large|high|far|old)|population)\b", COUNT),
        (r"\b(when|what year|(on )?what date|since when)\b", YEAR),
    )
)


def has_expected_value(question: str, text: str) -> bool:
    """Return False if the question expects a share, a sum, a number or a date and the text has none."""
    return all(value.search(text) for asked, value in _BY_QUESTION if asked.search(question))
