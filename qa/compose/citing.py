"""Citations in the making: numbers for quotations, and sentences that record where each phrase is from."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.library.folder import list_starter_ids
from corpus.records import Document, Reference
from qa.records import Role, Source, Span, Statement
from qa.select.quote import Quote
from qa.theme_records import Count


@dataclass(frozen=True, slots=True)
class RowQuote:
    """Rows of a table that follow one another, `start:end` of their document."""

    document: Document
    start: int
    end: int
    locator: str


class Sources:
    """Numbers quotations from 1 in the order of first citation; equal quotations share a number."""

    def __init__(self) -> None:
        self._quotes: dict[tuple[str, int, int], Quote | RowQuote] = {}
        self._numbers: dict[tuple[str, int, int], int] = {}

    def number(self, quote: Quote | RowQuote) -> int:
        """Return the number of a quotation, a new one if it is cited for the first time."""
        document = quote.document if isinstance(quote, RowQuote) else quote.located.document
        key = (document.id, quote.start, quote.end)
        self._quotes.setdefault(key, quote)
        return self._numbers.setdefault(key, len(self._quotes))

    def list_all(self) -> tuple[Source, ...]:
        """List the sources in the order of their numbers."""
        briefs = list_starter_ids()
        return tuple(
            _make_row_source(n, quote) if isinstance(quote, RowQuote) else _make_source(n, quote, briefs)
            for n, quote in enumerate(self._quotes.values(), start=1)
        )


class CitedText:
    """A sentence under construction, with the spans of its cited phrases."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self._counts: list[Count] = []
        self._length = 0

    def add(self, words: str) -> None:
        """Add words without a citation."""
        self._parts.append(words)
        self._length += len(words)

    def continue_statement(self, statement: Statement, *, max_cites: int) -> None:
        """Begin with a statement that is finished, of whose phrases the first sources are kept."""
        for span in statement.spans:
            self.add(statement.text[self._length : span.start])
            self.add_cited(statement.text[span.start : span.end], span.cites[:max_cites])
        self.add(statement.text[self._length :])

    def add_cited(self, words: str, cites: tuple[int, ...]) -> None:
        """Add words with the numbers of their sources."""
        self._spans.append(Span(self._length, self._length + len(words), cites))
        self.add(words)

    def add_count(self, words: str, theme: int, topic: int | None = None) -> None:
        """Add words that give the counts of a theme, or of a topic of it, by their places in the answer."""
        self._counts.append(Count(self._length, self._length + len(words), theme, topic))
        self.add(words)

    @property
    def is_cited(self) -> bool:
        """Whether any phrase so far has a source."""
        return any(span.cites for span in self._spans)

    def add_phrases(self, phrases: Sequence[tuple[str, tuple[int, ...]]]) -> None:
        """Add 'x, y and z.', each phrase with the numbers of its sources."""
        for number, (phrase, cites) in enumerate(phrases):
            self.add("" if number == 0 else " and " if number == len(phrases) - 1 else ", ")
            self.add_cited(phrase, cites)
        self.add(".")

    def add_quotations(self, quotations: Sequence[tuple[str, int]], origins: Sequence[str] = ()) -> None:
        """Add '“x” – “y”', each quotation with the number of its source and, if given, its origin behind."""
        for number, (quotation, source) in enumerate(quotations):
            self.add(" – “" if number else "“")
            self.add_cited(quotation, (source,))
            self.add(f"”{origins[number]}" if origins else "”")

    def statement(self, subjects: Sequence[str], aspect: str | None, role: Role) -> Statement:
        """Make a statement of what was added."""
        return Statement(
            subjects=tuple(subjects),
            aspect=aspect,
            role=role,
            text="".join(self._parts),
            cites=tuple(dict.fromkeys(n for span in self._spans for n in span.cites)),
            verbatim=False,
            spans=tuple(self._spans),
            counts=tuple(self._counts),
        )


def _make_source(n: int, quote: Quote, briefs: frozenset[str]) -> Source:
    document = quote.located.document
    references: dict[str, Reference] = {r.id: r for r in document.references}
    # The quoted sentence's references come before those of the sentence joined to it.
    ids = dict.fromkeys(i for sentence in reversed(quote.sentences) for i in sentence.references)
    return Source(
        n=n,
        document_id=document.id,
        title=document.title,
        locator=next(b for b in document.blocks if b.start <= quote.start < b.end).locator,
        start=quote.start,
        end=quote.end,
        quote=quote.full_text,
        sha256=document.sha256,
        references=tuple(references[i] for i in ids if i in references),
        origin=quote.located.origin,
        is_brief=document.id in briefs,
    )


def _make_row_source(n: int, rows: RowQuote) -> Source:
    document = rows.document
    references = document.references if document.table else ()
    return Source(
        n=n,
        document_id=document.id,
        title=document.title,
        locator=rows.locator,
        start=rows.start,
        end=rows.end,
        quote=document.text[rows.start : rows.end],
        sha256=document.sha256,
        references=references,
        origin=references[0].title if references else document.title,
    )
