"""An answer as HTML for the conversation.

It shows how the question was read, the bottom line, figures, the table or the findings, what is shared, what
differs, what is disputed, what is missing, and what to ask next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from qa.read.periods import find_periods
from qa.records import Answer, Kind, Question, Role, Statement, Status
from qa.write.export import FORMATS
from qa.write.markdown import (
    CONTEXT_TITLE,
    NOTHING_FOUND,
    describe_gaps,
    describe_question,
    describe_reading,
    find_cells,
    find_statements,
    format_row_title,
    has_table,
    list_table_rows,
)
from ui.html.balance_html import measure_balance
from ui.html.environment import load_macro
from ui.html.question_html import build_form
from ui.html.statement_html import Phrase, side_class, split_phrases
from ui.html.tables.figure_set import build_figure_sets
from ui.question_form import QuestionParts, compose_question, parts_from_question

_WIDE_TABLE = 5  # sides from which on a table needs a wide window; in a narrower one each row becomes a grid
_SECTIONS = (
    ("How much there is", Role.THEME),
    ("What is shared", Role.SIMILARITY),
    ("What differs", Role.DIFFERENCE),
    ("Where sources disagree", Role.CONFLICT),
)
_answer = load_macro("answer.html", "answer")
_error = load_macro("answer.html", "error")
_next_questions = load_macro("answer.html", "next_questions")
_reading = load_macro("answer.html", "reading")
_skeleton = load_macro("answer.html", "skeleton")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: its statements, or the question that searches for an empty one alone."""

    side: str
    colour: str
    statements: tuple[list[Phrase], ...]
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


def render_reading(
    question: Question, aspects: Sequence[str], sentence: str, *, follows: bool = False
) -> str:
    """How the question was read, as chips to correct. `follows` if it rests on earlier questions."""
    form = build_form(parts_from_question(question), aspects, button="Ask again")
    return _reading(form, sentence, describe_reading(question), follows)


def render_skeleton(question: Question) -> str:
    """The outline of the table, so that the page does not jump when the answer arrives."""
    return _skeleton(question, question.aspects if question.topic is None else (question.topic,))


def render_answer(
    answer: Answer,
    ordinal: int,
    aspects: Sequence[str],
    *,
    history: Sequence[str] = (),
    follows: bool = False,
    notice: str = "",
    followups: Sequence[str] = (),
) -> str:
    """The answer in full.

    `aspects` are all that can be asked, `history` the earlier questions; `notice` is shown above the answer,
    `followups` are questions to ask next.
    """
    is_about = answer.question.kind is Kind.ABOUT
    found, compares = answer.status is not Status.NO_EVIDENCE, answer.question.compares
    bars, caution = measure_balance(answer) if found else ([], "")
    return _answer(
        ordinal=ordinal,
        form=build_form(parts_from_question(answer.question), aspects, button="Ask again"),
        reading_sentence=describe_question(answer).strip("*"),
        notes=describe_reading(answer.question),
        follows=follows,
        notice=notice,
        summary=[(s.verbatim, split_phrases(s)) for s in find_statements(answer, Role.SUMMARY)],
        nothing_found="" if found or is_about else NOTHING_FOUND,
        figure_sets=build_figure_sets(answer),
        table=_build_table(answer) if found and has_table(answer) else None,
        context_title=CONTEXT_TITLE,
        context=[split_phrases(s) for s in find_statements(answer, Role.CONTEXT)],
        bars=bars,
        caution=caution,
        findings=None if not found or compares else _items(answer, find_statements(answer, Role.CELL)),
        sections=_sections(answer),
        missing=describe_gaps(answer),
        nearest=[[Phrase(s.quote, cites=(s.n,))] for s in answer.sources if s.n in answer.nearest],
        followups=followups,
        link=build_link(answer, history),
        exports=[(extension, f.label) for extension, f in FORMATS.items()],
        documents=answer.index.get("documents", 0),
        build=str(answer.index.get("build", "")),
    )


def render_followups(questions: Sequence[str]) -> str:
    """The questions to ask next, as buttons."""
    return _next_questions(questions)


def render_error(sentence: str, ordinal: int) -> str:
    """One sentence in the place of an answer."""
    return _error(sentence, ordinal)


def build_link(answer: Answer, history: Sequence[str]) -> str:
    """The query string that asks the question again and names the build that answered."""
    build = str(answer.index.get("build", ""))
    return "?" + urlencode([("q", answer.question.text), *(("h", h) for h in history), ("build", build)])


def _build_table(answer: Answer) -> Table:
    sides = answer.question.subjects
    return Table(
        tuple((side, side_class(answer, side)) for side in sides),
        tuple(
            (format_row_title(answer, aspect), [_build_cell(answer, side, aspect) for side in sides])
            for aspect in list_table_rows(answer)
        ),
    )


def _build_cell(answer: Answer, side: str, aspect: str | None) -> Cell:
    statements = tuple(split_phrases(s) for s in find_cells(answer, side, aspect))
    question = "" if statements else _ask_for_cell(answer.question, side, aspect)
    return Cell(side, side_class(answer, side), statements, question)


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


def _sections(answer: Answer) -> list[tuple[str, Role, list[tuple[str, list[Phrase]]]]]:
    """Title, role and items of each section that has statements."""
    return [
        (title, role, _items(answer, statements))
        for title, role in _SECTIONS
        if (statements := find_statements(answer, role))
    ]


def _items(answer: Answer, statements: Iterable[Statement]) -> list[tuple[str, list[Phrase]]]:
    """Each statement with the colour of its side; none if it is about several."""
    return [
        (side_class(answer, s.subjects[0]) if len(s.subjects) == 1 else "", split_phrases(s, answer.themes))
        for s in statements
    ]
