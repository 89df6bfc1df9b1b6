"""Two things of a kind that a question asks the same of, clause by clause, without a word of comparing.

"What lives in Lake Baikal, and what in Tanganyika?": the two terms nearest in meaning are set side by side.
"""

import re
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from corpus.text.tokens import content_stems
from index.records import Vectors
from qa.read.content_words import content_query
from qa.read.mentions import Named

Embed = Callable[[Sequence[str]], Vectors]

# Cosine of two terms that are things of a kind; after the same word, "at Diwali … at Hanukkah", less will do.
_MIN_LIKENESS, _MIN_LIKENESS_OF_PARALLEL = 0.42, 0.28
_MAX_TERMS = 12  # of a question that are embedded
_WORD_BEFORE = re.compile(r"\b[a-z]+\s+$", re.IGNORECASE)
_NEXT_CLAUSE = re.compile(  # between two terms that the same is asked of
    r"[,;?]|\b(?:like|as|same|and (?:what|how|which|who|when|where|why|does|do|did|is|are|was|were|has|have"
    r"|had|on|in|at|for|from|of|to|with))\b",
    re.IGNORECASE,
)


def find_alike(text: str, terms: Sequence[Named], embed: Embed) -> list[Named]:
    """Return the two terms that are most alike, in order; none if no two of different clauses are."""
    terms = [t for t in terms if content_query(t.name, [])][:_MAX_TERMS]
    pairs = [
        (a, b)
        for a, b in combinations(range(len(terms)), 2)
        if _NEXT_CLAUSE.search(text[terms[a].end : terms[b].start])
        and not set(content_stems(terms[a].name)) & set(content_stems(terms[b].name))
    ]
    if not pairs:
        return []
    vectors = embed([t.name.lower() for t in terms])
    before = [_WORD_BEFORE.search(text[: t.start]) for t in terms]
    words = [m.group().strip().lower() if m else "" for m in before]
    excess = [
        float(vectors[a] @ vectors[b])
        - (_MIN_LIKENESS_OF_PARALLEL if words[a] and words[a] == words[b] else _MIN_LIKENESS)
        for a, b in pairs
    ]
    best = int(np.argmax(excess))
    return [terms[n] for n in pairs[best]] if excess[best] >= 0 else []
