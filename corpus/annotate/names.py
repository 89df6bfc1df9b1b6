"""The names that a document uses: runs of capitalised words, acronyms with what they stand for, its title.

An acronym in brackets is matched with the words before it as by Schwartz & Hearst (2003, "A Simple Algorithm
for Identifying Abbreviation Definitions in Biomedical Text"). Which names an index keeps is decided over all
documents (`choose_names`): a name of several words by its C-value (Frantzi, Ananiadou & Mima 2000, "Automatic
Recognition of Multi-Word Terms").
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.records import Document, Passage
from corpus.text.english import find_pattern
from corpus.text.english_words import is_common
from corpus.text.tokens import CAPITALS, STOPWORDS

_CAPITALISED = rf"(?:\b[{CAPITALS}][\w’'&.-]*\w|\b[A-Z]\b|\d+\+\d+)"
NAME_RUN = re.compile(
    rf"{_CAPITALISED}(?: (?:(?:of|de|del|da|do|du|la|al|el|for|the) ){{0,2}}{_CAPITALISED}){{0,7}}"
)
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z0-9&+-]{1,9})\)")
_POSSESSIVE = re.compile(r"['’]s?$")
_PUNCTUATION = re.compile(r"[,;:.()]\s?")
_NO_NAME = find_pattern("capitalised_word")
_TITLE_PARTS = re.compile(r"\s+[-–—|]\s+|:\s+")
_AUTHORS = re.compile(r"\s*(?:[;,]|\band\b)\s*")
_LINKING = ("of", "de", "del", "da", "do", "du", "la", "al", "el", "for", "the")
_MAX_WORDS = 8
_MIN_COUNT = 2  # sentences with a name that is kept


@dataclass(frozen=True, slots=True)
class DocumentNames:
    """The names of one document: how many sentences have each, long forms by acronym, title and author."""

    counts: Mapping[str, int]
    acronyms: Mapping[str, str]
    titles: tuple[str, ...]


def find_document_names(document: Document, passages: Sequence[Passage]) -> DocumentNames:
    """Find the names in the sentences of a document."""
    counts: Counter[str] = Counter()
    acronyms: dict[str, str] = {}
    spans = dict.fromkeys((s.start, s.end) for p in passages for s in p.sentences)  # passages overlap
    for start, end in spans:
        text = document.text[start:end]
        counts.update(dict.fromkeys(_find_names(text), 1))
        for m in _ACRONYM.finditer(text):
            if long_form := _find_long_form(text[: m.start()], m[1]):
                acronyms.setdefault(m[1], long_form)
    parts = _TITLE_PARTS.split(document.title)[:1]
    titles = [*parts, document.title, *_AUTHORS.split(document.author or "")]
    titles = [t for t in dict.fromkeys(map(str.strip, titles)) if 0 < len(t.split()) <= _MAX_WORDS]
    return DocumentNames(dict(sorted(counts.items())), acronyms, tuple(titles))


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name of the documents; `long_form` is what an acronym stands for, else empty."""

    name: str
    long_form: str = ""
    is_title: bool = False


def choose_names(documents: Iterable[DocumentNames]) -> list[KnownName]:
    """Choose the names to know of, sorted: titles, acronyms, and names that stand for more than a part."""
    counts: Counter[str] = Counter()
    acronyms: dict[str, str] = {}
    titles: dict[str, None] = {}
    for document in documents:
        counts.update(document.counts)
        titles |= dict.fromkeys(document.titles)
        for short, long_form in document.acronyms.items():
            acronyms.setdefault(short, long_form)
    kept = {
        name for name, value in _measure_c_values(counts).items() if value > 0 and counts[name] >= _MIN_COUNT
    }
    kept |= {surname for name in titles if (surname := _find_surname(name))}
    kept |= titles.keys() | acronyms.keys() | set(acronyms.values())
    return [KnownName(name, acronyms.get(name, ""), name in titles) for name in sorted(kept)]


def _find_surname(name: str) -> str:
    """The last word of a name of two or three capitalised words, if it is no English word; else empty."""
    words = name.split()
    is_person = 1 < len(words) < 4 and all(word[:1].isupper() for word in words)
    return words[-1] if is_person and words[-1].isalpha() and not is_common(words[-1]) else ""


def _find_names(text: str) -> Iterable[str]:
    for m in NAME_RUN.finditer(text):
        words = [_POSSESSIVE.sub("", w) for w in _split_at_possessives(m.group())]
        if m.start() == 0 and len(words) == 1 and is_common(words[0]):
            continue  # any word has a capital there
        while words and (words[0].lower() in STOPWORDS or words[0] in _LINKING):
            words.pop(0)
        while words and words[-1] in _LINKING:
            words.pop()
        if words and not (len(words) == 1 and (_NO_NAME.fullmatch(words[0]) or len(words[0]) < 3)):
            yield " ".join(words)


def _split_at_possessives(run: str) -> list[str]:
    """The words after the last possessive: of "Kenya's Standard Gauge Railway" the railway."""
    words = run.split()
    owners = [at for at, word in enumerate(words[:-1]) if _POSSESSIVE.search(word)]
    return words[owners[-1] + 1 :] if owners else words


def _find_long_form(before: str, acronym: str) -> str:
    """The words before an acronym that its letters stand for, from right to left; empty if none do."""
    letters = [c.lower() for c in acronym if c.isalnum()]
    clause = _PUNCTUATION.split(before)[-1]
    text = " ".join(clause.split()[-min(len(letters) + 5, 2 * len(letters)) :])
    at = len(text) - 1
    for position, letter in reversed(list(enumerate(letters))):
        while at >= 0 and (
            text[at].lower() != letter or (position == 0 and at > 0 and text[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return ""
        at -= 1
    long_form = text[at + 1 :].strip()
    return long_form if long_form[:1].isupper() else ""


def _measure_c_values(counts: Mapping[str, int]) -> dict[str, float]:
    """C-values: counts, less those as a part of longer names, times the logarithm of the length."""
    longer: dict[str, list[int]] = {}
    for name, count in counts.items():
        words = name.split()
        for size in range(1, len(words)):
            for start in range(len(words) - size + 1):
                part = " ".join(words[start : start + size])
                if part in counts:
                    longer.setdefault(part, []).append(count)
    values = {}
    for name, count in counts.items():
        inside = longer.get(name, [0])
        values[name] = math.log2(len(name.split()) + 1) * (count - sum(inside) / len(inside))
    return values
