"""One page of a PDF as PDFium sees it: runs of characters with their places.

A run ends where PDFium ends a line, where the next character is not level with it, and at gaps wider than
those between words, so that two columns are never in one run. Raised digits become superscript characters, so
that a note mark is never a digit of the number before it ("25³ percent"). Coordinates are points from the
lower left corner of the upright page.
"""

import ctypes
import itertools
import math
import re
import statistics
from collections import Counter
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.signs.characters import SUPERSCRIPT, TO_SUPERSCRIPT
from corpus.readers.signs.lines import HYPHEN

_ENDS = "\x02\ufffe"  # what PDFium makes of a hyphen at the end of a line
_HYPHENS = _ENDS + "\u00ad"
_WITHIN_LINE = str.maketrans({"\x02": "-", "\ufffe": "-", "\u2010": "-", "\u00ad": ""})
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")  # letters apart for emphasis
DROP_CAP = 1.5  # of the size of other letters, at least
MIN_SPACE = 0.1  # heights of a character between two words
_MAX_GAP = 1.0  # heights of a character: more than most gaps of justified words, less than that of columns
_BOLD = 600
_UNKNOWN = "\ufffd"  # a character of which the file does not say what it is
_SAMPLE = 9  # words of a run whose common line is that of the run
_Doubles = tuple[ctypes.c_double, ctypes.c_double, ctypes.c_double, ctypes.c_double]
_RAISED = 0.16  # heights of a character between the line and the foot of a raised digit
_RAISED_PART = re.compile(r"\d[\d,\u2013-]*|[a-z]")
_ENDING = re.compile(r"\d[a-z]$")  # "1e", not a note mark
_MARK = re.compile(rf"[{SUPERSCRIPT}]+")  # a note mark, or an exponent


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one line: text, box, height of a character, weight.

    `lead` is the length of the bold words at the beginning, where others follow that are not bold; `words`
    are the left edges of the words, parted by spaces.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    lead: int = 0
    words: tuple[float, ...] = ()


@dataclass(slots=True)
class _Word:
    """Characters `first` to `last` of a page, without spaces; the box is that of the first and the last.

    `opens` is true for the first word of what PDFium takes for a line.
    """

    text: str
    first: int
    last: int
    turns: int
    opens: bool
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
        box = pdfium.FS_RECTF()
        for words in lines:
            if words[0].turns != upright:
                continue
            for word in words:
                _place(word, handle, box)
                # PDFium also ends a line where a note mark is raised.
                if not runs or not _continues(runs[-1][-1], word):
                    runs.append([])
                runs[-1].append(word)
        for words in runs:
            _raise_marks(words, handle)
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
            words.append(
                _Word(signs.replace("\0", _UNKNOWN), first, first + len(signs) - 1, turns, not words)
            )
        signs = ""
        if words and (sign in "\r\n" or sign in _ENDS):  # PDFium puts no line end after such a hyphen
            lines.append(words)
            words = []
    return lines


def _quarter_turns(handle: object, index: int) -> int:
    return round(max(float(pdfium.FPDFText_GetCharAngle(handle, index)), 0.0) / (math.pi / 2)) % 4


def _place(word: _Word, handle: object, box: pdfium.FS_RECTF) -> None:
    at = ctypes.byref(box)
    if not pdfium.FPDFText_GetLooseCharBox(handle, word.first, at):
        return
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    if word.last != word.first and pdfium.FPDFText_GetLooseCharBox(handle, word.last, at):
        left, bottom = min(left, box.left), min(bottom, box.bottom)
        right, top = max(right, box.right), max(top, box.top)
    if word.turns:
        (left, bottom), (right, top) = _turn(left, bottom, word.turns), _turn(right, top, word.turns)
    word.x0, word.y0, word.x1, word.y1 = (
        min(left, right),
        min(bottom, top),
        max(left, right),
        max(bottom, top),
    )


def _raise_marks(words: list[_Word], handle: object) -> None:
    """Write raised digits and single letters of a run as superscript characters."""
    suspects = [w for w in words if len(w.text) == w.last - w.first + 1 and any(map(str.isdigit, w.text))]
    if not suspects:
        return
    size = statistics.median(w.y1 - w.y0 for w in words)
    place = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    baseline = statistics.median(_baseline(handle, w.first, w.turns, place) for w in words[:_SAMPLE])
    for word in suspects:
        places = range(word.first, word.last + 1)
        raised = [_foot(handle, i, word.turns, place) > baseline + _RAISED * size for i in places]
        if any(raised):
            word.text = _translate_raised(word.text, raised)


def _baseline(handle: object, index: int, turns: int, place: _Doubles) -> float:
    x, y = place[:2]
    pdfium.FPDFText_GetCharOrigin(handle, index, ctypes.byref(x), ctypes.byref(y))
    return _turn(x.value, y.value, turns)[1]


def _foot(handle: object, index: int, turns: int, place: _Doubles) -> float:
    """Return the lowest point of what is drawn of a character."""
    left, right, bottom, top = place
    pdfium.FPDFText_GetCharBox(handle, index, *map(ctypes.byref, place))
    if not turns:
        return float(bottom.value)
    return min(_turn(left.value, bottom.value, turns)[1], _turn(right.value, top.value, turns)[1])


def _turn(x: float, y: float, turns: int) -> tuple[float, float]:
    for _ in range(turns):  # PDFium counts them clockwise
        x, y = -y, x
    return x, y


def _translate_raised(text: str, raised: list[bool]) -> str:
    """Return the text with each raised part in superscript that is a figure or a single letter."""
    found, at = "", 0
    for is_raised, group in itertools.groupby(raised):
        part = text[at : at + len(list(group))]
        at += len(part)
        is_mark = is_raised and _RAISED_PART.fullmatch(part) and not _ENDING.search(found + part)
        found += part.translate(TO_SUPERSCRIPT) if is_mark else part
    return found


def _continues(before: _Word, word: _Word) -> bool:
    heights = before.y1 - before.y0, word.y1 - word.y0
    level = min(before.y1, word.y1) - max(before.y0, word.y0) > 0.3 * max(min(heights), 0.1)
    if len(before.text) == 1 and heights[0] > DROP_CAP * heights[1]:
        return False
    return level and -min(heights) < word.x0 - before.x1 < _MAX_GAP * max(heights)


def _text(words: list[_Word]) -> str:
    text = words[0].text
    for before, word in itertools.pairwise(words):
        text += f" {word.text}" if _is_apart(before, word) else word.text
    # PDFium gives a character beyond U+FFFF as its two surrogates.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_apart(before: _Word, word: _Word) -> bool:
    """Return whether there is a space between two words; PDFium also parts them where a mark is raised."""
    is_near = word.opens and word.x0 - before.x1 <= MIN_SPACE * (word.y1 - word.y0)
    return not is_near and _MARK.fullmatch(word.text) is None


def _run(words: list[_Word], handle: object) -> Run:
    text, last = _text(words), words[-1].last
    if text[-1] in _HYPHENS or (text[-1] in "-\u2010" and pdfium.FPDFText_IsHyphen(handle, last) == 1):
        text = text[:-1] + HYPHEN
    text = text[:-1].translate(_WITHIN_LINE) + text[-1]
    text = _SPACED.sub(lambda match: match.group().replace(" ", ""), text)
    bold = _count_bold(words, handle)
    return Run(
        text,
        x0=min(w.x0 for w in words),
        y0=min(w.y0 for w in words),
        x1=max(w.x1 for w in words),
        y1=max(w.y1 for w in words),
        size=statistics.median(w.y1 - w.y0 for w in words),
        bold=bold == len(words),
        lead=len(_text(words[:bold])) if 0 < bold < len(words) else 0,
        words=(words[0].x0, *(w.x0 for before, w in itertools.pairwise(words) if _is_apart(before, w))),
    )


def _count_bold(words: list[_Word], handle: object) -> int:
    """Return how many words at the beginning are bold."""
    if not _is_bold(handle, words[0].first):
        return 0
    if _is_bold(handle, words[-1].first):  # few lines begin and end bold, and are not bold between
        return len(words)
    return next(n for n, word in enumerate(words) if not _is_bold(handle, word.first))


def _is_bold(handle: object, index: int) -> bool:
    return pdfium.FPDFText_GetFontWeight(handle, index) >= _BOLD or b"bold" in _font(handle, index).lower()


def _font(handle: object, index: int) -> bytes:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(handle, index, name, len(name), ctypes.byref(flags))
    return name.value


def is_level(a: Run, b: Run) -> bool:
    """Return whether two runs stand side by side: they overlap by a third of the lower one."""
    return min(a.y1, b.y1) - max(a.y0, b.y0) > min(a.size, b.size) / 3


def split_run(run: Run, place: float) -> list[Run]:
    """Return the run in two parts where its words begin left and right of a place, else the run alone."""
    texts = run.text.split(" ")
    count = sum(x0 < place for x0 in run.words)
    if len(texts) != len(run.words) or not 0 < count < len(texts):
        return [run]
    left, right = " ".join(texts[:count]), " ".join(texts[count:])
    return [
        replace(
            run, text=left, x1=min(place, run.x1), words=run.words[:count], lead=min(run.lead, len(left))
        ),
        replace(run, text=right, x0=run.words[count], words=run.words[count:], lead=0),
    ]
