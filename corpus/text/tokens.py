"""Words as search sees them: folded Snowball stems with their places in the text.

The BM25 index and the tags of the framework both read words through here, so that "railways" in a question
matches "railway" in a document. Only this view is folded; quotations keep every character. What matches what:

    Vučić = Vucic = Вучић                    accents are folded, Cyrillic is transliterated
    İstanbul = istanbul = ISTANBUL           the Turkish i's are one letter
    中国投资 → 中 中国 国 国投 投 投资 资       in Chinese: signs and pairs
"""

import itertools
import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

TOKENIZER_VERSION = 2  # part of a build's id; raise it when the same text gives other stems
_WORD = re.compile(r"\w[\w\u0300-\u036f]*(?:[’'‘]\w[\w\u0300-\u036f]*)*", re.UNICODE)
_POSSESSIVE = re.compile(r"[’'‘]s?$")
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"[{_IDEOGRAPHS}]+|[^{_IDEOGRAPHS}]+")
_UNIT = re.compile(rf"[{_IDEOGRAPHS}]|[^\s{_IDEOGRAPHS}]+")
_SIGN = re.compile(f"[{_IDEOGRAPHS}]")
_ASCII = re.compile(r"[\x00-\x7f]*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SERBIAN_ONLY = re.compile("[ђјљњћџ]")
_MARKS = re.compile("[\u0300-\u036f]")
# Serbian Latin without its accents, then the letters of Russian, Ukrainian and Latin alphabets that it lacks.
_LATIN = str.maketrans(
    dict(zip("абвгдежзиклмнопр", "abvgdezziklmnopr", strict=True))
    | dict(zip("стуфхцчшыэіґ", "stufhccsyeig", strict=True))
    | {"ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz"}
    | {"щ": "sc", "ю": "ju", "я": "ja", "ъ": "", "ь": "", "є": "e"}
    | {"đ": "dj", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe"}
)
# Capital letters of Latin and Cyrillic alphabets, for use in character classes.
CAPITALS = "".join(c for c in map(chr, (*range(0x41, 0x250), *range(0x400, 0x460))) if c.isupper())
_local = threading.local()

# Function words of English: they carry no topic. Kept short on purpose, BM25's idf does the rest.
STOPWORDS = frozenset(
    "a about after again against all also am an and any are as at be because been before being between both "
    "but by can could did do does doing down during each for from further had has have having he her here "
    "hers him his how i if in into is it its itself just me more most my no nor not now of off on once only "
    "or other our out over own same she should so some such than that the their theirs them then there these "
    "they this those through to too under until up very was we were what when where which while who whom "
    "whose why will with would you your".split()
)


class Word(NamedTuple):
    """A stem and the characters `start:end` that it came from.

    A tuple: a document has thousands of words, and a dataclass takes three times as long to make.
    """

    stem: str
    start: int
    end: int


def fold(word: str) -> str:
    """Return the word in lower-case Latin letters without accents, as far as its script allows."""
    if _ASCII.fullmatch(word):
        return word.lower()
    bare = unicodedata.normalize("NFKD", word).casefold().translate(_LATIN)
    return unicodedata.normalize("NFC", _MARKS.sub("", bare))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the folded Snowball stem of a word in English, without a possessive ending."""
    return _stem("english", fold(_POSSESSIVE.sub("", word)))


def split_words(text: str) -> list[Word]:
    """Return every word of the text in order, stop words included, so that phrases can be matched."""
    return [Word(stem(m.group().lower()), m.start(), m.end()) for m in _WORD.finditer(text)]


def content_stems(text: str) -> list[str]:
    """Return the stems of the words that are not stop words, in order, repeats kept."""
    return [s for word in _WORD.findall(text) if (w := word.lower()) not in STOPWORDS for s in _stems(w)]


def count_words(text: str) -> int:
    """Count the words of a text; two ideographs count as one word."""
    if not _SIGN.search(text):
        return len(text.split())
    units = [m.group() for m in _UNIT.finditer(text)]
    return len(units) - sum(map(_is_sign, units)) // 2


def cut_words(text: str, count: int) -> Iterator[tuple[int, int]]:
    """Yield the spans `start, end` of at most `count` words each that together hold all words of the text."""
    if not _SIGN.search(text) and 0 < len(text.split()) <= count:  # nearly always
        yield len(text) - len(text.lstrip()), len(text.rstrip())
        return
    start, end, words = 0, 0, 0.0
    for unit in _UNIT.finditer(text):
        weight = 0.5 if _is_sign(unit.group()) else 1.0
        if words + weight > count:
            yield start, end
            words = 0.0
        start = unit.start() if words == 0 else start
        end, words = unit.end(), words + weight
    if words:
        yield start, end


def _is_sign(unit: str) -> bool:
    return _SIGN.fullmatch(unit) is not None


@lru_cache(maxsize=65536)
def _stems(word: str) -> tuple[str, ...]:
    """Return the stems of a word that is not a stop word: several for ideographs and for Russian."""
    if _ASCII.fullmatch(word):
        return (stem(word),)
    found: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFKC", word)):
        if _is_sign(run[0]):
            pairs = [*map("".join, itertools.pairwise(run)), ""]
            found += [part for sign, pair in zip(run, pairs, strict=True) for part in (sign, pair) if part]
            continue
        found.append(stem(run))
        # Russian is highly inflected: its own stem is a second chance to match.
        if _CYRILLIC.search(run) and not _SERBIAN_ONLY.search(run):
            found += [s for s in [fold(_stem("russian", run))] if s != found[-1]]
    return tuple(found)


def _stem(language: str, word: str) -> str:
    # PyStemmer objects must not be shared between threads.
    stemmers: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(language)
    return str(stemmers[language].stemWord(word))
