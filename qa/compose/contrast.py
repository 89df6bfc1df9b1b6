"""What the sides share and how they differ: sentences of the corpus that say so, and sentences computed from topics, figures and distinctive words.

A computed sentence names only what stands in the quotations it cites: a topic whose words are there, or the words themselves.
"""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.framework import Framework
from corpus.text.quantities import FIGURE_WITH_NOUN
from corpus.text.tokens import split_words
from qa.compose.citing import CitedText, Sources
from qa.compose.distinctive import LEAST_SCORE, find_own_terms, rank_distinctive
from qa.read.periods import mentions_period
from qa.records import Focus, Kind, Question, Role, Statement
from qa.select.evidence import Evidence
from qa.select.quote import Quote
from qa.select.sentences import find_topics, states_contrast, states_similarity
from qa.wording import add_article, join_words

CellQuote = tuple[str, str | None, Quote]  # side, aspect, quotation
_PER_SIDE = 3  # topics or words named of a side
_SHARED_TOPICS = 1
_OFTEN = 4  # sentences of each side that a topic must have to be called shared
_BRIDGES = 2  # sentences of the corpus under "shared" and under "differs"
_FIGURES = 2  # named of a side
_MEASURES = {
    "money": {"economic"},
    "part": {"economic", "social"},
}  # units that answer on an aspect; any other must be named in the question
_BEFORE = 7  # words that tell what a figure measures
_SHORTEST = 5  # letters of a word that tells something by itself
_PRIOR = 0.2  # size of the prior, in occurrences of what is compared; the sentences of two cells are a small corpus


def bridging_summary(question: Question, evidence: Evidence) -> Quote | None:
    """The best sentence of the corpus that itself compares the sides, if there is one that names them all."""
    wanted = states_similarity if question.focus is Focus.SIMILARITIES else states_contrast
    fit = [
        q
        for q in evidence.cross_side
        if _names_all(q, question)
        and (
            question.kind is Kind.PERIODS
            or states_contrast(q.located.text)
            or states_similarity(q.located.text)
        )
    ]
    return min(fit, key=lambda q: (not wanted(q.located.text), -q.score, q.located.row), default=None)


def whole(question: Question, quote: Quote, role: Role, sources: Sources) -> Statement:
    text = quote.located.document.text[quote.start : quote.end]
    return Statement(
        question.subjects, one_aspect(question), role, text, (sources.number(quote),), verbatim=True
    )


def what_it_speaks_of(
    question: Question, cells: Sequence[CellQuote], sources: Sources, framework: Framework
) -> list[Statement]:
    """'The evidence on A speaks of x, y and z', a sentence a side: topics of the quotations, each cited to the one it is from."""
    named: dict[str, dict[str, Quote]] = {side: {} for side in question.subjects}
    telling = _telling_topics(question, cells, framework)
    for side, _, quote in cells:
        topic = next(
            (t for t in _topics(quote, question, framework) if t in telling[side] and t not in named[side]),
            None,
        )
        if topic and len(named[side]) < _PER_SIDE:
            named[side][topic] = quote
    if sum(bool(topics) for topics in named.values()) < 2:
        return []
    matter = join_words(question.topics) or (
        f"{question.aspects[0]} matters" if len(question.aspects) == 1 and question.topic is None else None
    )
    statements: list[Statement] = []
    for side in (s for s in question.subjects if named[s]):
        text = CitedText()
        text.add(f"On {matter}, the" if matter and not statements else "The")
        text.add(f" evidence on {add_article(side)} speaks of ")
        text.add_phrases([(topic, (sources.number(quote),)) for topic, quote in named[side].items()])
        statements.append(text.statement((side,), one_aspect(question), Role.SUMMARY))
    return statements


def figures_beside(question: Question, cells: Sequence[CellQuote], sources: Sources) -> list[Statement]:
    """Figures of each side in a unit that every side has and the question is about, where it is asked which has more, with the words before them.

    Nobody is declared the winner: what is alike in its unit may still be measured unlike.
    """
    given: dict[str, dict[str, list[tuple[str, Quote]]]] = {side: {} for side in question.subjects}
    for side, _, quote in cells:
        for match in FIGURE_WITH_NOUN.finditer(quote.text):
            if (unit := _unit(match)) and quote not in [q for _, q in given[side].get(unit, [])]:
                given[side].setdefault(unit, []).append((_in_words(match, unit), quote))
    asked = {w.stem for w in split_words(question.text)}
    wanted = {unit for unit, aspects in _MEASURES.items() if aspects.intersection(question.aspects)}
    common = [
        u
        for u in next(iter(given.values()))
        if all(u in units for units in given.values()) and u in wanted | asked
    ]
    if not common:
        return []
    unit = max(common, key=lambda u: sum(len(units[u]) for units in given.values()))
    statements = []
    for side in question.subjects:
        text = CitedText()
        text.add(f"Figures on {add_article(side)}: ")
        text.add_quotations(
            [(figure, sources.number(quote)) for figure, quote in given[side][unit][:_FIGURES]]
        )
        statements.append(text.statement((side,), one_aspect(question), Role.SUMMARY))
    return statements


def _in_words(figure: re.Match[str], unit: str) -> str:
    """The figure with the words before it in its clause, which say what it measures: "exports slipped to $190.9 billion"."""
    text, end = (
        figure.string,
        figure.start("noun") if unit in ("money", "part") and figure["noun"] else figure.end(),
    )
    clause = re.split(r"[,;:()“”\"]\s*", text[: figure.start()])[-1]
    words = re.findall(r"\S+\s*", clause)[-_BEFORE:]
    return text[figure.start() - len("".join(words)) : end].strip()


def _unit(figure: re.Match[str]) -> str:
    """'money', 'part' or the stem of what is counted; empty for a bare number."""
    nouns = split_words(figure["noun"])
    return "money" if figure["money"] else "part" if figure["part"] else nouns[-1].stem if nouns else ""


def find_shared(
    question: Question,
    cells: Sequence[CellQuote],
    evidence: Evidence,
    cross_side: Sequence[Quote],
    sources: Sources,
    framework: Framework,
) -> list[Statement]:
    """Sentences of the corpus that liken the sides, and topics that the quotations of every side speak of."""
    said = [
        q
        for q in cross_side
        if states_similarity(q.located.text)
        and not states_contrast(q.located.text)
        and _names_all(q, question)
    ]
    statements = [whole(question, q, Role.SIMILARITY, sources) for q in said[:_BRIDGES]]
    first: dict[str, dict[str, Quote]] = {}
    for side, _, quote in cells:
        for topic in _topics(quote, question, framework):
            first.setdefault(topic, {}).setdefault(side, quote)
    known = {
        side: Counter(t for q in evidence.pools[side] for t in set(q.located.sentence.topics))
        for side in question.subjects
    }
    common = [
        t
        for t, quotes in first.items()
        if len(quotes) == len(question.subjects) and not framework.topics[t].general
    ]
    everywhere = [t for t in common if min(known[s][t] for s in question.subjects) >= _OFTEN]
    if everywhere:
        text = CitedText()
        text.add(
            f"The evidence on {join_words([add_article(s) for s in question.subjects])} alike speaks of "
        )
        text.add_phrases(
            [(t, tuple(sources.number(q) for q in first[t].values())) for t in everywhere[:_SHARED_TOPICS]]
        )
        statements.append(text.statement(question.subjects, one_aspect(question), Role.SIMILARITY))
    return statements


def find_differing(
    question: Question,
    cells: Sequence[CellQuote],
    evidence: Evidence,
    cross_side: Sequence[Quote],
    sources: Sources,
    framework: Framework,
) -> list[Statement]:
    """Sentences of the corpus that contrast the sides, and topics of one side's quotations that nothing found on another speaks of."""
    said = [q for q in cross_side if states_contrast(q.located.text) and _names_all(q, question)]
    statements = [whole(question, q, Role.DIFFERENCE, sources) for q in said[:_BRIDGES]]
    answered = [s for s in question.subjects if evidence.pools[s]]
    for side in answered if len(answered) > 1 else ():
        elsewhere = {
            t
            for other in question.subjects
            if other != side
            for q in evidence.pools[other]
            for t in q.located.sentence.topics
        }
        own: dict[str, Quote] = {}
        telling = _telling_topics(question, cells, framework)[side] - elsewhere
        for _, _, quote in (c for c in cells if c[0] == side):
            for topic in _topics(quote, question, framework):
                if topic in telling:
                    own.setdefault(topic, quote)
        if own:
            text = CitedText()
            text.add(f"Only the evidence on {add_article(side)} speaks of ")
            text.add_phrases([(t, (sources.number(q),)) for t, q in list(own.items())[:_PER_SIDE]])
            statements.append(text.statement((side,), one_aspect(question), Role.DIFFERENCE))
    return statements + _marking_words(question, cells, evidence, sources, framework)


def _marking_words(
    question: Question, cells: Sequence[CellQuote], evidence: Evidence, sources: Sources, framework: Framework
) -> list[Statement]:
    """Words that one of two sides' evidence has more of, by log-odds (see `distinctive`), as they stand in its quotations; nothing if there is but one."""
    if len(question.subjects) != 2 or question.kind is Kind.PERIODS:
        return []
    asked = {
        w.stem for name in (*question.aspects, *question.topics, question.query) for w in split_words(name)
    }
    counts = {
        side: Counter(stem for q in evidence.pools[side] for stem in q.stems) for side in question.subjects
    }
    one, two = (counts[side] for side in question.subjects)
    ranked = rank_distinctive(one, two, one + two, prior_size=_PRIOR * (one.total() + two.total()))
    statements = []
    for side, sign in zip(
        question.subjects, (1, -1), strict=True
    ):  # seen from the other side every score turns its sign
        marks = {d.term for d in ranked if sign * d.score >= LEAST_SCORE} - asked
        named: list[tuple[str, tuple[int, ...]]] = []
        taken: set[str] = set()
        for _, _, quote in (c for c in cells if c[0] == side):
            terms = {
                t: spelled
                for t, spelled in find_own_terms(quote.located, framework).items()
                if marks.issuperset(t.split()) and taken.isdisjoint(t.split())
            }
            fit = [
                t
                for t, spelled in terms.items()
                if len(spelled) >= _SHORTEST
                and re.search(rf"(?<![\w-]){re.escape(spelled)}(?![\w-])", quote.text)
                and spelled.islower()
            ]
            best = max(
                fit, key=lambda t: (len(t.split()), sum(counts[side][s] for s in t.split()), t), default=None
            )
            if best and len(named) < _PER_SIDE:
                named.append((terms[best], (sources.number(quote),)))
                taken |= set(best.split())
        if len(named) > 1:
            text = CitedText()
            text.add(f"Words that mark the evidence on {add_article(side)}: ")
            text.add_phrases(named)
            statements.append(text.statement((side,), one_aspect(question), Role.DIFFERENCE))
    return statements


def _telling_topics(
    question: Question, cells: Sequence[CellQuote], framework: Framework
) -> dict[str, set[str]]:
    """Topics worth naming of each side: any on a broad question; beside a topic that was asked, those that come up twice, since one is by the way."""
    found = {
        side: Counter(t for s, _, quote in cells if s == side for t in _topics(quote, question, framework))
        for side in question.subjects
    }
    least = 1 if question.topic is None else 2
    return {side: {t for t, n in counts.items() if n >= least} for side, counts in found.items()}


def _topics(quote: Quote, question: Question, framework: Framework) -> list[str]:
    """Topics whose words stand in what is shown of the quotation; under a single aspect, those of that aspect."""
    aspect = one_aspect(question) if question.topic is None else None
    return [
        t
        for t in find_topics(quote.text, framework)
        if t not in question.topics and (aspect is None or framework.topics[t].aspect == aspect)
    ]


def _names_all(quote: Quote, question: Question) -> bool:
    if question.kind is Kind.PERIODS:
        return all(mentions_period(period, quote.text) for period in question.subjects)
    return set(question.subjects) <= {name for s in quote.sentences for name in s.subjects}


def one_aspect(question: Question) -> str | None:
    return question.aspects[0] if len(question.aspects) == 1 else None
