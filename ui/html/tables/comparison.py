"""The comparison as a table: what each cell shows, and the question that searches for an empty one alone."""

from dataclasses import dataclass

from qa.read.periods import find_periods
from qa.records import Answer, Question
from qa.write.markdown import find_cells, format_row_title, list_table_rows
from ui.html.statement_html import Phrase, side_class, split_phrases
from ui.question_form import QuestionParts, compose_question

_WIDE_TABLE = 5  # sides from which on a table needs a wide window; in a narrower one each row becomes a grid


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: its quotations, or the question that searches for an empty one alone.

    `above` are the citations of quotations that the bottom line has, where the cell refers to them.
    """

    side: str
    colour: str
    quotations: tuple[list[Phrase], ...]
    above: tuple[list[Phrase], ...]
    question: str


@dataclass(frozen=True, slots=True)
class Table:
    """The comparison: sides with their colours as columns, titled rows of cells."""

    sides: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, list[Cell]], ...]

    @property
    def is_wide(self) -> bool:
        """True if the table has many columns."""
        return len(self.sides) >= _WIDE_TABLE


def build_comparison(answer: Answer) -> Table:
    """The table of an answer that compares."""
    sides = answer.question.subjects
    return Table(
        tuple((side, side_class(answer, side)) for side in sides),
        tuple(
            (format_row_title(answer, aspect), [_build_cell(answer, side, aspect) for side in sides])
            for aspect in list_table_rows(answer)
        ),
    )


def _build_cell(answer: Answer, side: str, aspect: str | None) -> Cell:
    statements = find_cells(answer, side, aspect)
    return Cell(
        side,
        side_class(answer, side),
        quotations=tuple(split_phrases(s) for s in statements if s.verbatim),
        above=tuple(split_phrases(s) for s in statements if not s.verbatim),
        question="" if statements else _ask_for_cell(answer.question, side, aspect),
    )


def _ask_for_cell(question: Question, side: str, aspect: str | None) -> str:
    """The question that searches for one cell alone."""
    return compose_question(
        QuestionParts(
            sides=(side,),
            aspects=(aspect,) if aspect else (),
            topic="" if aspect else question.topic or "",
            period=question.period or "",
            within=question.within if find_periods(side) else (),
        )
    )
