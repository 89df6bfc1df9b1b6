"""What answers and evidence share: the phrases of a statement with citations, and the colour of a side."""

from dataclasses import dataclass

from qa.records import Answer, Span, Statement

SIDE_COLOURS = 6  # as many as style.css defines


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a statement: plain text, then a phrase with its own citations. The last may lack it."""

    before: str
    text: str = ""
    cites: tuple[int, ...] = ()


def split_phrases(statement: Statement) -> list[Phrase]:
    """The statement cut at its citations: behind each phrase that has its own, else at the end."""
    text, position, phrases = statement.text, 0, []
    end = Span(len(text), len(text), statement.cites)
    for span in sorted(statement.spans, key=lambda s: s.start) or [end]:
        phrases.append(Phrase(text[position : span.start], text[span.start : span.end], span.cites))
        position = span.end
    if position < len(text):
        phrases.append(Phrase(text[position:]))
    return phrases


def side_class(answer: Answer, side: str) -> str:
    """The class that gives a side one colour everywhere; empty if the question has no such side."""
    sides = answer.question.subjects
    return f"side-{sides.index(side) % SIDE_COLOURS + 1}" if side in sides else ""
