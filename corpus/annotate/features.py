"""What the wording of one sentence says of it: traits, names, figures, clauses.

What it inherits from the text around it is decided in `tag`.
"""

import re

from corpus.framework import Framework
from corpus.records import Clause, Trait
from corpus.text.dates import YEAR
from corpus.text.english import find_pattern
from corpus.text.quantities import COUNT, FIGURE_WITH_SCALE, LENGTH_OR_DURATION, MONEY, NUMBER, SHARE
from corpus.text.tokens import content_stems, split_words

_POINTS_BACK, _CONNECTIVE = find_pattern("points_back"), find_pattern("connective")
_ABOUT_DOCUMENT, _CLAUSE_END = find_pattern("about_document"), find_pattern("clause_end")
_PATTERN_BY_TRAIT = {
    Trait.CONTRAST: find_pattern("contrast"),
    Trait.SIMILARITY: find_pattern("similarity"),
    Trait.DISAGREEMENT: find_pattern("disagreement"),
    Trait.SHARE: SHARE,
    Trait.MONEY: MONEY,
    Trait.LENGTH: LENGTH_OR_DURATION,
    Trait.COUNT: COUNT,
    Trait.DATE: YEAR,
}
_CAPITALISED_WORD = re.compile(r"(?<=[\w,;] )[A-Z][\w-]+")
_FIGURES_OF_SPECIFIC = 3  # so many figures, or twice as many names, make a sentence fully specific
_MIN_CLAUSE_WORDS = 6


def stands_alone(text: str) -> bool:
    """Return False if the sentence opens by pointing at one before it."""
    return _POINTS_BACK.match(strip_connective(text)) is None


def is_about_document(text: str) -> bool:
    """Return whether the sentence says what its own document examines or how that is structured."""
    return _ABOUT_DOCUMENT.search(text) is not None


def strip_connective(text: str) -> str:
    """Return the sentence or clause without an opening "whereas", "however" and the like."""
    return _CONNECTIVE.sub("", text)


def find_traits(text: str) -> tuple[str, ...]:
    """Return the traits of a sentence that its own words show, in the order of `Trait`."""
    found = {trait for trait, pattern in _PATTERN_BY_TRAIT.items() if pattern.search(text)}
    if not stands_alone(text):
        found.add(Trait.POINTS_BACK)
    if is_about_document(text):
        found.add(Trait.ABOUT_DOCUMENT)
    return tuple(trait for trait in Trait if trait in found)


def find_names(text: str, framework: Framework) -> tuple[str, ...]:
    """Return capitalised words that are not part of a region, a country or the actor, repeats kept.

    The first word of the text is never one.
    """
    known = {place for span in framework.find_all_names(text) for place in range(*span)}
    return tuple(m.group() for m in _CAPITALISED_WORD.finditer(text) if m.start() not in known)


def measure_specificity(text: str, names: int) -> float:
    """Return how specific a sentence with so many names is, 0 to 1: figures count, names half as much."""
    figures = len(NUMBER.findall(text))
    return min(1.0, (figures + names / 2) / _FIGURES_OF_SPECIFIC)


def find_figures(text: str) -> tuple[tuple[str, str], ...]:
    """Return each figure that is not a year: its unit (a currency, or what is counted) and its number."""
    figures = []
    for m in FIGURE_WITH_SCALE.finditer(text):
        if not YEAR.fullmatch(m["number"]):
            unit = (m["currency"] or "").strip() or " ".join(content_stems(m["after"])[:1])
            figures.append((unit, f"{m['number'].rstrip(',')} {m['scale'] or ''}".strip()))
    return tuple(figures)


def find_clauses(text: str, framework: Framework, *, offset: int = 0) -> tuple[Clause, ...]:
    """Return the clauses of a sentence, cut at semicolons and before 'whereas', 'while' and 'but'.

    Connectives at the beginning of a clause and clauses of fewer than six words are left out; a sentence of
    one clause has none. `offset` is added to their places.
    """
    ends = [m.span() for m in _CLAUSE_END.finditer(text)]
    if not ends:
        return ()
    bounds = zip([0] + [e for _, e in ends], [s for s, _ in ends] + [len(text)], strict=True)
    clauses = []
    for bound, end in bounds:
        start = end - len(strip_connective(text[bound:end]))
        if len(text[start:end].split()) >= _MIN_CLAUSE_WORDS:
            clauses.append(_describe_clause(text[start:end], offset + start, framework))
    return tuple(clauses) if len(clauses) > 1 else ()


def _describe_clause(text: str, start: int, framework: Framework) -> Clause:
    words = split_words(text)
    return Clause(
        start,
        start + len(text),
        subjects=framework.with_regions(m.name for m in framework.find_subjects(text)),
        aspects=tuple(dict.fromkeys(m.name for m in framework.find_aspects(words))),
        topics=tuple(dict.fromkeys(m.name for m in framework.find_topics(words))),
    )
