"""What answers and evidence have in common as HTML: citations at their places, the colour of a side. Pure; every word is escaped.

A citation is `<a class="cite" href="#source-A-N">`: A is the answer's ordinal in the conversation, N the number of the source.
"""

from collections.abc import Iterable
from html import escape

from qa.records import Answer, Span, Statement

_SIDE_COLOURS = 6  # as many as style.css has


def cite(ordinal: int, cites: Iterable[int]) -> str:
    """Links to sources of an answer; the page shows the quotation when one is hovered or focused."""
    return "".join(f'<a class="cite" href="#source-{ordinal}-{n}">[{n}]</a>' for n in cites)


def said(statement: Statement, ordinal: int) -> str:
    """The words of a statement, citations behind each phrase that has its own, else at the end."""
    text, position, parts = statement.text, 0, []
    for span in sorted(statement.spans, key=lambda s: s.start) or [
        Span(len(text), len(text), statement.cites)
    ]:
        phrase = text[span.start : span.end]
        parts.append(
            escape(text[position : span.start])
            + (f'<span class="phrase">{escape(phrase)}</span>' if phrase else "")
        )
        parts.append(f"&nbsp;{cite(ordinal, span.cites)}")
        position = span.end
    return "".join(parts) + escape(text[position:])


def side_class(answer: Answer, side: str) -> str:
    """The class that colours a side the same way everywhere; empty for what is no side of the question."""
    sides = answer.question.subjects
    return f"side-{sides.index(side) % _SIDE_COLOURS + 1}" if side in sides else ""


def listing(name: str, items: Iterable[str]) -> str:
    return f'<ul class="{name}">{"".join(items)}</ul>'
