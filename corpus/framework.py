"""The framework in use: finds the names of its regions, countries, aspects and topics in text.

What the names are is data (`corpus.framework_file`). Which tags a sentence inherits from its surroundings is
decided by `corpus.annotate.tag`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from corpus.foreign_names import ForeignNames
from corpus.framework_file import DEFAULT_FRAMEWORK, Aspect, FrameworkData, Subject, read_framework_file
from corpus.text.english_words import is_english
from corpus.text.phrases import Mention, compile_names, find_forms, fold_name, index_forms
from corpus.text.tokens import Word, split_words

_LONG_WORD = re.compile(r"\b[A-Za-z]{5,}\b")
_TWO_SLIPS = 9  # letters above which a name may be two edits off, not one
_SHORT = 3  # letters up to which a name may be a common word in lower case


class Framework:
    """A loaded framework; get it from `load_framework`. Hashed by identity, so that results can be cached."""

    def __init__(self, data: FrameworkData) -> None:
        self.actor = data.actor
        self.aspects = data.aspects
        self.subjects = data.subjects
        self.topics = data.topics
        self.events = data.events
        self._formats = data.formats
        # The region of statements about all regions, which is not a side; empty if there is none.
        self.world = next((s.name for s in self.subjects.values() if s.kind == "world"), "")
        self._foreign = _read_foreign(data)
        self._subject_of = {sign: n for sign, n in self._foreign.signs.items() if n != self.actor}
        self._subject_of |= {fold_name(n): s.name for s in self.subjects.values() for n in s.names}
        signs = set(self._foreign.signs) & set(self._subject_of)
        spellings = sorted({n for s in self.subjects.values() for n in s.names} | signs)
        self._exact = compile_names(spellings)
        self._any_case = compile_names(spellings, re.IGNORECASE)
        self._capitalised = {fold_name(n) for n in spellings if _needs_capitals(n, self.subjects)}
        self._by_initial = _long_names(self.subjects)
        single = [n for n in data.actor_names if " " not in n and len(n) > _SHORT]
        self._actor_stems = tuple(dict.fromkeys(w.stem for n in single for w in split_words(n)))
        self._actor_names = compile_names(data.actor_names, re.IGNORECASE)

        aspects, topics = self.aspects, self.topics.values()
        self._aspect_terms = index_forms((a.name, a.terms) for a in aspects)
        self._question_terms = index_forms((a.name, a.question_terms) for a in aspects)
        self._heading_terms = index_forms((a.name, (*a.headings, *a.question_terms)) for a in aspects)
        self._topic_forms = index_forms((t.name, t.forms) for t in topics)
        self._question_topic_forms = index_forms((t.name, (*t.forms, *t.question_forms)) for t in topics)

    @property
    def actor_stems(self) -> tuple[str, ...]:
        """The stems of the one-word names of the actor."""
        return self._actor_stems

    def is_regional(self, name: str) -> bool:
        """True for regions and for what lies in one; blocs and outside powers are context, not sides."""
        subject = self.subjects[name]
        if subject.kind == "country":
            return bool(subject.regions)
        if subject.kind == "place":
            return len(subject.regions) > 1  # its country and a region
        return subject.kind in ("region", "group")

    def is_format(self, name: str) -> bool:
        """True for a summit or mechanism that stands for its region: FOCAC, 17+1."""
        return fold_name(name) in self._formats

    def aspect(self, name: str) -> Aspect:
        return next(a for a in self.aspects if a.name == name)

    def find_subjects(self, text: str, *, fold_case: bool = False) -> list[Mention]:
        """Names of subjects in the order of the text, the longest at each place.

        `fold_case` is for questions typed without capitals.
        """
        actor = self.find_actor(text)  # whose name may contain another one: "Republic of China"
        found = [
            m
            for m in (self._any_case if fold_case else self._exact).finditer(text)
            if not any(s <= m.start() and m.end() <= e for s, e in actor)
        ]
        if fold_case:  # "us", "who" and "bor" are English words; "US", "WHO" and "Bor" are names
            found = [m for m in found if fold_name(m.group()) not in self._capitalised or self._is_exact(m)]
        mentions = [Mention(self._subject_of[fold_name(m.group())], m.start(), m.end()) for m in found]
        if fold_case or not text.isascii():  # other languages
            foreign = [m for m in self._foreign.find(text, fold_case=fold_case) if m.name != self.actor]
            mentions += [f for f in foreign if not any(m.start < f.end and f.start < m.end for m in mentions)]
            mentions.sort(key=lambda m: m.start)
        return mentions

    def find_misspelt(self, text: str) -> list[Mention]:
        """Words one edit off the name of a region or country, two off a long one: "Kazahkstan"."""
        found = []
        for m in _LONG_WORD.finditer(text):
            word = fold_name(m.group())
            if word in self._subject_of or word[0] not in self._by_initial or is_english(word):
                continue
            near = process.extract(
                word,
                self._by_initial[word[0]],
                scorer=DamerauLevenshtein.distance,
                score_cutoff=1 + (len(word) > _TWO_SLIPS),
            )
            if near:  # a letter is left out more often than one is added
                name, _, _ = min(near, key=lambda n: (n[1], -len(n[0])))
                found.append(Mention(self._subject_of[name], m.start(), m.end()))
        return found

    def find_actor(self, text: str) -> list[tuple[int, int]]:
        """Spans that name the actor whose strategy is studied, in any case."""
        found = [m.span() for m in self._actor_names.finditer(text)]
        if text.isascii():
            return found
        return found + [(m.start, m.end) for m in self._foreign.find(text) if m.name == self.actor]

    def find_all_names(self, text: str) -> list[tuple[int, int]]:
        """Spans that name a subject or the actor."""
        return [m.span() for m in self._exact.finditer(text)] + self.find_actor(text)

    def find_aspects(self, words: Sequence[Word]) -> list[Mention]:
        """Aspect terms of a sentence."""
        return find_forms(words, self._aspect_terms)

    def find_asked_aspects(self, words: Sequence[Word]) -> list[Mention]:
        """Terms by which a question names an aspect as such."""
        return find_forms(words, self._question_terms)

    def find_heading_aspects(self, words: Sequence[Word]) -> list[Mention]:
        """Aspects that a heading declares."""
        return find_forms(words, self._heading_terms)

    def find_topics(self, words: Sequence[Word]) -> list[Mention]:
        """Forms of topics in a sentence, the longest at each place."""
        return find_forms(words, self._topic_forms)

    def find_asked_topics(self, words: Sequence[Word]) -> list[Mention]:
        """Forms of topics in a question, which may be shorter ones."""
        return find_forms(words, self._question_topic_forms)

    def with_regions(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names, each followed by the regions that it lies in, once each."""
        listed = [n for name in names for n in (name, *self.subjects[name].regions)]
        return tuple(dict.fromkeys(listed))

    def _is_exact(self, found: re.Match[str]) -> bool:
        return self._exact.fullmatch(found.group()) is not None


def load_framework(path: Path = DEFAULT_FRAMEWORK) -> Framework:
    """Load a framework file, once.

    Raises:
        CorpusError: the file is absent, is not TOML or lacks a part; the sentence names the part.
    """
    return _load(path)


@lru_cache(maxsize=4)
def _load(path: Path) -> Framework:
    return Framework(read_framework_file(path))


def _read_foreign(data: FrameworkData) -> ForeignNames:
    """Names in other languages of the actor, the countries, the regions and the groups."""
    kinds = ("region", "country", "group")
    subjects = [s for s in data.subjects.values() if s.kind in kinds]
    spellings = {s.name: s.names for s in subjects} | {data.actor: data.actor_names}
    return ForeignNames(spellings, {s.name: s.foreign for s in subjects})


def _long_names(subjects: Mapping[str, Subject]) -> dict[str, tuple[str, ...]]:
    """Folded names of regions and countries that are one long word, by their first letter."""
    kinds = ("region", "country")
    names = sorted(fold_name(n) for n, s in subjects.items() if s.kind in kinds and _LONG_WORD.fullmatch(n))
    by_initial: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(names):
        by_initial[name[0]] = (*by_initial.get(name[0], ()), name)
    return by_initial


def _needs_capitals(name: str, subjects: Mapping[str, Subject]) -> bool:
    """True for names that may be common words in lower case, except those of countries."""
    is_short = len(name) <= _SHORT or (name.isupper() and is_english(name.lower()))
    return is_short and (name not in subjects or subjects[name].kind in ("actor", "place"))
