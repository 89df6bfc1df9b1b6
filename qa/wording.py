"""Small matters of English that several places need."""

from collections.abc import Sequence

_DEFINITE = frozenset(
    "Balkans|Pacific Islands|Middle East|Philippines|Maldives|UAE|European Union|United States|United Kingdom|Netherlands|Solomon Islands|Cook Islands|"
    "Marshall Islands|Bahamas|Gambia|Vatican|Visegrád four|Baltic states|Nordic countries|Horn of Africa|Maghreb|lithium triangle|"
    "Indian Ocean|Mediterranean|Black Sea|Caspian|Atlantic|Arctic|South Caucasus|Indo-Pacific|Commonwealth|United Nations|World Bank|Quad".split(
        "|"
    )
)


def add_article(name: str) -> str:
    """The name as it stands in a sentence: 'the Balkans', 'Serbia', 'the years before 2022'."""
    if name.startswith(("before ", "since ")):
        return f"the years {name}"
    return f"the {name}" if name in _DEFINITE else name


def join_words(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
