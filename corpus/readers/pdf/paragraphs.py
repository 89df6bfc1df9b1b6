"""Paragraphs of a PDF from the lines of its pages.

Running heads and page numbers are removed, words split at a line end are joined, and a sentence that
continues on the next page belongs to the page where it begins. Notes at the foot of a page are marked.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sentencex

from corpus.readers.pdf.layout import TERMINAL, Line, Paragraph, join_lines
from corpus.readers.pdf.runs import HYPHEN
from corpus.text.tokens import count_words

_LINE_HYPHEN = re.compile(r"(?<=\w)-$")
_ROMAN = re.compile(r"[ivxlc]+")
_NOTE = re.compile(r"[\d*†‡§]{1,3}\W?\s?\S")
_EDGE_LINES = 2  # at the top and at the bottom of a page, where running heads and page numbers are
_MAX_CARRIED = 600  # characters of a sentence that may be moved from the next page
MAX_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order, lines `aside` of it at another angle, its height in points.

    `pictured` is true for a page that has pictures and no text: a scan.
    """

    lines: list[Line]
    aside: list[str]
    height: float
    pictured: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading or note of the document and the page where it begins, from 1."""

    text: str
    page: int
    size: float
    bold: bool = False
    note: bool = False
    full: bool = False


def join_pages(pages: Sequence[Page], recognised: dict[int, str]) -> list[Piece]:
    """Return the pieces of a document in order; `recognised` is the text of scans by page number."""
    running = find_running_lines(pages)
    lines = [line for page in pages for line in page.lines]
    words = Counter(w for line in lines for w in re.findall(r"\w[\w-]*\w", line.text.rstrip(HYPHEN)))
    body = most_common_size([(line.text, line.size) for line in lines])
    found: list[Piece] = []
    for number, page in enumerate(pages, start=1):
        paragraphs = join_lines([line for line in page.lines if (number, line) not in running])
        pieces = [_piece(p, number, body, page.height, words) for p in paragraphs]
        scanned = re.split(r"\n\s*\n", recognised.get(number, ""))
        pieces += [Piece(text, number, body) for text in scanned if text.strip()]
        _carry_over(found, pieces, words)
        found += pieces
        found += [Piece(text, number, size=0.0, note=True) for text in page.aside]
    return [replace(p, text=" ".join(p.text.replace(HYPHEN, "-").split())) for p in found if p.text.strip()]


def most_common_size(texts: Sequence[tuple[str, float]]) -> float:
    """Return the size of most characters of the (text, size), to a tenth of a point; 0 without text."""
    sizes: Counter[float] = Counter()
    for text, size in texts:
        sizes[round(size, 1)] += len(text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _piece(paragraph: Paragraph, number: int, body: float, height: float, words: Counter[str]) -> Piece:
    text = ""
    for line in paragraph.lines:
        text = _join(text, line, words)
    note = paragraph.size < 0.92 * body and paragraph.top < 0.45 * height and _NOTE.match(text) is not None
    return Piece(text, number, paragraph.size, paragraph.bold, note=note, full=paragraph.full)


def _join(text: str, line: str, words: Counter[str]) -> str:
    """Join two lines without the hyphen between them.

    The hyphen stays if a name or a figure follows, or if `words` has the word with it more often.
    """
    if not text:
        return line
    marked = text.endswith(HYPHEN)
    if not (marked or _LINE_HYPHEN.search(text)):
        return f"{text}{'' if _unspaced(text[-1]) and _unspaced(line[:1]) else ' '}{line}"
    head, tail = re.search(r"[\w-]*$", text[:-1]), re.match(r"[\w-]*", line)
    before, after = head.group() if head else "", tail.group() if tail else ""
    keep = not line[:1].islower() or words[f"{before}-{after}"] > words[before + after]
    return text[:-1] + ("-" if keep else "") + line


def _unspaced(sign: str) -> bool:
    """Return whether the sign is Chinese or Japanese, which have no spaces between words."""
    return "\u3000" <= sign <= "\u30ff" or "\u3400" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"


def _carry_over(found: list[Piece], following: list[Piece], words: Counter[str]) -> None:
    """Move the end of a sentence to the page where it begins: both lists are edited."""
    at = next((i for i in range(len(found) - 1, -1, -1) if not found[i].note), None)
    if at is None or not following or following[0].page != found[at].page + 1:
        return
    last, first = found[at], following[0]
    is_long = last.full and count_words(last.text) > MAX_HEADING_WORDS
    is_open = not TERMINAL.search(last.text) and (first.text[:1].islower() or is_long)
    looks_alike = abs(first.size - last.size) <= 0.1 * last.size and first.bold == last.bold
    if not is_open or first.note or not looks_alike:
        return
    joined = _join(last.text, first.text, words)
    seam = len(joined) - len(first.text)
    ends = (boundary["end_index"] for boundary in sentencex.get_sentence_boundaries("en", joined))
    end = next((end for end in ends if end > seam), len(joined))
    if end - seam <= _MAX_CARRIED:
        found[at] = replace(last, text=joined[:end])
        following[0] = replace(first, text=joined[end:])


def find_running_lines(pages: Sequence[Page]) -> set[tuple[int, Line]]:
    """Find running heads and page numbers, as (page number, line).

    They are lines at the top or bottom that other pages have at the same height, but for their figures.
    """
    places: dict[tuple[str, int], list[tuple[int, Line]]] = {}
    for number, page in enumerate(pages, start=1):
        by_height = sorted(page.lines, key=lambda line: -line.y1)
        edges = dict.fromkeys(by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:])
        for line in edges if len(by_height) > 1 else ():
            key = _without_figures(line.text), round(50 * line.y0 / max(page.height, 1.0))
            places.setdefault(key, []).append((number, line))
    filled = sum(bool(page.lines) for page in pages)
    enough = min(3, max(2, (filled + 1) // 2))
    repeated = [found for found in places.values() if len({number for number, _ in found}) >= enough]
    # A head that occurs once (of a chapter, or of a left page) has the exact height and size of the others.
    known = {(round(line.y0), round(line.size, 1)) for found in repeated for _, line in found}
    return {
        (number, line)
        for found in places.values()
        for number, line in found
        if (round(line.y0), round(line.size, 1)) in known
    }


def _without_figures(text: str) -> str:
    bare = " ".join(text.casefold().split())
    return "#" if _ROMAN.fullmatch(bare) else re.sub(r"\d+", "#", bare)
