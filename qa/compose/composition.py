"""What the sentences of one answer are composed from, and the few questions that all of them put to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.framework import Framework
from qa.compose.citing import Sources
from qa.read.periods import mentions_period
from qa.records import Kind, Question, Role, Statement
from qa.select.evidence import Evidence
from qa.select.quote import Quote

CellQuote = tuple[str, str | None, Quote]  # side, aspect, quotation


@dataclass(frozen=True, slots=True)
class Composition:
    """A question with its evidence, the quotations in reading order (`cells`) and the numbers of sources."""

    question: Question
    cells: tuple[CellQuote, ...]
    evidence: Evidence
    sources: Sources
    framework: Framework

    @property
    def only_aspect(self) -> str | None:
        """The aspect of the question, if it has exactly one."""
        aspects = self.question.aspects
        return aspects[0] if len(aspects) == 1 else None

    def quotes_of(self, side: str) -> Iterator[Quote]:
        """Give the quotations in the cells of a side."""
        return (quote for of, _, quote in self.cells if of == side)

    def names_all_sides(self, quote: Quote) -> bool:
        """Return whether the quotation is about every side of the question."""
        return self._find_sides(quote) == self.question.subjects

    def quote_on_sides(self, quote: Quote, role: Role) -> Statement:
        """Make a statement of the uncut sentence, about all sides that it names."""
        return Statement(
            subjects=self._find_sides(quote),
            aspect=self.only_aspect,
            role=role,
            text=quote.full_text,
            cites=(self.sources.number(quote),),
            verbatim=True,
        )

    def quote_context(self, quote: Quote) -> Statement:
        """Make a statement of a sentence that is about no side."""
        world = self.framework.world
        return Statement(
            subjects=(world,) if any(world in s.subjects for s in quote.sentences) else (),
            aspect=self.only_aspect,
            role=Role.CONTEXT,
            text=quote.full_text,
            cites=(self.sources.number(quote),),
            verbatim=True,
        )

    def _find_sides(self, quote: Quote) -> tuple[str, ...]:
        sides = self.question.subjects
        if self.question.kind is Kind.PERIODS:
            return tuple(side for side in sides if mentions_period(side, quote.full_text))
        named = {name for s in quote.sentences for name in s.subjects}
        return tuple(side for side in sides if side in named)
