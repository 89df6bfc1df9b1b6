"""RTF: paragraphs, headings by their style, tables, text boxes and footnotes in reading order.

Numbers of lists stand in the file as Word showed them. What is deleted under review is left out. A footnote
becomes a reference, or the next paragraph if it is a remark. Tables are read by `corpus.readers.table_rows`.
"""

from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers.office.table_pieces import Piece
from corpus.readers.references import parse_reference
from corpus.readers.rtf.tables import TableStack
from corpus.readers.rtf.tokens import Tables, Token, read_tokens
from corpus.readers.table_rows import is_caption
from corpus.readers.text_builder import TextBuilder, clean_title, collapse_spaces
from corpus.records import Document

_BOXES = frozenset(("shptxt", "dptxbxtext"))
_STORIES = _BOXES | {"footnote"}
_NUMBERS = frozenset(("listtext", "pntext"))
_SIGNATURE = b"{\\rtf"


@dataclass(slots=True)
class _Paragraph:
    """A paragraph as far as it has been read; `table_depth` is 0 outside tables."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    number: str = ""
    marks: list[tuple[int, str]] = field(default_factory=list)
    is_item: bool = False
    level: int = 0
    table_depth: int = 0

    def add(self, words: str) -> None:
        """Add words, whose spaces have been collapsed."""
        words = words.lstrip() if not self.parts or self.parts[-1].endswith(" ") else words
        if words:
            self.parts.append(words)
            self.length += len(words)

    def finish(self) -> tuple[str, tuple[tuple[int, str], ...]]:
        """Return the words after the number of the paragraph, and its note marks as (offset, label)."""
        words, number = "".join(self.parts), collapse_spaces(self.number).strip()
        if not words or not any(c.isalnum() for c in number):
            return words, tuple(self.marks)
        before = f"{number} "
        return before + words, tuple((at + len(before), label) for at, label in self.marks)


@dataclass(slots=True)
class _Story:
    """The text itself, or that of a note or a box: pieces, the paragraph at its end, the tables around it.

    `after` are the pieces of text boxes, which follow the paragraph that they are anchored to.
    """

    pieces: list[Piece] = field(default_factory=list)
    paragraph: _Paragraph = field(default_factory=_Paragraph)
    tables: TableStack = field(default_factory=TableStack)
    after: list[Piece] = field(default_factory=list)


def read_rtf(path: Path, identifier: str) -> Document:
    """Read one RTF document.

    Raises:
        CorpusError: it is none, or has no text.
    """
    content = path.read_bytes()
    if not content.startswith(_SIGNATURE):
        raise CorpusError(f"{path.name} is no RTF document; save it again from the program that made it.")
    reader = _Reader()
    pieces = reader.read(content)
    page = TextBuilder()
    for level, (words, marks) in pieces:
        page.add_with_notes(words, marks, reader.notes, level=level)
    if not page.blocks:
        raise CorpusError(f"{path.name} has no text (pictures only?); save it with its text.")
    cited = dict.fromkeys(m.reference_id for m in page.marks)
    return Document(
        id=identifier,
        title=clean_title(reader.properties.get("title")) or page.first_heading or path.stem,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        marks=tuple(page.marks),
        references=tuple(parse_reference(label, reader.notes[label]) for label in cited),
        author=reader.properties.get("author") or None,
    )


class _Reader:
    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.properties: dict[str, str] = {}
        self._head = Tables()
        self._stories = [_Story()]
        self._aside = ""  # "title", "listtext" ...: whose text is being read
        self._is_endnote = False

    @property
    def _story(self) -> _Story:
        return self._stories[-1]

    def read(self, content: bytes) -> list[Piece]:
        """Return the pieces of the text; the notes and properties are there afterwards."""
        for token in read_tokens(content, self._head):
            if token.text:
                self._add_text(token)
            elif token.word.startswith("end "):
                self._end_destination(token.word.removeprefix("end "))
            elif token.word in _STORIES:
                self._stories.append(_Story())
            elif token.word in _NUMBERS or token.word in ("title", "author"):
                self._aside = token.word
            elif not self._aside:
                self._read_word(token.word, token.number)
        while len(self._stories) > 1:  # a group that was cut off
            self._end_story("shptxt")
        return self._finish(self._story)

    def _add_text(self, token: Token) -> None:
        if token.format.is_deleted:
            return
        paragraph = self._story.paragraph
        if self._aside in ("title", "author"):
            self.properties[self._aside] = self.properties.get(self._aside, "") + token.text
        elif self._aside:
            paragraph.number += token.text
        else:
            paragraph.add(collapse_spaces(token.text))

    def _end_destination(self, name: str) -> None:
        if name in _NUMBERS:
            self._aside, self._story.paragraph.is_item = "", True
        elif name in ("title", "author"):
            self._aside = ""
        elif len(self._stories) > 1:
            self._end_story(name)

    def _end_story(self, name: str) -> None:
        ended = self._stories.pop()
        pieces = self._finish(ended)
        paragraph = self._story.paragraph
        if name in _BOXES:
            self._story.after += pieces
            return
        text = " ".join(" ".join(words.split()) for _, (words, _) in pieces)
        if text:
            label = f"{'e' if self._is_endnote else 'f'}{len(self.notes) + 1}"
            self.notes[label] = text
            paragraph.marks.append((paragraph.length, label))
        self._is_endnote = False

    def _finish(self, story: _Story) -> list[Piece]:
        self._end_paragraph(story)
        story.pieces += story.tables.close()
        return story.pieces

    def _read_word(self, word: str, number: int | None) -> None:
        story = self._story
        paragraph = story.paragraph
        if word in ("par", "sect", "page", "column"):
            self._end_paragraph(story)
        elif word in ("cell", "nestcell"):
            depth = _cell_depth(paragraph, word)
            self._end_paragraph(story, depth)
            story.tables.end_cell(depth)
        elif word in ("row", "nestrow"):
            story.tables.end_row(_cell_depth(paragraph, word))
        elif word == "pard":
            paragraph.level = paragraph.table_depth = 0
        elif word == "s":
            paragraph.level = self._head.styles.get(number or 0, ("", 0))[1]
        elif word == "outlinelevel" and number is not None:
            paragraph.level = number + 1 if 0 <= number < 9 else 0
        elif word == "intbl":
            paragraph.table_depth = max(1, paragraph.table_depth)
        elif word == "itap":
            paragraph.table_depth = max(0, min(number or 0, 20))
        elif word == "ftnalt":
            self._is_endnote = True
        else:
            story.tables.define(word, number)

    def _end_paragraph(self, story: _Story, depth: int = 0) -> None:
        """Put the paragraph where it belongs: into the cell at a depth, or after the table before it."""
        paragraph = story.paragraph
        words, marks = paragraph.finish()
        if depth := depth or paragraph.table_depth:
            cell = story.tables.cell_at(depth)
            cell.paragraphs.append((words, paragraph.is_item))
            cell.labels += [label for _, label in marks]
            for _, (more, inner) in story.after:
                cell.paragraphs.append((more, False))
                cell.labels += [label for _, label in inner]
        elif words or story.after:
            story.pieces += story.tables.close()
            story.pieces.append((paragraph.level, (words, marks)))
            story.pieces += story.after
            story.tables.caption = words if is_caption(words) else ""
        story.after = []
        story.paragraph = _Paragraph(level=paragraph.level, table_depth=paragraph.table_depth)


def _cell_depth(paragraph: _Paragraph, word: str) -> int:
    """Return the depth of the table whose cell or row a control word ends."""
    return max(2, paragraph.table_depth) if word.startswith("nest") else 1
