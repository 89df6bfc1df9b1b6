"""PDFs drawn line by line: each text at its place, in points from the upper left corner of an A4 page."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.pdf.pdf import read_pdf
from corpus.records import Document

HEIGHT = A4[1]
Text = tuple[float, float, str]  # from the left, from the top, the text


class Drawing:
    """A PDF in the making; `read` returns what is read of it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "drawn.pdf"
        self._canvas = Canvas(str(self._path), pagesize=A4)

    def write(self, *texts: Text, size: float = 10, font: str = "Helvetica") -> None:
        self._canvas.setFont(font, size)
        for left, top, text in texts:
            self._canvas.drawString(left, HEIGHT - top, text)

    def write_rows(
        self, rows: Sequence[Sequence[str]], *, lefts: Sequence[float], top: float, pitch: float = 16
    ) -> None:
        for number, row in enumerate(rows):
            cells = zip(lefts, row, strict=True)
            self.write(*((left, top + number * pitch, cell) for left, cell in cells if cell))

    def raise_mark(self, left: float, top: float, before: str, mark: str, after: str) -> None:
        """Write a line with a small raised mark in it."""
        text = self._canvas.beginText(left, HEIGHT - top)
        for part, size, rise in ((before, 10, 0), (mark, 6.5, 4), (after, 10, 0)):
            text.setFont("Helvetica", size)
            text.setRise(rise)
            text.textOut(part)
        self._canvas.drawText(text)

    def draw_line(self, left: float, top: float, right: float, foot: float) -> None:
        self._canvas.line(left, HEIGHT - top, right, HEIGHT - foot)

    def turn_page(self) -> None:
        self._canvas.showPage()

    def read(self) -> Document:
        self._canvas.save()
        return read_pdf(self._path, "drawn.pdf")
