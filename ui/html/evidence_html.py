"""The evidence of an answer becomes cards: each quotation marked in its paragraph, with the references it rests on. Pure; everything is escaped.

What a card shows of its document is taken along as a `Context`, so that an old answer keeps its evidence when the document changes or goes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from corpus.records import Document, Reference
from corpus.starter.bibliography import read_bibliography
from qa.records import Answer, Role, Source
from ui.html.statement_html import side_class

_CONTEXT_CHARS = 900  # on each side of the quotation, for paragraphs that run over pages
_HINT = "Point at a number such as [1] in an answer to read the quotation; click it, and the passage opens here, marked in its paragraph."
_KEYS = "<kbd>j</kbd> <kbd>k</kbd> next and previous source, <kbd>o</kbd> open its document, <kbd>Esc</kbd> back, <kbd>/</kbd> ask"
NO_SOURCES = "There is no source to show."


@dataclass(frozen=True, slots=True)
class Context:
    """The words around source `n` in its paragraph, and what the document says of itself; `perspective` counts its references by viewpoint."""

    n: int
    before: str = ""
    after: str = ""
    author: str | None = None
    updated: str | None = None
    perspective: tuple[tuple[str, int], ...] = ()


def build_contexts(answer: Answer, documents: Mapping[str, Document]) -> tuple[Context, ...]:
    """The context of every source; documents must be those that were asked."""
    return tuple(_context(s, documents[s.document_id]) for s in answer.sources)


def render_pane() -> str:
    """The frame of the pane: the page puts in the cards of each answer, and whole documents."""
    return (
        '<div class="pane-head"><h2>Evidence</h2><span class="position" aria-live="polite"></span>'
        '<button type="button" class="step" data-step="-1" aria-label="Previous source" title="Previous source (k)">↑</button>'
        '<button type="button" class="step" data-step="1" aria-label="Next source" title="Next source (j)">↓</button>'
        '<button type="button" class="pane-close">Close</button></div>'
        f'<div class="pane-body" id="cards"><p class="hint">{escape(_HINT)}</p></div><div class="pane-body" id="reader" hidden></div>'
        f'<p class="keys">{_KEYS}</p>'
    )


def render_cards(answer: Answer, ordinal: int, contexts: Sequence[Context]) -> str:
    """One card a source, in the order of their numbers."""
    around = {c.n: c for c in contexts}
    return (
        "".join(_card(s, ordinal, around.get(s.n, Context(s.n)), _colour(answer, s)) for s in answer.sources)
        or f'<p class="hint">{NO_SOURCES}</p>'
    )


def _context(source: Source, document: Document) -> Context:
    before, after = find_surroundings(document, source.start, source.end)
    return Context(source.n, before, after, document.author, document.updated, document.perspective)


def _card(source: Source, ordinal: int, context: Context, colour: str) -> str:
    place = f'<p class="locator">{escape(source.locator)}</p>' if source.locator else ""
    references = (
        f'<ul class="references">{"".join(f"<li>{render_reference(r)}</li>" for r in source.references)}</ul>'
        if source.references
        else ""
    )
    about = " · ".join(
        filter(
            None, (context.author, f"updated {context.updated}" if context.updated else "", _views(context))
        )
    )
    return (
        f'<article class="source {colour}" id="source-{ordinal}-{source.n}" tabindex="-1" aria-label="Source {source.n}">'
        f'<header><span class="number">{source.n}</span><div><h3>{escape(source.title)}</h3>{place}</div></header>'
        f"<blockquote>{escape(context.before)}<mark>{escape(source.quote)}</mark>{escape(context.after)}</blockquote>{references}"
        f'<footer><p class="file">{escape(source.document_id)}, characters {source.start:,}–{source.end:,}{f"<br>{escape(about)}" if about else ""}</p>'
        f'<button type="button" class="open-document" data-open="{source.n}" aria-label="Open the document of source {source.n}">Open document</button>'
        "</footer></article>"
    )


def _views(context: Context) -> str:
    """Whose publications the document rests on, the most frequent first."""
    return (
        "sources: " + ", ".join(f"{view} {count}" for view, count in context.perspective[:3])
        if context.perspective
        else ""
    )


def _colour(answer: Answer, source: Source) -> str:
    """The colour of the side that the source speaks for; none if it speaks for several."""
    sides = {
        side for s in answer.statements if s.role is Role.CELL and source.n in s.cites for side in s.subjects
    }
    return side_class(answer, sides.pop()) if len(sides) == 1 else ""


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


def render_reference(reference: Reference) -> str:
    """Title with its address, author, publisher, date, relay, and doubt if there is some."""
    title = f"<cite>{escape(reference.title)}</cite>"
    if reference.url and _is_web_address(reference.url):
        title = f'<a href="{escape(reference.url)}" target="_blank" rel="noopener noreferrer">{title}</a>'
    via = f"relayed by {reference.via}" if reference.via else None
    words = [escape(w) for w in (reference.author, reference.publisher, reference.date, via) if w]
    doubt = ' <span class="tag">medium confidence</span>' if reference.confidence == "medium" else ""
    publisher = read_bibliography().publishers.get(reference.publisher or "")
    view = f' <span class="tag view">{escape(publisher.perspective)}</span>' if publisher else ""
    return ", ".join([title, *words]) + doubt + view


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
