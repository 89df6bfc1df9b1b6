"""An answer as HTML for the conversation.

It shows how the question was read, the bottom line, figures, the table or the findings, what is shared, what
differs, what is disputed, what is missing, and what to ask next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from qa.records import Answer, Kind, Question, Role, Statement, Status
from qa.wording import add_article, join_words
from qa.write.bottom_line import (
    is_quoted,
    list_findings,
    list_nearest,
    list_paragraphs,
    list_section,
    name_unnamed_side,
    repeats_quotes,
)
from qa.write.export import FORMATS
from qa.write.markdown import (
    CONTEXT_TITLE,
    NOTHING_FOUND,
    describe_gaps,
    describe_question,
    describe_reading,
    find_statements,
    has_table,
)
from ui.html.amounts_html import build_amounts
from ui.html.environment import load_macro
from ui.html.question_html import build_form
from ui.html.statement_html import Phrase, side_class, split_phrases
from ui.html.tables.comparison import build_comparison
from ui.html.tables.figure_set import build_figure_sets
from ui.question_form import parts_from_question

_SECTIONS = (
    ("What is shared", Role.SIMILARITY),
    ("What differs", Role.DIFFERENCE),
    ("Where sources disagree", Role.CONFLICT),
)
_LONG = 60  # words of disagreements above which they are folded
_answer = load_macro("answer.html", "answer")
_error = load_macro("answer.html", "error")
_next_questions = load_macro("answer.html", "next_questions")
_reading = load_macro("answer.html", "reading")
_skeleton = load_macro("answer.html", "skeleton")


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of statements with their colours; behind the line `fold`, if there is one."""

    role: Role
    title: str
    items: list[tuple[str, list[Phrase]]]
    fold: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of the bottom line; `side` precedes it where it does not name its side itself."""

    side: str
    colour: str
    phrases: list[Phrase]


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
    amounts, caution = build_amounts(answer) if found else ([], "")
    return _answer(
        ordinal=ordinal,
        form=build_form(parts_from_question(answer.question), aspects, button="Ask again"),
        reading_sentence=describe_question(answer).strip("*"),
        notes=describe_reading(answer.question),
        follows=follows,
        notice=notice,
        summary=[_build_paragraph(answer, statements) for statements in list_paragraphs(answer)],
        nothing_found="" if found or is_about else NOTHING_FOUND,
        figure_sets=build_figure_sets(answer),
        table=build_comparison(answer) if found and has_table(answer) else None,
        context_title=CONTEXT_TITLE,
        context=[split_phrases(s) for s in find_statements(answer, Role.CONTEXT)],
        amounts=amounts,
        caution=caution,
        findings=[] if not found or compares else _items(answer, list_findings(answer)),
        sections=_sections(answer),
        missing=describe_gaps(answer),
        nearest=[[Phrase(s.quote, cites=(s.n,))] for s in list_nearest(answer)],
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


def _build_paragraph(answer: Answer, statements: Sequence[Statement]) -> tuple[bool, list[Said]]:
    """Whether they are quotations, and each with the name and colour of its side."""
    said = [Said(name_unnamed_side(answer, s), _colour(answer, s), split_phrases(s)) for s in statements]
    return is_quoted(statements[0]), said


def _sections(answer: Answer) -> list[Section]:
    """Each section that has statements."""
    return [
        Section(role, title, _items(answer, statements), _fold(answer, statements))
        for title, role in _SECTIONS
        if (statements := list_section(answer, role))
    ]


def _fold(answer: Answer, statements: Sequence[Statement]) -> str:
    """The line behind which disagreements are found that are long or stand in the table; else empty."""
    if statements[0].role is not Role.CONFLICT or not answer.question.compares:
        return ""
    if sum(len(s.text.split()) for s in statements) <= _LONG and not repeats_quotes(answer, statements):
        return ""
    sides = dict.fromkeys(add_article(side) for s in statements for side in s.subjects)
    plural = "s" if len(statements) > 1 else ""
    return f"{len(statements)} disagreement{plural} on {join_words(list(sides))}"


def _items(answer: Answer, statements: Iterable[Statement]) -> list[tuple[str, list[Phrase]]]:
    """Each statement with its colour."""
    return [(_colour(answer, s), split_phrases(s, answer.themes)) for s in statements]


def _colour(answer: Answer, statement: Statement) -> str:
    """The colour of the statement's side; none if it is about several."""
    return side_class(answer, statement.subjects[0]) if len(statement.subjects) == 1 else ""
