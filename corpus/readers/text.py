r"""Plain text in any encoding: paragraphs, headings by their look, numbered notes as references.

The canonical text is the decoded file with `\n` line ends, otherwise unchanged. It recognises, for example:

    Trade doubled in 2024.[3] Exports led.        a mark, if a note [3] is defined
    [3] “Title”, Reuters, https://example.org     a note, which begins the back matter
"""

import re
from dataclasses import replace
from pathlib import Path

import charset_normalizer

from corpus.errors import CorpusError
from corpus.readers.references import parse_reference
from corpus.records import Block, BlockKind, Document, Mark, Reference

_BACK_MATTER = re.compile(
    r"(references?|bibliography|works cited|literature|sources|notes|endnotes|footnotes|literatura"
    r"|reference list)\W*",
    re.IGNORECASE,
)
_HEADING_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[IVXLC]+\.)\s+")
_NOTE = re.compile(r"\[(\d{1,3})\]\s+(?=\S)")
_MARK = re.compile(r"(?<=\S)\[(\d{1,3})\]")
_SENTENCE_END = re.compile(r"[.!?。！？…:;][”\"'’»)\]]*$")
# What a web page has around its text.
_FURNITURE = re.compile(
    r"(this post is|share|paylaş|similar posts|related (posts|articles)|read more|also available|tags?:"
    r"|posted|subscribe|menu|search)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[-*•–]\s")
_UNWRAPPED_LINE = 120  # characters; a longer line is a whole paragraph
_HEADING_WORDS = 14
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
        raise CorpusError(f"{path.name} holds binary data, not text; save it as UTF-8 text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode_mostly_utf8(raw: bytes) -> str | None:
    """Return the text if nearly all that is not ASCII is valid UTF-8, which does not happen by chance."""
    text = raw.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    return text if len(re.findall(r"[^\x00-\x7f]", text)) > _GOOD_PER_BROKEN * broken else None


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
    text = decode_file(path)
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
        if _FURNITURE.match(words) and _looks_like_heading(words):
            kind = BlockKind.BACK_MATTER
        elif _looks_like_heading(words) and not back_matter:
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
        marks=_find_marks(text, notes),
        references=tuple(reference for _, reference in notes),
    )


def _find_marks(text: str, notes: list[tuple[int, Reference]]) -> tuple[Mark, ...]:
    """Find the marks of the notes in the text before them."""
    known = {reference.id for _, reference in notes}
    end = notes[0][0] if notes else len(text)
    return tuple(
        Mark(m.start(), m.end(), m.group(1)) for m in _MARK.finditer(text, 0, end) if m.group(1) in known
    )


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """Find the spans `start, end` of paragraphs.

    Empty lines separate them, and every line end does where a line is a whole paragraph, unless the next
    line goes on with the sentence of a shorter one.
    """
    spans = []
    for chunk in re.finditer(r"\S(?:.*(?:\n(?!\s*\n))?)*", text):
        lines = [
            (chunk.start() + m.start(), chunk.start() + m.end())
            for m in re.finditer(r"[^\n]*\S", chunk.group())
        ]
        if any(end - start > _UNWRAPPED_LINE for start, end in lines):
            bare = [(end - len(text[start:end].lstrip()), end) for start, end in lines]
            spans += _join_wrapped(text, bare)
        else:
            spans.append((lines[0][0], lines[-1][1]))
    return spans


def _join_wrapped(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines, those joined that a sentence is wrapped over."""
    spans: list[tuple[int, int]] = []
    last = ""  # the line before
    for start, end in lines:
        line = text[start:end]
        is_open = 0 < len(last) <= _UNWRAPPED_LINE and not _SENTENCE_END.search(last)
        if is_open and len(line) <= _UNWRAPPED_LINE and line[0].islower():
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
        last = line
    return spans


def _parse_notes(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, Reference]]:
    """Return the place and the reference of each paragraph that is a numbered note."""
    return [
        (start, parse_reference(m.group(1), text[m.end() : end]))
        for start, end in spans
        if (m := _NOTE.match(text, start, end))
    ]


def _looks_like_heading(words: str) -> bool:
    listed = _BULLET.match(words) or _SENTENCE_END.search(_MARK.sub("", words))
    return "\n" not in words and len(words.split()) <= _HEADING_WORDS and not listed


def _choose_title(blocks: list[Block], text: str, stem: str) -> str:
    # A page saved from the web often opens with a one-word rubric; the title is the first longer heading.
    headings = [" ".join(text[b.start : b.end].split()) for b in blocks[:5] if b.kind is BlockKind.HEADING]
    return next((h for h in headings if len(h.split()) > 2), headings[0] if headings else stem)
