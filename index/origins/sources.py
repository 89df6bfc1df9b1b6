"""One key for each source, however documents write its name.

"Pew" and "Pew Research Center" are one source, "IMF" and "International Monetary Fund" another: a name is
shortened to the shortest name that it begins with, and to an acronym of its initials, if documents use these.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.starter.bibliography import read_bibliography
from corpus.text.tokens import STOPWORDS, fold
from index.origins.works import DocumentOrigins

_WORD = re.compile(r"[\w.]*\w")
_NEWS = frozenset(("news agency", "newspaper", "broadcaster", "news site", "magazine", "aggregator", "blog"))
_MOSTLY = 0.6  # of the works that a source is credited with: one that is not named is of that kind too


@dataclass(frozen=True, slots=True)
class Sources:
    """Keys of the names of sources, and by key: the kind of most of its works, whether it reports news."""

    keys: Mapping[str, str]
    kinds: Mapping[str, str]
    news: frozenset[str]


def compare_sources(documents: Iterable[DocumentOrigins]) -> Sources:
    """Find which names in the credits and among the publishers of all documents are of one source."""
    kinds: dict[str, Counter[str]] = {}
    for document in documents:
        for name in (name for work in document.works for name in work.publishers):
            kinds.setdefault(name, Counter())
        credits = [c for s in document.crediting for c in s.credits]
        for credit in (*credits, *(c for work in document.works for c in work.credits)):
            kinds.setdefault(credit.name, Counter()).update([credit.kind] if credit.title else [])
    keys = _find_keys(kinds)
    totals: dict[str, Counter[str]] = {}
    for name, counts in kinds.items():
        totals.setdefault(keys[name], Counter()).update(counts)
    publishers = read_bibliography().publishers.values()
    news_names = {_split(p.name) for p in publishers if p.kind in _NEWS}
    news = frozenset(keys[name] for name in kinds if _split(name) in news_names)
    return Sources(keys, {key: _find_kind(counts) for key, counts in totals.items()}, news)


def _find_kind(counts: Counter[str]) -> str:
    """What a source is credited with where its work is not named; empty if it is credited with no work."""
    for kind in ("survey", "data"):
        if counts[kind] >= _MOSTLY * max(1, counts.total()):
            return kind
    return "report" if counts else ""


def _find_keys(names: Iterable[str]) -> dict[str, str]:
    split = {name: _split(name) for name in names}
    known = set(split.values())
    # Where a name is read in a text, "Law and Order News" is cut at its "and".
    whole = {_split(name.rpartition(" and ")[2]): words for name, words in split.items() if " and " in name}
    split = {name: whole.get(words, words) if len(words) > 1 else words for name, words in split.items()}
    keys = {}
    for name, words in split.items():
        starts = (words[:size] for size in range(1, len(words) + 1))
        shortest = next((start for start in starts if start in known), words)
        initials = ("".join(word[0] for word in shortest if word not in STOPWORDS),)
        keys[name] = " ".join(initials if len(shortest) > 1 and initials in known else shortest)
    return keys


def _split(name: str) -> tuple[str, ...]:
    words = [fold(word).replace(".", "") for word in _WORD.findall(name)]
    return tuple(words[1:] if words[:1] == ["the"] else words) or (fold(name),)
