"""How the sentences of one cell, a side under an aspect or topic, are found and judged: what is quoted of them, and how well they answer.

What is left of the question, or the aspect's description, ranks sentences by meaning and by words; bonuses and penalties then say how fit each is to be quoted.
"""

import re
from dataclasses import dataclass

import numpy as np

from corpus.annotate.features import is_metadiscourse, stands_alone
from corpus.framework import Framework
from corpus.records import Sentence
from corpus.text.dates import find_years
from index.records import LocatedSentence, Rows, Scores, SentenceSearch
from index.search.fusion import z_scores
from qa.read.cues import has_expected_value, specifics
from qa.read.periods import mentions_period
from qa.records import Kind, Question
from qa.select.sentences import (
    cut_to_aspect,
    cut_to_side,
    kept,
    reports_disagreement,
    specificity,
    states_forecast,
    stems_of,
)

_POOL = 24  # candidates of a cell that are looked at closely
_LONG = 45  # words above which a sentence is cut to the clause that is asked for
_JOINED = 75  # words that a sentence and the one before it may have together
_CLIP = 2.5  # standard deviations; one sentence full of the query's words must not outweigh all else
_ENOUGH = 1.5  # words as rare as can be: a question of less than that is never covered whole, for one common word proves little
# A look-up is answered by what is like it: mean cosine, .3 of the words covered, less .15 a name or figure it lacks and .2 of what the corpus never heard of.
# Chosen on 32 look-ups, half of them worded unlike the corpus, 19 that it cannot answer, and 144 with another country put in place of theirs: 78, 0 and 8 % lie
# above.
_LIKELY = 0.45
_BESIDE = 0.2  # below the likeliest sentence, to be shown beside it
# Any other narrow question is answered by what covers it (_STRONG); a matter without a name also by what is near it (_NEAR), or by what shares something
# with it if the corpus knows its words.
_STRONG, _NEAR = 0.85, 0.4
_SLIGHT, MAX_OOV_SHARE = 0.3, 0.4
_CAPITALISED_RUN = re.compile(r"[A-Z][\w-]+(?:\s+(?:(?:of|for|and|the|on|in)\s+)?[A-Z][\w-]+){2,}")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a sentence's score is made of: z-scores of meaning (up to `clip`) and of words, then bonuses and penalties."""

    meaning: float
    words: float
    clip: float = _CLIP
    named: float = 0.4  # its own words name the side
    home: float = 1.2  # its document is on the side, as its author declares
    topic: float = 2.0  # it bears the topic asked, or under an aspect any topic of that aspect
    aspect: float = 1.5  # under a topic, its first aspect is one of those asked
    specific: float = 1.5  # figures, dates and names, times 0 to 1
    period: float = 1.0  # it has a year of the period asked
    dangling: float = 1.5  # it points at a sentence that cannot be joined to it
    elsewhere: float = 1.0  # it names another region or country first
    shared: float = (
        0.3  # it speaks of other regions or countries that nobody asked about, times their number up to 3
    )
    forecast: float = 1.0  # it tells what may come
    absent: float = 0.0  # it lacks a name, code or figure of those asked about, times their number up to 2
    disputed: float = 2.0  # it reports that sources disagree, where that is asked


# The words of an aspect's description are examples: few of them in a sentence mean little, so the sentence's own substance decides.
BROAD = Weights(meaning=0.5, words=0.3, named=2.4, topic=0.7, specific=3.0)
NARROW = Weights(meaning=1.0, words=1.0, absent=0.5)
# The nearest sentence of all is most often what a look-up is after.
ASKED = Weights(meaning=3.0, words=1.0, clip=np.inf, absent=0.5)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence chosen to be quoted: `start:end` of the document is the quotation, `text` the part of it that is shown."""

    located: LocatedSentence
    start: int
    end: int
    text: str
    score: float
    sentences: tuple[Sentence, ...]
    stems: frozenset[str]


def oov_share(question: Question, index: SentenceSearch) -> float:
    """The part of what is asked, by weight, that stands nowhere in the corpus: a lunar base, a flotilla."""
    asked = {stem: index.term_weight(stem) for stem in stems_of(question.query)}
    return sum(w for stem, w in asked.items() if not index.has_stem(stem)) / max(sum(asked.values()), 1e-9)


class Cell:
    """The search of one side under one aspect (None: under the topic asked)."""

    def __init__(
        self,
        question: Question,
        side: str | None,
        aspect: str | None,
        query: str,
        index: SentenceSearch,
        framework: Framework,
    ) -> None:
        self._question, self._side, self._aspect, self._query = question, side, aspect, query
        self._index, self._framework = index, framework
        self._others = tuple(s for s in question.subjects if s != side)
        self._place = side if question.kind is not Kind.PERIODS else next(iter(question.within), None)
        self._names = (
            {self._place, *framework.subjects[self._place].members}
            if self._place in framework.subjects
            else {self._place}
        )
        self._regions = set(framework.with_regions(n for n in self._names if n in framework.subjects))
        self._asked = {stem: index.term_weight(stem) for stem in dict.fromkeys(stems_of(question.query))}
        self._enough = _ENOUGH * index.term_weight("")
        self._specific = specifics(question.text, question.query)
        self._weights = (
            BROAD
            if aspect is not None and not question.query
            else ASKED
            if question.kind is Kind.LOOKUP
            else NARROW
        )
        self._oov_share = oov_share(question, index)
        self._cosines: dict[int, float] = {}
        self._told: dict[
            int, float
        ] = {}  # of a look-up, how like its answer the sentences are that tell what it wants, by row

    def candidates(self, rows: Rows, vector: Scores) -> list[Quote]:
        """The best sentences as quotes, best first."""
        dense, lexical = self._index.score_sentences([self._query], vector, rows)
        if not len(rows):
            return []
        w = self._weights
        scores = w.meaning * np.clip(z_scores(dense[0]), -w.clip, w.clip) + w.words * np.clip(
            z_scores(lexical[0]), -_CLIP, _CLIP
        )
        ranked = np.lexsort((rows, -scores))
        on_topic = self._index.have_topic(
            rows[ranked], self._question.topics
        )  # sentences on the topic must be among those looked at, whatever their words
        best = np.union1d(np.arange(min(_POOL, len(ranked))), np.flatnonzero(on_topic)[:_POOL])
        quotes = []
        for i in ranked[best]:
            self._cosines[int(rows[i])] = float(dense[0][i])
            quote = self._quote(self._index.locate(int(rows[i])), float(scores[i]))
            if quote is not None:
                quotes.append(quote)
        if self._question.kind is Kind.LOOKUP:
            self._told = {q.located.row: self._likeness(q) for q in quotes if self._tells(q)}
        return sorted(quotes, key=lambda q: (-q.score, q.located.row))

    def cross_side(self, quote: Quote) -> bool:
        """True if the sentence speaks of this side and another one that is asked about."""
        if self._question.kind is Kind.PERIODS:
            return any(mentions_period(other, quote.text) for other in self._others)
        return any(other in s.subjects for s in quote.sentences for other in self._others)

    def answers(self, quote: Quote) -> bool:
        """For a narrow question, whether the sentence holds enough of what is asked, by the words it covers and the cosine, each up to 1."""
        if self._aspect is not None:
            return True
        if not self._asked:  # nothing but a topic is asked, if that
            return (
                not self._question.topics
                or self._on_topic(quote.located.sentence)
                or self._on_general_matter(quote.located.sentence)
            )
        if self._question.kind is Kind.LOOKUP:
            return self._told.get(quote.located.row, 0.0) >= max(
                _LIKELY, max(self._told.values(), default=0.0) - _BESIDE
            )
        cosine = self._cosines[quote.located.row]
        strength = self._coverage(quote) + cosine
        if strength >= _STRONG:
            return True
        if len(self._question.subjects) < 2 and cosine >= _NEAR:
            return True
        if self._question.topics:
            return self._on_topic(quote.located.sentence) or self._on_general_matter(quote.located.sentence)
        return cosine >= _NEAR or (strength >= _SLIGHT and self._oov_share <= MAX_OOV_SHARE)

    def _likeness(self, quote: Quote) -> float:
        """How like a look-up's answer the sentence is; see `_LIKELY`."""
        absent, on_topic = (
            self._absent(quote.text, quote.located.document.title),
            self._on_topic(quote.located.sentence),
        )
        return (
            self._cosines[quote.located.row]
            + 0.3 * self._coverage(quote)
            - 0.15 * absent
            - 0.2 * self._oov_share
            + 0.06 * on_topic
        )

    def _on_general_matter(self, sentence: Sentence) -> bool:
        """Under a topic as wide as investment, what is on its aspect answers too: the lease of a port, the purchase of a mine."""
        topics = [self._framework.topics[t] for t in self._question.topics]
        return bool(topics) and all(t.general for t in topics) and sentence.aspects[:1] == (topics[0].aspect,)

    def _tells(self, quote: Quote) -> bool:
        """True if the sentence holds the kind of thing that is asked for, of the year that is asked for if it names years at all."""
        text, asked = quote.located.document.text[quote.start : quote.end], self._question.text
        years = set(find_years(asked))
        held = set(find_years(text))
        timely = (
            mentions_period(self._question.period, text)
            if self._question.period
            else not years.isdisjoint(held)
        )
        return has_expected_value(asked, text) and (timely or not years or not held)

    def _absent(self, text: str, title: str) -> int:
        """How many of the names, codes and figures that are asked about neither the text nor its document's title has, up to 2."""
        missing = [w for w in self._specific if w not in text]
        held = {*stems_of(text), *stems_of(title)} if missing else set()
        # Of "Hangor-class" a part will do; the 20 of "J-20" may be that of any other.
        return min(
            2,
            sum(
                not (set(stems_of(w)) <= held if any(c.isdigit() for c in w) else held & set(stems_of(w)))
                for w in missing
            ),
        )

    def _coverage(self, quote: Quote) -> float:
        titled, whole = stems_of(quote.located.document.title), max(sum(self._asked.values()), self._enough)
        missing = {stem for stem in self._asked if stem not in quote.stems and stem not in titled}
        if missing:
            initials = _initials(quote.located.text)
            missing = {stem for stem in missing if stem.upper() not in initials}
        return sum(w for stem, w in self._asked.items() if stem not in missing) / whole if whole else 1.0

    def _quote(self, located: LocatedSentence, score: float) -> Quote | None:
        w, sentence, text = self._weights, located.sentence, located.text
        if is_metadiscourse(text):
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
        score += w.named * (not self._names.isdisjoint(sentence.named)) + w.specific * specificity(
            shown, self._framework
        )
        score += w.home * (not self._regions.isdisjoint(located.document.regions)) + w.topic * self._on_topic(
            sentence
        )
        score += w.aspect * (
            self._aspect is None
            and sentence.aspects[:1] != ()
            and sentence.aspects[0] in self._question.aspects
        )
        score += w.period * (
            self._question.period is not None and mentions_period(self._question.period, shown)
        )
        score += w.disputed * (self._question.kind is Kind.CONFLICT and reports_disagreement(shown))
        score -= w.absent * self._absent(shown, located.document.title)
        score -= (
            w.elsewhere * self._speaks_of_another(sentence)
            + w.forecast * states_forecast(shown)
            + w.shared * self._sharing(sentence)
        )
        return Quote(located, start, end, shown, score, parts, frozenset(stems_of(shown)))

    def _on_topic(self, sentence: Sentence) -> bool:
        if self._question.topic is not None:
            return any(t in sentence.topics for t in self._question.topics)
        return any(self._framework.topics[t].aspect == self._aspect for t in sentence.topics)

    def _speaks_of_another(self, sentence: Sentence) -> bool:
        """True if the first region or country that the sentence names is neither this side nor in it."""
        first = next((n for n in sentence.named if self._framework.is_regional(n)), None)
        return (
            self._place is not None
            and first is not None
            and self._names.isdisjoint(self._framework.with_regions([first]))
        )

    def _sharing(self, sentence: Sentence) -> int:
        known = self._framework.subjects
        asked = {
            *self._names,
            *self._others,
            *(r for n in (*self._names, *self._others) if n in known for r in known[n].regions),
        }
        strangers = [
            n
            for n in sentence.named
            if self._framework.is_regional(n) and n not in asked and asked.isdisjoint(known[n].regions)
        ]
        return min(3, len(strangers))

    def _cut(self, text: str) -> tuple[int, int] | None:
        if (
            self._side is not None
            and self._others
            and (cut := cut_to_side(text, self._side, self._others, self._framework))
        ):
            return cut
        if self._aspect is not None and (len(text.split()) > _LONG or not stands_alone(text)):
            return cut_to_aspect(text, self._aspect, self._framework)
        return None


@kept
def _initials(text: str) -> set[str]:
    """Initials of runs of capitalised words: {'AIIB'} for "the Asian Infrastructure Investment Bank"."""
    runs = _CAPITALISED_RUN.findall(text)
    return {"".join(w[0] for w in run.split() if w[0].isupper()) for run in runs}


def _with_predecessor(located: LocatedSentence) -> tuple[Sentence, Sentence] | None:
    """The sentence with the one before it in its paragraph, if that one stands alone and both are short enough."""
    held = located.passage.sentences
    number = held.index(located.sentence)
    if number == 0:
        return None
    before, text = held[number - 1], located.document.text
    between = text[before.end : located.sentence.start]
    together = text[before.start : located.sentence.end]
    if (
        "\n" in between
        or len(together.split()) > _JOINED
        or not stands_alone(text[before.start : before.end])
        or is_metadiscourse(together)
    ):
        return None
    return before, located.sentence
