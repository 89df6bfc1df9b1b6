"""The names and words of an index: what a question's words are recognised, corrected and explained by."""

import json
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from corpus.annotate.names import DocumentNames, KnownName, choose_names
from corpus.text.english_words import is_common, is_english, list_corrections
from corpus.text.phrases import Mention
from corpus.text.tokens import STOPWORDS, content_stems, fold
from index.search.bm25 import Vocabulary
from index.storage.lines import Lines, write_lines
from index.topics import DocumentTopics

_WORD = re.compile(r"[\w+&]+(?:[-.'’][\w+&]+)*")
_MAX_WORDS = 8  # of a name
_MIN_TITLE = 4  # letters of a title that is found in lower case though it is a common word
_MIN_CORRECTED = 5  # letters of a word that may be misspelt
_TWO_SLIPS = 8  # letters from which on it may be two edits off
_NEAR, _NEAR_NAMES = 80, 3  # similarity in percent of names that are suggested, and how many


class Lexicon:
    """The names and stems of one build; what is derived of them is computed when first used."""

    def __init__(self, path: Path, vocabulary: Vocabulary, topics: DocumentTopics) -> None:
        """Open the names of a build; `topics` are what its documents are about.

        Raises:
            OSError, ValueError: the file is missing or damaged.
        """
        self._lines, self._vocabulary = Lines(path / "names.txt"), vocabulary
        self.find_topics, self.find_terms = topics.find, topics.find_terms
        self.find_documents_about = topics.find_documents

    def find(self, text: str) -> list[Mention]:
        """The names of the documents in a text, in any case, the longest at each place, none overlapping."""
        words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
        folded = [_fold_word(w) for w, _, _ in words]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            size = next(
                (
                    n
                    for n in range(min(_MAX_WORDS, len(words) - at), 0, -1)
                    if self._has(words, folded, at, n)
                ),
                0,
            )
            if size:
                found.append(
                    Mention(self._names[tuple(folded[at : at + size])], words[at][1], words[at + size - 1][2])
                )
            at += size or 1
        return found

    def is_title(self, name: str) -> bool:
        """Return whether a document has the name, in any case, as its title or author."""
        return " ".join(_fold_word(m.group()) for m in _WORD.finditer(name)) in self._titles

    def has_word(self, word: str) -> bool:
        """Return whether some document has the word, in any form; a word of several parts, one of these."""
        return any(self._vocabulary.number(stem) is not None for stem in content_stems(word))

    def get_long_form(self, name: str) -> str:
        """What an acronym stands for; empty if that is not known."""
        return self._long_forms.get(name.upper(), "")

    def correct(self, word: str) -> str:
        """The word of the documents that a misspelt word stands for; empty if it is English, or none is near.

        It is an English word one slip away or, of a long word, a name of the documents up to two slips away.
        """
        folded = fold(word)
        if len(folded) < _MIN_CORRECTED or not (folded.isascii() and folded.isalpha()) or is_english(folded):
            return ""
        for near in list_corrections(folded):
            if self.has_word(near):
                return near
        name = process.extractOne(
            folded,
            self._single_names.get(folded[:1], ()),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=1 + (len(folded) >= _TWO_SLIPS),
        )
        return name[0] if name else ""

    def suggest(self, name: str) -> tuple[str, ...]:
        """Names of the documents that are spelt nearly like one that they lack."""
        near = process.extract(
            name,
            self._spelled,
            scorer=fuzz.WRatio,
            processor=str.lower,
            score_cutoff=_NEAR,
            limit=_NEAR_NAMES,
        )
        return tuple(found for found, _, _ in near)

    def _has(self, words: list[tuple[str, int, int]], folded: list[str], at: int, size: int) -> bool:
        if tuple(folded[at : at + size]) not in self._names:
            return False
        if size > 1:
            return True
        # In lower case an English word is the word, not the name that is spelt like it, unless it is a title.
        word = words[at][0]
        is_plain = (
            word.islower() and is_common(word) and (folded[at] not in self._titles or len(word) < _MIN_TITLE)
        )
        return word.lower() not in STOPWORDS and not is_plain

    @cached_property
    def _names(self) -> dict[tuple[str, ...], str]:
        names: dict[tuple[str, ...], str] = {}
        for name in self._spelled:
            names.setdefault(tuple(_fold_word(m.group()) for m in _WORD.finditer(name)), name)
        names.pop((), None)
        return names

    @cached_property
    def _spelled(self) -> tuple[str, ...]:
        return tuple(known.name for known in self._known)

    @cached_property
    def _titles(self) -> frozenset[str]:
        words = (_WORD.finditer(known.name) for known in self._known if known.is_title)
        return frozenset(" ".join(_fold_word(m.group()) for m in found) for found in words)

    @cached_property
    def _long_forms(self) -> dict[str, str]:
        return {known.name.upper(): known.long_form for known in self._known if known.long_form}

    @cached_property
    def _known(self) -> list[KnownName]:
        return [KnownName(*json.loads(line)) for line in self._lines]

    @cached_property
    def _single_names(self) -> dict[str, list[str]]:
        """Long names of one word, in lower case, by their first letter."""
        by_initial: dict[str, list[str]] = {}
        for words in self._names:
            if len(words) == 1 and len(words[0]) >= _MIN_CORRECTED:
                by_initial.setdefault(words[0][:1], []).append(words[0])
        return by_initial


def write_lexicon(folder: Path, documents: Iterable[bytes]) -> None:
    """Write the names of all documents, given as the lines of `names_line`."""
    found = (
        DocumentNames(counts, acronyms, tuple(titles))
        for counts, acronyms, titles in map(json.loads, documents)
    )
    lines = ([known.name, known.long_form, known.is_title] for known in choose_names(found))
    write_lines(folder / "names.txt", (json.dumps(line, ensure_ascii=False).encode() for line in lines))


def names_line(names: DocumentNames) -> bytes:
    """The names of one document as a line of JSON."""
    return json.dumps([dict(names.counts), dict(names.acronyms), names.titles], ensure_ascii=False).encode()


def _fold_word(word: str) -> str:
    return fold(word.removesuffix("'s").removesuffix("’s"))
