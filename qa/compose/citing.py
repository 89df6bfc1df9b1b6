"""Citations in the making: numbers for quotations, and sentences that record where each phrase is from."""

from collections.abc import Sequence

from corpus.records import Reference
from qa.records import Role, Source, Span, Statement
from qa.select.quote import Quote


class Sources:
    """Numbers quotations from 1 in the order of first citation; equal quotations share a number."""

    def __init__(self) -> None:
        self._quotes: dict[tuple[str, int, int], Quote] = {}

    def number(self, quote: Quote) -> int:
        """Return the number of a quotation, a new one if it is cited for the first time."""
        key = (quote.located.document.id, quote.start, quote.end)
        self._quotes.setdefault(key, quote)
        return list(self._quotes).index(key) + 1

    def list_all(self) -> tuple[Source, ...]:
        """List the sources in the order of their numbers."""
        return tuple(_make_source(n, quote) for n, quote in enumerate(self._quotes.values(), start=1))


class CitedText:
    """A sentence under construction, with the spans of its cited phrases."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self._length = 0

    def add(self, words: str) -> None:
        """Add words without a citation."""
        self._parts.append(words)
        self._length += len(words)

    def add_phrases(self, phrases: Sequence[tuple[str, tuple[int, ...]]]) -> None:
        """Add 'x, y and z.', each phrase with the numbers of its sources."""
        for number, (phrase, cites) in enumerate(phrases):
            self.add("" if number == 0 else " and " if number == len(phrases) - 1 else ", ")
            self._add_cited(phrase, cites)
        self.add(".")

    def add_quotations(self, quotations: Sequence[tuple[str, int]]) -> None:
        """Add '“x” – “y”', each quotation with the number of its source."""
        for number, (quotation, source) in enumerate(quotations):
            self.add(" – “" if number else "“")
            self._add_cited(quotation, (source,))
            self.add("”")

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
        )

    def _add_cited(self, words: str, cites: tuple[int, ...]) -> None:
        self._spans.append(Span(self._length, self._length + len(words), cites))
        self.add(words)


def _make_source(n: int, quote: Quote) -> Source:
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
    )
