"""Evidence becomes an answer: bottom line, cells, what is shared, what differs, what is missing. Every sentence cites; nothing is invented.

Sentences of the corpus are quoted as they stand; the few that the program computes only name topics whose words stand in the evidence they cite.
"""

from collections import Counter
from collections.abc import Sequence

from corpus.framework import Framework
from corpus.words import split_words
from index.records import SentenceSearch
from qa.citing import CitedText, Sources
from qa.conflicts import NEAR, NEARLY, find_conflicts
from qa.cell import Quote
from qa.evidence import Evidence
from qa.records import Answer, Focus, Gap, Kind, Question, Role, Statement, Status
from qa.sentences import contrasts, likens, reports_disagreement
from qa.wording import listed, with_article

_TOPICS_PER_SIDE = 3
_SHARED_TOPICS = 1
_OFTEN = 2  # sentences of each side that a topic must have to be called shared
_CONFLICTS = 2
_FIRST = 2
_BRIDGES = 2  # sentences of the corpus under "shared" and under "differs"

_Placed = tuple[str, str | None, Quote]  # side, aspect, quotation


def compose_answer(question: Question, evidence: Evidence, index: SentenceSearch, framework: Framework) -> Answer:
    """Put the evidence into the shape of the question's kind."""
    sources = Sources()
    cells = [(side, aspect, quote) for aspect in _aspects(evidence) for side in _sides(evidence) for quote in evidence.cells.get((side, aspect), ())]
    if question.compares and cells:
        statements = _compare(question, cells, evidence, sources, framework)
    else:
        statements = [_cell(side, aspect, quote, sources) for side, aspect, quote in cells]
    statements += _conflicts(question, cells, evidence, index, sources, framework)
    missing = _missing(question, evidence)
    status = Status.NO_EVIDENCE if not cells else Status.PARTIAL if missing else Status.ANSWERED
    nearest = tuple(sources.number(q) for q in evidence.nearest) if missing or not cells else ()
    manifest = index.manifest
    about = {"build": manifest.build, "model": manifest.fingerprint["model"], "documents": manifest.documents, "passages": manifest.passages}
    return Answer(question, status, tuple(statements), missing, nearest, sources.listed(), about)


def _compare(question: Question, cells: Sequence[_Placed], evidence: Evidence, sources: Sources, framework: Framework) -> list[Statement]:
    """Bottom line, cells, what is shared, what differs; a question for similarities alone has them first."""
    bridge = _bridging_summary(question, evidence)
    summary = [_whole(question, bridge, Role.SUMMARY, sources)] if bridge else []
    summary += _speaks_of(question, cells, sources, framework)
    quoted = [_cell(side, aspect, quote, sources) for side, aspect, quote in cells]
    left = [q for q in evidence.bridges if q is not bridge]
    shared = _shared(question, cells, evidence, left, sources, framework) if question.focus is not Focus.DIFFERENCES else []
    differing = _differing(question, cells, evidence, left, sources, framework) if question.focus is not Focus.SIMILARITIES else []
    return [*summary, *shared, *quoted] if question.focus is Focus.SIMILARITIES else [*summary, *quoted, *shared, *differing]


def _cell(side: str, aspect: str | None, quote: Quote, sources: Sources) -> Statement:
    own = quote.located.sentence.aspects
    return Statement((side,) if side else (), aspect or (own[0] if own else None), Role.CELL, quote.text, (sources.number(quote),), verbatim=True)


def _bridging_summary(question: Question, evidence: Evidence) -> Quote | None:
    """The best sentence of the corpus that itself compares the sides, if there is one that names them all."""
    wanted = likens if question.focus is Focus.SIMILARITIES else contrasts
    fit = [q for q in evidence.bridges if _names_all(q, question) and (contrasts(q.located.text) or likens(q.located.text))]
    return min(fit, key=lambda q: (not wanted(q.located.text), -q.score, q.located.row), default=None)


def _whole(question: Question, quote: Quote, role: Role, sources: Sources) -> Statement:
    text = quote.located.document.text[quote.start : quote.end]
    return Statement(question.subjects, _one_aspect(question), role, text, (sources.number(quote),), verbatim=True)


def _speaks_of(question: Question, cells: Sequence[_Placed], sources: Sources, framework: Framework) -> list[Statement]:
    """'The evidence on A speaks of x, y and z', a sentence a side: topics of the quotations, each cited to the one it is from."""
    named: dict[str, list[tuple[str, tuple[int, ...]]]] = {side: [] for side in question.subjects}
    for side, _, quote in cells:
        topic = next((t for t in _topics(quote, question, framework) if t not in [n for n, _ in named[side]]), None)
        if topic and len(named[side]) < _TOPICS_PER_SIDE:
            named[side].append((topic, (sources.number(quote),)))
    if sum(bool(topics) for topics in named.values()) < 2:
        return []
    matter = question.topic or (f"{question.aspects[0]} matters" if len(question.aspects) == 1 else None)
    statements: list[Statement] = []
    for side in (s for s in question.subjects if named[s]):
        text = CitedText()
        text.add(f"On {matter}, the" if matter and not statements else "The")
        text.add(f" evidence on {with_article(side)} speaks of ")
        text.add_phrases(named[side])
        statements.append(text.statement((side,), _one_aspect(question), Role.SUMMARY))
    return statements


def _shared(
    question: Question, cells: Sequence[_Placed], evidence: Evidence, bridges: Sequence[Quote], sources: Sources, framework: Framework
) -> list[Statement]:
    """Sentences of the corpus that liken the sides, and topics that the quotations of every side speak of."""
    said = [q for q in bridges if likens(q.located.text) and not contrasts(q.located.text) and _names_all(q, question)]
    statements = [_whole(question, q, Role.SIMILARITY, sources) for q in said[:_BRIDGES]]
    first: dict[str, dict[str, Quote]] = {}
    for side, _, quote in cells:
        for topic in _topics(quote, question, framework):
            first.setdefault(topic, {}).setdefault(side, quote)
    known = {side: Counter(t for q in evidence.pools[side] for t in set(q.located.sentence.topics)) for side in question.subjects}
    everywhere = [t for t, quotes in first.items() if len(quotes) == len(question.subjects) and min(known[s][t] for s in question.subjects) >= _OFTEN]
    if everywhere:
        text = CitedText()
        text.add(f"The evidence on {listed([with_article(s) for s in question.subjects])} alike speaks of ")
        text.add_phrases([(t, tuple(sources.number(q) for q in first[t].values())) for t in everywhere[:_SHARED_TOPICS]])
        statements.append(text.statement(question.subjects, _one_aspect(question), Role.SIMILARITY))
    return statements


def _differing(
    question: Question, cells: Sequence[_Placed], evidence: Evidence, bridges: Sequence[Quote], sources: Sources, framework: Framework
) -> list[Statement]:
    """Sentences of the corpus that contrast the sides, and topics of one side's quotations that nothing found on another speaks of."""
    said = [q for q in bridges if contrasts(q.located.text) and _names_all(q, question)]
    statements = [_whole(question, q, Role.DIFFERENCE, sources) for q in said[:_BRIDGES]]
    answered = [s for s in question.subjects if evidence.pools[s]]
    for side in answered if len(answered) > 1 else ():
        elsewhere = {t for other in question.subjects if other != side for q in evidence.pools[other] for t in q.located.sentence.topics}
        own: dict[str, Quote] = {}
        for _, _, quote in (c for c in cells if c[0] == side):
            for topic in _topics(quote, question, framework):
                if topic not in elsewhere:
                    own.setdefault(topic, quote)
        if own:
            text = CitedText()
            text.add(f"Only the evidence on {with_article(side)} speaks of ")
            text.add_phrases([(t, (sources.number(q),)) for t, q in list(own.items())[:_TOPICS_PER_SIDE]])
            statements.append(text.statement((side,), _one_aspect(question), Role.DIFFERENCE))
    return statements


def _conflicts(
    question: Question, cells: Sequence[_Placed], evidence: Evidence, index: SentenceSearch, sources: Sources, framework: Framework
) -> list[Statement]:
    """Disagreements of sources on what is quoted, as a pair of quotations each."""
    statements = []
    for side in _sides(evidence):
        shown = [quote for placed, _, quote in cells if placed == side]
        shown = shown[:_FIRST] if question.kind is Kind.LOOKUP else shown  # what answers stands first; the rest may be beside the point
        nearness = NEAR if question.compares or question.kind is Kind.OVERVIEW else NEARLY
        if question.kind is Kind.CONFLICT:  # disagreement itself is asked for: whatever reports it, best first
            shown, nearness = sorted((q for q in evidence.pools[side] if reports_disagreement(q.located.text)), key=lambda q: (-q.score, q.located.row)) or shown, NEAR
        for conflict in find_conflicts(side, shown, evidence.found[side], index, framework, nearness)[: 1 if question.compares else _CONFLICTS]:
            text = CitedText()
            text.add_quotations([(q.located.text, sources.number(q)) for q in (conflict.first, conflict.second) if q])
            statements.append(text.statement((side,) if side else (), _one_aspect(question), Role.CONFLICT))
    return statements


def _topics(quote: Quote, question: Question, framework: Framework) -> list[str]:
    """Topics whose words stand in what is shown of the quotation; under a single aspect, those of that aspect."""
    found = dict.fromkeys(m.name for m in framework.find_topics(split_words(quote.text)))
    aspect = _one_aspect(question) if question.topic is None else None
    return [t for t in found if t not in question.topics and (aspect is None or framework.topics[t].aspect == aspect)]


def _names_all(quote: Quote, question: Question) -> bool:
    return set(question.subjects) <= {name for s in quote.sentences for name in s.subjects}


def _one_aspect(question: Question) -> str | None:
    return question.aspects[0] if len(question.aspects) == 1 else None


def _missing(question: Question, evidence: Evidence) -> tuple[Gap, ...]:
    gaps: list[Gap] = []
    for side in _sides(evidence):
        empty = [aspect for aspect in _aspects(evidence) if not evidence.cells.get((side, aspect))]
        if not side:
            continue
        gaps += [Gap(side, None)] if len(empty) == len(_aspects(evidence)) else [Gap(side, aspect) for aspect in empty]
    return tuple(gaps)


def _sides(evidence: Evidence) -> list[str]:
    return list(dict.fromkeys(side for side, _ in evidence.cells))


def _aspects(evidence: Evidence) -> list[str | None]:
    return list(dict.fromkeys(aspect for _, aspect in evidence.cells))
