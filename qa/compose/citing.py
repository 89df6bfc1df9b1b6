"""Citations in the making: quotations get their numbers, computed sentences remember which phrase is from where."""

from collections.abc import Sequence

from corpus.records import Reference
from qa.records import Role, Source, Span, Statement
from qa.select.quote import Quote


class Sources:
    """Numbers quotations from 1 in the order in which they are first cited; one number a quotation."""

    def __init__(self) -> None:
        self._quotes: dict[tuple[str, int, int], Quote] = {}

    def number(self, quote: Quote) -> int:
        key = (quote.located.document.id, quote.start, quote.end)
        self._quotes.setdefault(key, quote)
        return list(self._quotes).index(key) + 1

    def listed(self) -> tuple[Source, ...]:
        return tuple(_source(n, quote) for n, quote in enumerate(self._quotes.values(), start=1))


class CitedText:
    """A sentence under construction, with the places of its cited phrases."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self._length = 0

    def add(self, words: str) -> None:
        self._parts.append(words)
        self._length += len(words)

    def add_phrases(self, phrases: Sequence[tuple[str, tuple[int, ...]]]) -> None:
        """Add 'x, y and z.', each phrase with the sources it is from."""
        for number, (phrase, cites) in enumerate(phrases):
            self.add("" if number == 0 else " and " if number == len(phrases) - 1 else ", ")
            self._spans.append(Span(self._length, self._length + len(phrase), cites))
            self.add(phrase)
        self.add(".")

    def add_quotations(self, quotations: Sequence[tuple[str, int]]) -> None:
        """Add '“x” – “y”', each quotation with its source."""
        for number, (quotation, source) in enumerate(quotations):
            self.add(" – “" if number else "“")
            self._spans.append(Span(self._length, self._length + len(quotation), (source,)))
            self.add(quotation)
            self.add("”")

    def statement(self, subjects: Sequence[str], aspect: str | None, role: Role) -> Statement:
        cites = tuple(dict.fromkeys(n for span in self._spans for n in span.cites))
        return Statement(
            tuple(subjects),
            aspect,
            role,
            "".join(self._parts),
            cites,
            verbatim=False,
            spans=tuple(self._spans),
        )


def _source(n: int, quote: Quote) -> Source:
    document = quote.located.document
    block = next(b for b in document.blocks if b.start <= quote.start < b.end)
    ids = dict.fromkeys(i for s in reversed(quote.sentences) for i in s.references)
    known: dict[str, Reference] = {r.id: r for r in document.references}
    references = tuple(known[i] for i in ids if i in known)
    text = document.text[quote.start : quote.end]
    return Source(
        n,
        document.id,
        document.title,
        block.locator,
        quote.start,
        quote.end,
        text,
        document.sha256,
        references,
    )
