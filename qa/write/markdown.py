"""An answer as Markdown: bottom line, figures, table, what is shared and differs, gaps, sources. Pure.

The selection of statements for a table's cells and sections is here too: the other forms of an answer use it.
"""

from collections.abc import Iterable, Sequence

from qa.compose.balance import describe_balance
from qa.records import Answer, Gap, Kind, Question, Role, Statement, Status
from qa.wording import add_article, collapse_whitespace, join_words
from qa.write.bottom_line import (
    list_findings,
    list_nearest,
    list_paragraphs,
    list_section,
    mark_cut,
    name_unnamed_side,
    refer_beside,
    select_quotes,
)
from qa.write.figures import format_figures_markdown
from qa.write.works import format_source

NOTHING_FOUND = "No answer to this was found in the corpus."
GAPS_TITLE = "What the corpus does not say"
ROLE_TITLES = {
    Role.THEME: "How much there is",
    Role.SIMILARITY: "What is shared",
    Role.DIFFERENCE: "What differs",
    Role.CONFLICT: "Where sources disagree",
}
CONTEXT_TITLE = "Worldwide"
_ALL_ASPECTS = 4  # a question on all of them is on no aspect in particular


def render_markdown(answer: Answer) -> str:
    """Write the answer with `[n]` behind every statement and the sources at the end."""
    parts = [
        f"*{describe_question(answer)}*",
        *(f"*{line}*" for line in describe_reading(answer.question)),
        *(_format_paragraph(answer, statements) for statements in list_paragraphs(answer)),
        *format_figures_markdown(answer.figure_sets),
    ]
    if answer.status is Status.NO_EVIDENCE:
        parts.append(f"**{NOTHING_FOUND}**" if answer.question.kind is not Kind.ABOUT else "")
    elif has_table(answer):
        context = (_format_statement(s) for s in find_statements(answer, Role.CONTEXT))
        parts += [_format_table(answer), *(f"**{CONTEXT_TITLE}:** {line}" for line in context)]
        parts.append(describe_balance(answer))
    else:
        parts.append("\n".join(f"- {_format_statement(s)}" for s in list_findings(answer)))
    for role, title in ROLE_TITLES.items():
        statements = list_section(answer, role)
        parts.append(_format_section(title, [f"- {_format_statement(s)}" for s in statements]))
    parts.append(_format_section(GAPS_TITLE, [f"- {line}" for line in describe_gaps(answer)]))
    nearest = [f"- {collapse_whitespace(s.quote)} [{s.n}]" for s in list_nearest(answer)]
    if nearest:
        parts.append("\n".join(["**Nearest passages** (no answer was recognised in them)", "", *nearest]))
    parts.append(_format_section("Sources", [f"{s.n}. {format_source(s)}" for s in answer.sources]))
    return "\n\n".join(p for p in parts if p)


def describe_question(answer: Answer) -> str:
    """Say in one line how the question was read."""
    q = answer.question
    topic = _describe_topic(answer)
    if q.kind is Kind.ABOUT:
        return "About Parallax"
    if not q.subjects:
        return f"Searching the corpus for {topic}" if topic else "Searching the corpus"
    verb = "Comparing" if q.compares else "On"
    sides = " in ".join([join_words([add_article(s) for s in q.subjects]), *map(add_article, q.within)])
    return f"{verb} {sides}{f' on {topic}' if topic else ''}{f', {q.period}' if q.period else ''}"


def describe_reading(question: Question) -> list[str]:
    """Say what was kept from the question before, how the sources are limited, and what was not used."""
    q, lines = question, []
    if q.kept:
        lines.append(f"Kept from your last question: {join_words(q.kept)}")
    if q.scope.own_documents:
        lines.append("Only your own documents")
    if q.scope.perspective and q.scope.perspective not in q.ignored:
        lines.append(f"Only from sources of this view: {q.scope.perspective}")
    if q.scope.source and f"according to {q.scope.source}" not in q.ignored:
        lines.append(f"According to {q.scope.source}")
    if q.excluded:
        lines.append(f"Left out: {join_words(q.excluded)}")
    if q.searched:
        lines.append(f"Read as: {q.searched}")
    if q.ignored:
        lines.append(f"Not used: {'; '.join(q.ignored)}")
    return lines


def find_statements(answer: Answer, role: Role) -> list[Statement]:
    """Select the statements of a role, in the answer's order."""
    return [s for s in answer.statements if s.role is role]


def find_cells(answer: Answer, side: str, aspect: str | None) -> list[Statement]:
    """Select what one cell of the table shows; a row without an aspect has the quotations of all aspects.

    What a cell to the left shows is not shown again.
    """
    sides = answer.question.subjects
    before = sides[: sides.index(side)] if side in sides else ()
    beside = [s for other in before for s in _select_cells(answer, other, aspect)]
    return refer_beside(_select_cells(answer, side, aspect), beside)


def _select_cells(answer: Answer, side: str, aspect: str | None) -> list[Statement]:
    cells = find_statements(answer, Role.CELL)
    return select_quotes(
        answer, [s for s in cells if side in s.subjects and (aspect is None or s.aspect == aspect)]
    )


def has_table(answer: Answer) -> bool:
    """Whether the sides are set side by side; where all that was found are figures, their table says it."""
    return answer.question.compares and bool(find_statements(answer, Role.CELL) or not answer.figure_sets)


def list_table_rows(answer: Answer) -> Sequence[str | None]:
    """List the aspects that have a row: those searched one by one; a single None where one search did."""
    return answer.question.searched_aspects


def format_row_title(answer: Answer, aspect: str | None) -> str:
    """Title a row with its aspect, or else with the topic."""
    title = aspect or _name_topic(answer.question) or "evidence"
    return title[:1].upper() + title[1:]


def describe_gaps(answer: Answer) -> list[str]:
    """Write one sentence for each side or cell that has no evidence."""
    lines = []
    for gap in answer.missing:
        topic = f"{gap.aspect} matters" if gap.aspect else _describe_topic(answer)
        on = f"{add_article(gap.subject)}{f': {topic}' if topic else ''}"
        found = "Nothing" if gap.aspect else "No answer"
        lines.append(f"{found} found on {on}{_describe_where(answer.question)}.{_describe_near(gap)}")
    return lines


def _describe_where(question: Question) -> str:
    """Where was looked, if the question limits that."""
    scope = question.scope
    places = [" in your own documents"] if scope.own_documents else []
    for source in (scope.source, scope.perspective):
        is_heeded = source and not {source, f"according to {source}"} & set(question.ignored)
        places += [f" from {source}"] if is_heeded else []
    return ",".join(["", *places])


def _describe_near(gap: Gap) -> str:
    names = f" Names like it in the documents: {join_words(gap.near_names)}." if gap.near_names else ""
    years = [str(year) for year in gap.near_years]
    return names + (f" The nearest years with evidence: {join_words(years)}." if years else "")


def _describe_topic(answer: Answer) -> str:
    q = answer.question
    is_on_aspects = q.topic is None and 0 < len(q.aspects) < _ALL_ASPECTS
    return f"{join_words(q.aspects)} matters" if is_on_aspects else _name_topic(q)


def _name_topic(question: Question) -> str:
    """The topic, if it has a name; a question's own words one by one are none."""
    return "" if question.topic is None or question.topic == question.query else question.topic


def _format_section(title: str, lines: Sequence[str]) -> str:
    """The lines under their title; empty if there are none."""
    return "\n".join([f"**{title}**", "", *lines]) if lines else ""


def _format_paragraph(answer: Answer, statements: Iterable[Statement]) -> str:
    """The statements one after the other; a side that its sentence does not name precedes it."""
    sides = ((name_unnamed_side(answer, s), s) for s in statements)
    return " ".join(f"{f'**{side}:** ' if side else ''}{_format_statement(s)}" for side, s in sides)


def _format_statement(statement: Statement) -> str:
    """The text with its citations: behind each span that has its own, else at the end."""
    text, shift = statement.text, 0
    if not statement.spans:
        cited = f"{collapse_whitespace(text)} {_format_numbers(statement.cites)}".rstrip()
        return mark_cut(statement) + cited
    for span in statement.spans:
        mark = f" {_format_numbers(span.cites)}" if span.cites else ""
        text = text[: span.end + shift] + mark + text[span.end + shift :]
        shift += len(mark)
    return collapse_whitespace(text)


def _format_table(answer: Answer) -> str:
    sides = answer.question.subjects
    lines = [
        "| | " + " | ".join(s[:1].upper() + s[1:] for s in sides) + " |",
        "|---" * (len(sides) + 1) + "|",
    ]
    for aspect in list_table_rows(answer):
        cells = [_format_cell(find_cells(answer, side, aspect)) for side in sides]
        lines.append(f"| **{format_row_title(answer, aspect)}** | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _format_cell(statements: Iterable[Statement]) -> str:
    text = "<br>".join(_format_statement(s).replace("|", "\\|") for s in statements)
    return text or "*nothing found*"


def _format_numbers(cites: Iterable[int]) -> str:
    return "".join(f"[{n}]" for n in cites)
