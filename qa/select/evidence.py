"""The search for evidence: one small search for each side and aspect, so that no side crowds out another.

The sides' names are not part of a query: tags enforce them. The few sentences chosen for a cell stand alone,
are specific, and do not repeat one another; `cell` judges single sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from corpus.framework import Framework
from index.records import Rows, SentenceSearch, Vectors
from qa.read.periods import find_first_year, mentions_period
from qa.read.question import broaden_question
from qa.records import Kind, Question
from qa.select.cell import MAX_OOV_SHARE, Cell, oov_share
from qa.select.quote import Quote, overlap

_PER_SIDE = 4  # quotations of one side, over all aspects
_PER_TIMELINE = 8
_NEAREST = 3
_NEAREST_OF_CELL = 2
_WORDS_SHARE, _MAX_WORDS_SHARE = 0.2, 0.5  # of the query's vector: a word, and at most
_REPETITION = 1.5  # loss of score of a sentence that repeats what is chosen, times the shared part
_MAX_SIMILARITY = 0.6  # of two sentences that are both chosen


@dataclass(frozen=True, slots=True)
class Evidence:
    """Quotes by (side, aspect) in the question's order.

    `pools` are all that are relevant, by side; `found` all that were scored. `cross_side` are about several
    sides. `nearest` are not relevant but near.
    """

    cells: dict[tuple[str, str | None], tuple[Quote, ...]]
    pools: dict[str, tuple[Quote, ...]]
    found: dict[str, tuple[Quote, ...]]
    cross_side: tuple[Quote, ...]
    nearest: tuple[Quote, ...]


@dataclass(slots=True)
class _Side:
    """What the cells of one side have found so far."""

    chosen: list[Quote] = field(default_factory=list)
    relevant: list[Quote] = field(default_factory=list)
    found: list[Quote] = field(default_factory=list)


def gather_evidence(
    question: Question, index: SentenceSearch, framework: Framework
) -> tuple[Question, Evidence]:
    """Search every cell with one encoder call; return the question as it was answered, and the evidence.

    A comparison in words that the corpus knows, but without a topic of the framework, is answered on all
    aspects if some side has nothing in these words. Where nothing is found at all, `nearest` holds the
    nearest sentences.
    """
    evidence = _search_cells(question, index, framework)
    has_own_words = question.topic is not None and not question.topics and question.kind is not Kind.LOOKUP
    if (
        has_own_words
        and question.subjects
        and not all(evidence.pools.values())
        and oov_share(question, index) <= MAX_OOV_SHARE
    ):
        question = broaden_question(question, framework)
        evidence = _search_cells(question, index, framework)
    if not any(evidence.cells.values()) and not evidence.nearest:
        evidence = replace(evidence, nearest=_find_nearest(question, index, framework))
    return question, evidence


def _search_cells(question: Question, index: SentenceSearch, framework: Framework) -> Evidence:
    aspects = _list_aspects(question)
    queries = [_write_query(question, aspect, framework) for aspect in aspects]
    vectors = _embed(question, queries, index)
    quota = _PER_TIMELINE if question.kind is Kind.TIMELINE else max(1, _PER_SIDE // len(aspects))
    cells: dict[tuple[str, str | None], tuple[Quote, ...]] = {}
    sides: dict[str, _Side] = {}
    cross_side: list[Quote] = []
    nearest: list[Quote] = []
    for side in question.subjects or (None,):
        subjects = _list_accepted_subjects(question, side, framework)
        of_side = sides.setdefault(side or "", _Side())
        for number, (aspect, query) in enumerate(zip(aspects, queries, strict=True)):
            cell = Cell(question, side, aspect, query, index, framework)
            rows = index.candidate_rows(query, vectors[number], subjects=subjects, aspect=aspect)
            rows = _select_in_time(rows, question, side, index)
            found = cell.find_candidates(rows, vectors[number : number + 1])
            relevant = [q for q in found if cell.is_relevant(q)]
            usable = relevant if question.topic or question.kind is Kind.PERIODS else found
            cross_side += [q for q in usable if cell.is_cross_side(q)]
            nearest += [q for q in found if not cell.is_relevant(q)][:_NEAREST_OF_CELL]
            # An uncut sentence on two places fills a cell only if nothing else does; one on two periods is
            # best.
            one_sided = [
                q
                for q in relevant
                if question.kind is Kind.PERIODS or not cell.is_cross_side(q) or q.text != q.located.text
            ]
            chosen = _choose(one_sided or relevant, quota, of_side.chosen)
            cells[side or "", aspect] = tuple(chosen)
            of_side.chosen += chosen
            of_side.relevant += relevant
            of_side.found += found
    nearest.sort(key=lambda q: (-q.score, q.located.row))
    return Evidence(
        cells=cells,
        pools={name: tuple(side.relevant) for name, side in sides.items()},
        found={name: tuple(side.found) for name, side in sides.items()},
        cross_side=_drop_overlapping(cross_side),
        nearest=_drop_overlapping(nearest)[:_NEAREST],
    )


def _find_nearest(question: Question, index: SentenceSearch, framework: Framework) -> tuple[Quote, ...]:
    """The sentences nearest to a question that has no answer, whatever they are about."""
    text = question.query or question.text
    vectors = index.embed_queries([text])
    cell = Cell(question, None, None, text, index, framework)
    return tuple(cell.find_candidates(index.candidate_rows(text, vectors[0]), vectors)[:_NEAREST])


def _list_aspects(question: Question) -> tuple[str | None, ...]:
    """The aspects that are searched one by one; a single None where the question is on one topic."""
    if question.topic is None and question.aspects and question.kind not in (Kind.LOOKUP, Kind.TIMELINE):
        return question.aspects
    return (None,)


def _list_accepted_subjects(question: Question, side: str | None, framework: Framework) -> tuple[str, ...]:
    """The subjects of which a sentence must have one: a side and its members, or the place of the periods.

    Empty where any sentence will do.
    """
    place = next(iter(question.within), None) if question.kind is Kind.PERIODS and side is not None else side
    if place is None:
        return ()
    return (place, *(framework.subjects[place].members if place in framework.subjects else ()))


def _select_in_time(rows: Rows, question: Question, side: str | None, index: SentenceSearch) -> Rows:
    """Keep the rows that name a year, for a timeline, or a year of the side, for periods; else all."""
    texts = ((row, index.locate(int(row)).text) for row in rows)
    if question.kind is Kind.TIMELINE:
        return np.array([r for r, text in texts if find_first_year(text, question.period)], dtype=np.int64)
    if question.kind is Kind.PERIODS and side is not None:
        return np.array([r for r, text in texts if mentions_period(side, text)], dtype=np.int64)
    return rows


def _write_query(question: Question, aspect: str | None, framework: Framework) -> str:
    if aspect is None:
        return question.query or question.text
    description = framework.aspect(aspect).description
    return f"{question.query} {description}" if question.query else description


def _embed(question: Question, queries: Sequence[str], index: SentenceSearch) -> Vectors:
    """Return a vector for each query, (len(queries), dim).

    A query of the question's own words is mixed with the whole question, unless it compares topics: words
    alone lose what the sentence makes of them, the more the fewer they are; the sentence alone ranks what
    names its side.
    """
    if (len(question.subjects) > 1 and question.topics) or list(queries) != [question.query]:
        return index.embed_queries(queries)
    words, sentence = index.embed_queries([question.query, f"{question.before} {question.text}".strip()])
    share = np.float32(min(_MAX_WORDS_SHARE, _WORDS_SHARE * len(question.query.split())))
    mixed: Vectors = share * words + (1 - share) * sentence
    return mixed[None, :]


def _choose(quotes: Sequence[Quote], quota: int, taken: Sequence[Quote]) -> list[Quote]:
    """Choose the best by maximal marginal relevance to those chosen and `taken`."""
    left = list(quotes)
    chosen: list[Quote] = []
    while left and len(chosen) < quota:
        others = [*taken, *chosen]
        candidate = max(left, key=lambda q: (_discount(q, others), -q.located.row))
        left.remove(candidate)
        if all(_similarity(candidate, o) < _MAX_SIMILARITY and not overlap(candidate, o) for o in others):
            chosen.append(candidate)
    return chosen


def _discount(quote: Quote, others: Sequence[Quote]) -> float:
    """The score, less what the quote repeats of the others."""
    return quote.score - _REPETITION * max((_similarity(quote, o) for o in others), default=0.0)


def _similarity(a: Quote, b: Quote) -> float:
    """The shared part of the shorter one's words, more if both rest on the same reference; at most 1."""
    shared = len(a.stems & b.stems) / max(1, min(len(a.stems), len(b.stems)))
    same_reference = bool(set(a.located.sentence.references) & set(b.located.sentence.references))
    return min(1.0, shared + 0.3 * same_reference)


def _drop_overlapping(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Keep the first of quotations that overlap."""
    kept: list[Quote] = []
    for quote in quotes:
        if not any(overlap(quote, k) for k in kept):
            kept.append(quote)
    return tuple(kept)
