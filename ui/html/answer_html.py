"""An answer becomes HTML for the conversation: reading, bottom line, table, what is shared, differs, is disputed, is missing, and what to ask next.

Pure; every word of a question or a document is escaped.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from qa.compose.followups import suggest_followups
from qa.read.periods import find_periods
from qa.records import Answer, Question, Role, Statement, Status
from qa.write.markdown import (
    NOTHING_FOUND,
    describe_gaps,
    describe_question,
    find_cells,
    find_statements,
    format_row_title,
    list_table_rows,
)
from ui.html.balance_html import render_balance
from ui.html.question_html import render_chips
from ui.html.statement_html import cite, listing, said, side_class
from ui.question_form import QuestionParts, compose_question, parts_from_question

_MANY_SIDES = 5  # from here on a table needs a wide window; else each row becomes a grid
_SECTIONS = (
    ("What is shared", Role.SIMILARITY),
    ("What differs", Role.DIFFERENCE),
    ("Where sources disagree", Role.CONFLICT),
)
EXPORTS = (
    ("md", "Markdown"),
    ("docx", "Word"),
    ("csv", "Table (CSV)"),
    ("bib", "BibTeX"),
    ("json", "CSL-JSON"),
    ("ris", "RIS"),
)


def render_reading(
    question: Question, aspects: Sequence[str], sentence: str, *, follows: bool = False
) -> str:
    """How the question was read, as chips to correct. `follows` tells the reader that it took something from the earlier ones."""
    context = (
        '<p class="context">This was read as a follow-up to the conversation; “New chat” asks afresh.</p>'
        if follows
        else ""
    )
    return f'<div class="reading"><p class="visually-hidden">{escape(sentence)}</p>{render_chips(parts_from_question(question), aspects, button="Ask again")}{context}</div>'


def render_skeleton(question: Question) -> str:
    """The table to come: its sides and rows, so that nothing jumps when the answer arrives."""
    if not question.compares:
        return '<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>'
    rows = question.aspects if question.topic is None else (question.topic,)
    head = "".join(f"<b>{escape(side)}</b>" for side in question.subjects)
    body = "".join("<i></i>" * len(question.subjects) for _ in rows)
    return f'<div class="skeleton table" aria-hidden="true" style="--columns: {len(question.subjects)}">{head}{body}</div>'


def render_answer(
    answer: Answer,
    ordinal: int,
    aspects: Sequence[str],
    *,
    history: Sequence[str] = (),
    follows: bool = False,
    notice: str = "",
) -> str:
    """The whole answer. `aspects` are all that could be asked, `history` the questions before it; `notice` is shown above the answer."""
    parts = [render_reading(answer.question, aspects, describe_question(answer).strip("*"), follows=follows)]
    parts.append(f'<p class="notice" role="note">{escape(notice)}</p>' if notice else "")
    parts += [
        f'<p class="summary{" quoted" if s.verbatim else ""}">{said(s, ordinal)}</p>'
        for s in find_statements(answer, Role.SUMMARY)
    ]
    if answer.status is Status.NO_EVIDENCE:
        parts.append(f'<p class="nothing">{NOTHING_FOUND}</p>')
    elif answer.question.compares:
        parts += [_matrix(answer, ordinal), render_balance(answer)]
    else:
        parts.append(
            listing("findings", (_item(answer, s, ordinal) for s in find_statements(answer, Role.CELL)))
        )
    for title, role in _SECTIONS:
        if statements := find_statements(answer, role):
            parts.append(
                f'<section class="{role}s"><h3>{title}</h3>{listing("points", (_item(answer, s, ordinal) for s in statements))}</section>'
            )
    if missing := describe_gaps(answer):
        parts.append(
            f"<section><h3>What the corpus does not say</h3>{listing('missing', (f'<li>{escape(line)}</li>' for line in missing))}</section>"
        )
    if near := [s for s in answer.sources if s.n in answer.nearest]:
        lines = (f"<li>{escape(s.quote)}&nbsp;{cite(ordinal, (s.n,))}</li>" for s in near)
        parts.append(
            f"<section><h3>Nearest passages (not an answer)</h3>{listing('nearest', lines)}</section>"
        )
    if asked_next := suggest_followups(answer):
        buttons = "".join(_asking(q, escape(q), "followup") for q in asked_next)
        parts.append(f'<nav class="next" aria-label="Ask next"><h3>Ask next</h3>{buttons}</nav>')
    return f'<div class="answer" id="answer-{ordinal}">{"".join(parts)}{_foot(answer, history)}</div>'


def render_error(sentence: str, ordinal: int) -> str:
    """One sentence in the place of an answer."""
    return f'<div class="answer error" id="answer-{ordinal}"><p role="alert">{escape(sentence)}</p></div>'


def build_link(answer: Answer, history: Sequence[str]) -> str:
    """The query string that asks the question again and names the build that answered."""
    return "?" + urlencode(
        [
            ("q", answer.question.text),
            *(("h", h) for h in history),
            ("build", str(answer.index.get("build", ""))),
        ]
    )


def _matrix(answer: Answer, ordinal: int) -> str:
    # A row shown as a grid is no longer a table to a screen reader, unless the roles say so.
    sides = answer.question.subjects
    head = "".join(
        f'<th scope="col" role="columnheader" class="{side_class(answer, side)}">{escape(side)}</th>'
        for side in sides
    )
    rows = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{escape(format_row_title(answer, aspect))}</th>'
        f"{''.join(_cell(answer, side, aspect, ordinal) for side in sides)}</tr>"
        for aspect in list_table_rows(answer)
    )
    many = " many" if len(sides) >= _MANY_SIDES else ""
    return (
        f'<div class="matrix-frame"><table class="matrix{many}" role="table" aria-label="Comparison"><thead role="rowgroup"><tr role="row">'
        f'<td role="cell"></td>{head}</tr></thead><tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _cell(answer: Answer, side: str, aspect: str | None, ordinal: int) -> str:
    words = "".join(f"<p>{said(s, ordinal)}</p>" for s in find_cells(answer, side, aspect)) or _empty(
        answer, side, aspect
    )
    return f'<td role="cell" class="{side_class(answer, side)}" data-side="{escape(side)}">{words}</td>'


def _empty(answer: Answer, side: str, aspect: str | None) -> str:
    """An empty cell, and a button that searches for it alone."""
    q = answer.question
    place = QuestionParts(within=q.within, sides=(side,)) if find_periods(side) else QuestionParts((side,))
    alone = QuestionParts(
        place.sides,
        (aspect,) if aspect else (),
        "" if aspect else q.topic or "",
        q.period or "",
        "",
        place.within,
    )
    title = format_row_title(answer, aspect)
    return '<p class="empty">No evidence in the corpus.</p>' + _asking(
        compose_question(alone), "Search for this alone", "search-cell", f"{side}: {title}"
    )


def _asking(question: str, label: str, name: str, about: str = "") -> str:
    """A button that asks a complete question; the page listens for `data-question` everywhere."""
    described = f' aria-label="Search for this alone: {escape(about)}"' if about else ""
    return (
        f'<button type="button" class="{name}" data-question="{escape(question)}"{described}>{label}</button>'
    )


def _item(answer: Answer, statement: Statement, ordinal: int) -> str:
    colour = side_class(answer, statement.subjects[0]) if len(statement.subjects) == 1 else ""
    return f'<li class="{colour}">{said(statement, ordinal)}</li>'


def _foot(answer: Answer, history: Sequence[str]) -> str:
    formats = "".join(f'<button type="button" data-export="{kind}">{name}</button>' for kind, name in EXPORTS)
    build, documents = str(answer.index.get("build", "")), answer.index.get("documents", 0)
    return (
        f'<footer class="tools"><a class="permalink" href="{escape(build_link(answer, history))}">Copy link</a>'
        f'<details class="menu"><summary>Export</summary><div class="menu-items">{formats}</div></details>'
        '<button type="button" class="print" data-print>Print</button>'
        f'<span class="provenance">{documents} documents, build {escape(build[:8])}</span></footer>'
    )
