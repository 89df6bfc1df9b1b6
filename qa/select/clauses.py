"""The clauses of an English sentence, and the one that is about a side or an aspect; each an exact slice."""

import re
from collections.abc import Collection

from corpus.annotate.features import strip_connective
from corpus.framework import Framework
from qa.select.sentences import cache_by_sentence, find_words

_CLAUSE_END = re.compile(r";\s+|,?\s+(?=\b(?:whereas|while|whilst)\b)|(?<=\w),\s+(?=but\b)")
_CLAUSE_SIGNS = (";", "whereas", "while", "whilst", "but")  # without one of them no clause ends
_MIN_CLAUSE_WORDS = 6


@cache_by_sentence
def split_clauses(text: str) -> tuple[tuple[int, int], ...]:
    """Return spans `start, end` of clauses, cut at semicolons and before 'whereas', 'while' and 'but'.

    Connectives at the beginning of a clause and clauses of fewer than six words are left out.
    """
    has_sign = any(sign in text for sign in _CLAUSE_SIGNS)
    ends = [m.span() for m in _CLAUSE_END.finditer(text)] if has_sign else []
    bounds = list(zip([0] + [e for _, e in ends], [s for s, _ in ends] + [len(text)], strict=True))
    clauses = []
    for start, end in bounds:
        connective = end - start - len(strip_connective(text[start:end])) if len(bounds) > 1 else 0
        clauses.append((start + connective, end))
    return tuple((s, e) for s, e in clauses if len(text[s:e].split()) >= _MIN_CLAUSE_WORDS)


def cut_to_side(
    text: str, side: str, others: Collection[str], framework: Framework
) -> tuple[int, int] | None:
    """Return the first clause that names `side` and none of the `others`.

    None if there is no such clause, or if the sentence has one clause or names none of the others.
    """
    spans = split_clauses(text)
    if len(spans) < 2 or not set(others) & _find_sides(text, framework):
        return None
    for start, end in spans:
        named = _find_sides(text[start:end], framework)
        if side in named and not named & set(others):
            return start, end
    return None


@cache_by_sentence
def cut_to_aspect(text: str, aspect: str, framework: Framework) -> tuple[int, int] | None:
    """Return the only clause that names the aspect, or else the only one about it, or else None."""
    spans = split_clauses(text)
    if len(spans) < 2:
        return None
    words = {span: find_words(text[slice(*span)]) for span in spans}
    for find in (framework.find_asked_aspects, framework.find_aspects):
        fitting = [span for span in spans if aspect in {m.name for m in find(words[span])}]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _find_sides(text: str, framework: Framework) -> set[str]:
    return set(framework.with_regions(m.name for m in framework.find_subjects(text)))
