"""The words of a question that say what documents are about, and those that only few documents have.

A document is about a word that its title has, or that all of its passages have if these are several.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from corpus.text.phrases import Mention
from corpus.text.tokens import STOPWORDS, content_stems, split_words
from index.records import Rows
from index.search.bm25 import LexicalIndex
from index.storage.documents import Passages

_MIN_PASSAGES = 4  # of a document without the word in its title; of a few, all have many words
# Documents that may be about a name; a word that more are about is general, such as "camera".
_MAX_ABOUT, _MAX_SHARE_ABOUT = 5, 0.1
_MAX_HAVING, _MAX_SHARE_HAVING = 4, 0.25  # documents with a word that is a term
_CACHED_STEMS = 10_000
_NONE: frozenset[int] = frozenset()


class DocumentTopics:
    """Finds topics and terms of the documents in a question."""

    def __init__(self, terms: LexicalIndex, passages: Passages) -> None:
        """`terms` are those of the passages."""
        self._terms, self._passages = terms, passages
        self._find_about = lru_cache(maxsize=_CACHED_STEMS)(self._compute_about)
        self._find_having = lru_cache(maxsize=_CACHED_STEMS)(self._compute_having)

    def find(self, text: str) -> list[Mention]:
        """The longest phrases, in order, that some document is about; general words are none.

        A word is general next to others if it is about all the documents that one of them is about, and more.
        """
        found = _find_phrases(text, self._find_topics)
        return [m for m, about in found if not any(other < about for _, other in found)]

    def find_terms(self, text: str) -> list[Mention]:
        """The longest phrases, in order, that some document has and few documents do."""
        return [m for m, _ in _find_phrases(text, self._find_having)]

    def find_documents(self, name: str) -> frozenset[int]:
        """The numbers of the documents that are about all words of a name."""
        about = [self._find_about(stem) for stem in content_stems(name)]
        return frozenset.intersection(*about) if about else _NONE

    def _find_topics(self, stem: str) -> frozenset[int]:
        about = self._find_about(stem)
        most = max(_MAX_ABOUT, _MAX_SHARE_ABOUT * len(self._passages.documents))
        return about if len(about) <= most else _NONE

    def _compute_about(self, stem: str) -> frozenset[int]:
        documents, counts = self._count(stem)
        lengths = np.diff(self._passages.passage_starts)[documents]
        about = documents[counts == lengths]  # the title is searched as a part of each passage
        is_long = dict(zip(documents.tolist(), (lengths >= _MIN_PASSAGES).tolist(), strict=True))
        return frozenset(d for d in about.tolist() if is_long[d] or stem in self._stems_of_title(d))

    def _compute_having(self, stem: str) -> frozenset[int]:
        documents, _ = self._count(stem)
        most = max(_MAX_HAVING, _MAX_SHARE_HAVING * len(self._passages.documents))
        return frozenset(documents.tolist()) if len(documents) <= most else _NONE

    def _count(self, stem: str) -> tuple[Rows, Rows]:
        """The documents with a stem, and how many passages of each have it."""
        rows = self._terms.find_rows(stem)
        return np.unique(self._passages.documents_of(rows), return_counts=True)

    def _stems_of_title(self, document: int) -> list[str]:
        return content_stems(self._passages.documents.at(document).title)


def _find_phrases(
    text: str, find_documents: Callable[[str], frozenset[int]]
) -> list[tuple[Mention, frozenset[int]]]:
    """Words with documents, those next to one another joined if they have a document in common."""
    found: list[tuple[Mention, frozenset[int]]] = []
    for word in split_words(text):
        documents = _NONE if word.stem in STOPWORDS else find_documents(word.stem)
        if not documents:
            continue
        before = found[-1] if found else None
        if before and text[before[0].end : word.start].strip(" -") == "" and before[1] & documents:
            start = before[0].start
            found[-1] = Mention(text[start : word.end], start, word.end), before[1] & documents
        else:
            found.append((Mention(text[word.start : word.end], word.start, word.end), documents))
    return found
