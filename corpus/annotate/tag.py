"""Tags each sentence with its subjects, aspects and topics, by its own words or by what surrounds it.

A sentence that names nothing is about what the sentence before it in the paragraph is about; failing that,
about what the heading or the title names. In a document whose front matter declares its regions, it is about
what the title or the front matter names. A country brings its region, never the other way round.
A sentence that names no year is dated by the one before it, the heading, its sources or the document.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.annotate.credits import find_credits
from corpus.annotate.features import (
    find_clauses,
    find_names,
    find_traits,
    stands_alone,
)
from corpus.annotate.statements import find_statements
from corpus.framework import Framework
from corpus.records import Block, Document, Sentence, Trait
from corpus.text.dates import find_years
from corpus.text.figures.find import find_figures
from corpus.text.phrases import Mention
from corpus.text.stated_years import find_stated_years
from corpus.text.tokens import split_words

TAGGER_VERSION = 12  # part of a build's id: raise it when the same text is tagged differently
_MAX_JOINED_WORDS = 75  # of a sentence and the one before it
_ALL_SIDES = (
    "both regions",
    "two regions",
    "both countries",
    "both cases",
    "the two sides",
    "each region",
    "all regions",
)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a document as a whole is about.

    `declared` is True if its front matter names its regions; `countries` are those that the front matter
    lists.
    """

    subjects: tuple[str, ...]
    aspects: tuple[str, ...]
    declared: bool
    countries: tuple[str, ...]


def tag_sentences(
    document: Document, spans: Sequence[tuple[Block, tuple[int, int]]], framework: Framework
) -> list[Sentence]:
    """Tag the sentences of a document, given in order with their blocks."""
    tagger = _Tagger(document, framework)
    sentences: list[Sentence] = []
    for number, (block, span) in enumerate(spans):
        follows = number > 0 and spans[number - 1][0] is block
        next_start = spans[number + 1][1][0] if number + 1 < len(spans) else block.end + 1
        sentences.append(
            tagger.tag(block, span, sentences[-1] if follows else None, min(next_start, block.end + 1))
        )
    return sentences


class _Tagger:
    """Tags the sentences of one document."""

    def __init__(self, document: Document, framework: Framework) -> None:
        self._document = document
        self._framework = framework
        self._scope = _find_scope(document, framework)
        self._date_by_reference = {r.id: r.date or "" for r in document.references}
        # A brief that gives its sources is not dated by the day on which it was written.
        self._document_years = () if document.references else tuple(find_years(document.updated or "")[:1])
        self._mark_starts = [mark.start for mark in document.marks]

    def tag(
        self, block: Block, span: tuple[int, int], previous: Sentence | None, next_start: int
    ) -> Sentence:
        """Tag one sentence, given the one before it in its block and the start of the one after it."""
        start, end = span
        text = self._document.text[start:end]
        words = split_words(text)
        mentions = self._framework.find_subjects(text)
        named = _names(mentions)
        aspects = [m.name for m in self._framework.find_aspects(words)]
        marks = self._document.marks[
            bisect_right(self._mark_starts, start) : bisect_right(self._mark_starts, next_start)
        ]
        known_names = [(m.start, m.end) for m in mentions] + self._framework.find_actor(text)
        names = find_names(text, known_names)
        all_years = find_years(text)
        years = tuple(dict.fromkeys(all_years))
        references = tuple(dict.fromkeys(m.reference_id for m in marks))
        figures = find_figures(text, self._document.language, offset=start)
        stated = find_stated_years(text, figures[0].start - start if figures else 0)
        traits = find_traits(text, figures)
        if stated.are_apart:
            traits = (*traits, Trait.SEQUENCE)
        if Trait.POINTS_BACK in traits and previous and self._can_join(previous, end):
            traits = (*traits, Trait.CONTINUES)
        return Sentence(
            start,
            end,
            subjects=self._subjects(text, named, block, previous),
            named=named,
            aspects=self._aspects(aspects, block, previous),
            topics=_names(self._framework.find_topics(words)),
            references=references,
            traits=traits,
            years=years,
            stated=stated.in_years,
            lasting=stated.since,
            dated=() if years else self._find_date(block, previous, references),
            names=names,
            figures=figures,
            clauses=find_clauses(text, self._framework, offset=start),
            credits=(*find_credits(text, known_names), *find_statements(text)),
        )

    def _find_date(
        self, block: Block, previous: Sentence | None, references: Sequence[str]
    ) -> tuple[int, ...]:
        """The years of a sentence that names none.

        They are of the sentence before it, else of the heading, else of its sources, else of the document.
        """
        if previous and (years := previous.years or previous.dated):
            return years
        if of_heading := find_years(" ".join(block.headings[-1:])):
            return tuple(dict.fromkeys(of_heading))
        of_sources = [y for r in references for y in find_years(self._date_by_reference.get(r, ""))]
        return (max(of_sources),) if of_sources else self._document_years

    def _can_join(self, previous: Sentence, end: int) -> bool:
        """Whether the sentence that ends at `end` can be quoted with the one before it."""
        joined = self._document.text[previous.start : end]
        is_whole = not {Trait.POINTS_BACK, Trait.ABOUT_DOCUMENT}.intersection(previous.traits)
        return is_whole and "\n" not in joined and len(joined.split()) <= _MAX_JOINED_WORDS

    def _subjects(
        self, text: str, named: tuple[str, ...], block: Block, previous: Sentence | None
    ) -> tuple[str, ...]:
        scope, framework = self._scope, self._framework
        with_regions = framework.with_regions(named)
        if any(phrase in text.lower() for phrase in _ALL_SIDES):
            return _join(with_regions, scope.subjects)
        names_side = any(framework.is_regional(name) for name in named)
        inside = [n for n in named if not set(framework.with_regions([n])).isdisjoint(scope.subjects)]
        if scope.declared and (inside or not names_side):
            # In a brief on Tajikistan a sentence that names Afghanistan too is still one on Tajikistan.
            outside = [
                n for n in named if n not in inside and (n in scope.countries or not framework.is_regional(n))
            ]
            return _join(framework.with_regions(inside) or scope.subjects, outside)
        if names_side:
            return with_regions
        return _join(self._inherited(text, block, previous, bool(named)), with_regions)

    def _inherited(
        self, text: str, block: Block, previous: Sentence | None, names_context: bool
    ) -> tuple[str, ...]:
        """The subjects of the sentence before, else of the heading, else of the document.

        The document's are not inherited by a sentence that names at least a bloc or an outside power.
        """
        # In a document on the world, a sentence that stands alone is not about the region named before it.
        is_on_world = self._scope.subjects == (self._framework.world,)
        if previous and previous.subjects and not (is_on_world and stands_alone(text)):
            return previous.subjects
        heading = (m.name for h in block.headings[-1:] for m in self._framework.find_subjects(h))
        return self._framework.with_regions(heading) or (() if names_context else self._scope.subjects)

    def _aspects(self, found: Sequence[str], block: Block, previous: Sentence | None) -> tuple[str, ...]:
        declared = self._scope.aspects
        if len(declared) == 1:  # what an author declares outranks what words suggest
            return declared
        if declared:
            for heading in reversed(block.headings):
                if aspects := _heading_aspects(heading, self._framework):
                    return aspects
        ranked = sorted(dict.fromkeys(found), key=lambda aspect: -found.count(aspect))
        return tuple(ranked) or (previous.aspects if previous else ()) or declared


def _find_scope(document: Document, framework: Framework) -> _Scope:
    title = framework.find_subjects(document.title, fold_case=document.title.isupper())
    titled = framework.with_regions(m.name for m in title)
    regions = tuple(r for r in document.regions if r in framework.subjects)
    countries = tuple(c for c in document.countries if c in framework.subjects)
    # In a document on the world a sentence is about any region it names; in one on a region, about that one.
    declared = bool(regions) and framework.world not in regions
    if regions and not declared:
        regions, countries = (framework.world,), ()
    return _Scope(
        subjects=titled or _join(countries if len(countries) == 1 else (), regions),
        aspects=document.aspects,
        declared=declared,
        countries=countries,
    )


@lru_cache(maxsize=1024)
def _heading_aspects(heading: str, framework: Framework) -> tuple[str, ...]:
    """The aspects that a heading declares; cached, since every sentence under the heading needs them."""
    return _names(framework.find_heading_aspects(split_words(heading)))


def _names(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.name for m in mentions))


def _join(*names: Iterable[str]) -> tuple[str, ...]:
    """The names in order, once each."""
    return tuple(dict.fromkeys(name for group in names for name in group))
