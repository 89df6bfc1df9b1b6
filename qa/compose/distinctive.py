"""Terms that distinguish two sets of sentences: log-odds ratio with an informative Dirichlet prior.

Frequencies alone favour common words, ratios alone rare ones. The prior, the terms' shares in the whole
corpus, draws the estimate of a rare term towards no difference; the z-score then weighs a difference by how
well it is known.

Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008): Fightin' Words: Lexical Feature Selection and
Evaluation for Identifying the Content of Political Conflict. Political Analysis 16(4), 372-403,
doi:10.1093/pan/mpn018; equations 15, 16, 20, 22 and 23.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.framework import Framework
from corpus.text.tokens import STOPWORDS, Word, split_words
from index.records import LocatedSentence, Rows

# The prior weighs as much as so many occurrences, about what a region of the starter corpus has. With a tenth
# of it common words ("plan", "region") come before "motorway" and "counter-terrorism".
PRIOR_SIZE = 5000.0
MIN_SCORE = 1.64  # by chance, one term in ten has a larger absolute score
_PHRASE_SHARE = 0.6  # of a word's occurrences; a phrase with so many replaces it: "coast guard" for "guard"
_REPORTING = frozenset(  # words that a sentence has because it reports, not because of what it reports
    (
        "january february march april june july august september october november december may year years "
        "month months week weeks day days percent per cent said says say told tell tells reported report "
        "reports according noted notes wrote called describes described announced argue argues argued "
        "analyst analysts analysis paper papers study studies author authors found finds two three four "
        "five six seven eight nine ten first second third around nearly almost since least made make "
        "within across also new name named former million billion trillion eur usd rmb euro euros dollar "
        "dollars"
    ).split()
)


@dataclass(frozen=True, slots=True)
class DistinctiveTerm:
    """A term (a stem, or two) and its z-score: positive for the first set, negative for the second.

    `first` and `second` are its counts.
    """

    term: str
    score: float
    first: int
    second: int


def rank_distinctive(
    first: Mapping[str, int],
    second: Mapping[str, int],
    background: Mapping[str, int],
    *,
    prior_size: float = PRIOR_SIZE,
    min_count: int = 2,
) -> list[DistinctiveTerm]:
    """Score every term that either set has `min_count` times; sort by falling score, then by term.

    `first`, `second` and `background` count terms in the two sets and in the whole corpus, which should
    contain both.

    Raises:
        ValueError: `prior_size` is not positive.
    """
    if prior_size <= 0:
        raise ValueError(f"prior_size is {prior_size}; it must be positive")
    terms = first.keys() | second.keys()
    shares = {t: max(background.get(t, 0), first.get(t, 0) + second.get(t, 0)) for t in sorted(terms)}
    scale = prior_size / max(1, sum(background.values()), sum(shares.values()))
    size = sum(first.values()), sum(second.values())
    ranked = []
    for term, share in shares.items():
        counts = first.get(term, 0), second.get(term, 0)
        if max(counts) >= min_count:
            a, b = (count + scale * share for count in counts)
            difference = math.log(a / (size[0] + prior_size - a)) - math.log(b / (size[1] + prior_size - b))
            ranked.append(DistinctiveTerm(term, difference / math.sqrt(1 / a + 1 / b), *counts))
    return sorted(ranked, key=lambda d: (-d.score, d.term))


def score_shares(
    first: Rows, second: Rows, wholes: tuple[int, int], *, prior_size: float
) -> NDArray[np.float64]:
    """Return the z-score of each share `first / wholes[0]` against `second / wholes[1]`, (len(first),).

    The prior is the share of both together, as of `prior_size` observations; the score is 0 where both have
    none or all. Shares may be large, so the variance has all terms of equation 18, not only those of 20.

    Raises:
        ValueError: `prior_size` is not positive.
    """
    if prior_size <= 0:
        raise ValueError(f"prior_size is {prior_size}; it must be positive")
    prior = prior_size * (first + second) / max(1, sum(wholes))
    varies = (prior > 0) & (prior < prior_size)
    prior = np.where(varies, prior, prior_size / 2)
    a, b = first + prior, second + prior
    c, d = wholes[0] + prior_size - a, wholes[1] + prior_size - b
    score = (np.log(a / c) - np.log(b / d)) / np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return np.asarray(np.where(varies, score, 0.0))


def choose_distinctive(
    ranked: Iterable[DistinctiveTerm], k: int, *, min_score: float = MIN_SCORE
) -> tuple[list[DistinctiveTerm], list[DistinctiveTerm]]:
    """Choose at most `k` terms of each set with a score of `min_score` or more, most distinctive first.

    No word comes twice: a phrase that has most occurrences of a word replaces it, and a term that shares a
    word with a better one is left out.
    """
    ordered = sorted(ranked, key=lambda d: (-abs(d.score), d.term))
    first, second = ([d for d in ordered if d.score * sign > 0] for sign in (1, -1))
    return (
        _choose_disjoint(first, k, min_score, lambda d: d.first),
        _choose_disjoint(second, k, min_score, lambda d: d.second),
    )


def _choose_disjoint(
    ordered: Sequence[DistinctiveTerm], k: int, min_score: float, count: Callable[[DistinctiveTerm], int]
) -> list[DistinctiveTerm]:
    used: set[str] = set()  # stems
    chosen: list[DistinctiveTerm] = []
    for candidate in ordered:
        if len(chosen) == k or abs(candidate.score) < min_score:
            break
        if used & set(candidate.term.split()):
            continue
        min_count = _PHRASE_SHARE * count(candidate)
        phrases = [
            d for d in ordered if " " in d.term and candidate.term in d.term.split() and count(d) >= min_count
        ]
        best = max(phrases, key=lambda d: (count(d), d.term), default=candidate)
        chosen.append(best)
        used |= set(best.term.split())
    return chosen


def find_own_terms(located: LocatedSentence, framework: Framework) -> Mapping[str, str]:
    """Find the terms of an indexed sentence without names of its sources ("RFE/RL" is not what it says)."""
    ids = set(located.sentence.references)
    references = [r for r in located.document.references if r.id in ids]
    names = [name for r in references for name in (r.author, r.publisher, r.via) if name]
    stems = frozenset(word.stem for name in names for word in split_words(name))
    return find_terms(located.text, framework, without=stems)


def find_terms(
    text: str, framework: Framework, *, without: frozenset[str] = frozenset()
) -> Mapping[str, str]:
    """Find stems of content words, and pairs of neighbours, each with its first spelling in the text.

    Names of regions, countries and the actor are not terms, nor are numbers, months, words of reporting, and
    stems in `without`.
    """
    names = framework.find_all_names(text)
    terms: dict[str, str] = {}
    before: Word | None = None
    for word in split_words(text):
        is_name = any(start < word.end and word.start < end for start, end in names)
        if is_name or not _is_content(text[word.start : word.end], word, without):
            before = None
            continue
        terms.setdefault(word.stem, text[word.start : word.end])
        if before is not None and text[before.end : word.start] in (" ", "-"):
            terms.setdefault(f"{before.stem} {word.stem}", text[before.start : word.end])
        before = word
    return terms


def _is_content(spelling: str, word: Word, without: Collection[str]) -> bool:
    plain = spelling.lower()
    is_excluded = plain in STOPWORDS or plain in _REPORTING or word.stem in without
    return len(word.stem) > 1 and not is_excluded and (plain.isalpha() or not any(c.isdigit() for c in plain))
