"""The search for evidence: one small search per side and aspect, so that no side is crowded out.

The sides' names are not searched for, they are enforced by tags. A choice of few then prefers what stands alone, says something definite, and does not
repeat what is chosen; how sentences are judged is told in `cell`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.framework import Framework
from index.records import Rows, SentenceSearch, Vectors
from qa.read.periods import find_first_year, mentions_period
from qa.read.question import broadened
from qa.records import Kind, Question
from qa.select.cell import MAX_OOV_SHARE, Cell, Quote, oov_share

PER_SIDE = 4  # quotations of one side, over all aspects
EVENTS = 8  # quotations of a timeline
_A_WORD = 0.2  # of the query's vector, for each word of the question's own; half at most
_REPEATED = 1.5  # what a sentence loses that says again what is chosen, times the shared part


@dataclass(frozen=True, slots=True)
class Evidence:
    """Quotes by (side, aspect) in the question's order; `pools` are all fit to answer, by side, `found` all that were looked at.

    `cross_side` speak of several sides at once.
    """

    cells: dict[tuple[str, str | None], tuple[Quote, ...]]
    pools: dict[str, tuple[Quote, ...]]
    found: dict[str, tuple[Quote, ...]]
    cross_side: tuple[Quote, ...]
    nearest: tuple[Quote, ...]


def gather_evidence(
    question: Question, index: SentenceSearch, framework: Framework
) -> tuple[Question, Evidence]:
    """Search every cell of the question in one encoder call; the question as it was answered, and its evidence.

    A comparison on a matter without a name that some side says nothing of, in words that the corpus knows, is answered on all aspects instead.
    """
    evidence = _gather(question, index, framework)
    own_words = (
        question.topic is not None
        and not question.topics
        and question.kind is not Kind.LOOKUP
        and question.subjects
    )
    if own_words and not all(evidence.pools.values()) and oov_share(question, index) <= MAX_OOV_SHARE:
        question = broadened(question, framework)
        evidence = _gather(question, index, framework)
    return question, evidence


def _gather(question: Question, index: SentenceSearch, framework: Framework) -> Evidence:
    by_aspect = (
        question.topic is None and question.aspects and question.kind not in (Kind.LOOKUP, Kind.TIMELINE)
    )
    rows_asked = question.aspects if by_aspect else (None,)
    sides: tuple[str | None, ...] = question.subjects or (None,)
    queries = [_query(question, aspect, framework) for aspect in rows_asked]
    vectors = _vectors(question, queries, index)
    cells: dict[tuple[str, str | None], tuple[Quote, ...]] = {}
    pools: dict[str, tuple[Quote, ...]] = {}
    seen: dict[str, tuple[Quote, ...]] = {}
    cross_side: list[Quote] = []
    nearest: list[Quote] = []
    quota = EVENTS if question.kind is Kind.TIMELINE else max(1, PER_SIDE // len(rows_asked))
    for side in sides:
        chosen: list[Quote] = []
        pool: list[Quote] = []
        for number, aspect in enumerate(rows_asked):
            search = Cell(question, side, aspect, queries[number], index, framework)
            rows = index.candidate_rows(
                queries[number], vectors[number], subjects=_subjects(question, side, framework), aspect=aspect
            )
            found = search.candidates(_in_time(rows, question, side, index), vectors[number : number + 1])
            good = [q for q in found if search.answers(q)]
            cross_side += [
                q
                for q in (good if question.topic or question.kind is Kind.PERIODS else found)
                if search.cross_side(q)
            ]
            nearest += [q for q in found if not search.answers(q)][:2]
            # What speaks of two sides at once fills a cell only if nothing else does; of two times it is the best there is.
            own = [
                q
                for q in good
                if question.kind is Kind.PERIODS or not search.cross_side(q) or q.text != q.located.text
            ]
            picked = _choose(own or good, quota, chosen)
            chosen += picked
            pool += good
            seen[side or ""] = (*seen.get(side or "", ()), *found)
            cells[side or "", aspect] = tuple(picked)
        pools[side or ""] = tuple(pool)
    near = sorted(nearest, key=lambda q: (-q.score, q.located.row))
    return Evidence(cells, pools, seen, _distinct(cross_side), _distinct(near)[:3])


def nearest_sentences(question: Question, index: SentenceSearch, framework: Framework) -> tuple[Quote, ...]:
    """The sentences nearest to a question that has no answer, whatever they speak of."""
    text = question.query or question.text
    search = Cell(question, None, None, text, index, framework)
    vectors = index.embed_queries([text])
    return tuple(search.candidates(index.candidate_rows(text, vectors[0]), vectors)[:3])


def _subjects(question: Question, side: str | None, framework: Framework) -> tuple[str, ...]:
    """What a sentence of a side must speak of one of: the side or a member of it, of periods as sides the place; nothing where nothing is asked."""
    place = next(iter(question.within), None) if question.kind is Kind.PERIODS and side is not None else side
    return (
        ()
        if place is None
        else (place, *(framework.subjects[place].members if place in framework.subjects else ()))
    )


def _in_time(rows: Rows, question: Question, side: str | None, index: SentenceSearch) -> Rows:
    """Of a timeline the rows that name a year, of periods as sides those that name one of theirs, else all."""
    if question.kind is Kind.TIMELINE:
        return np.array(
            [r for r in rows if find_first_year(index.locate(int(r)).text, question.period)], dtype=np.int64
        )
    if question.kind is Kind.PERIODS and side is not None:
        return np.array(
            [r for r in rows if mentions_period(str(side), index.locate(int(r)).text)], dtype=np.int64
        )
    return rows


def _query(question: Question, aspect: str | None, framework: Framework) -> str:
    if aspect is None:
        return question.query or question.text
    description = framework.aspect(aspect).description
    return f"{question.query} {description}" if question.query else description


def _vectors(question: Question, queries: Sequence[str], index: SentenceSearch) -> Vectors:
    """A vector for each query, (len(queries), dim); where no topic is compared, that of the question's own words is mixed with that of the whole question.

    The words alone lose what the sentence makes of them, the more the fewer they are; the sentence alone ranks what names its side.
    """
    if (len(question.subjects) > 1 and question.topics) or list(queries) != [question.query]:
        return index.embed_queries(queries)
    words, whole = index.embed_queries([question.query, f"{question.before} {question.text}".strip()])
    share = np.float32(min(0.5, _A_WORD * len(question.query.split())))
    mixed: Vectors = share * words + (1 - share) * whole
    return mixed[None, :]


def _choose(quotes: Sequence[Quote], quota: int, chosen: Sequence[Quote]) -> list[Quote]:
    """Take the best, then the best that adds something: words, sources and places already taken count against a sentence."""
    left = list(quotes)
    picked: list[Quote] = []
    while left and len(picked) < quota:
        taken = [*chosen, *picked]
        best = max(
            left,
            key=lambda q: (
                q.score - _REPEATED * max((_overlap(q, t) for t in taken), default=0.0),
                -q.located.row,
            ),
        )
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
