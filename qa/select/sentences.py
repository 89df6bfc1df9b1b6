"""What the words of a sentence say: stems, names, how specific it is, whether it compares or forecasts.

Each function depends on the sentence alone, and the same sentences come up in question after question. So
results are cached, across indexes and threads, in `functools.lru_cache`: it is bounded, locks by itself, and
a hit takes an eighth of the time that `cachetools` needs with the lock it leaves to its users.
"""

import re
from functools import lru_cache

from corpus.framework import Framework
from corpus.text.quantities import NUMBER
from corpus.text.tokens import Word, content_stems, split_words

cache_by_sentence = lru_cache(maxsize=8192)  # decorator: one cache of so many sentences for each function

_CONTRAST = re.compile(
    r"\b(whereas|while|unlike|in contrast|by contrast|key difference|differs?)\b", re.IGNORECASE
)
_SIMILARITY = re.compile(
    r"\b(both|common to|in common|alike|similar\w*|similarit\w*|two parallel|each of)\b", re.IGNORECASE
)
_FORECAST = re.compile(
    r"\b(will|would|may|might|could|(is|are) (expected|projected|foreseen|likely) to|scenario)\b",
    re.IGNORECASE,
)
_CAPITALISED_WORD = re.compile(r"(?<=[\w,;] )[A-Z][\w-]+")
_CAPITALISED_RUN = re.compile(r"[A-Z][\w-]+(?:\s+(?:(?:of|for|and|the|on|in)\s+)?[A-Z][\w-]+){2,}")
_FIGURES_OF_SPECIFIC = 3  # so many figures, or twice as many names, make a sentence fully specific


@lru_cache(maxsize=1024)
def find_words(text: str) -> tuple[Word, ...]:
    """Return `split_words`, with which several functions begin."""
    return tuple(split_words(text))


@cache_by_sentence
def find_stems(text: str) -> tuple[str, ...]:
    """Return the stems of content words, in order, repeats kept."""
    return tuple(content_stems(text))


@cache_by_sentence
def find_topics(text: str, framework: Framework) -> tuple[str, ...]:
    """Return the topics whose words are in the text, in order, once each."""
    return tuple(dict.fromkeys(m.name for m in framework.find_topics(find_words(text))))


def find_names(text: str, framework: Framework) -> set[str]:
    """Return capitalised words that are not part of a region, a country or the actor."""
    return set(_list_names(text, framework))


@cache_by_sentence
def find_initials(text: str) -> set[str]:
    """Return initials of capitalised runs: {'AIIB'} for 'the Asian Infrastructure Investment Bank'."""
    runs = _CAPITALISED_RUN.findall(text)
    return {"".join(w[0] for w in run.split() if w[0].isupper()) for run in runs}


@cache_by_sentence
def measure_specificity(text: str, framework: Framework) -> float:
    """Return how specific a sentence is, 0 to 1, by its figures, and its names at half the weight."""
    figures = len(NUMBER.findall(text))
    if figures >= _FIGURES_OF_SPECIFIC:
        return 1.0
    return min(1.0, (figures + len(_list_names(text, framework)) / 2) / _FIGURES_OF_SPECIFIC)


@cache_by_sentence
def states_contrast(text: str) -> bool:
    """Return whether the sentence has a word of contrast."""
    return _CONTRAST.search(text) is not None


@cache_by_sentence
def states_similarity(text: str) -> bool:
    """Return whether the sentence has a word of similarity."""
    return _SIMILARITY.search(text) is not None


@cache_by_sentence
def states_forecast(text: str) -> bool:
    """Return whether the sentence says what may come rather than what is."""
    return _FORECAST.search(text) is not None


def _list_names(text: str, framework: Framework) -> list[str]:
    known = {place for span in framework.find_all_names(text) for place in range(*span)}
    return [m.group() for m in _CAPITALISED_WORD.finditer(text) if m.start() not in known]
