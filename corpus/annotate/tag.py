"""What each sentence is about: subjects, aspects and topics, by its own words or by what surrounds it.

A sentence without a name of its own speaks of what the sentence before it in the paragraph spoke of; failing that, of what the heading or the title names. In
a document whose front matter declares its regions it speaks of what the title or the front matter names. A country brings its region, never the other
way round.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.annotate.features import stands_alone
from corpus.framework import Framework
from corpus.records import Block, Document, Sentence
from corpus.text.tokens import split_words

TAGGER_VERSION = 4  # part of a build's id: raise it when the same text would be tagged otherwise
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
    """What a document is about as a whole. `declared` regions stand in its front matter, `listed` are countries it also treats."""

    subjects: tuple[str, ...]
    aspects: tuple[str, ...]
    declared: bool
    listed: tuple[str, ...]


def tag_sentences(
    document: Document, spans: Sequence[tuple[Block, tuple[int, int]]], framework: Framework
) -> list[Sentence]:
    """Tag the sentences of a document, given in order with their blocks."""
    scope = _scope(document, framework)
    places = [mark.start for mark in document.marks]
    sentences: list[Sentence] = []
    before: Sentence | None = None
    for number, (block, (start, end)) in enumerate(spans):
        text = document.text[start:end]
        words = split_words(text)
        named = tuple(dict.fromkeys(m.name for m in framework.find_subjects(text)))
        same_block = number > 0 and spans[number - 1][0] is block
        held = before if same_block else None
        # On the world as a whole, a sentence that stands alone speaks of the world, whatever region the one before it named.
        carried = (
            held.subjects
            if held and not (scope.subjects == (framework.world,) and stands_alone(text))
            else ()
        )
        subjects = _subjects(text, named, carried, block, scope, framework)
        aspects = _aspects(
            [m.name for m in framework.find_aspects(words)],
            held.aspects if held else (),
            block,
            scope,
            framework,
        )
        topics = tuple(dict.fromkeys(m.name for m in framework.find_topics(words)))
        after = min(spans[number + 1][1][0] if number + 1 < len(spans) else block.end + 1, block.end + 1)
        marks = document.marks[bisect_right(places, start) : bisect_right(places, after)]
        references = tuple(dict.fromkeys(m.reference_id for m in marks))
        before = Sentence(start, end, subjects, named, aspects, topics, references)
        sentences.append(before)
    return sentences


def _scope(document: Document, framework: Framework) -> _Scope:
    titled = framework.with_regions(
        m.name for m in framework.find_subjects(document.title, fold_case=document.title.isupper())
    )
    regions = tuple(r for r in document.regions if r in framework.subjects)
    countries = tuple(c for c in document.countries if c in framework.subjects)
    # A document on the whole world speaks of whatever region a sentence names, and else of the world; one on a region speaks of that region.
    declared = bool(regions) and framework.world not in regions
    if regions and not declared:
        regions, countries = (framework.world,), ()
    subjects = titled or tuple(dict.fromkeys((*(countries if len(countries) == 1 else ()), *regions)))
    return _Scope(
        tuple(n for n in subjects if n in framework.subjects), document.aspects, declared, countries
    )


def _subjects(
    text: str,
    named: tuple[str, ...],
    before: tuple[str, ...],
    block: Block,
    scope: _Scope,
    framework: Framework,
) -> tuple[str, ...]:
    own = framework.with_regions(named)
    if any(phrase in text.lower() for phrase in _ALL_SIDES):
        return tuple(dict.fromkeys((*own, *scope.subjects)))
    sided = any(framework.is_regional(name) for name in named)
    inside = {name for name in named if set(framework.with_regions([name])) & set(scope.subjects)}
    if scope.declared and (inside or not sided):
        kept = framework.with_regions(n for n in named if n in inside)
        # In a brief on Tajikistan a sentence that names Afghanistan too is still one on Tajikistan.
        aside = tuple(
            n for n in named if n not in inside and (n in scope.listed or not framework.is_regional(n))
        )
        return tuple(dict.fromkeys((*(kept or scope.subjects), *aside)))
    if sided:
        return own
    headed = framework.with_regions(m.name for h in block.headings[-1:] for m in framework.find_subjects(h))
    return tuple(dict.fromkeys((*(before or headed or (() if own else scope.subjects)), *own)))


@lru_cache(maxsize=1024)
def _headed(heading: str, framework: Framework) -> tuple[str, ...]:
    """The aspects that a heading declares, asked for with every sentence under it."""
    return tuple(dict.fromkeys(m.name for m in framework.find_heading_aspects(split_words(heading))))


def _aspects(
    own: Sequence[str], before: tuple[str, ...], block: Block, scope: _Scope, framework: Framework
) -> tuple[str, ...]:
    if len(scope.aspects) == 1:  # what an author declares outranks what words suggest
        return scope.aspects
    for heading in reversed(block.headings):
        headed = _headed(heading, framework)
        if headed and scope.aspects:
            return headed
    ranked = sorted(dict.fromkeys(own), key=lambda a: -own.count(a))
    return tuple(ranked) or before or scope.aspects
