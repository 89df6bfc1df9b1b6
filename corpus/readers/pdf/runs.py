"""One page of a PDF as PDFium sees it: runs of characters with their places.

A run ends where PDFium ends a line, where the next character is not level with it, and at gaps wider than
those between words, so that two columns are never in one run. Coordinates are points from the lower left
corner of the upright page.
"""

import ctypes
import math
import statistics
from collections import Counter
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

HYPHEN = "\x02"  # at the end of a run: a hyphen that a typesetter may have put there
_ENDS = "\x02\ufffe"  # what PDFium makes of a hyphen at the end of a line
_HYPHENS = _ENDS + "\u00ad"
_MAX_GAP = 1.5  # heights of a character: more than the gaps of justified words, less than that of columns
_BOLD = 600


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one line: text, box, height of a character, weight."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool


@dataclass(slots=True)
class _Word:
    """Characters `first` to `last` of a page, without spaces; the box is that of the first and the last."""

    text: str
    first: int
    last: int
    turns: int
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0


def read_runs(page: pypdfium2.PdfPage) -> tuple[list[Run], list[str]]:
    """Return the runs of a page in the order of the file, and the text of lines at another angle than most.

    Such a line is, for example, a stamp up the margin.
    """
    textpage = page.get_textpage()
    try:
        handle = textpage.raw
        lines = _lines(handle)
        letters: Counter[int] = Counter()  # by quarter turns
        for words in lines:
            letters[words[0].turns] += sum(len(word.text) for word in words)
        upright = letters.most_common(1)[0][0] if letters else 0
        runs: list[list[_Word]] = []
        for words in lines:
            if words[0].turns != upright:
                continue
            runs.append([])
            for word in words:
                _place(word, handle)
                if runs[-1] and not _continues(runs[-1][-1], word):
                    runs.append([])
                runs[-1].append(word)
        turned_lines = [_text(words) for words in lines if words[0].turns != upright]
        return [_run(words, handle) for words in runs], turned_lines
    finally:
        textpage.close()


def _lines(handle: object) -> list[list[_Word]]:
    """Return the words of each line as PDFium divides them."""
    lines: list[list[_Word]] = []
    words: list[_Word] = []
    first, signs, turns = 0, "", 0
    count, unicode_of = pdfium.FPDFText_CountChars(handle), pdfium.FPDFText_GetUnicode
    for i in range(count + 1):
        sign = chr(unicode_of(handle, i)) if i < count else "\n"
        if not sign.isspace():
            if not signs:
                first = i
                turns = turns if words else _quarter_turns(handle, i)
            signs += sign
            if sign not in _ENDS:
                continue
        if signs.strip("\0"):
            words.append(_Word(signs.replace("\0", ""), first, first + len(signs) - 1, turns))
        signs = ""
        if words and (sign in "\r\n" or sign in _ENDS):  # PDFium puts no line end after such a hyphen
            lines.append(words)
            words = []
    return lines


def _quarter_turns(handle: object, index: int) -> int:
    return round(max(float(pdfium.FPDFText_GetCharAngle(handle, index)), 0.0) / (math.pi / 2)) % 4


def _place(word: _Word, handle: object) -> None:
    box = pdfium.FS_RECTF()
    corners: list[tuple[float, float]] = []
    for index in {word.first, word.last}:
        if pdfium.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(box)):
            corners += [(box.left, box.bottom), (box.right, box.top)]
    for _ in range(word.turns):  # PDFium counts them clockwise
        corners = [(-y, x) for x, y in corners]
    if corners:
        word.x0, word.y0 = min(x for x, _ in corners), min(y for _, y in corners)
        word.x1, word.y1 = max(x for x, _ in corners), max(y for _, y in corners)


def _continues(before: _Word, word: _Word) -> bool:
    heights = before.y1 - before.y0, word.y1 - word.y0
    level = min(before.y1, word.y1) - max(before.y0, word.y0) > 0.3 * max(min(heights), 0.1)
    return level and -min(heights) < word.x0 - before.x1 < _MAX_GAP * max(heights)


def _text(words: list[_Word]) -> str:
    text = " ".join(word.text for word in words)
    # PDFium gives a character beyond U+FFFF as its two surrogates.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _run(words: list[_Word], handle: object) -> Run:
    text, first, last = _text(words), words[0].first, words[-1].last
    if text[-1] in _HYPHENS or (text[-1] in "-\u2010" and pdfium.FPDFText_IsHyphen(handle, last) == 1):
        text = text[:-1] + HYPHEN
    text = text[:-1].replace("\x02", "-").replace("\ufffe", "-").replace("\u00ad", "") + text[-1]
    bold = pdfium.FPDFText_GetFontWeight(handle, first) >= _BOLD or b"bold" in _font(handle, first).lower()
    return Run(
        text,
        x0=min(w.x0 for w in words),
        y0=min(w.y0 for w in words),
        x1=max(w.x1 for w in words),
        y1=max(w.y1 for w in words),
        size=statistics.median(w.y1 - w.y0 for w in words),
        bold=bold,
    )


def _font(handle: object, index: int) -> bytes:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(handle, index, name, len(name), ctypes.byref(flags))
    return name.value
