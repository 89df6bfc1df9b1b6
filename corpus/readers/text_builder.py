"""Canonical text from headings, paragraphs and note marks in reading order: one text with its blocks.

An empty line separates the pieces. Most readers build their documents here; those of plain text and BEIR do
not, since their line breaks are kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.readers.references import is_remark
from corpus.readers.signs.characters import clean_characters
from corpus.readers.text import is_back_matter_heading
from corpus.records import Block, BlockKind, Mark

_DEFAULT_TITLE = re.compile(
    r"microsoft word|untitled|anonymous|unspecified|\.(docx?|pptx?|xlsx?|pdf|indd|tex|qxd)\b"
    r"|^(powerpoint )?presentation$|^(word )?document\d*$|^\W*$",
    re.IGNORECASE,
)
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")  # spaces, joiners, byte order marks


def collapse_spaces(text: str | None) -> str:
    """Return the text with every run of white space as one space and without invisible characters."""
    return re.sub(r"\s+", " ", _ZERO_WIDTH.sub("", clean_characters(text or "")))


def clean_title(declared: str | None) -> str | None:
    """Return the title that a file declares, None if a program chose it.

    Examples of those: "Microsoft Word - report.doc", "PowerPoint Presentation".
    """
    bare = " ".join((declared or "").split())
    return None if _DEFAULT_TITLE.search(bare) else bare


@dataclass(slots=True)
class TextBuilder:
    """The text of a document and its blocks and marks, as far as they have been added.

    `page_labels` are the printed numbers of pages that have another one than the file counts.
    """

    page_labels: Mapping[int, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    _above: list[tuple[int, str]] = field(default_factory=list)
    _length: int = 0
    _back_matter: int = 0
    _remarks: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def first_heading(self) -> str | None:
        return next(
            (self.parts[i].strip() for i, b in enumerate(self.blocks) if b.kind is BlockKind.HEADING), None
        )

    @property
    def has_paragraph(self) -> bool:
        return any(b.kind is BlockKind.PARAGRAPH for b in self.blocks)

    def add(
        self,
        words: str,
        *,
        level: int = 0,
        page: int | None = None,
        kind: BlockKind | None = None,
        caption: str = "",
        marks: Sequence[tuple[int, str]] = (),
    ) -> None:
        """Append a piece of text, unless it is blank: a heading if it has a level, else a paragraph.

        What follows a heading such as "References" is back matter, until a heading of its level or higher; a
        title such as "Notes", with no paragraph before it, is not.

        Args:
            words: The text; white space around it is stripped, ligatures are written out.
            level: Level of a heading, 1 the highest; 0 for a paragraph.
            page: Number of the page, from 1.
            kind: Kind of the block, where the level does not decide it.
            caption: That of the table of a row: the last heading above it.
            marks: Note marks as (offset in `words`, label).
        """
        marks = [(len(clean_characters(words[:at])), label) for at, label in marks]
        words = clean_characters(words)
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
                is_back_matter = is_back_matter_heading(bare) and self.has_paragraph
                self._back_matter = level if is_back_matter else 0
        if kind is None and level:
            kind = BlockKind.HEADING
        elif kind is None:
            kind = BlockKind.BACK_MATTER if self._back_matter else BlockKind.PARAGRAPH
        headings = (*(h for _, h in self._above), *((caption,) if caption else ()))
        label = self.page_labels.get(page) if page is not None else None
        self.blocks.append(Block(begin, self._length, kind, headings, page, label))
        places = [(begin + min(max(at - lead, 0), len(bare)), label) for at, label in marks]
        self.marks += [Mark(at, at, label) for at, label in places]
        if level:
            self._above.append((level, bare))

    def add_with_notes(
        self, words: str, marks: Sequence[tuple[int, str]], notes: Mapping[str, str], *, level: int = 0
    ) -> None:
        """Append a piece of text, and below it each of its notes that is a remark and not a reference.

        Args:
            words: As for `add`.
            marks: Note marks as (offset in `words`, label); one without a note is dropped.
            notes: Text of the notes by label.
            level: As for `add`.
        """
        known = [(at, label) for at, label in marks if label in notes]
        self.add(words, level=level, marks=[m for m in known if not is_remark(notes[m[1]])])
        for label in dict.fromkeys(label for _, label in known if is_remark(notes[label])):
            if label not in self._remarks:
                self._remarks.add(label)
                self.add(notes[label])
