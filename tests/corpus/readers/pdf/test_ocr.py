"""Scanned pages: they are reported, or recognised where tesseract is installed."""

import os
import stat
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.pdf.pdf import read_pdf


def draw_picture(canvas: Canvas, tmp_path: Path) -> None:
    grey = tmp_path / "grey.pgm"
    grey.write_bytes(b"P5 40 40 255\n" + bytes(range(200)) * 8)
    canvas.drawImage(ImageReader(str(grey)), 100, 300, 300, 300)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=A4)
    canvas.drawString(72, 700, "The cover says that Serbia sold a mill.")
    canvas.showPage()
    for _ in range(3):
        draw_picture(canvas, tmp_path)
        canvas.showPage()
    canvas.drawString(72, 700, "The end says that it was paid.")
    canvas.save()
    return tmp_path / "scan.pdf"


def test_pages_without_text_are_counted_and_named(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    d = read_pdf(scan, "scan.pdf")
    assert d.notes == ("3 of 5 pages (2-4) have no text, only pictures of it; run OCR over the file.",)
    assert [b.page for b in d.blocks] == [1, 5]


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_tesseract_recognises_scans_where_it_is_installed(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\nhead -c 2 > "$0.head"\ncat > /dev/null\necho "The picture says $4."\n')
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PARALLAX_OCR_LANGUAGES", "tur")
    d = read_pdf(scan, "scan.pdf")
    assert (tmp_path / "tesseract.head").read_text() == "P5"
    assert d.notes == (
        "3 of 5 pages (2-4) have no text; it was recognised in the picture (tesseract) and may have errors.",
    )
    recognised = [(d.text[b.start : b.end], b.page) for b in d.blocks][1:4]
    assert recognised == [("The picture says tur.", page) for page in (2, 3, 4)]
