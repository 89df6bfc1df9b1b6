"""A follow-up takes what it lacks from the question before it."""

from dataclasses import replace

from corpus.framework import Framework
from qa.read.cues import asks_about_relations, depends_on_history, read_focus
from qa.read.sides import find_sides
from qa.records import Kind, Question


def continue_question(question: Question, before: Question, framework: Framework) -> Question:
    """Complete a question from the one before it; return it unchanged if it is complete by itself.

    One new side joins the earlier sides, two or more replace them; an aspect or a topic replaces the earlier
    ones.
    """
    if not _is_follow_up(question, framework):
        return question
    if Kind.PERIODS in (question.kind, before.kind):
        if question.kind is not Kind.PERIODS:
            return question
        return replace(question, within=question.within or before.subjects)
    subjects = _join_sides(question, before)
    aspects, topics, query = question.aspects, question.topics, question.query
    if not aspects and not topics:
        aspects, topics = before.aspects, before.topics
        query = " ".join(dict.fromkeys([*before.query.split(), *query.split()]))
    kind = _choose_kind(question, before, len(subjects))
    continued = replace(
        question,
        kind=kind,
        subjects=subjects,
        aspects=aspects,
        topics=topics,
        query=query,
        focus=question.focus or (read_focus(question.text, kind) if kind is Kind.COMPARISON else None),
        period=question.period or before.period,
    )
    return question if continued == question else replace(continued, before=before.text)


def _is_follow_up(question: Question, framework: Framework) -> bool:
    """Whether it refers back, is short, or lacks either sides or a subject; one without both is new."""
    first_side = min((m.start for m in find_sides(question.text, framework)), default=len(question.text))
    if depends_on_history(question.text, first_side):
        return True
    if not question.subjects:
        return bool(question.aspects or question.topics)
    has_content = bool(question.aspects or question.topics or question.query)
    return not has_content and not (len(question.subjects) > 1 and asks_about_relations(question.text))


def _join_sides(question: Question, before: Question) -> tuple[str, ...]:
    if len(question.subjects) == 1 and question.subjects[0] not in before.subjects:
        return (*before.subjects, *question.subjects)
    return question.subjects or before.subjects


def _choose_kind(question: Question, before: Question, sides: int) -> Kind:
    if sides > 1:
        return Kind.COMPARISON
    return before.kind if question.kind is Kind.COMPARISON else question.kind
