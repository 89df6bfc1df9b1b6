"""The evidence of an answer becomes cards: each quotation marked in its paragraph, with the references it rests on. Pure; everything is escaped."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlsplit

from corpus.records import Document, Reference
from qa.records import Answer, Role, Source
from ui.answer_html import side_class

_CONTEXT_CHARS = 900  # on each side of the quotation, for paragraphs that run over pages
_HINT = "Click a number such as [1] in an answer: the passage it rests on opens here, with the quotation marked in its paragraph."


def render_pane(cards: Sequence[str | None]) -> str:
    """The evidence pane with the cards of all answers, those of the last one shown; None stands for an answer without evidence."""
    groups = [
        f'<section class="cards{" is-shown" if number == len(cards) else ""}" id="evidence-{number}">{group or _hint("There is no source to show.")}</section>'
        for number, group in enumerate(cards, start=1)
    ]
    return (
        '<aside class="pane" aria-label="Evidence"><div class="pane-head"><h2>Evidence</h2>'
        '<button type="button" class="pane-close">Close</button></div>'
        f'<div class="pane-body">{"".join(groups) or _hint(_HINT)}</div></aside>'
    )


def render_cards(answer: Answer, ordinal: int, documents: Mapping[str, Document]) -> str:
    """One card a source, in the order of their numbers."""
    return "".join(_card(s, ordinal, documents[s.document_id], _colour(answer, s)) for s in answer.sources)


def _card(source: Source, ordinal: int, document: Document, colour: str) -> str:
    before, after = surroundings(document, source.start, source.end)
    place = f'<p class="locator">{escape(source.locator)}</p>' if source.locator else ""
    references = f'<ul class="references">{"".join(f"<li>{render_reference(r)}</li>" for r in source.references)}</ul>' if source.references else ""
    return (
        f'<article class="source {colour}" id="source-{ordinal}-{source.n}" tabindex="-1" aria-label="Source {source.n}">'
        f'<header><span class="number">{source.n}</span><div><h3>{escape(source.title)}</h3>{place}</div></header>'
        f"<blockquote>{escape(before)}<mark>{escape(source.quote)}</mark>{escape(after)}</blockquote>"
        f'{references}<p class="file">{escape(source.document_id)}, characters {source.start:,}–{source.end:,}</p></article>'
    )


def _colour(answer: Answer, source: Source) -> str:
    """The colour of the side that the source speaks for; none if it speaks for several."""
    sides = {side for s in answer.statements if s.role is Role.CELL and source.n in s.cites for side in s.subjects}
    return side_class(answer, sides.pop()) if len(sides) == 1 else ""


def surroundings(document: Document, start: int, end: int) -> tuple[str, str]:
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
    doubt = ' <span class="confidence">medium confidence</span>' if reference.confidence == "medium" else ""
    return ", ".join([title, *words]) + doubt


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _hint(text: str) -> str:
    return f'<p class="hint">{escape(text)}</p>'
