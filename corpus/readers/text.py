r"""Plain text in any encoding: paragraphs, headings by their look, numbered notes as references.

The canonical text is the decoded file with its line ends. Words that are divided at a line end are joined,
and so are lines of Chinese and Japanese; lines of dashes, and marks that have a note, are removed:

    Trade doubled in 2024.[3] Exports led.        a mark, if a note [3] or ³ is defined
    [3] “Title”, Reuters, https://example.org     a note, which begins the back matter
"""

import contextlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import charset_normalizer

from corpus.errors import CorpusError
from corpus.readers.references import parse_reference
from corpus.readers.signs.characters import BEFORE_EXPONENT, SUPERSCRIPT_DIGITS, TO_PLAIN, clean_characters
from corpus.readers.signs.lines import measure_width, unwrap_words
from corpus.records import Block, BlockKind, Document, Mark, Reference

_BACK_MATTER = re.compile(
    r"(references?|bibliography|works cited|literature|sources|notes|endnotes|footnotes|literatura"
    r"|reference list)\W*",
    re.IGNORECASE,
)
_HEADING_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[IVXLC]+\.)\s+")
_NOTE = re.compile(rf"(?:\[(\d{{1,3}})\]\s+|([{SUPERSCRIPT_DIGITS}]{{1,3}})\s*)(?=[^\s{SUPERSCRIPT_DIGITS}])")
_MARK = re.compile(rf"(?<=\S)(?:\[(\d{{1,3}})\]|([{SUPERSCRIPT_DIGITS}]{{1,3}}))")
_LINE_START = re.compile(r"^[ \t]*", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*[-_=*~–—]{3,}[ \t]*$", re.MULTILINE)  # a line of dashes, between parts of a text
_SENTENCE_END = re.compile(r"[.!?。！？…:;][”\"'’»)\]]*$")
# What a web page has around its text.
_FURNITURE = re.compile(
    r"(this post is|share|paylaş|similar posts|related (posts|articles)|read more|also available|tags?:"
    r"|posted|subscribe|menu|search)\b",
    re.IGNORECASE,
)
_INDENT = re.compile(r"[ \t]{2,8}(?=\S)|\t|\u3000")
# What a hanging indent belongs to: a number, a letter or a bullet.
_LABEL = re.compile(r"\W?\w{1,4}[.):]|[-*•–—]")
_BULLET = re.compile(r"[-*•–]\s")
_UNWRAPPED_LINE = 120  # columns; a wider line is a whole paragraph
_HEADING_WORDS = 14
_MAX_NOTE = 3000  # characters from one note to the next
_GOOD_PER_BROKEN = 10  # characters of valid UTF-8 for one that is not


def decode_file(path: Path) -> str:
    """Return the text of a file in any encoding; a few broken characters of UTF-8 become U+FFFD each.

    Raises:
        CorpusError: the file holds NUL bytes, or no encoding fits.
    """
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_mostly_utf8(raw) or _decode_guessed(raw, path.name)
    if "\0" in text:
        text = _decode_utf16(raw) or text
    if "\0" in text:
        raise CorpusError(f"{path.name} holds binary data, not text; save it as UTF-8 text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode_mostly_utf8(raw: bytes) -> str | None:
    """Return the text if nearly all that is not ASCII is valid UTF-8, which does not happen by chance."""
    text = raw.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    return text if len(re.findall(r"[^\x00-\x7f]", text)) > _GOOD_PER_BROKEN * broken else None


def _decode_utf16(raw: bytes) -> str | None:
    """Return a text of UTF-16 without a byte order mark: only every other byte of it is ever zero."""
    for first, codec in ((0, "utf-16-be"), (1, "utf-16-le")):
        if len(raw) % 2 == 0 and b"\0" not in raw[1 - first :: 2]:
            with contextlib.suppress(UnicodeDecodeError):
                return raw.decode(codec)
    return None


def _decode_guessed(raw: bytes, name: str) -> str:
    best = charset_normalizer.from_bytes(raw).best()
    if best is None:
        raise CorpusError(f"{name} is in no encoding that can be recognised; save it as UTF-8.")
    return str(best)


def is_back_matter_heading(heading: str) -> bool:
    """Return whether the heading is 'References', '7. Notes' or the like."""
    return _BACK_MATTER.fullmatch(_HEADING_NUMBER.sub("", heading.strip(), count=1)) is not None


def read_text(path: Path, identifier: str) -> Document:
    """Read one plain text file.

    Raises:
        CorpusError: the file is not text.
    """
    text = tidy_text(decode_file(path))
    text, marks = _take_marks(text, _parse_notes(text, find_paragraphs(text)))
    spans = find_paragraphs(text)
    notes = _parse_notes(text, spans)
    blocks: list[Block] = []
    headings: tuple[str, ...] = ()
    back_matter = has_paragraph = False
    for start, end in spans:
        words = text[start:end]
        has_paragraph = has_paragraph or (bool(blocks) and blocks[-1].kind is BlockKind.PARAGRAPH)
        back_matter = back_matter or (has_paragraph and is_back_matter_heading(words))
        back_matter = back_matter or (bool(notes) and start >= notes[0][0])
        kind = BlockKind.BACK_MATTER if back_matter else BlockKind.PARAGRAPH
        is_heading = _looks_like_heading(words) and _stands_over_paragraph(text, end)
        if _FURNITURE.match(words) and is_heading:
            kind = BlockKind.BACK_MATTER
        elif is_heading and not back_matter:
            kind, headings = BlockKind.HEADING, (" ".join(words.split()),)
        blocks.append(Block(start, end, kind, headings))
    if not back_matter and not any(b.kind is BlockKind.PARAGRAPH for b in blocks):
        # A bare list of words is better quoted than lost.
        blocks = [replace(b, kind=BlockKind.PARAGRAPH, headings=()) for b in blocks]
    return Document(
        id=identifier,
        title=_choose_title(blocks, text, path.stem),
        text=text,
        blocks=tuple(blocks),
        source=str(path),
        marks=marks,
        references=tuple(reference for _, reference in notes),
    )


def tidy_text(text: str) -> str:
    """Return a text without divided words, lines of dashes, ligatures and soft hyphens."""
    return clean_characters(unwrap_words(_RULE.sub("", text)))


def _take_marks(text: str, notes: list[tuple[int, Reference]]) -> tuple[str, tuple[Mark, ...]]:
    """Return the text without the marks before the notes that point at them, and the marks."""
    known = {reference.id for _, reference in notes}
    end = notes[0][0] if notes else 0
    kept, length, at, marks = list[str](), 0, 0, list[Mark]()
    for match in _MARK.finditer(text, 0, end):
        label = _label(match)
        begin = match.start()
        is_exponent = match.group(2) and BEFORE_EXPONENT.search(text, max(at, begin - 9), begin)
        if label in known and not is_exponent:
            kept.append(text[at:begin])
            length += begin - at
            at = match.end()
            marks.append(Mark(length, length, label))
    return "".join([*kept, text[at:]]), tuple(marks)


def _label(match: re.Match[str]) -> str:
    return match.group(1) or match.group(2).translate(TO_PLAIN)


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """Find the spans `start, end` of paragraphs.

    Empty lines separate them, and so does an indented line behind the end of a sentence. Every line end does
    where a line is a whole paragraph, unless the next line goes on with the sentence of a shorter one.
    """
    spans = []
    for chunk in re.finditer(r"\S(?:.*(?:\n(?!\s*\n))?)*", text):
        lines = [
            (chunk.start() + m.start(), chunk.start() + m.end())
            for m in re.finditer(r"[^\n]*\S", chunk.group())
        ]
        if any(measure_width(text[start:end]) > _UNWRAPPED_LINE for start, end in lines):
            bare = [(end - len(text[start:end].lstrip()), end) for start, end in lines]
            spans += _join_wrapped(text, bare)
        else:
            spans += _split_indented(text, lines)
    return spans


def _split_indented(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of wrapped lines; an indented line below one that is not begins another."""
    start, last = lines[0]
    for (before, end), (line, line_end) in itertools.pairwise(lines):
        is_marked = _INDENT.match(text, line) and (text[line] == "\u3000" or not _INDENT.match(text, before))
        if is_marked and _SENTENCE_END.search(text[before:end]) and not _LABEL.match(text, start):
            yield start, last
            start = line + len(text[line:line_end]) - len(text[line:line_end].lstrip())
        last = line_end
    yield start, last


def _join_wrapped(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines, those joined that a sentence is wrapped over."""
    spans: list[tuple[int, int]] = []
    last = ""  # the line before
    for start, end in lines:
        line = text[start:end]
        is_open = 0 < measure_width(last) <= _UNWRAPPED_LINE and not _SENTENCE_END.search(last)
        if is_open and measure_width(line) <= _UNWRAPPED_LINE and line[0].islower():
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
        last = line
    return spans


def _parse_notes(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, Reference]]:
    """Return the place and the reference of each numbered note; those of a paragraph have a line each."""
    found = []
    for first, last in (span for span in spans if _NOTE.match(text, *span)):
        starts = (m.end() for m in _LINE_START.finditer(text, first, last))
        begun = [m for at in starts if (m := _NOTE.match(text, at, last))]
        ends = [*(m.start() for m in begun[1:]), last]
        found += [
            (m.start(), parse_reference(_label(m), text[m.end() : end]))
            for m, end in zip(begun, ends, strict=True)
        ]
    # A wrapped line of the text may begin with a mark too: the notes are those that follow each other.
    first = max(len(found) - 1, 0)
    while first and _follows(found[first - 1], found[first]):
        first -= 1
    return found[first:]


def _follows(before: tuple[int, Reference], note: tuple[int, Reference]) -> bool:
    """Return whether a note comes after another one in order, and not far behind it."""
    labels = before[1].id, note[1].id
    in_order = not all(map(str.isdigit, labels)) or int(labels[0]) < int(labels[1])
    return in_order and note[0] - before[0] <= _MAX_NOTE


def _looks_like_heading(words: str) -> bool:
    listed = _BULLET.match(words) or _SENTENCE_END.search(words)
    return "\n" not in words and len(words.split()) <= _HEADING_WORDS and not listed


def _stands_over_paragraph(text: str, end: int) -> bool:
    """Return whether a line that ends there has something below it: an empty line, or a whole paragraph."""
    line = text[end : end + _MAX_NOTE].partition("\n")[2].partition("\n")[0]
    is_apart = not line.strip() and not text[end:].isspace() and end < len(text)
    return is_apart or measure_width(line) > _UNWRAPPED_LINE


def _choose_title(blocks: list[Block], text: str, stem: str) -> str:
    # A page saved from the web often opens with a one-word rubric; the title is the first longer heading.
    headings = [" ".join(text[b.start : b.end].split()) for b in blocks[:5] if b.kind is BlockKind.HEADING]
    return next((h for h in headings if len(h.split()) > 2), headings[0] if headings else stem)
