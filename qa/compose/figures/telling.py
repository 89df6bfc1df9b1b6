"""The words and citations that all sentences on the figures of one measure are made with."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.figure_tables import Measure
from corpus.records import Document
from qa.compose.citing import CitedText, Sources
from qa.compose.figures.citing_rows import cite_rows
from qa.compose.figures.sentences import (
    count_countries,
    format_amount,
    format_bounds,
    format_when,
    state_value,
)
from qa.figure_records import LISTING, Operation, Years
from qa.records import Role, Statement
from qa.select.figures.figure_evidence import FigureEvidence
from qa.select.figures.frame import Amount
from qa.wording import add_article, join_words

_MAX_CITES = 2  # of a sentence: the sources of its largest figures


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told of the figures of one measure; `sides` are those of the question, as it spells them."""

    evidence: FigureEvidence
    document: Document
    sources: Sources
    sides: tuple[str, ...]
    aspect: str | None

    @property
    def is_own(self) -> bool:
        """Whether it is a user's table."""
        return not self.evidence.table.description.attribution

    @property
    def measure(self) -> Measure:
        """The measure; of rows that are only counted or listed what they are."""
        noun = self.evidence.table.description.item.lower() or "rows"
        return self.evidence.measure or Measure(id="", name=noun, unit="")

    @property
    def lists_rows(self) -> bool:
        """Whether rows of a user's table are counted or listed, not countries."""
        question = self.evidence.question
        return self.is_own and question.operation in LISTING and question.by != "subject"

    @property
    def is_ranked(self) -> bool:
        """Whether the order of the figures is stated: within one measure, in one year or span."""
        evidence = self.evidence
        ranks = evidence.question.operation is Operation.RANK and len(evidence.amounts) > 1
        return ranks and evidence.has_one_year and evidence.obstacle is None

    @property
    def span(self) -> Years | None:
        """The first and the last year of all figures."""
        return find_span(self.evidence.amounts)

    def say(self, amount: Amount) -> str:
        """Say what one figure is, without a full stop."""
        text = state_value(self.measure, add_article(amount.name), self.write(amount), amount.years)
        return f"{text} ({self.measure.name})" if self.is_own else f"{text}{self._limit_to_parts()}"

    def say_of_many(self, count: int) -> str:
        """Say how many countries are within the limits."""
        question = self.evidence.question
        bounds = format_bounds(question.bounds, self.measure.unit)
        subject = count_countries(count, question.places)
        if not self.is_own:
            return f"{state_value(self.measure, subject, bounds, self.span)}{self._limit_to_parts()}"
        return f"{subject}{self.describe_bounds()}"

    def describe_bounds(self) -> str:
        """Describe the limits of the rows or countries of a user's table, after a space."""
        bounds = format_bounds(self.evidence.question.bounds, self.measure.unit)
        return f" with {self.measure.name} of {bounds}" if bounds else ""

    def write(self, amount: Amount) -> str:
        """Write the value with its unit."""
        return format_amount(amount.value, self.measure.unit)

    def write_when(self, years: Years | None) -> str:
        """Write the years after a space, if there are any."""
        when = format_when(self.measure, years)
        return f" {when}" if when else ""

    def name_source(self) -> str:
        """Name who publishes the table, in brackets."""
        source = self.evidence.table.description.source
        return f" ({source})" if source else ""

    def name_rows(self, count: int) -> str:
        """Name what a row is: "project", "projects"."""
        noun = (self.evidence.table.description.item or "row").lower()
        return noun if count == 1 or noun.endswith("s") else f"{noun}s"

    def describe_conditions(self) -> str:
        """Describe by which labels rows were chosen, of a user's table by places and years too."""
        question = self.evidence.question
        if not self.is_own:
            parts = self.name_parts()
            return f" ({join_words(parts)})" if parts else ""
        years = question.years
        conditions = [f"{column}: {' or '.join(values)}" for column, values in question.conditions]
        conditions = [*map(add_article, question.places), *conditions]
        conditions += [f"{years[0]}" if years[0] == years[1] else f"{years[0]}–{years[1]}"] if years else []
        return f" ({'; '.join(conditions)})" if conditions else ""

    def name_parts(self) -> list[str]:
        """Name the parts of the measure to which the question is limited: "commercial banks"."""
        name_part = self.evidence.table.description.name_part
        conditions = self.evidence.question.conditions
        return [name_part(column, value) for column, values in conditions for value in values]

    def _limit_to_parts(self) -> str:
        """Say of which parts alone a figure is, after a comma; without it a part would pass for the whole."""
        parts = self.name_parts()
        return f", counting only {join_words(parts)}" if parts else ""

    def cite(self, *amounts: Amount) -> tuple[int, ...]:
        """Number the sources of amounts, of a sum those of its largest parts; two at most."""
        table = self.evidence.table
        found: list[int] = []
        for amount in amounts[:_MAX_CITES]:
            parts = sorted((p for p in amount.parts if p.value), key=lambda p: -(p.value or 0)) or [amount]
            for part in parts[:_MAX_CITES]:
                found += cite_rows(part.rows, table, self.document, self.sources)
        return tuple(dict.fromkeys(found))[:_MAX_CITES]

    def cite_ends(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Number the sources of single rows: the first and the last of those that a span is of."""
        table = self.evidence.table
        return tuple(n for row in rows for n in cite_rows([row], table, self.document, self.sources))

    def finish(self, text: CitedText, side: str = "") -> Statement:
        """Make a statement of the bottom line, about a side where that is one of the question's."""
        return text.statement((side,) if side in self.sides else (), self.aspect, Role.SUMMARY)

    def state_uncited(self, words: str, side: str = "") -> Statement:
        """Make a statement that rests on no row: that there is none, or why nothing was computed."""
        subjects = (side,) if side in self.sides else ()
        return Statement(subjects, self.aspect, Role.SUMMARY, words, (), verbatim=False)


def find_span(amounts: Sequence[Amount]) -> Years | None:
    """Return the first and the last year of figures, None where they have none."""
    spans = [amount.years for amount in amounts if amount.years]
    return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else None


def list_names(names: Sequence[str], limit: int) -> list[str]:
    """Return the first names with their articles, and how many more there are."""
    more = len(names) - limit
    return [*map(add_article, names[:limit]), *([f"{more} more"] if more > 0 else [])]
