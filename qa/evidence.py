"""The search for evidence: one small search per side and aspect, so that no side is crowded out.

The sides' names are not searched for, they are enforced by tags; what is left of the question, or the aspect's description, ranks the sentences by
meaning and by words. A choice of few then prefers what stands alone, says something definite, and does not repeat what is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.framework import Framework
from corpus.quotable import announces, stands_alone
from corpus.records import Sentence
from corpus.words import content_stems
from index.fuse import standardise
from index.records import Located, Rows, Scores, SentenceSearch
from qa.periods import speaks_of
from qa.question import broadened
from qa.records import Kind, Question
from qa.sentences import cut_to_aspect, cut_to_side, foresees, specificity

PER_SIDE = 4  # quotations of one side, over all aspects
_POOL = 24  # candidates of a cell that are looked at closely
_LONG = 45  # words above which a sentence is cut to the clause that is asked for
_JOINED = 75  # words that a sentence and the one before it may have together
_CLIP = 2.5  # standard deviations; one sentence full of the query's words must not outweigh all else
# A sentence answers a narrow question if coverage and cosine together reach _STRONG, or on the topic asked _WEAK. Chosen on 122 development questions:
# of those a corpus can answer 16 in 18 lookups lie above, of those it cannot 11 in 13 below.
_STRONG, _WEAK = 0.85, 0.5
# A comparison on a matter without a name is answered by the nearest sentences of each side, if they share something with it and the corpus knows its words.
_SLIGHT, _UNHEARD = 0.3, 0.4


@dataclass(frozen=True, slots=True)
class Weights:
    """What a sentence's score is made of: z-scores of meaning and of words, then bonuses (from `named` on) and penalties (from `dangling` on)."""

    meaning: float
    words: float
    named: float = 0.4  # its own words name the side
    topic: float = 1.5  # it bears the topic asked, or under an aspect any topic of that aspect
    aspect: float = 1.0  # under a topic, its first aspect is one of those asked
    specific: float = 1.5  # figures, dates and names, times 0 to 1
    period: float = 1.0  # it has a year of the period asked
    dangling: float = 1.5  # it points at a sentence that cannot be joined to it
    repeated: float = 1.5  # it says again what is chosen, times the shared part
    elsewhere: float = 1.0  # it names another region or country first
    shared: float = 0.3  # it speaks of other regions or countries that nobody asked about, times their number up to 3
    forecast: float = 1.0  # it tells what may come


# The words of an aspect's description are examples: few of them in a sentence mean little, so the sentence's own substance decides.
BROAD = Weights(meaning=0.5, words=0.3, named=2.4, topic=0.7, specific=3.0)
NARROW = Weights(meaning=1.0, words=1.0)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence chosen to be quoted: `start:end` of the document is the quotation, `text` the part of it that is shown."""

    located: Located
    start: int
    end: int
    text: str
    score: float
    sentences: tuple[Sentence, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Quotes by (side, aspect) in the question's order; `pools` are all fit to answer, by side; `bridges` speak of several sides at once."""

    cells: dict[tuple[str, str | None], tuple[Quote, ...]]
    pools: dict[str, tuple[Quote, ...]]
    bridges: tuple[Quote, ...]
    nearest: tuple[Quote, ...]


def gather_evidence(question: Question, index: SentenceSearch, framework: Framework) -> tuple[Question, Evidence]:
    """Search every cell of the question in one encoder call; the question as it was answered, and its evidence.

    A comparison on a matter without a name that some side says nothing of, in words that the corpus knows, is answered on all aspects instead.
    """
    evidence = _gather(question, index, framework)
    own_words = question.topic is not None and not question.topics and question.kind is not Kind.LOOKUP and question.subjects
    if own_words and not all(evidence.pools.values()) and _unheard(question, index) <= _UNHEARD:
        question = broadened(question, framework)
        evidence = _gather(question, index, framework)
    return question, evidence


def _gather(question: Question, index: SentenceSearch, framework: Framework) -> Evidence:
    by_aspect = question.topic is None and question.aspects and question.kind is not Kind.LOOKUP
    rows_asked = question.aspects if by_aspect else (None,)
    sides: tuple[str | None, ...] = question.subjects or (None,)
    queries = [_query(question, aspect, framework) for aspect in rows_asked]
    vectors = index.query_vectors(queries)
    cells: dict[tuple[str, str | None], tuple[Quote, ...]] = {}
    pools: dict[str, tuple[Quote, ...]] = {}
    bridges: list[Quote] = []
    nearest: list[Quote] = []
    quota = max(1, PER_SIDE // len(rows_asked))
    for side in sides:
        chosen: list[Quote] = []
        pool: list[Quote] = []
        for number, aspect in enumerate(rows_asked):
            search = _Cell(question, side, aspect, queries[number], index, framework)
            found = search.candidates(_rows(question, side, aspect, index, framework), vectors[number : number + 1])
            bridges += [q for q in found if search.bridges(q)]
            good = [q for q in found if search.answers(q)]
            nearest += [q for q in found if not search.answers(q)][:2]
            own = [q for q in good if not search.bridges(q) or q.text != q.located.text]
            picked = _choose(own or good, quota, chosen)  # what speaks of two sides at once fills a cell only if nothing else does
            chosen += picked
            pool += good
            cells[side or "", aspect] = tuple(picked)
        pools[side or ""] = tuple(pool)
    near = sorted(nearest, key=lambda q: (-q.score, q.located.row))
    return Evidence(cells, pools, _distinct(bridges), _distinct(near)[:3])


def nearest_sentences(question: Question, index: SentenceSearch, framework: Framework) -> tuple[Quote, ...]:
    """The sentences nearest to a question that has no answer, whatever they speak of."""
    text = question.query or question.text
    search = _Cell(question, None, None, text, index, framework)
    return tuple(search.candidates(index.tagged(), index.query_vectors([text]))[:3])


def _unheard(question: Question, index: SentenceSearch) -> float:
    """The part of what is asked, by weight, that stands nowhere in the corpus: a lunar base, a flotilla."""
    asked = {stem: index.term_weight(stem) for stem in content_stems(question.query)}
    return sum(w for stem, w in asked.items() if not index.holds(stem)) / max(sum(asked.values()), 1e-9)


def _rows(question: Question, side: str | None, aspect: str | None, index: SentenceSearch, framework: Framework) -> Rows:
    """Sentences that bear the tags of a cell; where the sides are periods, those on the place asked that name a year of the period."""
    periods = question.kind is Kind.PERIODS and side is not None
    place = next(iter(question.within), None) if periods else side
    members = framework.subjects[place].members if place in framework.subjects else ()
    rows = index.tagged(subject=place, aspect=aspect)
    for member in members:
        rows = np.union1d(rows, index.tagged(subject=member, aspect=aspect))
    return np.array([r for r in rows if speaks_of(str(side), index.locate(int(r)).text)], dtype=np.int64) if periods else rows


def _query(question: Question, aspect: str | None, framework: Framework) -> str:
    if aspect is None:
        return question.query or question.text
    description = framework.aspect(aspect).description
    return f"{question.query} {description}" if question.query else description


class _Cell:
    """The search of one side under one aspect (None: under the topic asked)."""

    def __init__(self, question: Question, side: str | None, aspect: str | None, query: str, index: SentenceSearch, framework: Framework) -> None:
        self._question, self._side, self._aspect, self._query = question, side, aspect, query
        self._index, self._framework = index, framework
        self._others = tuple(s for s in question.subjects if s != side)
        self._place = side if question.kind is not Kind.PERIODS else next(iter(question.within), None)
        self._names = {self._place, *framework.subjects[self._place].members} if self._place in framework.subjects else {self._place}
        self._asked = {stem: index.term_weight(stem) for stem in dict.fromkeys(content_stems(question.query))}
        self._weights = BROAD if aspect is not None and not question.query else NARROW
        topic_rows = [index.tagged(topic=t) for t in question.topics]
        self._topic_rows: Rows = np.unique(np.concatenate(topic_rows)) if topic_rows else np.zeros(0, dtype=np.int64)
        self._unheard = _unheard(question, index)
        self._cosines: dict[int, float] = {}

    def candidates(self, rows: Rows, vector: Scores) -> list[Quote]:
        """The best sentences as quotes, best first."""
        dense, lexical = self._index.score_sentences([self._query], vector, rows)
        if not len(rows):
            return []
        w = self._weights
        scores = w.meaning * np.clip(standardise(dense[0]), -_CLIP, _CLIP) + w.words * np.clip(standardise(lexical[0]), -_CLIP, _CLIP)
        ranked = np.lexsort((rows, -scores))
        on_topic = np.isin(rows[ranked], self._topic_rows)  # sentences on the topic must be among those looked at, whatever their words
        best = np.union1d(np.arange(min(_POOL, len(ranked))), np.flatnonzero(on_topic)[:_POOL])
        quotes = []
        for i in ranked[best]:
            self._cosines[int(rows[i])] = float(dense[0][i])
            quote = self._quote(self._index.locate(int(rows[i])), float(scores[i]))
            if quote is not None:
                quotes.append(quote)
        return sorted(quotes, key=lambda q: (-q.score, q.located.row))

    def bridges(self, quote: Quote) -> bool:
        """True if the sentence speaks of this side and another one that is asked about."""
        return any(other in s.subjects for s in quote.sentences for other in self._others)

    def answers(self, quote: Quote) -> bool:
        """For a narrow question, whether the sentence holds enough of what is asked: the sum of word coverage and cosine, each up to 1."""
        if self._aspect is not None or not self._asked:
            return True
        strength = self._coverage(quote) + self._cosines[quote.located.row]
        if strength >= _STRONG:
            return True
        if self._question.kind is Kind.LOOKUP:
            return self._on_topic(quote.located.sentence) and strength >= _WEAK and not self._unheard
        if self._question.topics:
            return self._on_topic(quote.located.sentence)
        return strength >= _SLIGHT and self._unheard <= _UNHEARD

    def _coverage(self, quote: Quote) -> float:
        held = quote.stems | set(content_stems(quote.located.document.title))
        total = sum(self._asked.values())
        return sum(w for stem, w in self._asked.items() if stem in held) / total if total else 1.0

    def _quote(self, located: Located, score: float) -> Quote | None:
        w, sentence, text = self._weights, located.sentence, located.text
        if announces(text):
            return None
        start, end, shown = sentence.start, sentence.end, text
        parts: tuple[Sentence, ...] = (sentence,)
        cut = self._cut(text)
        if cut is not None:
            shown = text[slice(*cut)]
        elif not stands_alone(text):
            joined = _with_predecessor(located)
            if joined is not None:
                start, parts, shown = joined[0].start, joined, located.document.text[joined[0].start : end]
            else:
                score -= w.dangling
        score += w.named * (not self._names.isdisjoint(sentence.named)) + w.specific * specificity(shown, self._framework)
        score += w.topic * self._on_topic(sentence)
        score += w.aspect * (self._aspect is None and sentence.aspects[:1] != () and sentence.aspects[0] in self._question.aspects)
        score += w.period * (self._question.period is not None and speaks_of(self._question.period, shown))
        score -= w.elsewhere * self._speaks_of_another(sentence) + w.forecast * foresees(shown) + w.shared * self._sharing(sentence)
        return Quote(located, start, end, shown, score, parts, frozenset(content_stems(shown)))

    def _on_topic(self, sentence: Sentence) -> bool:
        if self._question.topic is not None:
            return any(t in sentence.topics for t in self._question.topics)
        return any(self._framework.topics[t].aspect == self._aspect for t in sentence.topics)

    def _speaks_of_another(self, sentence: Sentence) -> bool:
        """True if the first region or country that the sentence names is neither this side nor in it."""
        first = next((n for n in sentence.named if self._framework.is_regional(n)), None)
        return self._place is not None and first is not None and self._names.isdisjoint(self._framework.with_regions([first]))

    def _sharing(self, sentence: Sentence) -> int:
        known = self._framework.subjects
        asked = {*self._names, *self._others, *(r for n in (*self._names, *self._others) if n in known for r in known[n].regions)}
        strangers = [n for n in sentence.named if self._framework.is_regional(n) and n not in asked and asked.isdisjoint(known[n].regions)]
        return min(3, len(strangers))

    def _cut(self, text: str) -> tuple[int, int] | None:
        if self._side is not None and self._others and (cut := cut_to_side(text, self._side, self._others, self._framework)):
            return cut
        if self._aspect is not None and (len(text.split()) > _LONG or not stands_alone(text)):
            return cut_to_aspect(text, self._aspect, self._framework)
        return None


def _with_predecessor(located: Located) -> tuple[Sentence, Sentence] | None:
    """The sentence with the one before it in its paragraph, if that one stands alone and both are short enough."""
    held = located.passage.sentences
    number = held.index(located.sentence)
    if number == 0:
        return None
    before, text = held[number - 1], located.document.text
    between = text[before.end : located.sentence.start]
    together = text[before.start : located.sentence.end]
    if "\n" in between or len(together.split()) > _JOINED or not stands_alone(text[before.start : before.end]) or announces(together):
        return None
    return before, located.sentence


def _choose(quotes: Sequence[Quote], quota: int, chosen: Sequence[Quote]) -> list[Quote]:
    """Take the best, then the best that adds something: words, sources and places already taken count against a sentence."""
    left = list(quotes)
    picked: list[Quote] = []
    while left and len(picked) < quota:
        taken = [*chosen, *picked]
        best = max(left, key=lambda q: (q.score - NARROW.repeated * max((_overlap(q, t) for t in taken), default=0.0), -q.located.row))
        left.remove(best)
        if all(_overlap(best, t) < 0.6 and not _same_place(best, t) for t in taken):
            picked.append(best)
    return picked


def _overlap(a: Quote, b: Quote) -> float:
    """Shared part of the shorter one's words, more if both rest on the same reference."""
    shared = len(a.stems & b.stems) / max(1, min(len(a.stems), len(b.stems)))
    same_reference = bool(set(a.located.sentence.references) & set(b.located.sentence.references))
    return min(1.0, shared + 0.3 * same_reference)


def _same_place(a: Quote, b: Quote) -> bool:
    return a.located.document.id == b.located.document.id and a.start < b.end and b.start < a.end


def _distinct(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    kept: list[Quote] = []
    for quote in quotes:
        if not any(_same_place(quote, k) for k in kept):
            kept.append(quote)
    return tuple(kept)
