"""English words by the list of pyspellchecker: whether a word is one, and what a misspelt one may be."""

import re
from functools import cache

from spellchecker import SpellChecker

from corpus.text.tokens import STOPWORDS

_COMMON = 200  # occurrences in the texts that the list was made from
_FUNCTION_WORD = re.compile(
    rf"\b({'|'.join(word for word in sorted(STOPWORDS) if len(word) > 2)}|in|of|is)\b", re.IGNORECASE
)


def looks_english(text: str) -> bool:
    """Return whether the text has a function word of English, so is not in another language."""
    return _FUNCTION_WORD.search(text) is not None


def is_english(word: str) -> bool:
    """Return whether the word, in any case, is in the list; names of many countries and cities are too."""
    return word.lower() in _load().word_frequency.dictionary


def is_common(word: str) -> bool:
    """Return whether the word, in any case, is common English; surnames are in the list as rare words."""
    frequency = _load().word_frequency
    return all(int(frequency[part]) >= _COMMON for part in word.lower().split("-"))


def list_corrections(word: str) -> list[str]:
    """Return the English words that are one slip away from a word in lower case, the commonest first."""
    checker = _load()
    near = checker.known(checker.edit_distance_1(word))
    return sorted(near, key=lambda w: (-checker.word_frequency[w], w))


@cache
def _load() -> SpellChecker:
    return SpellChecker(language="en", distance=1)
