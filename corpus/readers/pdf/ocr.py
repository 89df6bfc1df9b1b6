"""Words in pictures of pages, by tesseract where it is installed: an extra, never needed.

The languages are those of the environment variable PARALLAX_OCR_LANGUAGES (such as `eng+tur`), English if it is not set.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence

import pypdfium2

_DPI = 200
_PAGE_S = 20  # for one page
_MAX_PAGES = (
    25  # of a file, so that it stays within the time for one; told of the others is that they have no text
)


def read_scans(pdf: pypdfium2.PdfDocument, numbers: Sequence[int]) -> dict[int, str]:
    """The words on pages, by page number from 1; pages without any are left out, and all of them where there is no tesseract."""
    program = shutil.which("tesseract")
    found = {}
    for number in numbers[:_MAX_PAGES] if program else ():
        words = _recognise(str(program), _picture(pdf, number))
        if words.strip():
            found[number] = words
    return found


def _picture(pdf: pypdfium2.PdfDocument, number: int) -> bytes:
    """The page as a grey PGM picture."""
    page = pdf[number - 1]
    bitmap = page.render(scale=_DPI / 72, grayscale=True)
    rows = bytes(bitmap.buffer)
    picture = b"".join(
        rows[i * bitmap.stride : i * bitmap.stride + bitmap.width] for i in range(bitmap.height)
    )
    head = f"P5 {bitmap.width} {bitmap.height} 255\n".encode()
    bitmap.close()
    page.close()
    return head + picture


def _recognise(program: str, picture: bytes) -> str:
    command = [program, "stdin", "stdout", "-l", os.environ.get("PARALLAX_OCR_LANGUAGES", "eng")]
    try:
        done = subprocess.run(command, input=picture, capture_output=True, timeout=_PAGE_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
