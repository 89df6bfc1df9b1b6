"""What may be asked next: questions that an answer itself suggests, each complete, so that it can be asked anywhere. Pure.

A question about something else is offered before one that turns the same around: an aspect not yet seen closely, a topic that the evidence speaks of, a time.
"""

from corpus.text.dates import find_years
from qa.records import Answer, Focus, Kind, Question, Role
from qa.wording import add_article, join_words

MAX_FOLLOWUPS = 4


def suggest_followups(answer: Answer) -> tuple[str, ...]:
    """Up to four questions, none of them the one answered; none where nothing was found on any side."""
    q = answer.question
    said = [s for s in answer.statements if s.role is Role.CELL]
    if not said or not q.subjects or q.kind is Kind.PERIODS:
        return ()
    found = [s for s in q.subjects if any(s in c.subjects for c in said)]
    suggested = [*_closer(answer, found), *_turned(q, found), *_in_time(answer, found), *_alone(q, found)]
    return tuple(dict.fromkeys(s for s in suggested if s != q.text))[:MAX_FOLLOWUPS]


def _closer(answer: Answer, found: list[str]) -> list[str]:
    """On a broad question, its richest aspect alone and the topics its bottom line names."""
    q = answer.question
    named = [
        s.text[p.start : p.end]
        for s in answer.statements
        if s.role in (Role.SIMILARITY, Role.DIFFERENCE, Role.SUMMARY)
        for p in s.spans
    ]
    topics = [t for t in dict.fromkeys(named) if t != q.topic][:2]
    questions = [
        f"Compare {_sides(found)} on {t}" if len(found) > 1 else f"Describe {t} in {_sides(found)}"
        for t in topics
    ]
    if len(q.aspects) > 1 and len(found) > 1:
        full = max(
            q.aspects, key=lambda a: sum(s.aspect == a for s in answer.statements if s.role is Role.CELL)
        )
        questions.insert(0, f"How does China's {full} role differ between {_sides(found)}?")
    return questions


def _turned(q: Question, found: list[str]) -> list[str]:
    """Differences asked, similarities offered, and the other way round."""
    if q.kind is not Kind.COMPARISON or len(found) < 2:
        return []
    matter = f"{q.aspects[0]} role" if len(q.aspects) == 1 and q.topic is None else "role"
    on = f" on {q.topic}" if q.topic else ""
    if q.focus is Focus.SIMILARITIES:
        return [f"How does China's {matter} differ between {_sides(found)}{on}?"]
    return [f"What does China's {matter} in {_sides(found)} have in common{on}?"]


def _in_time(answer: Answer, found: list[str]) -> list[str]:
    """The newer part of what the evidence spans, if it spans more than five years."""
    q = answer.question
    years = sorted(y for s in answer.sources for y in find_years(s.quote))
    if q.period or len(years) < 4 or years[-1] - years[0] <= 5:
        return []
    middle = years[len(years) // 2]
    matter = f"{q.aspects[0]} role" if len(q.aspects) == 1 and q.topic is None else "role"
    on = f" on {q.topic}" if q.topic else ""
    about = f"China's {matter} in {_sides(found)}{on} since {middle}"
    return [f"Compare {about}" if len(found) > 1 else f"Describe {about}"]


def _alone(q: Question, found: list[str]) -> list[str]:
    return [f"Describe China's role in {add_article(found[0])}"] if q.compares and len(found) == 1 else []


def _sides(names: list[str]) -> str:
    return join_words([add_article(n) for n in names])
