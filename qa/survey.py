"""What an index holds before any question is asked: how much on each region by aspect, year and perspective.

Counts are of quotable sentences: those that an answer may quote. Each count keeps the rows behind it, so that
a number can be shown with its sentences. Years are those that a sentence names; the date of a reference is
only when it was written.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from corpus.framework import Framework
from corpus.records import Reference, Trait
from corpus.starter.bibliography import read_bibliography
from corpus.text.dates import YEAR_OUTSIDE_NUMBERS
from index.records import LocatedSentence, SentenceSearch
from qa.compose.distinctive import choose_distinctive, find_own_terms, rank_distinctive

Rows = tuple[int, ...]  # of sentences, ascending
OTHERS, UNSTATED = "others", "no known publisher"
_MAX_SENTENCES = 20_000
_MAX_PERSPECTIVES = 7  # with a name; the rest are counted together
_MIN_SENTENCES_OF_COUNTRY = 8  # for it to be offered as a side


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is: sentences, their passages, and the references they rest on.

    A document without references counts as one source.
    """

    sentences: int
    passages: int
    sources: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that distinguishes a side from another.

    `score` is the absolute z-score, `rows` are the side's sentences with the term, `elsewhere` counts
    occurrences on the other side.
    """

    stem: str
    words: str
    side: str
    score: float
    rows: Rows
    elsewhere: int


class Survey:
    """Figures of one index, computed once; of an even sample if it has more than `max_sentences`.

    Safe to share between threads.
    """

    def __init__(
        self, index: SentenceSearch, framework: Framework, *, max_sentences: int = _MAX_SENTENCES
    ) -> None:
        self._framework = framework
        rows = index.sentences.find_tagged()
        self.sampled_from = len(rows) if len(rows) > max_sentences else None  # sentences
        if self.sampled_from:
            rows = rows[np.linspace(0, len(rows) - 1, max_sentences).astype(np.int64)]
        located = {row: index.sentences.locate(row) for row in map(int, rows)}
        self._located = {
            row: x for row, x in located.items() if Trait.ABOUT_DOCUMENT not in x.sentence.traits
        }
        self._rows_by_subject = _group_by_subject(self._located)
        self.aspects = tuple(a.name for a in framework.aspects)
        found = [name for name in framework.subjects if name in self._rows_by_subject]
        kinds = {name: framework.subjects[name].kind for name in found}
        self.regions = tuple(name for name in found if kinds[name] in ("region", "world"))
        countries = sorted(
            name
            for name in found
            if kinds[name] == "country"
            and framework.is_regional(name)
            and len(self._rows_by_subject[name]) >= _MIN_SENTENCES_OF_COUNTRY
        )
        self.sides = (*(name for name in self.regions if kinds[name] == "region"), *countries)

    @cached_property
    def years(self) -> dict[tuple[str, int], Rows]:
        """Sentences by region and year named; one that names two years counts in both."""
        return self._group_by_region(lambda x: {int(y) for y in YEAR_OUTSIDE_NUMBERS.findall(x.text)})

    @cached_property
    def perspectives(self) -> dict[tuple[str, str], Rows]:
        """Sentences by region and perspective of their publishers; one with two counts in both."""
        found = self._group_by_region(_find_perspectives)
        totals = _count_by_second(found)
        named = sorted((name for name in totals if name != "other"), key=lambda name: (-totals[name], name))
        named = named[:_MAX_PERSPECTIVES]
        grouped: dict[tuple[str, str], set[int]] = {}
        for (region, name), rows in found.items():
            grouped.setdefault((region, name if name in named else OTHERS), set()).update(rows)
        return {key: tuple(sorted(rows)) for key, rows in grouped.items()}

    @property
    def perspective_names(self) -> tuple[str, ...]:
        """The perspectives, the most frequent first, the others at the end."""
        totals = _count_by_second(self.perspectives)
        return tuple(sorted(totals, key=lambda name: (name == OTHERS, -totals[name], name)))

    def find_rows(self, subject: str, aspect: str | None = None) -> Rows:
        """Find the sentences on a region or country, under one aspect or all."""
        rows = self._rows_by_subject.get(subject, ())
        return tuple(r for r in rows if aspect is None or aspect in self._located[r].sentence.aspects)

    def find_rows_with_term(self, term: str, side: str, aspect: str | None = None) -> Rows:
        """Find the side's sentences that have a term, given as its stem."""
        return self._keep_with_term(term, self.find_rows(side, aspect))

    def find_distinctive_terms(
        self, first: str, second: str, aspect: str | None = None, k: int = 12
    ) -> tuple[list[Term], list[Term]]:
        """Find at most `k` terms of each side that distinguish it from the other, under one aspect or all."""
        rows = {side: self.find_rows(side, aspect) for side in (first, second)}
        counts = {side: Counter(t for r in found for t in self._terms[r]) for side, found in rows.items()}
        ranked = rank_distinctive(counts[first], counts[second], self._background)
        of_first, of_second = choose_distinctive(ranked, k)
        return (
            [self._make_term(d.term, first, abs(d.score), rows[first], d.second) for d in of_first],
            [self._make_term(d.term, second, abs(d.score), rows[second], d.first) for d in of_second],
        )

    def spell_term(self, term: str) -> str:
        """Return the most frequent spelling of a term, given as its stem."""
        return self._find_spelling(term, self._terms)

    def count_evidence(self, rows: Collection[int]) -> Tally:
        """Count the sentences, passages and sources of a set of rows."""
        located = [self._located[r] for r in rows]
        works = {(r.title, r.publisher) for x in located for r in list_references(x)}
        own = {x.document.id for x in located if not list_references(x)}
        return Tally(
            sentences=len(located),
            passages=len({x.passage.id for x in located}),
            sources=len(works) + len(own),
        )

    def count_all(self) -> Tally:
        """Count all sentences, passages and sources."""
        return self.count_evidence(self._located)

    def count_undated(self) -> int:
        """Count the sentences that name no year."""
        return sum(not YEAR_OUTSIDE_NUMBERS.search(x.text) for x in self._located.values())

    def locate(self, row: int) -> LocatedSentence:
        """Return the sentence of a row."""
        return self._located[row]

    @cached_property
    def _terms(self) -> dict[int, Mapping[str, str]]:
        """Terms of each row with their spelling."""
        return {row: find_own_terms(x, self._framework) for row, x in self._located.items()}

    @cached_property
    def _background(self) -> Counter[str]:
        return Counter(t for terms in self._terms.values() for t in terms)

    def _make_term(self, stem: str, side: str, score: float, rows: Rows, elsewhere: int) -> Term:
        with_term = self._keep_with_term(stem, rows)
        words = self._find_spelling(stem, with_term)
        return Term(stem=stem, words=words, side=side, score=score, rows=with_term, elsewhere=elsewhere)

    def _keep_with_term(self, term: str, rows: Rows) -> Rows:
        return tuple(row for row in rows if term in self._terms[row])

    def _find_spelling(self, stem: str, rows: Iterable[int]) -> str:
        spellings = Counter(words for row in rows if (words := self._terms[row].get(stem)))
        return min(spellings, key=lambda words: (-spellings[words], words), default=stem)

    def _group_by_region(
        self, find_keys: Callable[[LocatedSentence], Iterable[Any]]
    ) -> dict[tuple[str, Any], Rows]:
        """Rows by region and each of the sentence's keys, keys in order."""
        grouped: dict[tuple[str, Any], list[int]] = {}
        for region in self.regions:
            for row in self._rows_by_subject[region]:
                for key in sorted(find_keys(self._located[row])):
                    grouped.setdefault((region, key), []).append(row)
        return {key: tuple(rows) for key, rows in grouped.items()}


def list_references(located: LocatedSentence) -> tuple[Reference, ...]:
    """Return the references that a sentence rests on."""
    ids = set(located.sentence.references)
    return tuple(r for r in located.document.references if r.id in ids)


def _group_by_subject(located: Mapping[int, LocatedSentence]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, x in located.items():
        for subject in x.sentence.subjects:
            rows.setdefault(subject, []).append(row)
    return rows


def _count_by_second(grouped: Mapping[tuple[str, str], Rows]) -> Counter[str]:
    """How many rows there are under each second key, whatever the first."""
    totals: Counter[str] = Counter()
    for (_, name), rows in grouped.items():
        totals[name] += len(rows)
    return totals


def _find_perspectives(located: LocatedSentence) -> set[str]:
    publishers = read_bibliography().publishers
    known = [publishers.get(r.publisher or "") for r in list_references(located)]
    return {publisher.perspective if publisher else UNSTATED for publisher in known} or {UNSTATED}
