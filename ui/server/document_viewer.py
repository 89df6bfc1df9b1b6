"""Whole documents for the evidence pane: what a card quotes, opened at the quotation. Functions of one JSON value, as in `ui.server.answers`."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, UserError
from corpus.readers.pdf.pdf_render import draw_page, find_on_page, read_page_ratios
from corpus.records import Document
from ui.html.document_html import QuotedSpan, find_page, render_page_marks, render_pages, render_text
from ui.server.answers import Json
from ui.server.index_service import IndexService


@dataclass(frozen=True, slots=True)
class _Opened:
    """A document as the index holds it, all quotations of an answer in it, and the number of the one it is opened at."""

    document: Document
    quoted: list[QuotedSpan]
    current: int

    @property
    def pdf(self) -> Path | None:
        """The file that the document was read from, if it is a PDF and still there."""
        path = Path(self.document.source)
        return path if path.suffix.lower() == ".pdf" and path.is_file() else None


class DocumentViewer:
    """Opens documents of the index in use, by the sources that an answer cites; nothing else can be opened."""

    def __init__(self, service: IndexService) -> None:
        self._service = service

    def open_document(self, data: Any) -> Json:
        """The document of source `n` among `sources`: its text, and empty pages in their shape where it is a PDF."""
        opened = self._open(data)
        text = render_text(opened.document, opened.quoted, opened.current)
        pages = ""
        if opened.pdf is not None:
            try:
                pages = render_pages(
                    read_page_ratios(opened.pdf), opened.document, opened.quoted, opened.current
                )
            except CorpusError:  # the file was replaced by something else; the text is what was indexed
                pages = ""
        return {"title": opened.document.title, "text": text, "pages": pages}

    def draw(self, data: Any) -> Json:
        """Page `page` of a PDF as a picture, with the marks to lay over it."""
        opened, number = self._open(data), int(data["page"])
        if opened.pdf is None:
            raise UserError(f"The file of {opened.document.id} is no longer there; its text is.")
        text = opened.document.text
        here = [
            q
            for q in opened.quoted
            if (find_page(opened.document, q.start) or 0)
            <= number
            <= (find_page(opened.document, q.end - 1) or 0)
        ]
        marks = render_page_marks(
            [(q.n, find_on_page(opened.pdf, number, text[q.start : q.end])) for q in here], opened.current
        )
        return {
            "picture": f"data:image/png;base64,{base64.b64encode(draw_page(opened.pdf, number)).decode()}",
            "marks": marks,
        }

    def _open(self, data: Mapping[str, Any]) -> _Opened:
        sources = {int(s["n"]): s for s in data["sources"]}
        source = sources[int(data["n"])]
        name, ready = str(source["document_id"]), self._service.index()
        document = ready[0].documents.get(name) if ready else None
        if document is None:
            raise UserError(
                f"{name} is no longer in the index; its card keeps the paragraph as it was quoted."
            )
        if document.sha256 != source["sha256"]:
            raise UserError(
                f"{name} has changed since this answer; its card keeps the paragraph as it was. Ask again for the document as it is."
            )
        quoted = [
            QuotedSpan(n, int(s["start"]), int(s["end"]))
            for n, s in sources.items()
            if s["document_id"] == name
        ]
        return _Opened(document, quoted, int(source["n"]))
