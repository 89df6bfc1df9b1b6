"""How much of a file can be quoted, and what was left out of it: nothing is lost in silence.

    41% can be quoted; left out: 31 references and 14 lines of navigation

The share is that of paragraphs among all characters of text that the file has. By format these are, besides
what is in the document's text:

    web page, saved page, e-mail    every other line that a browser shows, what a style in the page hides,
                                    and attachments that are text
    Markdown                        hidden HTML, comments, footnotes that nothing cites
    PDF                             running heads and page numbers; a page without text counts as a mean one
    Word, PowerPoint, Excel         deletions under review, comments, headers and footers, the words in charts
                                    and diagrams, and in the text boxes of a workbook
    EPUB                            chapters outside the reading order, tables of contents, formulas
    JSONL                           fields of words besides the title and the text
    plain text, CSV                 nothing: all of it is in the document's text

Context counts neither way: a heading stands over each quotation below it, and a footnote whose mark is in the
text is given as the source of the sentence. A heading with nothing below it is left out. What has no
characters that could be counted, such as a picture or an attached PDF, is counted but does not change the
share.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.readers.text import is_back_matter_heading
from corpus.records import BlockKind, Document, LeftOut, LeftOutKind

LOW_SHARE = 0.6
_NOUNS = {  # in the plural with the s in braces
    LeftOutKind.ATTACHMENT: "attachment{s}",
    LeftOutKind.BACK_MATTER: "paragraph{s} taken for back matter",
    LeftOutKind.CHAPTER: "part{s} outside the reading order",
    LeftOutKind.CHART: "chart{s}",
    LeftOutKind.COMMENT: "comment{s}",
    LeftOutKind.DELETION: "deletion{s} under review",
    LeftOutKind.DIAGRAM: "diagram{s}",
    LeftOutKind.EMBEDDED: "embedded file{s}",
    LeftOutKind.FIELD: "other field{s}",
    LeftOutKind.FORMULA: "formula{s}",
    LeftOutKind.HEADING: "heading{s} with nothing below",
    LeftOutKind.HIDDEN: "hidden part{s}",
    LeftOutKind.NAVIGATION: "line{s} of navigation",
    LeftOutKind.NOTE: "note{s}",
    LeftOutKind.OUTSIDE: "line{s} outside the main text",
    LeftOutKind.PAGE: "page{s} without text",
    LeftOutKind.REFERENCE: "reference{s}",
    LeftOutKind.RUNNING_HEAD: "running head{s} or page number{s}",
    LeftOutKind.SLIDE: "slide{s} without text",
    LeftOutKind.TABLE: "table{s}",
    LeftOutKind.TEXT_BOX: "text box{s}",
}
# Short pages have more of these than text, and lose nothing by it.
_AROUND = (LeftOutKind.NAVIGATION, LeftOutKind.RUNNING_HEAD)
_LABEL = re.compile(r"\[(\d{1,3})\]\s")
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§]{1,3})[\])]?\W?\s?\S")
_NOTES_HEADING = re.compile(r"\W*(?:foot|end)?notes\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters of a file that can be quoted, of all its characters but those of context.

    `left_out` has one entry for each kind, that with most characters first.
    """

    quotable: int
    characters: int
    left_out: tuple[LeftOut, ...] = ()

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.quotable / self.characters if self.characters else 0.0

    @property
    def is_low(self) -> bool:
        """Whether so much is missing that a user should know; what surrounds every page does not count."""
        around = sum(part.characters for part in self.left_out if part.kind in _AROUND)
        return self.quotable < LOW_SHARE * (self.characters - around) or not self.quotable


def measure_coverage(documents: Iterable[Document]) -> Coverage:
    """The coverage of a file by the documents that it gave."""
    quotable = 0
    counts: Counter[LeftOutKind] = Counter()
    characters: Counter[LeftOutKind] = Counter()
    for document in documents:
        quotable += sum(b.end - b.start for b in document.blocks if b.kind is BlockKind.PARAGRAPH)
        for part in (*document.left_out, *_find_unquoted(document)):
            counts[part.kind] += part.count
            characters[part.kind] += part.characters
    kinds = sorted(counts, key=lambda kind: (-characters[kind], kind))
    left_out = tuple(LeftOut(kind, counts[kind], characters[kind]) for kind in kinds)
    return Coverage(quotable, quotable + characters.total(), left_out)


def describe_share(coverage: Coverage) -> str:
    """How much can be quoted: "all of it can be quoted", "84% can be quoted", "nothing can be quoted"."""
    if not coverage.quotable:
        return "nothing can be quoted"
    if not coverage.left_out:
        return "all of it can be quoted"
    return f"{100 * coverage.quotable // coverage.characters}% can be quoted"


def describe_left_out(coverage: Coverage) -> str:
    """What was left out, the kind with most characters first: "31 references and 2 tables"; may be empty."""
    *first, last = [_describe_part(part) for part in coverage.left_out] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def describe_coverage(coverage: Coverage) -> str:
    """Both, as a phrase: "84% can be quoted; left out: 17 notes", or "only 41% can be quoted: ..."."""
    share, parts = describe_share(coverage), describe_left_out(coverage)
    if not parts or not coverage.is_low:
        return f"{share}; left out: {parts}" if parts else share
    verb = "is" if [part.count for part in coverage.left_out] == [1] else "are"
    return f"{'only ' if coverage.quotable else ''}{share}: left out {verb} {parts}"


def _describe_part(part: LeftOut) -> str:
    return f"{part.count:,} {_NOUNS[part.kind].replace('{s}', 's' if part.count != 1 else '')}"


def _find_unquoted(document: Document) -> Iterator[LeftOut]:
    """What the text of a document has besides its paragraphs and their context."""
    above = {h for b in document.blocks if b.kind is BlockKind.PARAGRAPH for h in b.headings}
    cited = {mark.reference_id for mark in document.marks}
    section = None  # of the back matter
    for block in document.blocks:
        words = document.text[block.start : block.end]
        if block.kind is BlockKind.HEADING or (
            block.kind is BlockKind.BACK_MATTER and is_back_matter_heading(words)
        ):
            section = _section(words)
        if block.kind is BlockKind.HEADING and section is None and " ".join(words.split()) not in above:
            yield LeftOut(LeftOutKind.HEADING, 1, len(words))
        elif block.kind is BlockKind.BACK_MATTER and not is_back_matter_heading(words):
            label = _LABEL.match(words)
            if label is None or label.group(1) not in cited:
                kind = LeftOutKind.NOTE if _NOTE.match(words) else LeftOutKind.BACK_MATTER
                yield LeftOut(section or kind, 1, len(words))


def _section(heading: str) -> LeftOutKind | None:
    """What the back matter below a heading is, None if it is no heading of back matter."""
    if not is_back_matter_heading(heading):
        return None
    return LeftOutKind.NOTE if _NOTES_HEADING.match(heading) else LeftOutKind.REFERENCE
