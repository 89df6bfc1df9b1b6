"""Canonical text out of pieces: headings, paragraphs and note marks in reading order become one text with its blocks.

Pieces are parted by an empty line; the white space within a piece is one space. Readers of formats that have such pieces
(web pages, Word, slides, books) end here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.readers.text import is_back_matter_heading
from corpus.records import Block, BlockKind, Mark

_NO_TITLE = re.compile(
    r"microsoft word|untitled|anonymous|unspecified|\.(docx?|pptx?|xlsx?|pdf|indd|tex|qxd)\b|^(powerpoint )?presentation$|^(word )?document\d*$|^\W*$",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    "[\u00ad\u200b\u2060\ufeff]"
)  # soft hyphens, zero-width spaces and joiners, byte order marks


def collapse_spaces(text: str | None) -> str:
    """The text with every run of white space as one space and without invisible characters."""
    return re.sub(r"\s+", " ", _UNSEEN.sub("", text or ""))


def clean_title(said: str | None) -> str | None:
    """What a file says its title is, unless a program said it: 'Microsoft Word - report.doc', 'PowerPoint Presentation'."""
    bare = " ".join((said or "").split())
    return None if _NO_TITLE.search(bare) else bare


@dataclass(slots=True)
class TextBuilder:
    """Text under construction."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    _above: list[tuple[int, str]] = field(default_factory=list)
    _length: int = 0
    _back_matter: int = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def first_heading(self) -> str | None:
        return next(
            (self.parts[i].strip() for i, b in enumerate(self.blocks) if b.kind is BlockKind.HEADING), None
        )

    @property
    def quotable(self) -> bool:
        return any(b.kind is BlockKind.PARAGRAPH for b in self.blocks)

    def add(
        self,
        words: str,
        *,
        level: int = 0,
        page: int | None = None,
        kind: BlockKind | None = None,
        marks: Sequence[tuple[int, str]] = (),
    ) -> None:
        """Append a piece: a heading if it has a level (1 is the highest), else a paragraph; `marks` are (offset in `words`, label).

        What follows a heading such as "References" is back matter until a heading as high or higher.
        """
        bare = words.strip()
        if not bare:
            return
        begin = self._length + (2 if self.parts else 0)
        lead = len(words) - len(words.lstrip())
        self.parts.append(("\n\n" if self.parts else "") + bare)
        self._length = begin + len(bare)
        if level:
            self._above = [h for h in self._above if h[0] < level]
            if self._back_matter == 0 or level <= self._back_matter:
                self._back_matter = level if is_back_matter_heading(bare) else 0
        kind = kind or (
            BlockKind.HEADING
            if level
            else BlockKind.BACK_MATTER
            if self._back_matter
            else BlockKind.PARAGRAPH
        )
        self.blocks.append(Block(begin, self._length, kind, tuple(h for _, h in self._above), page))
        places = [(begin + min(max(at - lead, 0), len(bare)), label) for at, label in marks]
        self.marks += [Mark(at, at, label) for at, label in places]
        if level:
            self._above.append((level, bare))
