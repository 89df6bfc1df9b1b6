"""Words that one of two sides' evidence has more of, by log-odds (see `distinctive`)."""

import re
from collections import Counter
from collections.abc import Collection

from corpus.framework import Framework
from corpus.text.tokens import split_words
from qa.compose.citing import CitedText
from qa.compose.composition import Composition
from qa.compose.distinctive import MIN_SCORE, find_own_terms, rank_distinctive
from qa.records import Kind, Question, Role, Statement
from qa.select.quote import Quote
from qa.wording import add_article

_MAX_WORDS, _MIN_WORDS = 3, 2  # named of a side
_MIN_LETTERS = 5  # of a word that says something by itself
_PRIOR_SHARE = 0.2  # size of the prior, in occurrences of what is compared: two cells are a small corpus


def find_marking_words(composition: Composition) -> list[Statement]:
    """Write 'Words that mark the evidence on A: x, y and z', for each of two sides with enough words."""
    question = composition.question
    if len(question.subjects) != 2 or question.kind is Kind.PERIODS:
        return []
    counts = [
        Counter(stem for quote in composition.evidence.pools[side] for stem in quote.stems)
        for side in question.subjects
    ]
    first, second = counts
    both = first + second
    if not both:  # nothing that is quoted names either of them
        return []
    ranked = rank_distinctive(first, second, both, prior_size=_PRIOR_SHARE * both.total())
    asked = _find_asked_stems(question)
    statements = []
    for side, of_side, sign in zip(question.subjects, counts, (1, -1), strict=True):
        marking = {d.term for d in ranked if sign * d.score >= MIN_SCORE} - asked
        words = _name_words(composition, side, marking, of_side)
        if len(words) >= _MIN_WORDS:
            text = CitedText()
            text.add(f"Words that mark the evidence on {add_article(side)}: ")
            text.add_phrases(words)
            statements.append(text.statement((side,), composition.only_aspect, Role.DIFFERENCE))
    return statements


def _name_words(
    composition: Composition, side: str, marking: Collection[str], counts: Counter[str]
) -> list[tuple[str, tuple[int, ...]]]:
    """At most one word or phrase of each quotation, with its source number; no stem twice."""
    named: list[tuple[str, tuple[int, ...]]] = []
    unused = set(marking)
    for quote in composition.quotes_of(side):
        terms = _find_marking_terms(quote, unused, composition.framework)
        best = max(
            terms,
            key=lambda term: (len(term.split()), sum(counts[stem] for stem in term.split()), term),
            default=None,
        )
        if best and len(named) < _MAX_WORDS:
            named.append((terms[best], (composition.sources.number(quote),)))
            unused -= set(best.split())
    return named


def _find_marking_terms(quote: Quote, marking: Collection[str], framework: Framework) -> dict[str, str]:
    """Terms of marking stems alone, as they are spelled in what is shown; neither short ones nor names."""
    return {
        term: spelling
        for term, spelling in find_own_terms(quote.located, framework).items()
        if set(term.split()) <= set(marking)
        and len(spelling) >= _MIN_LETTERS
        and spelling.islower()
        and re.search(rf"(?<![\w-]){re.escape(spelling)}(?![\w-])", quote.text)
    }


def _find_asked_stems(question: Question) -> set[str]:
    asked = (*question.aspects, *question.topics, question.query)
    return {word.stem for text in asked for word in split_words(text)}
