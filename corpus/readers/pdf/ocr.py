"""Text of scanned pages, by tesseract where it is installed: an extra, never needed.

The environment variable PARALLAX_OCR_LANGUAGES names the languages (`eng+tur`); English is the default.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence

import pypdfium2

_DPI = 200
_PAGE_S = 20  # for one page
_MAX_PAGES = (
    25  # of a file, so that it stays within its time limit; the others are reported as having no text
)


def recognise_pages(pdf: pypdfium2.PdfDocument, numbers: Sequence[int]) -> dict[int, str]:
    """Return the text of pages by page number, from 1: only pages with text, none without tesseract."""
    program = shutil.which("tesseract")
    found = {}
    for number in numbers[:_MAX_PAGES] if program else ():
        words = _recognise(str(program), _picture(pdf, number))
        if words.strip():
            found[number] = words
    return found


def _picture(pdf: pypdfium2.PdfDocument, number: int) -> bytes:
    """Return the page as a grey PGM picture."""
    page = pdf[number - 1]
    bitmap = page.render(scale=_DPI / 72, grayscale=True)
    rows = bytes(bitmap.buffer)
    starts = range(0, bitmap.height * bitmap.stride, bitmap.stride)
    picture = b"".join(rows[start : start + bitmap.width] for start in starts)
    head = f"P5 {bitmap.width} {bitmap.height} 255\n".encode()
    bitmap.close()
    page.close()
    return head + picture


def _recognise(program: str, picture: bytes) -> str:
    command = [program, "stdin", "stdout", "-l", os.environ.get("PARALLAX_OCR_LANGUAGES", "eng")]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=picture, capture_output=True, timeout=_PAGE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
