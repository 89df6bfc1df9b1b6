"""An answer becomes HTML for the conversation. Pure; every word of a question or a document is escaped.

A citation is `<a class="cite" href="#source-A-N">`: A is the answer's ordinal in the conversation, N the number of the source.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from qa.records import Answer, Role, Span, Statement, Status
from qa.render import NOTHING_FOUND, cells_of, missing_lines, of_role, reading, row_title, table_rows

_SIDE_COLOURS = 6  # as many as style.css has
_ROW_HEAD_PX, _COLUMN_PX = 108, 150  # narrower, a table scrolls sideways
_TITLE_CHARS = 400
_SHOWN_QUESTION_CHARS = 300
_SECTIONS = (("What is shared", Role.SIMILARITY), ("What differs", Role.DIFFERENCE), ("Where sources disagree", Role.CONFLICT))


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of the conversation and what was said to it, as HTML; `cards` are its evidence, None where an error was said."""

    question: str
    answer: str
    cards: str | None


@dataclass(frozen=True, slots=True)
class _Links:
    """Citations of one answer; hovering shows the quotation."""

    answer: Answer
    ordinal: int

    def to(self, cites: Iterable[int]) -> str:
        return "".join(self._link(n) for n in cites)

    def _link(self, n: int) -> str:
        quote = next(" ".join(s.quote.split()) for s in self.answer.sources if s.n == n)
        shown = quote if len(quote) <= _TITLE_CHARS else quote[:_TITLE_CHARS] + "…"
        return f'<a class="cite" href="#source-{self.ordinal}-{n}" title="{escape(shown)}">[{n}]</a>'


def render_conversation(turns: Sequence[Turn], *, examples: Sequence[str] = (), waiting: tuple[str, str] | None = None) -> str:
    """The whole conversation; without a turn, a welcome with examples. `waiting` is a question on its way and what is being done about it."""
    parts = [f'<div class="turn">{_question(t.question)}{t.answer}</div>' for t in turns]
    if waiting:
        question, doing = waiting
        parts.append(f'<div class="turn">{_question(question)}<p class="waiting" role="status"><span class="spinner"></span>{escape(doing)}</p></div>')
    return f'<div class="turns" role="log" aria-label="Conversation">{"".join(parts) or _welcome(examples)}</div>'


def render_answer(answer: Answer, ordinal: int, *, follows: bool = False) -> str:
    """How the question was read, bottom line, table or list, what is shared, differs, is disputed, is missing.

    `follows` tells the reader that the question took something from the earlier ones.
    """
    links = _Links(answer, ordinal)
    read = reading(answer).strip("*")
    context = " (read as a follow-up; start a new conversation to ask afresh)" if follows else ""
    parts = [f'<p class="reading">{escape(read + context)}</p>' if read else ""]
    parts += [f'<p class="summary">{_said(s, links)}</p>' for s in of_role(answer, Role.SUMMARY)]
    if answer.status is Status.NO_EVIDENCE:
        parts.append(f'<p class="nothing">{NOTHING_FOUND}</p>')
    elif answer.question.compares:
        parts.append(_matrix(answer, links))
    else:
        parts.append(_list("findings", (_item(answer, s, links) for s in of_role(answer, Role.CELL))))
    for title, role in _SECTIONS:
        if said := of_role(answer, role):
            parts.append(f"<h3>{title}</h3>" + _list("points", (_item(answer, s, links) for s in said)))
    if missing := missing_lines(answer):
        parts.append("<h3>What the corpus does not say</h3>" + _list("missing", (f"<li>{escape(line)}</li>" for line in missing)))
    if near := [s for s in answer.sources if s.n in answer.nearest]:
        parts.append("<h3>Nearest passages (not an answer)</h3>" + _list("nearest", (f"<li>{escape(s.quote)}&nbsp;{links.to((s.n,))}</li>" for s in near)))
    return f'<div class="answer" id="answer-{ordinal}">{"".join(parts)}</div>'


def render_error(sentence: str, ordinal: int) -> str:
    """One sentence in the place of an answer."""
    return f'<div class="answer error" id="answer-{ordinal}"><p role="alert">{escape(sentence)}</p></div>'


def side_class(answer: Answer, side: str) -> str:
    """The class that colours a side the same way everywhere; empty for what is no side of the question."""
    sides = answer.question.subjects
    return f"side-{sides.index(side) % _SIDE_COLOURS + 1}" if side in sides else ""


def _welcome(examples: Sequence[str]) -> str:
    buttons = "".join(f'<button type="button" class="example" data-question="{escape(e)}">{escape(e)}</button>' for e in examples)
    return (
        '<div class="welcome"><h2>Compare how China acts in two regions or countries.</h2>'
        "<p>Answers are quotations from the corpus. Click a number such as [1] to see the words in their paragraph, with the original reference.</p>"
        f'<div class="examples">{buttons}</div></div>'
    )


def _question(text: str) -> str:
    shown = text if len(text) <= _SHOWN_QUESTION_CHARS else text[:_SHOWN_QUESTION_CHARS].rstrip() + "…"
    return f'<p class="question">{escape(shown)}</p>' if text.strip() else ""


def _matrix(answer: Answer, links: _Links) -> str:
    sides = answer.question.subjects
    head = "".join(f'<th scope="col" class="{side_class(answer, side)}">{escape(side)}</th>' for side in sides)
    rows = "".join(
        f'<tr><th scope="row">{escape(row_title(answer, aspect))}</th>{"".join(_cell(answer, side, aspect, links) for side in sides)}</tr>'
        for aspect in table_rows(answer)
    )
    width = f"min-width: {_ROW_HEAD_PX + _COLUMN_PX * len(sides)}px"
    return f'<div class="matrix-frame"><table class="matrix" style="{width}"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(answer: Answer, side: str, aspect: str | None, links: _Links) -> str:
    said = "".join(f"<p>{_said(s, links)}</p>" for s in cells_of(answer, side, aspect)) or '<p class="empty">No evidence in the corpus.</p>'
    return f'<td class="{side_class(answer, side)}" data-side="{escape(side)}">{said}</td>'


def _item(answer: Answer, statement: Statement, links: _Links) -> str:
    colour = side_class(answer, statement.subjects[0]) if len(statement.subjects) == 1 else ""
    return f'<li class="{colour}">{_said(statement, links)}</li>'


def _list(name: str, items: Iterable[str]) -> str:
    return f'<ul class="{name}">{"".join(items)}</ul>'


def _said(statement: Statement, links: _Links) -> str:
    """The words of a statement, citations behind each phrase that has its own, else at the end."""
    text, position, parts = statement.text, 0, []
    for span in sorted(statement.spans, key=lambda s: s.start) or [Span(len(text), len(text), statement.cites)]:
        phrase = text[span.start : span.end]
        parts.append(escape(text[position : span.start]) + (f'<span class="phrase">{escape(phrase)}</span>' if phrase else ""))
        parts.append(f"&nbsp;{links.to(span.cites)}")
        position = span.end
    return "".join(parts) + escape(text[position:])
