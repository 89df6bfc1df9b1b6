"""What the wording of one sentence says of it: traits, names, figures, clauses.

What it inherits from the text around it is decided in `tag`.
"""

import re
from collections.abc import Iterable

from corpus.framework import Framework
from corpus.records import Clause, Figure, Trait
from corpus.text.dates import YEAR
from corpus.text.english import find_pattern
from corpus.text.figures.find import is_money
from corpus.text.tokens import split_words

_POINTS_BACK, _CONNECTIVE = find_pattern("points_back"), find_pattern("connective")
_GOES_ON = find_pattern("goes_on")
_ABOUT_DOCUMENT, _CLAUSE_END = find_pattern("about_document"), find_pattern("clause_end")
_PATTERN_BY_TRAIT = {
    Trait.CONTRAST: find_pattern("contrast"),
    Trait.SIMILARITY: find_pattern("similarity"),
    Trait.DISAGREEMENT: find_pattern("disagreement"),
    Trait.CHANGE: find_pattern("change"),
    Trait.MONEY: find_pattern("money_column"),
    Trait.LENGTH: find_pattern("lasts"),
    Trait.DATE: YEAR,
}
_UNITS_OF_SHARE = frozenset(("%", "percentage point", "share"))
_UNITS_OF_LENGTH = frozenset("km m cm mm mile foot year month week day hour minute decade century".split())
_LARGE_SUM = 1e6  # of what no unit is given, from which it is taken for money: "a loan of 46 million"
_CAPITALISED_WORD = re.compile(r"(?<=[\w,;] )[A-Z][\w-]+")
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


def find_traits(text: str, figures: Iterable[Figure]) -> tuple[str, ...]:
    """Return the traits of a sentence that its own words and figures show, in the order of `Trait`."""
    found = {trait for trait, pattern in _PATTERN_BY_TRAIT.items() if pattern.search(text)}
    found |= {trait for figure in figures for trait in _find_kinds(figure)}
    if not stands_alone(text) or _GOES_ON.search(text):
        found.add(Trait.POINTS_BACK)
    if is_about_document(text):
        found.add(Trait.ABOUT_DOCUMENT)
    return tuple(trait for trait in Trait if trait in found)


def find_names(text: str, known_names: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Return capitalised words that are not part of the known names, given as spans, repeats kept.

    The first word of the text is never one.
    """
    known = {place for span in known_names for place in range(*span)}
    return tuple(m.group() for m in _CAPITALISED_WORD.finditer(text) if m.start() not in known)


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


def _find_kinds(figure: Figure) -> Iterable[Trait]:
    """The kinds of value that a figure is of: a share, a sum of money, a length or duration, a count."""
    if figure.unit in _UNITS_OF_SHARE:
        yield Trait.SHARE
    if is_money(figure) or (not figure.unit and figure.value >= _LARGE_SUM):
        yield Trait.MONEY
    if figure.unit in _UNITS_OF_LENGTH:
        yield Trait.LENGTH
    if figure.unit != "share":
        yield Trait.COUNT
