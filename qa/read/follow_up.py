"""A follow-up edits the reading before it: it adds, replaces or narrows, and takes the rest from there."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.framework import Framework
from corpus.text.english import find_pattern
from qa.read.cues import asks_about_relations, depends_on_history, read_focus
from qa.read.frames import find_chains
from qa.read.mentions import Named, names_of
from qa.records import Focus, Kind, Question, Scope

_INSTEAD, _ONLY = find_pattern("replaces_side"), find_pattern("narrows_to_side")
_ADDS, _POINTS = find_pattern("adds_side"), find_pattern("points_to_place")

_WORD = re.compile(r"[\w'’+.-]*\w")
_PLACES_IN_ORDER = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2}
_ORDINAL = re.compile(  # not "the first dam"
    r"\bthe (first|second|third|former|latter)(?= ones?\b|\W*$|\s*[,.;:?!–—]|\s+(?:and|or|than|but)\b"
    r"|[^?!]*\bthe (?:second|third|latter)\b)",
    re.IGNORECASE,
)


def continue_question(question: Question, before: Question, framework: Framework) -> Question:
    """Complete a question from the one before it; return it unchanged if it is complete by itself.

    One new side joins the earlier sides, two or more replace them; "instead of" replaces the one that is
    named, "only" narrows to it. An aspect, a topic or a period replaces the earlier one.
    """
    if question.kind is Kind.ABOUT or before.kind is Kind.ABOUT or not _is_follow_up(question, before):
        return question
    is_thing = len(question.subjects) == 1 and question.subjects[0] not in framework.subjects
    if is_thing and before.subjects and _POINTS.search(question.text) and not question.replaced:
        # "How far from the Earth do they fly?": the sides are those of before.
        query = " ".join(dict.fromkeys([*question.query.split(), *question.subjects]))
        question = replace(question, subjects=(), query=query)
    if Kind.PERIODS in (question.kind, before.kind):
        return _continue_periods(question, before)
    pointed = _find_pointed_at(question, before)
    if pointed:
        rest = [w for w in question.query.split() if w.lower() not in _PLACES_IN_ORDER]
        question = replace(question, query=" ".join(rest))
    subjects, are_compared = (pointed, len(pointed) > 1) if pointed else _edit_sides(question, before)
    aspects, topics, query = question.aspects, question.topics, question.query
    keeps_matter = not aspects and not topics
    if keeps_matter:
        aspects, topics = before.aspects, before.topics
        query = (
            before.query
            if _adds_thing(question) and not question.subjects
            else " ".join(dict.fromkeys([*before.query.split(), *query.split()]))
        )
    focus = _choose_focus(question, before, keeps_matter=keeps_matter, are_compared=are_compared)
    continued = replace(
        question,
        kind=_choose_kind(question, before, len(subjects), are_compared=are_compared),
        subjects=subjects,
        within=question.within or before.within,
        aspects=aspects,
        topics=topics,
        query=query,
        focus=focus,
        period=question.period or before.period,
        scope=question.scope if question.scope != Scope() else before.scope,
        excluded=question.excluded or before.excluded,
    )
    if continued == question:
        return question
    return replace(continued, before=before.text, kept=_list_kept(question, continued))


def _continue_periods(question: Question, before: Question) -> Question:
    if question.kind is not Kind.PERIODS and not question.subjects and question.period:
        within = before.within if before.kind is Kind.PERIODS else before.subjects
        return replace(
            before,
            text=question.text,
            kind=Kind.OVERVIEW,
            subjects=within,
            within=(),
            period=question.period,
            before=before.text,
            kept=within,
        )
    if question.kind is not Kind.PERIODS:
        if question.subjects or not before.within:
            return question
        return replace(
            question,
            subjects=before.subjects,
            within=before.within,
            kind=before.kind,
            before=before.text,
            kept=before.within,
        )
    within = question.within or (before.within if before.kind is Kind.PERIODS else before.subjects)
    return (
        replace(question, within=within, before=before.text, kept=within)
        if within != question.within
        else question
    )


def _is_follow_up(question: Question, before: Question) -> bool:
    """Whether it refers back, is short, or lacks either sides or a subject; one without both is new."""
    text = question.text
    first_side = min(
        (at for s in question.subjects if (at := text.lower().find(s.lower())) >= 0), default=len(text)
    )
    has_content = bool(question.aspects or question.topics or question.query)
    if question.replaced:
        return True
    if len(question.subjects) > 1 and has_content and not _ADDS.search(text):
        return False
    if depends_on_history(text, first_side):
        return True
    if not question.subjects:
        return bool(question.aspects or question.topics)
    return not has_content and not (len(question.subjects) > 1 and asks_about_relations(text))


def _edit_sides(question: Question, before: Question) -> tuple[tuple[str, ...], bool]:
    """The sides after the follow-up, and whether they are compared."""
    named, earlier = question.subjects, before.subjects
    if not named and _adds_thing(question):
        return (*earlier, question.query), bool(earlier)
    if not named:
        return earlier, before.kind is Kind.COMPARISON
    gone = set(question.replaced)
    if gone & set(earlier):
        new = tuple(n for n in named if n not in gone)
        at = next(i for i, e in enumerate(earlier) if e in gone)
        kept = [e for e in earlier if e not in gone]
        sides = tuple(dict.fromkeys([*kept[:at], *new, *kept[at:]]))
        return sides, len(sides) > 1
    if _ONLY.search(question.text) and len(named) == 1:
        return named, False
    if len(named) == 1 and named[0] not in earlier and earlier and _joins(question):
        return (*earlier, *named), True
    return named, len(named) > 1


def _find_pointed_at(question: Question, before: Question) -> tuple[str, ...]:
    """The earlier sides that it points at by their order: "and the second?", "the former or the latter"."""
    if question.subjects:
        return ()
    found = [_PLACES_IN_ORDER[m.group(1).lower()] for m in _ORDINAL.finditer(question.text)]
    inside = [place for place in dict.fromkeys(found) if place < len(before.subjects)]
    return tuple(before.subjects[place] for place in inside)


def _adds_thing(question: Question) -> bool:
    """Whether it names but one thing that is no matter of the framework: "and ibuprofen?".

    More words make it a question on the same sides: "and finished so far?".
    """
    is_bare = not (question.aspects or question.topics or question.period or question.focus)
    added, words = _ADDS.match(question.text), question.query.split()
    if not added or not is_bare or not 0 < len(words) <= 2:
        return False
    rest = [w for w in _WORD.findall(question.text[added.end() :]) if w.lower() not in ("the", "a", "an")]
    return len(rest) <= len(words)


def _joins(question: Question) -> bool:
    """Whether its one side joins the earlier ones; a question with its own matter is on that side alone."""
    return bool(_ADDS.search(question.text)) or not (question.query or question.topics or question.aspects)


def find_replaced(text: str, sides: Sequence[Named]) -> tuple[str, ...]:
    """Return the sides that stand after "instead of", or before it in Turkish: "İtalya yerine Portekiz"."""
    match = _INSTEAD.search(text)
    if match is None:
        return ()
    if match.group().lower() == "yerine":
        return names_of(m for m in sides if m.end <= match.start())
    after = [m for m in sides if m.start >= match.end()]
    # "Instead of Serbia and Kosovo take Greece": what is coordinated with the first, not the rest.
    chain = next((c for c in find_chains(text, after) if c[0] == after[0]), after[:1])
    return names_of(chain)


def _choose_focus(
    question: Question, before: Question, *, keeps_matter: bool, are_compared: bool
) -> Focus | None:
    focus = question.focus
    if focus is None and (question.subjects or are_compared):
        focus = read_focus(question.text, compares=True)
    return focus or (
        before.focus if keeps_matter or before.focus in (Focus.DIFFERENCES, Focus.SIMILARITIES) else None
    )


def _choose_kind(question: Question, before: Question, sides: int, *, are_compared: bool) -> Kind:
    if sides > 1 and are_compared:
        return Kind.COMPARISON
    if before.kind is Kind.COMPARISON and question.kind is Kind.LOOKUP and not question.query:
        return Kind.LOOKUP if question.value or before.value else Kind.OVERVIEW
    return before.kind if question.kind is Kind.COMPARISON else question.kind


def _list_kept(question: Question, continued: Question) -> tuple[str, ...]:
    """What the reading has from the question before, to be said to the reader."""
    kept = [s for s in continued.subjects if s not in question.subjects]
    if not question.aspects and not question.topics:
        kept += [*(continued.topics or continued.aspects)] or [
            continued.query.removesuffix(question.query).strip()
        ]
    if continued.period != question.period and continued.period:
        kept.append(continued.period)
    return tuple(k for k in kept if k)
