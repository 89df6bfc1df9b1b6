"""Terms that tell one set of sentences from another, by log-odds ratio with an informative Dirichlet prior.

Frequencies alone bring forward common words, ratios alone rare ones. The prior, the terms' shares in the whole corpus, draws the estimate of a rare term
towards no difference; the z-score then weighs a difference by how well it is known.

Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008): Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the Content of Political
Conflict. Political Analysis 16(4), 372-403, doi:10.1093/pan/mpn018; equations 15, 16, 20, 22 and 23.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.framework import Framework
from corpus.text.tokens import STOPWORDS, Word
from index.records import LocatedSentence
from qa.select.sentences import cache_by_sentence, find_words

# The prior weighs as much as this many occurrences, about what a region of the starter corpus has. With a tenth of it common words ("plan", "region")
# come before "motorway" and "counter-terrorism".
PRIOR_SIZE = 5000.0
LEAST_SCORE = 1.64  # a term beyond it, on one side or the other, is there by chance once in ten
_PHRASE_SHARE = (
    0.6  # a word gives way to a phrase that holds this part of its occurrences: "guard" to "coast guard"
)
# What a sentence has because it reports, not because of what it reports.
_IDLE = frozenset(
    "january february march april june july august september october november december may year years month months week weeks day days percent per cent "
    "said says say told tell tells reported report reports according noted notes wrote called describes described announced argue argues argued analyst "
    "analysts analysis paper papers study studies author authors found finds two three four five six seven eight nine ten first second third around "
    "nearly almost since least made make within across also new name named former million billion trillion eur usd rmb euro euros dollar dollars".split()
)


@dataclass(frozen=True, slots=True)
class Distinct:
    """A term and how much it belongs to the first set: `score` is a z-score, negative for the second set; `first` and `second` count."""

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
) -> list[Distinct]:
    """Every term that either set has at least `min_count` times, by (-score, term): the first's own lead, the second's own end the list.

    `first` and `second` count terms (stems or phrases) in the two sets, `background` in the whole corpus; it should contain both.

    Raises:
        ValueError: `prior_size` is not positive.
    """
    if prior_size <= 0:
        raise ValueError(f"a prior of the size {prior_size} is none")
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
            ranked.append(Distinct(term, difference / math.sqrt(1 / a + 1 / b), *counts))
    return sorted(ranked, key=lambda d: (-d.score, d.term))


def choose_distinctive(
    ranked: Iterable[Distinct], k: int, *, least: float = LEAST_SCORE
) -> tuple[list[Distinct], list[Distinct]]:
    """At most `k` terms of the first and of the second set, each with |score| of at least `least`, most distinctive first.

    No word is told twice: a word gives way to the phrase that holds most of its occurrences, and what shares a word with a better term is left out.
    """
    ordered = sorted(ranked, key=lambda d: (-abs(d.score), d.term))
    ours, theirs = ([d for d in ordered if d.score * sign > 0] for sign in (1, -1))
    return _unlike(ours, k, least, lambda d: d.first), _unlike(theirs, k, least, lambda d: d.second)


def _unlike(
    ordered: Sequence[Distinct], k: int, least: float, count: Callable[[Distinct], int]
) -> list[Distinct]:
    taken: set[str] = set()
    chosen: list[Distinct] = []
    for found in ordered:
        if len(chosen) == k or abs(found.score) < least:
            break
        if taken & set(found.term.split()):
            continue
        longer = [
            d
            for d in ordered
            if " " in d.term and found.term in d.term.split() and count(d) >= _PHRASE_SHARE * count(found)
        ]
        best = max(longer, key=lambda d: (count(d), d.term), default=found)
        chosen.append(best)
        taken |= set(best.term.split())
    return chosen


def find_own_terms(located: LocatedSentence, framework: Framework) -> Mapping[str, str]:
    """`find_terms` of a sentence of the index, without the names of its own sources: "RFE/RL" tells who says it, not what is said."""
    ids = set(located.sentence.references)
    names = [
        n for r in located.document.references if r.id in ids for n in (r.author, r.publisher, r.via) if n
    ]
    return find_terms(
        located.text, framework, without=frozenset(w.stem for n in names for w in find_words(n))
    )


@cache_by_sentence
def find_terms(
    text: str, framework: Framework, *, without: frozenset[str] = frozenset()
) -> Mapping[str, str]:
    """Terms of a sentence, each once: stems of content words and pairs of neighbours, with the words as they stand there.

    Names of regions, countries and the actor are no terms, nor are numbers, months and the words of reporting; nor are stems in `without`.
    """
    taken = framework.find_all_names(text)
    found: dict[str, str] = {}
    before: Word | None = None
    for word in find_words(text):
        if not _is_content(text[word.start : word.end], word, without) or any(
            s < word.end and word.start < e for s, e in taken
        ):
            before = None
            continue
        found.setdefault(word.stem, text[word.start : word.end])
        if before is not None and text[before.end : word.start] in (" ", "-"):
            found.setdefault(f"{before.stem} {word.stem}", text[before.start : word.end])
        before = word
    return found


def _is_content(spelled: str, word: Word, without: Collection[str]) -> bool:
    plain = spelled.lower()
    idle = plain in STOPWORDS or plain in _IDLE or word.stem in without
    return len(word.stem) > 1 and not idle and (plain.isalpha() or not any(c.isdigit() for c in plain))
