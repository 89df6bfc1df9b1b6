"""Documents for the evidence pane: the one that a card quotes, and the passages that an answer counts.

Methods take one JSON value and return one, as in `ui.server.answers`.
"""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, UserError
from corpus.readers.pdf.pdf_render import draw_page, find_on_page, read_page_ratios
from corpus.records import Document
from qa.compose.themes.counting import MOST_PLACES
from ui.html.document_html import QuotedSpan, find_page, render_page_marks, render_pages, render_text
from ui.html.passages_html import render_passages
from ui.server.answers import Json
from ui.server.index_service import IndexService
from ui.server.requests import DOCUMENT, PAGE, PASSAGES, DocumentRequest, parse_request


@dataclass(frozen=True, slots=True)
class _OpenDocument:
    """A document, all quotations of an answer in it, and the number of the source it is opened at."""

    document: Document
    quoted: list[QuotedSpan]
    current: int

    @property
    def pdf(self) -> Path | None:
        """The file that the document was read from, if it is a PDF that still exists."""
        path = Path(self.document.source)
        return path if path.suffix.lower() == ".pdf" and path.is_file() else None

    def quoted_on(self, page: int) -> list[QuotedSpan]:
        """The quotations that touch the page."""
        return [
            span
            for span in self.quoted
            if (find_page(self.document, span.start) or 0)
            <= page
            <= (find_page(self.document, span.end - 1) or 0)
        ]


class DocumentViewer:
    """Opens documents of the current index by an answer's sources; nothing else can be opened."""

    def __init__(self, service: IndexService) -> None:
        self._service = service

    def open_document(self, data: Any) -> Json:
        """Open the document of source `n`: its text and, for a PDF, empty pages of the right shape."""
        opened = self._open(parse_request(DOCUMENT, data))
        text = render_text(opened.document, opened.quoted, opened.current)
        pages = ""
        if opened.pdf is not None:
            try:
                ratios = read_page_ratios(opened.pdf)
                pages = render_pages(ratios, opened.document, opened.quoted, opened.current)
            except CorpusError:  # another file took its place; the text is what was indexed
                pages = ""
        return {"title": opened.document.title, "text": text, "pages": pages}

    def draw(self, data: Any) -> Json:
        """Draw page `page` of a PDF as a picture, with the marks to lay over it."""
        request = parse_request(PAGE, data)
        opened, page = self._open(request), request.page
        if opened.pdf is None:
            raise UserError(
                f"The file of {opened.document.id} no longer exists; its text is still in the index."
            )
        text = opened.document.text
        lines = [
            (span.n, find_on_page(opened.pdf, page, text[span.start : span.end]))
            for span in opened.quoted_on(page)
        ]
        marks = render_page_marks(lines, opened.current)
        picture = base64.b64encode(draw_page(opened.pdf, page)).decode()
        return {"picture": f"data:image/png;base64,{picture}", "marks": marks}

    def open_passages(self, data: Any) -> Json:
        """Open the passages that an answer counts on a topic, with the sentences on it marked."""
        request, ready = parse_request(PASSAGES, data), self._service.index()
        if ready is None or ready[0].manifest.build != request.build:
            raise UserError(
                f"The index has been built again since this answer (build {request.build[:8]}), so its "
                "counts no longer lead to their passages; ask again."
            )
        passages = ready[0].passages
        wanted = [(place, passages.of(place.document_id)) for place in request.places[:MOST_PLACES]]
        found = [p for place, of in wanted for p in of if (p.start, p.end) == (place.start, place.end)]
        title = f"{request.topic[:1].upper()}{request.topic[1:]}: {request.subject}"
        on = request.subject, request.aspect, request.topic
        return {
            "title": title,
            "html": render_passages(found, ready[0].documents, on, total=request.passages),
        }

    def _open(self, request: DocumentRequest) -> _OpenDocument:
        sources = {source.n: source for source in request.sources}
        source = sources.get(request.n)
        if source is None:
            raise UserError(f"This answer has no source {request.n}; reload the page.")
        name, ready = source.document_id, self._service.index()
        document = ready[0].documents.get(name) if ready else None
        if document is None:
            raise UserError(
                f"{name} is no longer in the index; its card keeps the paragraph as it was quoted."
            )
        if document.sha256 != source.sha256:
            raise UserError(
                f"{name} has changed since this answer; its card keeps the paragraph as it was. "
                "Ask again to see the document as it is now."
            )
        quoted = [QuotedSpan(n, s.start, s.end) for n, s in sources.items() if s.document_id == name]
        return _OpenDocument(document, quoted, source.n)
