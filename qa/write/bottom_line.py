"""How every form of an answer shows its bottom line, so that no sentence is read twice. Pure.

The quotations of the bottom line make one paragraph. What it quotes whole is left out of the table or the
list below, where a mark leads back to it if much of a cell is gone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from corpus.framework import load_framework
from qa.read.periods import find_periods, mentions_period
from qa.records import Answer, Kind, Role, Source, Statement
from qa.wording import add_article, join_words

_ABOVE = "See above"
_GONE = 0.5  # of the quotations of a cell: if more are left out, it says where they are
_ALIKE = 3  # letters that a word of a name and of one of its forms begin with: Serbia, Serbian
_WORD = re.compile(r"[^\W\d_]+")


def list_paragraphs(answer: Answer) -> list[tuple[Statement, ...]]:
    """The bottom line in its order: quotations that follow one another are one paragraph."""
    summary = [s for s in answer.statements if s.role is Role.SUMMARY]
    paragraphs: list[tuple[Statement, ...]] = []
    for is_quotation, group in groupby(summary, key=is_quoted):
        statements = tuple(group)
        paragraphs += [statements] if is_quotation else [(s,) for s in statements]
    return paragraphs


def is_quoted(statement: Statement) -> bool:
    """Whether all of the text is quoted: as one quotation, or as spans that are cited one by one."""
    if not statement.spans:
        return statement.verbatim
    starts, ends = [s.start for s in statement.spans], [s.end for s in statement.spans]
    gaps = zip([0, *sorted(ends)], [*sorted(starts), len(statement.text)], strict=True)
    return not any(statement.text[start:end].strip() for start, end in gaps)


def name_unnamed_side(answer: Answer, statement: Statement) -> str:
    """The one of several sides that a quotation is on, if it does not name it itself; else empty."""
    if len(answer.question.subjects) < 2 or len(statement.subjects) != 1 or not is_quoted(statement):
        return ""
    (side,) = statement.subjects
    return "" if _is_named(side, statement.text) else side


def select_quotes(answer: Answer, quotes: Sequence[Statement]) -> list[Statement]:
    """Leave out what the bottom line quotes whole; of a cell that would be empty the first is kept.

    Where more than half is left out, a mark with its sources follows.
    """
    said = _find_said(answer, quotes)
    said = said[1:] if len(said) == len(quotes) else said
    mark = [_refer_to(said)] if len(said) > _GONE * len(quotes) else []
    return [*(quote for quote in quotes if quote not in said), *mark]


def refer_beside(quotes: Sequence[Statement], beside: Sequence[Statement]) -> list[Statement]:
    """Put a mark in place of the quotations that other sides have: "As for Kenya" with their sources."""
    sides = {(s.text, s.cites): s.subjects for s in reversed(beside)}
    same = [quote for quote in quotes if quote.verbatim and (quote.text, quote.cites) in sides]
    names = dict.fromkeys(add_article(n) for q in same for n in sides[q.text, q.cites])
    mark = [replace(_refer_to(same), text=f"As for {join_words(list(names))}")] if same else []
    return [*(quote for quote in quotes if quote not in same), *mark]


def mark_cut(statement: Statement) -> str:
    """The dots that precede a quotation that begins within a sentence; else empty."""
    is_cut = statement.role is Role.CELL and statement.verbatim and statement.text[:1].islower()
    return "… " if is_cut else ""


def list_findings(answer: Answer) -> list[Statement]:
    """The quotations of an answer without a table, but for those that the bottom line quotes whole.

    Where disagreements are asked for, those that make one are left out too, since they are quoted there. In a
    timeline a mark keeps the place of each.
    """
    quotes = [s for s in answer.statements if s.role is Role.CELL]
    is_on_conflict = answer.question.kind is Kind.CONFLICT
    said = _find_said(answer, quotes, *([Role.CONFLICT] if is_on_conflict else []))
    if answer.question.kind is Kind.TIMELINE:
        return [_refer_to([quote]) if quote in said else quote for quote in quotes]
    return [quote for quote in quotes if quote not in said]


def list_section(answer: Answer, role: Role) -> list[Statement]:
    """The statements of a section, but for those of which the bottom line has every quotation."""
    said = [s.text for s in answer.statements if s.role is Role.SUMMARY]
    return [s for s in answer.statements if s.role is role and not _is_said(s, said)]


def list_nearest(answer: Answer) -> list[Source]:
    """The sources that are near the question, but for those that the bottom line quotes whole."""
    summary = [s for s in answer.statements if s.role is Role.SUMMARY]
    return [
        source
        for source in answer.sources
        if source.n in answer.nearest
        and not any(source.n in s.cites and source.quote in s.text for s in summary)
    ]


def repeats_quotes(answer: Answer, statements: Sequence[Statement]) -> bool:
    """Whether any of the statements quotes a quotation of the table or list whole."""
    quotes = [s for s in answer.statements if s.role is Role.CELL]
    return any(_quotes_whole(statement, quote) for statement in statements for quote in quotes)


def _find_said(answer: Answer, quotes: Sequence[Statement], *others: Role) -> list[Statement]:
    """Those of the quotations that the bottom line, or a statement of the other roles, quotes whole."""
    saying = [s for s in answer.statements if s.role in (Role.SUMMARY, *others)]
    return [quote for quote in quotes if any(_quotes_whole(s, quote) for s in saying)]


def _quotes_whole(statement: Statement, quote: Statement) -> bool:
    return quote.text in statement.text and set(quote.cites) <= set(statement.cites)


def _is_said(statement: Statement, said: Sequence[str]) -> bool:
    quoted = [statement.text[span.start : span.end] for span in statement.spans]
    return bool(quoted) and all(any(quote in text for text in said) for quote in quoted)


def _refer_to(quotes: Sequence[Statement]) -> Statement:
    cites = tuple(dict.fromkeys(n for quote in quotes for n in quote.cites))
    return replace(quotes[0], text=_ABOVE, cites=cites, verbatim=False)


def _is_named(side: str, text: str) -> bool:
    if find_periods(side):
        return mentions_period(side, text)
    framework = load_framework()
    if side not in framework.subjects:
        return side.lower() in text.lower()
    mentions = [m for m in framework.find_subjects(text) if m.name == side]
    return any(_is_form(text[m.start : m.end], side) for m in mentions)


def _is_form(name: str, side: str) -> bool:
    """Whether a name of the side is one that it is known by: 'Southeast Asian', not 'ASEAN'."""
    words, others = (_WORD.findall(text.lower().removeprefix("the ")) for text in (name, side))
    pairs = zip(words, others, strict=False)
    return len(words) == len(others) and all(a[:_ALIKE] == b[:_ALIKE] for a, b in pairs)
