"""Text becomes a Question: which sides, which aspects or topic, what kind, and the words left to search with.

Pure and quick: names come from the framework, the rest from a few patterns. A follow-up takes what it lacks from the conversation.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import UserError
from corpus.framework import Framework, Mention
from corpus.words import STOPWORDS, split_words
from qa.periods import find_periods
from qa.records import Focus, Kind, Question
from qa.wording import listed

MAX_QUESTION_CHARS = 2000
_MAX_TOPICS = 3
_SHORT = 4  # words; a question so short leans on the one before it
_DIFFERENCES = re.compile(r"\b(differ\w*|contrast\w*|diverge\w*|unlike|distinguish\w*)\b", re.IGNORECASE)
_SIMILARITIES = re.compile(
    r"\b(similar(ities|ity|ly)?|in common|common points?|alike|shared|(they|both|regions|countries|cases) share|parallels?"
    r"|(come|crop|appear|occur|recur)s? (up )?in both)\b",
    re.IGNORECASE,
)
_NOT_SIMILARITIES = re.compile(
    r"\b(no similarit\w*|differences? only|only (the )?differences?"
    r"|(leav\w+ out|without|not|except|ignoring) (what they share|(the )?similarit\w*))\b",
    re.IGNORECASE,
)
_NOT_DIFFERENCES = re.compile(r"\b(similarities only|only (the )?similarit\w*|common points only|no differences?)\b", re.IGNORECASE)
_MORE = re.compile(r"\b(more|most|bigger|biggest|larger|largest|higher|highest|closer|deeper|stronger|greater|which (region|country|one|of))\b", re.IGNORECASE)
_COMPARES = re.compile(r"\b(compar\w*|versus|vs\.?|relative to|as against|against|differ\w*|contrast\w*|than|in common|similar\w*|between)\b", re.IGNORECASE)
_LOOKUP = re.compile(
    r"^\W*(and\s+)?(how (many|much|long|big|large|old|far)|when|where|who|whom|whose|which|on what date"
    r"|what (share|year|date|percentage|was|is the|did|does)|did|does|is|was|has|are)\b",
    re.IGNORECASE,
)
_TIMELINE = re.compile(r"\b(timeline|chronolog\w*|milestones?|over time|history of|step by step|since when)\b", re.IGNORECASE)
_CONFLICT = re.compile(r"\b(contradict\w*|disagree\w*|conflicting|disputed?|at odds)\b", re.IGNORECASE)
_ELLIPTIC = re.compile(
    r"^\W*(and|but|so|or|what about|how about|what of|why|also|then|same)\b"
    r"|\b(they|them|their|it|its|those|these|this|similar|same|compares?|the (\w+ )?ones?|over there)\b",
    re.IGNORECASE,
)
# Words of comparing and asking that say nothing of the matter, as stems; a search with them finds sentences about studies, not about China.
_SCAFFOLD = frozenset(
    "compar comparison contrast differ differ differenti versus vs relat similar common share role approach strategi engag engagement polici way main "
    "side region countri state area china chines beij prc term look like make made take use get give tell know say said much mani also each two one "
    "three four respect case deal keep want need pleas explain describ overview summari question answer kind sort thing what how".split()
)


def read_question(text: str, framework: Framework, history: Sequence[str] = ()) -> Question:
    """Read a question in the light of the earlier ones, oldest first.

    Raises:
        UserError: it is empty or too long; the sentence says how long it may be.
    """
    question = _read_alone(text, framework)
    before: Question | None = None
    for earlier in history:
        if earlier.strip() and len(earlier) <= MAX_QUESTION_CHARS:
            alone = _read_alone(earlier, framework)
            before = _continue(alone, before) if before else alone
    return _complete(_continue(question, before) if before else question, framework)


def _read_alone(text: str, framework: Framework) -> Question:
    """What the words of one question say, nothing filled in."""
    stripped = " ".join(text.split())
    if not stripped:
        raise UserError("The question is empty; ask about a region, a country or a topic.")
    if len(text) > MAX_QUESTION_CHARS:
        raise UserError(f"The question has {len(text):,} characters; ask in at most {MAX_QUESTION_CHARS:,}.")
    words = split_words(stripped)
    mentions = _sides(stripped, framework)
    subjects = tuple(dict.fromkeys(m.name for m in mentions))
    asked = framework.find_asked_aspects(words)
    topics = tuple(dict.fromkeys(m.name for m in framework.find_topics(words)))[:_MAX_TOPICS]
    aspects = tuple(a.name for a in framework.aspects if any(m.name == a.name for m in asked))
    periods = find_periods(stripped)
    taken = [(m.start, m.end) for m in (*mentions, *asked)] + framework.find_actor(stripped) + [span for _, span in periods]
    query = _residue(stripped, taken)
    if not aspects and not topics:  # "who trades more" names no aspect as such, but speaks of one
        named = {m.name for m in framework.find_aspects(split_words(query))}
        aspects = tuple(a.name for a in framework.aspects if a.name in named)
    kind = _kind(stripped, subjects, aspects, topics, query)
    sides = tuple(dict.fromkeys(p for p, _ in periods))
    within = tuple(s for s in subjects if framework.is_regional(s))
    if len(sides) > 1 and len(within) < 2 and kind is not Kind.TIMELINE:  # one place, several times: the times are the sides
        return Question(stripped, Kind.PERIODS, sides, aspects, None, _focus(stripped, Kind.PERIODS), None, query, topics, within)
    return Question(stripped, kind, subjects, aspects, None, _focus(stripped, kind), sides[0] if sides else None, query, topics)


def _sides(text: str, framework: Framework) -> list[Mention]:
    """Mentions that are sides: regions, countries and places in them; a power beside two of them is context.

    A region named with a country of it gives way to the country, a place named with its country too, whose name then stays to be searched for.
    """
    known = framework.find_subjects(text, fold_case=True)
    slips = [m for m in framework.find_misspelt(text) if not any(k.start < m.end and m.start < k.end for k in known)]
    mentions = sorted([*known, *slips], key=lambda m: m.start)
    regional = [m for m in mentions if framework.is_regional(m.name)]
    names = {m.name for m in regional}
    if len(names) < 2 and not (names and not _COMPARES.search(text)):
        regional = [m for m in mentions if framework.subjects[m.name].kind != "world"]
        names = {m.name for m in regional}
    places = {n for n in names if framework.subjects[n].kind == "place" and names & set(framework.subjects[n].regions)}
    regional = [m for m in regional if m.name not in places]
    inside = {r for n in names - places for r in framework.subjects[n].regions if r in names}
    kept = [m for m in regional if m.name not in inside]
    return kept if len({m.name for m in kept}) > 1 or not inside else regional


def _residue(text: str, taken: Sequence[tuple[int, int]]) -> str:
    words = []
    for match in re.finditer(r"[\w'’%$.-]*\w", text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        stems = [w.stem for w in split_words(match.group())]
        if match.group().lower() in STOPWORDS or all(s in _SCAFFOLD for s in stems):
            continue
        words.append(match.group())
    return " ".join(words)


def _complete(question: Question, framework: Framework) -> Question:
    """Fill in aspects: a topic's own; all of them where a comparison or overview names none, but a matter without a name keeps its own words as topic."""
    aspects, topic = question.aspects, listed(question.topics) or None
    if question.topics:
        aspects = aspects or (framework.topics[question.topics[0]].aspect,)
    elif question.compares and not aspects and _specific(question.query):
        topic = question.query
    elif (question.compares or question.kind is Kind.OVERVIEW) and not aspects:
        aspects = tuple(a.name for a in framework.aspects)
    return replace(question, aspects=aspects, topic=topic)


def _specific(query: str) -> bool:
    return len(query.split()) > 2


def _kind(text: str, subjects: Sequence[str], aspects: Sequence[str], topics: Sequence[str], query: str) -> Kind:
    if len(subjects) > 1:
        return Kind.COMPARISON
    if _CONFLICT.search(text):
        return Kind.CONFLICT
    if _TIMELINE.search(text):
        return Kind.TIMELINE
    if _LOOKUP.search(text) and query:
        return Kind.LOOKUP
    if subjects and (aspects or topics or not query):
        return Kind.OVERVIEW
    return Kind.LOOKUP


def _focus(text: str, kind: Kind) -> Focus | None:
    if kind not in (Kind.COMPARISON, Kind.PERIODS):
        return None
    if _NOT_SIMILARITIES.search(text):
        return Focus.DIFFERENCES
    if _NOT_DIFFERENCES.search(text) or _SIMILARITIES.search(text):
        return Focus.SIMILARITIES if not _DIFFERENCES.search(text) or _NOT_DIFFERENCES.search(text) else None
    if _DIFFERENCES.search(text):
        return Focus.DIFFERENCES
    return Focus.WHICH_IS_MORE if _MORE.search(text) else None


def _continue(question: Question, before: Question) -> Question:
    """Fill in from the conversation: one new side joins its sides, two or more replace them, an aspect or topic replaces that."""
    matter = bool(question.aspects or question.topics or question.query)
    elliptic = bool(_ELLIPTIC.search(question.text)) or len(question.text.split()) <= _SHORT
    if not elliptic and (matter if question.subjects else not question.aspects and not question.topics):
        return question  # complete in itself, or a new matter altogether
    if Kind.PERIODS in (question.kind, before.kind):
        return replace(question, within=question.within or before.subjects) if question.kind is Kind.PERIODS else question
    subjects = question.subjects or before.subjects
    if len(question.subjects) == 1 and question.subjects[0] not in before.subjects:
        subjects = (*before.subjects, *question.subjects)
    aspects, topics, query = question.aspects, question.topics, question.query
    if not aspects and not topics:
        aspects, topics = before.aspects, before.topics
        query = " ".join(dict.fromkeys([*before.query.split(), *query.split()]))
    kind = Kind.COMPARISON if len(subjects) > 1 else question.kind if question.kind is not Kind.COMPARISON else before.kind
    focus = question.focus or (_focus(question.text, kind) if kind is Kind.COMPARISON else None)
    period = question.period or before.period
    return replace(question, kind=kind, subjects=subjects, aspects=aspects, topics=topics, query=query, focus=focus, period=period)
