"""How the sentences of one cell, a side under an aspect or topic, are found, scored and judged relevant.

The query is what is left of the question, or the aspect's description. It ranks sentences by vectors and by
words; bonuses and penalties (see `weights`) then say how fit each is to be quoted.
"""

import numpy as np

from corpus.annotate.features import is_metadiscourse, stands_alone
from corpus.framework import Framework
from corpus.records import Sentence
from corpus.text.dates import find_years
from index.records import LocatedSentence, Rows, Scores, SentenceSearch
from index.search.fusion import z_scores
from qa.read.content_words import find_specific_terms
from qa.read.expected_value import has_expected_value
from qa.read.periods import mentions_period
from qa.records import Kind, Question
from qa.select.clauses import cut_to_aspect, cut_to_side
from qa.select.disagreement import reports_disagreement
from qa.select.quote import Quote, join_predecessor
from qa.select.sentences import find_initials, find_stems, measure_specificity, states_forecast
from qa.select.weights import BROAD, LOOKUP, MAX_Z_SCORE, NARROW, Weights

_MAX_CANDIDATES = 24  # sentences of a cell that are scored as quotations
_MAX_UNCUT_WORDS = 45  # a longer sentence is cut to the clause that is asked for
# In words of the highest idf: a question with less weight counts as if it had this much, because one common
# word is little evidence.
_MIN_QUERY_WEIGHT = 1.5
# A look-up is answered by a sentence of at least this score (see `_score_lookup`). Chosen on 32 look-ups,
# half of them worded unlike the corpus, 19 that it cannot answer, and 144 with another country in place of
# theirs: 78, 0 and 8 % have a sentence above it.
_MIN_LOOKUP_SCORE = 0.45
_MAX_BELOW_BEST = 0.2  # a sentence further below the best one is not shown with it
# Any other narrow question is answered by a sentence that covers it. Without a topic, a near sentence is
# enough, or one that has a little in common with the question if the corpus has the question's words.
_MIN_STRENGTH, _MIN_COSINE = 0.85, 0.4
_MIN_WEAK_STRENGTH, MAX_OOV_SHARE = 0.3, 0.4
_MAX_MISSING_TERMS, _MAX_OTHER_PLACES = 2, 3  # counted


def oov_share(question: Question, index: SentenceSearch) -> float:
    """Return the share, by weight, of the question's words that are nowhere in the corpus."""
    weights = {stem: index.idf(stem) for stem in find_stems(question.query)}
    unknown = sum(w for stem, w in weights.items() if not index.has_stem(stem))
    return unknown / max(sum(weights.values()), 1e-9)


class Cell:
    """The search of one side under one aspect (None: under the topic asked).

    `is_relevant` knows only what `find_candidates` has returned.
    """

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
        subjects = framework.subjects
        self._others = tuple(s for s in question.subjects if s != side)
        self._place = side if question.kind is not Kind.PERIODS else next(iter(question.within), None)
        members = subjects[self._place].members if self._place in subjects else ()
        self._names = {self._place, *members}
        self._regions = set(framework.with_regions(n for n in self._names if n in subjects))
        stems = dict.fromkeys(find_stems(question.query))
        self._stem_weights = {stem: index.idf(stem) for stem in stems}
        self._min_query_weight = _MIN_QUERY_WEIGHT * index.idf("")
        self._specific_terms = find_specific_terms(question.text, question.query)
        self._weights = _choose_weights(question, aspect)
        self._oov_share = oov_share(question, index)
        self._cosines: dict[int, float] = {}  # by row
        self._lookup_scores: dict[int, float] = {}  # by row, of sentences with a value of the kind asked for

    def find_candidates(self, rows: Rows, vector: Scores) -> list[Quote]:
        """Score the best sentences as quotations, best first; those on the topic are always among them."""
        dense, lexical = self._index.score_sentences([self._query], vector, rows)
        if not len(rows):
            return []
        w = self._weights
        dense_z = np.clip(z_scores(dense[0]), -w.max_dense_z_score, w.max_dense_z_score)
        lexical_z = np.clip(z_scores(lexical[0]), -MAX_Z_SCORE, MAX_Z_SCORE)
        scores = w.dense * dense_z + w.lexical * lexical_z
        ranked = np.lexsort((rows, -scores))
        on_topic = self._index.have_topic(rows[ranked], self._question.topics)
        best = np.union1d(
            np.arange(min(_MAX_CANDIDATES, len(ranked))), np.flatnonzero(on_topic)[:_MAX_CANDIDATES]
        )
        quotes = []
        for i in ranked[best]:
            self._cosines[int(rows[i])] = float(dense[0][i])
            quote = self._make_quote(self._index.locate(int(rows[i])), float(scores[i]))
            if quote is not None:
                quotes.append(quote)
        if self._question.kind is Kind.LOOKUP:
            valued = [q for q in quotes if self._has_expected_value(q)]
            self._lookup_scores = {q.located.row: self._score_lookup(q) for q in valued}
        return sorted(quotes, key=lambda q: (-q.score, q.located.row))

    def is_cross_side(self, quote: Quote) -> bool:
        """Return whether the sentence is also about another side that is asked about."""
        if self._question.kind is Kind.PERIODS:
            return any(mentions_period(other, quote.text) for other in self._others)
        return any(other in s.subjects for s in quote.sentences for other in self._others)

    def is_relevant(self, quote: Quote) -> bool:
        """Return whether the sentence holds enough of what is asked; under an aspect every candidate does."""
        if self._aspect is not None:
            return True
        if not self._stem_weights:  # the question has a topic at most
            return not self._question.topics or self._is_on_asked_topic(quote)
        if self._question.kind is Kind.LOOKUP:
            best = max(self._lookup_scores.values(), default=0.0)
            score = self._lookup_scores.get(quote.located.row, 0.0)
            return score >= max(_MIN_LOOKUP_SCORE, best - _MAX_BELOW_BEST)
        cosine = self._cosines[quote.located.row]
        strength = self._measure_coverage(quote) + cosine
        if strength >= _MIN_STRENGTH:
            return True
        if len(self._question.subjects) < 2 and cosine >= _MIN_COSINE:
            return True
        if self._question.topics:
            return self._is_on_asked_topic(quote)
        return cosine >= _MIN_COSINE or (strength >= _MIN_WEAK_STRENGTH and self._oov_share <= MAX_OOV_SHARE)

    def _score_lookup(self, quote: Quote) -> float:
        missing_terms = self._count_missing_terms(quote.text, quote.located.document.title)
        return (
            self._cosines[quote.located.row]
            + 0.3 * self._measure_coverage(quote)
            - 0.15 * missing_terms
            - 0.2 * self._oov_share
            + 0.06 * self._is_on_topic(quote.located.sentence)
        )

    def _has_expected_value(self, quote: Quote) -> bool:
        """Whether it has the kind of value asked for, and of the year asked for if it names years."""
        text, asked = quote.full_text, self._question.text
        years_asked, years = set(find_years(asked)), set(find_years(text))
        if self._question.period:
            in_time = mentions_period(self._question.period, text)
        else:
            in_time = not years_asked.isdisjoint(years)
        return has_expected_value(asked, text) and (in_time or not years_asked or not years)

    def _count_missing_terms(self, text: str, title: str) -> int:
        """Count the names, codes and figures asked about that are neither in text nor title, up to two."""
        absent = [term for term in self._specific_terms if term not in text]
        stems = {*find_stems(text), *find_stems(title)} if absent else set()
        missing = 0
        for term in absent:
            wanted = set(find_stems(term))
            # A part of "Hangor-class" is enough; the 20 of "J-20" may belong to something else.
            has_digit = any(c.isdigit() for c in term)
            missing += not (wanted <= stems if has_digit else wanted & stems)
        return min(_MAX_MISSING_TERMS, missing)

    def _measure_coverage(self, quote: Quote) -> float:
        """The share, by weight, of the question's words in the quotation, its title or initials; 0 to 1."""
        title_stems = find_stems(quote.located.document.title)
        total = max(sum(self._stem_weights.values()), self._min_query_weight)
        missing = {s for s in self._stem_weights if s not in quote.stems and s not in title_stems}
        if missing:
            initials = find_initials(quote.located.text)
            missing = {stem for stem in missing if stem.upper() not in initials}
        covered = sum(w for stem, w in self._stem_weights.items() if stem not in missing)
        return covered / total if total else 1.0

    def _make_quote(self, located: LocatedSentence, score: float) -> Quote | None:
        """The sentence as it would be quoted, its score completed; None if it is about its own document."""
        sentence, text = located.sentence, located.text
        if is_metadiscourse(text):
            return None
        start, end, shown = sentence.start, sentence.end, text
        sentences: tuple[Sentence, ...] = (sentence,)
        cut = self._cut_to_clause(text)
        if cut is not None:
            shown = text[slice(*cut)]
        elif not stands_alone(text):
            joined = join_predecessor(located)
            if joined is not None:
                start, sentences = joined[0].start, joined
                shown = located.document.text[start:end]
            else:
                score -= self._weights.dangling
        score = self._adjust_score(score, located, shown)
        return Quote(
            located=located,
            start=start,
            end=end,
            text=shown,
            score=score,
            sentences=sentences,
            stems=frozenset(find_stems(shown)),
        )

    def _adjust_score(self, score: float, located: LocatedSentence, shown: str) -> float:
        """Add the bonuses and penalties of what is shown."""
        w, question, sentence, document = self._weights, self._question, located.sentence, located.document
        first_aspect = sentence.aspects[:1]
        has_asked_aspect = self._aspect is None and bool(first_aspect) and first_aspect[0] in question.aspects
        in_period = question.period is not None and mentions_period(question.period, shown)
        disagrees = question.kind is Kind.CONFLICT and reports_disagreement(shown)
        # Sums of floats depend on their order, and ties on sums: this order is part of the answer.
        score += w.side_named * (not self._names.isdisjoint(sentence.named)) + w.specificity * (
            measure_specificity(shown, self._framework)
        )
        score += w.side_of_document * (not self._regions.isdisjoint(document.regions)) + w.topic * (
            self._is_on_topic(sentence)
        )
        score += w.aspect * has_asked_aspect
        score += w.period * in_period
        score += w.disagreement * disagrees
        score -= w.missing_terms * self._count_missing_terms(shown, document.title)
        score -= (
            w.other_place_first * self._names_other_place_first(sentence)
            + w.forecast * states_forecast(shown)
            + w.other_places * self._count_other_places(sentence)
        )
        return score

    def _is_on_asked_topic(self, quote: Quote) -> bool:
        """Whether it is on the topic, or first of all on the aspect of topics as general as investment."""
        sentence = quote.located.sentence
        if self._is_on_topic(sentence):
            return True
        topics = [self._framework.topics[t] for t in self._question.topics]
        return bool(topics) and all(t.general for t in topics) and sentence.aspects[:1] == (topics[0].aspect,)

    def _is_on_topic(self, sentence: Sentence) -> bool:
        if self._question.topic is not None:
            return any(t in sentence.topics for t in self._question.topics)
        return any(self._framework.topics[t].aspect == self._aspect for t in sentence.topics)

    def _names_other_place_first(self, sentence: Sentence) -> bool:
        """Whether the first region or country that the sentence names is neither this side nor in it."""
        first = next((n for n in sentence.named if self._framework.is_regional(n)), None)
        if self._place is None or first is None:
            return False
        return self._names.isdisjoint(self._framework.with_regions([first]))

    def _count_other_places(self, sentence: Sentence) -> int:
        """Count the regions and countries named that are not asked about, nor in a region asked about."""
        subjects = self._framework.subjects
        asked = {*self._names, *self._others}
        asked |= {region for name in asked if name in subjects for region in subjects[name].regions}
        places = [n for n in sentence.named if self._framework.is_regional(n)]
        others = [n for n in places if n not in asked and asked.isdisjoint(subjects[n].regions)]
        return min(_MAX_OTHER_PLACES, len(others))

    def _cut_to_clause(self, text: str) -> tuple[int, int] | None:
        if self._side is not None and self._others:
            cut = cut_to_side(text, self._side, self._others, self._framework)
            if cut is not None:
                return cut
        if self._aspect is not None and (len(text.split()) > _MAX_UNCUT_WORDS or not stands_alone(text)):
            return cut_to_aspect(text, self._aspect, self._framework)
        return None


def _choose_weights(question: Question, aspect: str | None) -> Weights:
    if aspect is not None and not question.query:
        return BROAD
    return LOOKUP if question.kind is Kind.LOOKUP else NARROW
