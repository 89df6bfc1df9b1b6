"""English that several packages need: lists of words, names with their article, plain spacing."""

from collections.abc import Sequence

from babel.lists import format_list

_WITH_ARTICLE = frozenset(
    (
        "Balkans|Pacific Islands|Middle East|Philippines|Maldives|UAE|European Union|United States|"
        "United Kingdom|Netherlands|Solomon Islands|Cook Islands|Marshall Islands|Bahamas|Gambia|Vatican|"
        "Western Balkans|Andes|Sahel|Caribbean|Levant|Gulf|"
        "Visegrád four|Baltic states|Nordic countries|Horn of Africa|Maghreb|lithium triangle|Indian Ocean|"
        "Mediterranean|Black Sea|Caspian|Atlantic|Arctic|South Caucasus|Indo-Pacific|Commonwealth|"
        "United Nations|World Bank|Quad"
    ).split("|")
)


def add_article(name: str) -> str:
    """Write the name as a sentence does: 'the Balkans', 'Serbia', 'the years before 2022'."""
    if name.startswith(("before ", "since ")):
        return f"the years {name}"
    return f"the {name}" if name in _WITH_ARTICLE else name


def join_words(words: Sequence[str]) -> str:
    """Join words as British English does, without a comma before the last: 'a', 'a and b', 'a, b and c'."""
    return format_list(words, locale="en_GB")


def collapse_whitespace(text: str) -> str:
    """Replace each run of whitespace, line ends included, by one space."""
    return " ".join(text.split())


def mask_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Replace the characters of the spans by spaces, so that the places of all others stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
