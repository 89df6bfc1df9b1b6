"""An answer as Markdown: bottom line, table, what is shared and differs, what the corpus does not say, sources. Pure."""

from collections.abc import Iterable, Sequence

from corpus.records import Reference
from qa.compose.balance import describe_balance
from qa.records import Answer, Kind, Role, Source, Statement, Status
from qa.wording import add_article, join_words

NOTHING_FOUND = "The corpus holds no evidence on this."


def render_markdown(answer: Answer) -> str:
    """Markdown with `[n]` behind every statement and the sources at the foot."""
    parts = [f"*{describe_question(answer)}*", *(cite(s) for s in find_statements(answer, Role.SUMMARY))]
    if answer.status is Status.NO_EVIDENCE:
        parts.append(f"**{NOTHING_FOUND}**")
    elif answer.question.compares:
        parts += [_table(answer), describe_balance(answer)]
    else:
        parts.append("\n".join(f"- {cite(s)}" for s in find_statements(answer, Role.CELL)))
    for title, role in (
        ("What is shared", Role.SIMILARITY),
        ("What differs", Role.DIFFERENCE),
        ("Where sources disagree", Role.CONFLICT),
    ):
        if said := find_statements(answer, role):
            parts.append("\n".join([f"**{title}**", "", *(f"- {cite(s)}" for s in said)]))
    if missing := describe_gaps(answer):
        parts.append("\n".join(["**What the corpus does not say**", "", *(f"- {line}" for line in missing)]))
    if answer.nearest:
        near = [s for s in answer.sources if s.n in answer.nearest]
        parts.append(
            "\n".join(
                ["**Nearest passages** (not an answer)", "", *(f"- {_flat(s.quote)} [{s.n}]" for s in near)]
            )
        )
    if answer.sources:
        parts.append("\n".join(["**Sources**", "", *(source_line(s) for s in answer.sources)]))
    return "\n\n".join(p for p in parts if p)


def describe_question(answer: Answer) -> str:
    """How the question was read, in one line."""
    q = answer.question
    matter = _matter(answer)
    if not q.subjects:
        return f"Searching the corpus for {matter}" if matter else "Searching the corpus"
    verb = "Comparing" if q.compares else "On"
    sides = " in ".join([join_words([add_article(s) for s in q.subjects]), *map(add_article, q.within)])
    return f"{verb} {sides}{f' on {matter}' if matter else ''}{f', {q.period}' if q.period else ''}"


def _matter(answer: Answer) -> str:
    q = answer.question
    return q.topic or (f"{join_words(q.aspects)} matters" if 0 < len(q.aspects) < 4 else "")


def find_statements(answer: Answer, role: Role) -> list[Statement]:
    return [s for s in answer.statements if s.role is role]


def find_cells(answer: Answer, side: str, aspect: str | None) -> list[Statement]:
    """The statements of one cell of the table; under a topic there is one row for all aspects."""
    return [
        s
        for s in find_statements(answer, Role.CELL)
        if side in s.subjects and (aspect is None or s.aspect == aspect)
    ]


def list_table_rows(answer: Answer) -> Sequence[str | None]:
    """Aspects that are rows; a single None where the question is on one topic."""
    q = answer.question
    return q.aspects if q.topic is None and q.aspects and q.kind is not Kind.LOOKUP else (None,)


def format_row_title(answer: Answer, aspect: str | None) -> str:
    title = aspect or answer.question.topic or "evidence"
    return title[:1].upper() + title[1:]


def describe_gaps(answer: Answer) -> list[str]:
    """One sentence for each thing asked that has no evidence."""
    lines = []
    for gap in answer.missing:
        matter = f"{gap.aspect} matters" if gap.aspect else _matter(answer)
        lines.append(f"Nothing found on {add_article(gap.subject)}{f': {matter}' if matter else ''}.")
    return lines


def cite(statement: Statement) -> str:
    """The text with its citations: behind each span that has its own, else at the end."""
    text, shift = statement.text, 0
    if not statement.spans:
        return f"{_flat(text)} {_numbers(statement.cites)}"
    for span in statement.spans:
        mark = f" {_numbers(span.cites)}"
        text = text[: span.end + shift] + mark + text[span.end + shift :]
        shift += len(mark)
    return _flat(text)


def source_line(source: Source) -> str:
    """`[n]` title, locator, and the references the quotation rests on."""
    place = f", {source.locator}" if source.locator else ""
    references = "; ".join(_reference(r) for r in source.references)
    return f"{source.n}. {source.title}{place} (`{source.document_id}`, {source.start}-{source.end}){f': {references}' if references else ''}"


def _reference(r: Reference) -> str:
    via = f"via {r.via}" if r.via else None
    caution = "medium confidence" if r.confidence == "medium" else None
    return ", ".join(p for p in (r.author, f"“{r.title}”", r.publisher, r.date, via, caution, r.url) if p)


def _table(answer: Answer) -> str:
    sides = answer.question.subjects
    lines = [
        "| | " + " | ".join(s[:1].upper() + s[1:] for s in sides) + " |",
        "|---" * (len(sides) + 1) + "|",
    ]
    for aspect in list_table_rows(answer):
        cells = [_cell(find_cells(answer, side, aspect)) for side in sides]
        lines.append(f"| **{format_row_title(answer, aspect)}** | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(statements: Iterable[Statement]) -> str:
    return "<br>".join(cite(s).replace("|", "\\|") for s in statements) or "*no evidence in the corpus*"


def _numbers(cites: Iterable[int]) -> str:
    return "".join(f"[{n}]" for n in cites)


def _flat(text: str) -> str:
    return " ".join(text.split())
