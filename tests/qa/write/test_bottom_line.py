"""How the bottom line is shown, and what is left out below it."""

from dataclasses import replace

import pytest

from qa.records import Answer, Kind, Question, Role, Source, Span, Statement, Status
from qa.write.bottom_line import (
    is_quoted,
    list_findings,
    list_nearest,
    list_paragraphs,
    list_section,
    mark_cut,
    name_unnamed_side,
    refer_beside,
    select_quotes,
)
from qa.write.markdown import render_markdown

TEXTS = ("It lends to Serbia.", "It sells drones.", "It builds.", "It trains.")
CELLS = tuple(
    Statement(("Serbia",), "security", Role.CELL, text, (n,), verbatim=True)
    for n, text in enumerate(TEXTS, start=1)
)


def say(*numbers: int, side: str = "Serbia") -> Statement:
    """A bottom line of the cells of these numbers."""
    text, spans = "", []
    for n in numbers:
        start = len(text) + 1 if text else 0
        text = f"{text} {TEXTS[n - 1]}".strip()
        spans.append(Span(start, len(text), (n,)))
    return Statement((side,), None, Role.SUMMARY, text, numbers, verbatim=False, spans=tuple(spans))


def answer_with(*statements: Statement, kind: Kind = Kind.COMPARISON) -> Answer:
    question = Question("Compare them", kind, ("Serbia", "Kenya"), ("security",))
    sources = tuple(Source(n, "a.md", "A", "", 0, 9, text, "0" * 64) for n, text in enumerate(TEXTS, start=1))
    return Answer(question, Status.ANSWERED, statements, (), (), sources, {})


def shown(answer: Answer, *cells: Statement) -> list[tuple[str, tuple[int, ...]]]:
    return [(s.text, s.cites) for s in select_quotes(answer, cells)]


def test_quotations_that_follow_one_another_are_one_paragraph() -> None:
    computed = Statement(("Serbia",), None, Role.SUMMARY, "Serbia owes 2.", (1,), verbatim=False)
    answer = answer_with(computed, say(1), say(2, 3, side="Kenya"), computed)
    assert list_paragraphs(answer) == [(computed,), (say(1), say(2, 3, side="Kenya")), (computed,)]


def test_text_around_cited_phrases_is_no_quotation() -> None:
    assert is_quoted(say(1, 2)) and is_quoted(CELLS[0])
    assert not is_quoted(replace(say(1), text=f"{TEXTS[0]} So they say."))


@pytest.mark.parametrize(
    ("side", "text", "label"),
    [
        ("Serbia", "A Serbian port opened.", ""),
        ("Serbia", "Belgrade bought drones.", "Serbia"),
        ("Southeast Asia", "Sales to Southeast Asian states grew.", ""),
        ("Southeast Asia", "ASEAN comes first.", "Southeast Asia"),
        ("Balkans", "In the Balkans it builds.", ""),
        ("Africa", "South Africa joined.", "Africa"),
        ("Niger", "Nigeria borrowed.", "Niger"),
        ("2019", "Trade grew in 2019.", ""),
        ("2019", "Trade grew.", "2019"),
        ("Huawei", "What huawei built is in use.", ""),
    ],
)
def test_a_side_is_named_where_its_sentence_does_not_name_it(side: str, text: str, label: str) -> None:
    said = Statement((side,), None, Role.SUMMARY, text, (1,), verbatim=True)
    answer = answer_with(said)
    question = replace(answer.question, subjects=(side, "Kenya"))
    assert name_unnamed_side(replace(answer, question=question), said) == label
    alone = replace(question, subjects=(side,))
    assert name_unnamed_side(replace(answer, question=alone), said) == ""


def test_a_cell_leaves_out_what_the_bottom_line_quotes() -> None:
    answer = answer_with(say(1, 2), *CELLS)
    assert shown(answer, *CELLS) == [(TEXTS[2], (3,)), (TEXTS[3], (4,))]


def test_a_cell_that_loses_more_than_half_says_where_it_stands() -> None:
    answer = answer_with(say(1, 2), *CELLS)
    assert shown(answer, *CELLS[:3]) == [(TEXTS[2], (3,)), ("See above", (1, 2))]


def test_a_cell_that_would_be_empty_keeps_its_first_quotation() -> None:
    answer = answer_with(say(1, 2), *CELLS)
    assert shown(answer, *CELLS[:1]) == [(TEXTS[0], (1,))] == shown(answer, *CELLS[:2])


def test_a_quotation_of_another_source_in_the_same_words_stays() -> None:
    other = replace(CELLS[0], cites=(4,))
    assert shown(answer_with(say(1)), other, CELLS[1]) == [(TEXTS[0], (4,)), (TEXTS[1], (2,))]


def test_a_quotation_of_a_cell_to_the_left_is_not_shown_again() -> None:
    kenya = [replace(cell, subjects=("Kenya",)) for cell in CELLS[1:3]]
    shown = refer_beside(kenya, CELLS[:2])
    assert [(s.text, s.cites) for s in shown] == [(TEXTS[2], (3,)), ("As for Serbia", (2,))]
    assert refer_beside(kenya, CELLS[3:]) == kenya
    table = render_markdown(answer_with(say(4), *CELLS[:2], *kenya)).split("|---")[-1]
    assert (table.count(TEXTS[0]), table.count(TEXTS[1]), table.count("As for Serbia [2]")) == (1, 1, 1)


def test_dots_precede_a_quotation_that_begins_within_its_sentence() -> None:
    cut = replace(CELLS[0], text="while Serbia sells.")
    assert [mark_cut(s) for s in (cut, CELLS[0], replace(cut, role=Role.CONTEXT))] == ["… ", "", ""]
    assert "… while Serbia sells. [1]" in render_markdown(answer_with(say(2), cut))


def test_a_list_leaves_out_what_the_bottom_line_quotes_and_a_timeline_keeps_its_place() -> None:
    statements = (say(2), *CELLS)
    listed = list_findings(answer_with(*statements, kind=Kind.LOOKUP))
    assert [s.text for s in listed] == [TEXTS[0], *TEXTS[2:]]
    dated = list_findings(answer_with(*statements, kind=Kind.TIMELINE))
    assert [(s.text, s.cites) for s in dated[:2]] == [(TEXTS[0], (1,)), ("See above", (2,))]


def test_what_makes_a_disagreement_that_is_asked_for_is_quoted_there_alone() -> None:
    conflict = Statement(("Serbia",), None, Role.CONFLICT, f"“{TEXTS[2]}”", (3,), verbatim=False)
    for kind, texts in ((Kind.CONFLICT, [*TEXTS[:2], TEXTS[3]]), (Kind.LOOKUP, [*TEXTS])):
        assert [s.text for s in list_findings(answer_with(conflict, *CELLS, kind=kind))] == texts


def test_a_disagreement_is_left_out_if_the_bottom_line_has_all_of_its_quotations() -> None:
    def dispute(*numbers: int) -> Statement:
        return replace(say(*numbers), role=Role.CONFLICT)

    answer = answer_with(say(1, 2), dispute(1), dispute(1, 3), dispute(2, 1))
    assert list_section(answer, Role.CONFLICT) == [dispute(1, 3)]


def test_a_passage_near_the_question_is_not_shown_if_it_is_the_bottom_line() -> None:
    answer = replace(answer_with(say(1), *CELLS), nearest=(1, 3))
    assert [s.n for s in list_nearest(answer)] == [3]


def test_markdown_joins_the_bottom_line_and_does_not_repeat_it() -> None:
    written = render_markdown(answer_with(say(1), say(2, side="Kenya"), *CELLS))
    assert f"{TEXTS[0]} [1] **Kenya:** {TEXTS[1]} [2]" in written.split("\n\n")
    body = written.split("**Sources**")[0]
    assert [body.count(text) for text in TEXTS] == [1, 1, 1, 1]
