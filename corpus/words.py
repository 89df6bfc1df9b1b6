"""Words as search sees them: lower-case Snowball stems with their places in the text.

Both the BM25 index and the tags of the framework read words through here, so that "railways" in a question meets "railway" in a document.
"""

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"\w+(?:[’'‘]\w+)*", re.UNICODE)
_POSSESSIVE = re.compile(r"[’'‘]s?$")
_local = threading.local()

# Function words of English: they carry no topic. Kept short on purpose, BM25's idf does the rest.
STOPWORDS = frozenset(
    "a about after again against all also am an and any are as at be because been before being between both but by can could did do does doing down "
    "during each for from further had has have having he her here hers him his how i if in into is it its itself just me more most my no nor not now "
    "of off on once only or other our out over own same she should so some such than that the their theirs them then there these they this those "
    "through to too under until up very was we were what when where which while who whom whose why will with would you your".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A stem and the characters `start:end` it came from."""

    stem: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Snowball English stem of a lower-case word; a possessive ending is dropped first."""
    if not hasattr(_local, "stemmer"):  # PyStemmer objects must not be shared between threads
        _local.stemmer = Stemmer.Stemmer("english")
    return str(_local.stemmer.stemWord(_POSSESSIVE.sub("", word)))


def split_words(text: str) -> list[Word]:
    """Every word of the text in order, stop words included, so that phrases can be matched."""
    return [Word(stem(m.group().lower()), m.start(), m.end()) for m in _WORD.finditer(text)]


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry a topic: stop words dropped, in order, repeats kept."""
    return [stem(w) for m in _WORD.finditer(text) if (w := m.group().lower()) not in STOPWORDS]
