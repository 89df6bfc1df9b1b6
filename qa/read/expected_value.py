"""The kind of value that a question expects: a share, a sum, a length, a number, a date."""

import re

from corpus.records import Trait

_BY_QUESTION = tuple(  # what a question says, and what a sentence then has; the first that fits counts
    (re.compile(asked, re.IGNORECASE), value)
    for asked, value in (
        (r"\b(interest rate|what (share|percentage|proportion|part)|how many percent)\b", Trait.SHARE),
        (
            r"\b(costs?|price|how much money|in (us )?(dollars|euros)|how expensive|worth"
            r"|how much (\w+ ){1,4}(borrow(ed)?|lent|lend|pay|paid|owed?s?|invest(ed)?|spen[dt]))\b",
            Trait.MONEY,
        ),
        (r"\bhow (long|far)\b", Trait.LENGTH),
        (r"\b(how (many|much|long|big|large|high|far|old)|population)\b", Trait.COUNT),
        (r"\b(when|what year|(on )?what date|since when)\b", Trait.DATE),
    )
)


def find_expected_value(question: str) -> str:
    """Return the trait of a sentence that can answer the question; empty if it may be any sentence."""
    return next((value for asked, value in _BY_QUESTION if asked.search(question)), "")
