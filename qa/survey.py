"""What the corpus holds, before a question is asked: how much on each region by aspect, by year and by perspective, and in what words.

Counts are of quotable sentences: those that an answer may quote. Each count keeps the rows behind it, so that whoever shows a number can show its sentences.
Years are those that a sentence names, when something happened or is planned; the date of a reference only tells when it was written about.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from corpus.annotate.features import is_metadiscourse
from corpus.framework import Framework
from corpus.records import Reference
from corpus.starter.bibliography import read_bibliography
from corpus.text.dates import YEAR_OUTSIDE_NUMBERS
from index.records import LocatedSentence, SentenceSearch
from qa.compose.distinctive import choose_distinctive, find_own_terms, rank_distinctive

Rows = tuple[int, ...]  # of sentences, ascending
OTHERS, UNSTATED = "others", "no known publisher"
MOST = 20_000  # sentences looked at
_GROUPS = 7  # perspectives told apart, the rest together
_LEAST = 8  # sentences that a country needs to be offered as a side


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is: sentences, the passages they stand in, and the sources they rest on (references; a document without any is its own)."""

    sentences: int
    passages: int
    sources: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that tells one side from the other; `score` is a z-score without sign, `rows` are that side's sentences with it."""

    stem: str
    words: str
    side: str
    score: float
    rows: Rows
    elsewhere: int


class Survey:
    """Figures of one index, computed once; of more than `MOST` sentences, of a sample spread evenly over them. Safe to share between threads once made."""

    def __init__(self, index: SentenceSearch, framework: Framework) -> None:
        self._index, self._framework = index, framework
        rows = index.tagged_rows()
        self.sampled_from = len(rows) if len(rows) > MOST else None  # sentences, where not all are looked at
        chosen = rows[np.linspace(0, len(rows) - 1, MOST).astype(np.int64)] if self.sampled_from else rows
        self._located = {r: x for r in map(int, chosen) if not is_metadiscourse((x := index.locate(r)).text)}
        by_subject: dict[str, list[int]] = {}
        for row, located in self._located.items():
            for subject in located.sentence.subjects:
                by_subject.setdefault(subject, []).append(row)
        kinds = {name: s.kind for name, s in framework.subjects.items()}
        self._by_subject = by_subject
        self.aspects = tuple(a.name for a in framework.aspects)
        self.regions = tuple(
            n for n in framework.subjects if kinds[n] in ("region", "world") and n in by_subject
        )
        countries = sorted(
            n
            for n, rows in by_subject.items()
            if kinds.get(n) == "country" and framework.is_regional(n) and len(rows) >= _LEAST
        )
        self.sides = (*(r for r in self.regions if kinds[r] == "region"), *countries)

    def find_rows(self, region: str, aspect: str) -> Rows:
        """Sentences on a region under an aspect."""
        return self._kept(region, lambda x: aspect in x.sentence.aspects)

    @cached_property
    def years(self) -> dict[tuple[str, int], Rows]:
        """Sentences by region and year named; one that names two years counts in both."""
        return self._grouped(lambda x: sorted({int(y) for y in YEAR_OUTSIDE_NUMBERS.findall(x.text)}))

    @cached_property
    def perspectives(self) -> dict[tuple[str, str], Rows]:
        """Sentences by region and by where the publishers of their references look from; one that rests on two counts in both."""
        found = self._grouped(lambda x: sorted({_perspective(r) for r in list_references(x)} or {UNSTATED}))
        totals = Counter({name: 0 for _, name in found})
        for (_, name), rows in found.items():
            totals[name] += len(rows)
        kept = sorted((n for n in totals if n != "other"), key=lambda n: (-totals[n], n))[:_GROUPS]
        grouped: dict[tuple[str, str], set[int]] = {}
        for (region, name), rows in found.items():
            grouped.setdefault((region, name if name in kept else OTHERS), set()).update(rows)
        return {key: tuple(sorted(rows)) for key, rows in grouped.items()}

    @property
    def perspective_names(self) -> tuple[str, ...]:
        """The perspectives told apart, the most frequent first, the rest at the end."""
        totals: Counter[str] = Counter()
        for (_, name), rows in self.perspectives.items():
            totals[name] += len(rows)
        return tuple(sorted(totals, key=lambda n: (n == OTHERS, -totals[n], n)))

    def find_distinctive_terms(
        self, first: str, second: str, aspect: str | None = None, k: int = 12
    ) -> tuple[list[Term], list[Term]]:
        """The terms that tell two sides apart, under one aspect or all: the first's, then the second's, at most `k` each."""
        rows = {side: self._of_side(side, aspect) for side in (first, second)}
        counts = {side: Counter(t for r in held for t in self._terms[r]) for side, held in rows.items()}
        ranked = rank_distinctive(counts[first], counts[second], self._background)
        chosen = choose_distinctive(ranked, k)
        named = ((first, d, d.second) for d in chosen[0]), ((second, d, d.first) for d in chosen[1])
        ours, theirs = (
            [self._term(d.term, side, abs(d.score), rows[side], other) for side, d, other in group]
            for group in named
        )
        return ours, theirs

    def find_rows_with_term(self, term: str, side: str, aspect: str | None = None) -> Rows:
        """The side's sentences that have a term, given as its stem."""
        return tuple(r for r in self._of_side(side, aspect) if term in self._terms[r])

    def spell_term(self, term: str) -> str:
        """A term, given as its stem, as it is most often written."""
        return self._commonest(term, self._terms)

    def count_evidence(self, rows: Collection[int]) -> Tally:
        """How much a set of rows is."""
        located = [self._located[r] for r in rows]
        sources = {(r.title, r.publisher) for x in located for r in list_references(x)} | {
            x.document.id for x in located if not list_references(x)
        }
        return Tally(len(located), len({x.passage.id for x in located}), len(sources))

    def locate(self, row: int) -> LocatedSentence:
        return self._located[row]

    def count_undated(self) -> int:
        """Sentences that name no year."""
        return sum(not YEAR_OUTSIDE_NUMBERS.search(x.text) for x in self._located.values())

    def count_all(self) -> Tally:
        return self.count_evidence(self._located)

    @cached_property
    def _terms(self) -> dict[int, Mapping[str, str]]:
        return {r: find_own_terms(x, self._framework) for r, x in self._located.items()}

    @cached_property
    def _background(self) -> Counter[str]:
        return Counter(t for found in self._terms.values() for t in found)

    def _of_side(self, side: str, aspect: str | None) -> Rows:
        return self._kept(side, lambda x: aspect is None or aspect in x.sentence.aspects)

    def _term(self, stem: str, side: str, score: float, rows: Iterable[int], elsewhere: int) -> Term:
        held = tuple(r for r in rows if stem in self._terms[r])
        return Term(stem, self._commonest(stem, held), side, score, held, elsewhere)

    def _commonest(self, stem: str, rows: Iterable[int]) -> str:
        spelled = Counter(words for r in rows if (words := self._terms[r].get(stem)))
        return min(spelled, key=lambda w: (-spelled[w], w), default=stem)

    def _kept(self, subject: str, fits: Callable[[LocatedSentence], bool]) -> Rows:
        return tuple(r for r in self._by_subject.get(subject, ()) if fits(self._located[r]))

    def _grouped(self, keys: Callable[[LocatedSentence], Iterable[Any]]) -> dict[tuple[str, Any], Rows]:
        found: dict[tuple[str, Any], list[int]] = {}
        for region in self.regions:
            for row in self._by_subject[region]:
                for key in keys(self._located[row]):
                    found.setdefault((region, key), []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}


def list_references(located: LocatedSentence) -> tuple[Reference, ...]:
    """The references that a sentence rests on."""
    ids = set(located.sentence.references)
    return tuple(r for r in located.document.references if r.id in ids)


def _perspective(reference: Reference) -> str:
    publisher = read_bibliography().publishers.get(reference.publisher or "")
    return publisher.perspective if publisher else UNSTATED
