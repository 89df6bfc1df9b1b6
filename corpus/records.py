"""The frozen records that every later step reads: documents, their blocks, sentences and passages.

All offsets are characters of `Document.text`, the canonical text that a reader produced: a record with a
`start` and an `end` is about `text[start:end]`.
"""

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.figure_tables import TableDescription


class BlockKind(StrEnum):
    """What a block of text is for: only paragraphs are searched and quoted as evidence."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ROW = "row"  # of a table of figures: cited by its figures, never searched
    BACK_MATTER = "back matter"  # reference lists, notes, author biographies: kept in the text, never quoted


SOUND_GRADES = frozenset(("A1", "A2", "B1", "B2"))  # a sound source, and a claim at least probably true
_GRADE = re.compile(r"[A-F][1-6]")


@dataclass(frozen=True, slots=True)
class Reference:
    """A published source that a sentence rests on, as its footnote gives it.

    `grade` judges source and claim after the Admiralty code, "B2"; see docs/CORPUS.md. None if nobody has.
    """

    id: str
    title: str
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    via: str | None = None
    grade: str | None = None

    def __post_init__(self) -> None:
        if self.grade is not None and not _GRADE.fullmatch(self.grade):
            raise ValueError(f"the grade of {self.id} is {self.grade!r}, not a letter A-F and a figure 1-6")

    @property
    def confidence(self) -> str:
        """'high', or 'medium' if its grade has another letter than A or B, or a figure above 2."""
        return "high" if self.grade is None or self.grade in SOUND_GRADES else "medium"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or piece of back matter.

    `headings` is the path above it; `page` counts from 1, and is None where there are no pages; `page_label`
    is what is printed on the page, if that is something else.
    """

    start: int
    end: int
    kind: BlockKind
    headings: tuple[str, ...] = ()
    page: int | None = None
    page_label: str | None = None

    @property
    def locator(self) -> str:
        """Where a reader finds the block: the page, the section, or both."""
        printed = f" (printed {self.page_label})" if self.page_label else ""
        parts = [f"p. {self.page}{printed}"] if self.page is not None else []
        return " | ".join(parts + [h for h in self.headings[-1:] if h])


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote mark: the words before `start` rest on the reference.

    The span is empty where the reader removed the mark from the text.
    """

    start: int
    end: int
    reference_id: str


class LeftOutKind(StrEnum):
    """What a part of a file is that cannot be quoted; `corpus.coverage` has the words for users."""

    ATTACHMENT = "attachment"
    BACK_MATTER = "back matter"
    CHAPTER = "chapter"  # of a book, outside its reading order
    CHART = "chart"
    COMMENT = "comment"
    DELETION = "deletion"
    DIAGRAM = "diagram"
    EMBEDDED = "embedded"  # a file in a file
    FIELD = "field"  # of a JSON object
    FORMULA = "formula"
    HEADING = "heading"  # with nothing below it
    HIDDEN = "hidden"
    NAVIGATION = "navigation"
    NOTE = "note"
    OUTSIDE = "outside"  # a line of a web page that is not in its main text
    PAGE = "page"  # without text
    REFERENCE = "reference"
    RUNNING_HEAD = "running head"  # or foot, or page number
    SLIDE = "slide"  # without text
    TABLE = "table"
    TEXT_BOX = "text box"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Parts of one kind that a file has and that cannot be quoted; no `characters` where they are unknown."""

    kind: LeftOutKind
    count: int
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: canonical text, its structure, and what its front matter declares.

    `perspective` counts the document's references by the perspective of their publishers. `language` is an
    ISO 639-1 code, None if unknown. `notes` are sentences for users on what could not be read or looks
    suspicious. `left_out` is what the file has and `text` lacks. `table` describes the columns of a table of
    figures that came with a description. `sha256` is that of the text, in hexadecimal.
    """

    id: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    source: str = ""
    marks: tuple[Mark, ...] = ()
    references: tuple[Reference, ...] = ()
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    period: str | None = None
    updated: str | None = None
    perspective: tuple[tuple[str, int], ...] = ()
    author: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    table: TableDescription | None = None
    sha256: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a document needs an id")
        end = 0
        for block in self.blocks:
            if not end <= block.start < block.end <= len(self.text):
                raise ValueError(
                    f"{self.id}: block {block.start}-{block.end} is empty, overlaps or leaves the text"
                )
            end = block.end
        object.__setattr__(
            self, "sha256", hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        )


class Trait(StrEnum):
    """What the wording of a sentence says of it."""

    POINTS_BACK = "points back"  # it opens by pointing at the sentence before it
    CONTINUES = "continues"  # it points back, and the sentence before it can be quoted with it
    ABOUT_DOCUMENT = "about document"  # it is about its own document
    CONTRAST = "contrast"
    SIMILARITY = "similarity"
    DISAGREEMENT = "disagreement"  # it holds two claims that disagree, or a claim and who rejects it
    CHANGE = "change"  # it says that something became otherwise
    SEQUENCE = "sequence"  # it tells of several years one by one, or measures one by another
    # It has a value of this kind.
    SHARE = "share"
    MONEY = "money"
    LENGTH = "length"
    COUNT = "count"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: a value, or a range from `value` to `high`, with its unit and its year.

    The value is the float nearest to what is written, with its scale: 4.15e9 for "$4,150 million". The unit
    is the ISO code of a currency, "%", "percentage point", "share" (a fraction of one), a unit of measure
    ("km", "t", "year"), else the singular of what is counted, empty where there is none. The year is the one
    that the sentence says the figure is for.
    """

    start: int
    end: int
    value: float
    unit: str = ""
    year: int | None = None
    high: float | None = None
    is_approximate: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """A source that a sentence says it rests on: its name as written, what kind of work, its year and title.

    The kind is "survey", "series", "data", "report", "statement", or empty where the source is only said to
    have spoken. The title is its capitalised words and the word for the work, in lower case: "southeast asia
    aid map"; of a statement, the event at which it was made: "FOCAC".
    """

    name: str
    kind: str = ""
    year: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that can be quoted alone, with what its own words name."""

    start: int
    end: int
    subjects: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span that can be quoted, with its tags and what its wording says.

    `named` are the subjects that its own words name, `subjects` adds what it inherits (a region from a
    country, a country from the sentence before); `aspects` come best first; `references` are ids of the
    document's references. `traits` are values of `Trait`, `years` the years named, `stated` those of them
    that its main statement is of, or `lasting` the years since which that goes on, `dated` the years that it
    takes from around it, `names` capitalised words other than regions, countries and the actor. `clauses` are
    given if there are several. `credits` are the sources that its wording names.
    """

    start: int
    end: int
    subjects: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    stated: tuple[int, ...] = ()
    lasting: tuple[int, ...] = ()
    dated: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    clauses: tuple[Clause, ...] = ()
    credits: tuple[Credit, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences, the unit of search: `text == document.text[start:end]`."""

    document_id: str
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"{self.id}: {len(self.text)} characters do not fill {self.start}-{self.end}")

    @property
    def id(self) -> str:
        return f"{self.document_id}:{self.start}-{self.end}"
