"""One page of a PDF as PDFium sees it: runs of characters with their places.

A run ends where PDFium ends a line, where the next character stands elsewhere, and at gaps wider than those between words, so that what stands side by side in
two columns is never in one run. Coordinates are points from the lower left corner of the upright page.
"""

import ctypes
import math
import statistics
from collections import Counter
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

HYPHEN = "\x02"  # at the end of a run: a hyphen that a typesetter may have put there
_HYPHENS = "\x02\ufffe\u00ad"
_MAX_GAP = 1.5  # heights of a character: more than justified words stand apart, less than columns do
_BOLD = 600


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one line: text, box, height of a character, whether it is bold."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool


@dataclass(slots=True)
class _Glyph:
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    spaced: bool
    index: int


def read_runs(page: pypdfium2.PdfPage) -> tuple[list[Run], list[str]]:
    """The runs of a page in the order of the file, and the words that stand at another angle than most (a stamp up the margin)."""
    textpage = page.get_textpage()
    try:
        handle = textpage.raw
        count = pdfium.FPDFText_CountChars(handle)
        turns = [_quarter_turns(handle, i) for i in range(count)]
        upright = Counter(turns).most_common(1)[0][0] if turns else 0
        runs: list[list[_Glyph]] = [[]]
        aside: list[str] = [""]
        box, spaced = pdfium.FS_RECTF(), False
        for i in range(count):
            sign = chr(pdfium.FPDFText_GetUnicode(handle, i))
            if sign in "\r\n":
                runs.append([])
                aside.append("")
                spaced = False
            elif sign.isspace():
                spaced = True
            elif sign == "\0":
                continue
            elif turns[i] != upright:
                aside[-1] += (" " if spaced else "") + sign
                spaced = False
            elif pdfium.FPDFText_GetLooseCharBox(handle, i, ctypes.byref(box)):
                glyph = _Glyph(sign, *_upright(box, upright), spaced, i)
                if runs[-1] and not _continues(runs[-1][-1], glyph):
                    runs.append([])
                runs[-1].append(glyph)
                spaced = False
        return [_run(glyphs, handle) for glyphs in runs if glyphs], [a.strip() for a in aside if a.strip()]
    finally:
        textpage.close()


def _quarter_turns(handle: object, index: int) -> int:
    return round(max(float(pdfium.FPDFText_GetCharAngle(handle, index)), 0.0) / (math.pi / 2)) % 4


def _upright(box: "pdfium.FS_RECTF", turns: int) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 of a box when the page is turned back by so many quarters (PDFium counts clockwise)."""
    corners = [(box.left, box.bottom), (box.right, box.top)]
    for _ in range(turns):
        corners = [(-y, x) for x, y in corners]
    (ax, ay), (bx, by) = corners
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _continues(before: _Glyph, glyph: _Glyph) -> bool:
    height = max(min(before.y1 - before.y0, glyph.y1 - glyph.y0), 0.1)
    level = min(before.y1, glyph.y1) - max(before.y0, glyph.y0) > 0.3 * height
    return level and -height < glyph.x0 - before.x1 < _MAX_GAP * max(before.y1 - before.y0, glyph.y1 - glyph.y0)


def _run(glyphs: list[_Glyph], handle: object) -> Run:
    text = "".join((" " if g.spaced and i else "") + g.text for i, g in enumerate(glyphs))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # PDFium gives a rare character as its two halves
    if text[-1] in _HYPHENS or (text[-1] in "-\u2010" and pdfium.FPDFText_IsHyphen(handle, glyphs[-1].index) == 1):
        text = text[:-1] + HYPHEN
    text = text[:-1].replace("\x02", "-").replace("\ufffe", "-").replace("\u00ad", "") + text[-1]
    bold = pdfium.FPDFText_GetFontWeight(handle, glyphs[0].index) >= _BOLD or b"bold" in _font(handle, glyphs[0].index).lower()
    size = statistics.median(g.y1 - g.y0 for g in glyphs)
    return Run(text, min(g.x0 for g in glyphs), min(g.y0 for g in glyphs), max(g.x1 for g in glyphs), max(g.y1 for g in glyphs), size, bold)


def _font(handle: object, index: int) -> bytes:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(handle, index, name, len(name), ctypes.byref(flags))
    return name.value
