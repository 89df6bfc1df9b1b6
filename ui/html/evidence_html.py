"""The evidence of an answer as cards: each quotation marked in its paragraph, with its references.

Rows of a table are shown as a table, below the work that they are from.

What a card shows of its document is stored as a `Context`, so that an old answer keeps its evidence when the
document changes or is removed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from corpus.records import SOUND_GRADES, Document, Reference
from corpus.starter.bibliography import read_bibliography
from qa.records import Answer, Role, Source, Statement
from qa.wording import join_words
from ui.html.environment import load_macro
from ui.html.statement_html import side_class
from ui.html.tables.rows import QuotedRows, find_row_columns, split_quotation

_CONTEXT_CHARS = 900  # on each side of the quotation, for paragraphs that run over pages
_LETTERS = {  # of a grade, on the source
    "A": "an institution on its own acts, or those who collect the data",
    "B": "an established news outlet or research institute",
    "C": "lesser known or partisan",
    "D": "obscure, or a relay",
    "E": "unfit",
    "F": "cannot be judged",
}
_FIGURES = {  # of a grade, on the claim
    "1": "confirmed by another sound source",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "cannot be judged",
}
_MAX_PERSPECTIVES = 3  # of a document that its card names
_cards = load_macro("evidence.html", "cards")
_pane = load_macro("evidence.html", "pane")


@dataclass(frozen=True, slots=True)
class Context:
    """The text around source `n` in its paragraph, and the document's metadata.

    `perspective` counts the document's references by viewpoint, the most frequent first. `columns` are those
    of the rows that the source is, none if it is text.
    """

    n: int
    before: str = ""
    after: str = ""
    author: str | None = None
    updated: str | None = None
    perspective: tuple[tuple[str, int], ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedReference:
    """A reference as it is shown: `url` is a web address or None, `details` follow the title.

    `meaning` says in words what `grade` stands for.
    """

    title: str
    url: str | None
    details: tuple[str, ...]
    grade: str | None
    meaning: str
    perspective: str | None


@dataclass(frozen=True, slots=True)
class _Card:
    source: Source
    context: Context
    colour: str
    cited: list[CitedReference]
    about: str
    origin: str
    rows: QuotedRows | None
    is_sound: bool

    @property
    def names_work_first(self) -> bool:
        """Whether the document gives works of others at second hand, as briefs and tables do."""
        return bool(self.cited) and (self.source.is_brief or self.rows is not None)


def build_contexts(answer: Answer, documents: Mapping[str, Document]) -> tuple[Context, ...]:
    """The context of every source; `documents` must be those that were searched."""
    return tuple(_build_context(s, documents[s.document_id]) for s in answer.sources)


def render_pane() -> str:
    """The frame of the pane: the page puts the cards of each answer and documents into it."""
    return _pane()


def render_cards(answer: Answer, ordinal: int, contexts: Sequence[Context]) -> str:
    """One card for each source, in the order of their numbers."""
    by_number = {c.n: c for c in contexts}
    cards = [_build_card(answer, s, by_number.get(s.n, Context(s.n))) for s in answer.sources]
    can_filter = len({card.is_sound for card in cards}) > 1
    return _cards(cards, ordinal, can_filter)


def find_surroundings(document: Document, start: int, end: int) -> tuple[str, str]:
    """The paragraph before and after a quotation, cut at words where it is very long."""
    blocks = [b for b in document.blocks if b.start < end and start < b.end]
    before = document.text[min([start, *(b.start for b in blocks)]) : start]
    after = document.text[end : max([end, *(b.end for b in blocks)])]
    if len(before) > _CONTEXT_CHARS:
        before = "… " + before[-_CONTEXT_CHARS:].partition(" ")[2]
    if len(after) > _CONTEXT_CHARS:
        after = after[:_CONTEXT_CHARS].rpartition(" ")[0] + " …"
    return before, after


def cite_references(references: Iterable[Reference]) -> list[CitedReference]:
    """The references with what is shown of each: author, publisher, date, relay, grade and perspective."""
    return [_cite_reference(r) for r in references]


def _build_context(source: Source, document: Document) -> Context:
    before, after = find_surroundings(document, source.start, source.end)
    return Context(
        source.n,
        before=before,
        after=after,
        author=document.author,
        updated=document.updated,
        perspective=document.perspective,
        columns=find_row_columns(document, source.start, source.end),
    )


def _build_card(answer: Answer, source: Source, context: Context) -> _Card:
    return _Card(
        source=source,
        context=context,
        colour=_find_colour(answer, source),
        cited=cite_references(source.references),
        about=_describe_document(context),
        origin=_describe_origin(source, answer.sources),
        rows=split_quotation(source.quote, context.columns),
        is_sound=any(r.grade in SOUND_GRADES for r in source.references),
    )


def _describe_origin(source: Source, sources: Sequence[Source]) -> str:
    """What the quotation goes back to, with the others that do; empty where the card says it already."""
    others = [str(s.n) for s in sources if s.origin == source.origin and s.n != source.n]
    titles = [source.title, *(r.title for r in source.references)]
    if not source.origin or not (others or all(title not in source.origin for title in titles)):
        return ""
    also = f" (also quotation{'s' if len(others) > 1 else ''} {join_words(others)})" if others else ""
    return f"Origin: {source.origin}{also}"


def _describe_document(context: Context) -> str:
    """Author, date, and whose publications the document rests on."""
    updated = f"updated {context.updated}" if context.updated else ""
    views = ", ".join(f"{view} {count}" for view, count in context.perspective[:_MAX_PERSPECTIVES])
    return " · ".join(filter(None, (context.author, updated, f"sources: {views}" if views else "")))


def _find_colour(answer: Answer, source: Source) -> str:
    """The colour of the side that the source is evidence on; none if it is on several."""
    cells = [s for s in answer.statements if source.n in s.cites and _is_on_a_side(s)]
    figures = [f for figures in answer.figure_sets for f in figures.figures if source.n in f.cites]
    sides = {side for s in cells for side in s.subjects} | {f.subject for f in figures}
    sides.intersection_update(answer.question.subjects)
    return side_class(answer, sides.pop()) if len(sides) == 1 else ""


def _is_on_a_side(statement: Statement) -> bool:
    """Whether it is quoted of a side; a bottom line that is on several says nothing of one."""
    return statement.role is Role.CELL or (statement.role is Role.SUMMARY and len(statement.subjects) == 1)


def _cite_reference(r: Reference) -> CitedReference:
    relay = f"relayed by {r.via}" if r.via else None
    publisher = read_bibliography().publishers.get(r.publisher or "")
    return CitedReference(
        title=r.title,
        url=r.url if r.url and is_web_address(r.url) else None,
        details=tuple(dict.fromkeys(filter(None, (r.author, r.publisher, r.date, relay)))),
        grade=r.grade,
        meaning=f"source: {_LETTERS[r.grade[0]]}; claim: {_FIGURES[r.grade[1]]}" if r.grade else "",
        perspective=publisher.perspective if publisher else None,
    )


def is_web_address(url: str) -> bool:
    """Whether a link to it can do nothing but open a page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
