"""Whether two names mean the same side of a comparison, and whether a text contains an expected substring."""

import re
from collections.abc import Iterable

# Names that mean one side here, however the framework maps them.
_SYNONYMS = tuple(
    frozenset(names.split(" = "))
    for names in (
        "uae = united arab emirates = the emirates",
        "us = usa = united states",
        "eu = european union = europe",
        "drc = democratic republic of the congo = dr congo",
        "bosnia = bosnia and herzegovina",
        "uk = united kingdom = britain",
        "asean = southeast asia",
        "gulf = gulf states = gcc = middle east",
        "balkans = western balkans",
        "png = papua new guinea",
    )
)
_FUNCTION_WORDS = ("the", "of", "and")


def is_same_side(one: str, other: str) -> bool:
    """Return whether two names mean one side.

    They do if they are equal or synonyms, or if the words of one occur in a row in the other, such as "before
    2022" in "the years before 2022". A single word of at most three letters is too short for that.
    """
    a, b = fold(one), fold(other)
    if not a or not b:
        return False
    if a == b or any(a in names and b in names for names in _SYNONYMS):
        return True
    short, long = sorted((_name_words(a), _name_words(b)), key=len)
    is_distinctive = len(short) > 1 or (len(short) == 1 and len(short[0]) > 3)
    places = range(len(long) - len(short) + 1)
    return is_distinctive and any(long[i : i + len(short)] == short for i in places)


def _name_words(folded: str) -> list[str]:
    return [w for w in re.findall(r"[\w-]+", folded) if w not in _FUNCTION_WORDS]


def contains_any(text: str, substrings: Iterable[str]) -> bool:
    """Return whether any of the substrings occurs in the text, ignoring case and white space."""
    folded = fold(text)
    return any(fold(s) in folded for s in substrings)


def fold(text: str) -> str:
    """Return the text as it is compared: in lower case, with one blank between words."""
    return " ".join(text.casefold().split())
