"""What a question says of its sources, of what to leave out, and of the form of the answer."""

import pytest

from corpus.framework import Framework
from corpus.starter.bibliography import read_bibliography
from qa.read.mentions import find_mentions
from qa.read.question import read_question
from qa.read.scope import ScopeReading, find_perspectives, read_scope
from qa.records import Kind, Scope


def read(text: str, framework: Framework) -> ScopeReading:
    return read_scope(text, find_mentions(text, framework, None))


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("What do my own files say about Kenya?", Scope(own_documents=True)),
        ("Ports in the papers I uploaded", Scope(own_documents=True)),
        ("What do the ministry's files say about Kenya?", Scope()),
        ("According to the Harbour Gazette, who paid?", Scope(source="Harbour Gazette")),
        ("According to surveys, who paid?", Scope()),
        ("What does the Harbour Gazette say about Kenya?", Scope(source="Harbour Gazette")),
        ("What do Fiji and Samoa say about fish?", Scope()),
        ("How do miners and local officials see Peru?", Scope(perspective="miners and local officials")),
        ("From the point of view of workers, is Peru safe?", Scope(perspective="workers")),
        ("From a worker's perspective, is Peru safe?", Scope(perspective="worker's")),
        ("How do Kenyans see China?", Scope()),
    ],
)
def test_whom_an_answer_may_be_from_is_read(framework: Framework, text: str, scope: Scope) -> None:
    assert read(text, framework).scope == scope


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("What does Africa sell apart from Kenya?", ("Kenya",)),
        ("Lending in Europe except Hungary and Serbia", ("Hungary", "Serbia")),
        ("Trade of Latin America, leaving Brazil aside", ("Brazil",)),
        ("Ports of Africa other than Lumwana?", ("Lumwana",)),
        ("Loans besides oil", ("oil",)),
        ("Did it sell tea without what it owed?", ()),
    ],
)
def test_what_is_to_be_left_out_is_named(framework: Framework, text: str, excluded: tuple[str, ...]) -> None:
    assert read(text, framework).excluded == excluded


def test_what_is_left_out_is_neither_a_side_nor_searched_for(framework: Framework) -> None:
    question = read_question("Which ports did China build in Africa apart from Kenya?", framework)
    assert (question.subjects, question.excluded) == (("Africa",), ("Kenya",))
    assert "Kenya" not in question.query


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("As a table, please: loans to Chad", ("As a table",)),
        ("Ports in Greece in one sentence", ("in one sentence",)),
        ("Answer in German: who owns the port?", ("Answer in German",)),
        ("Who owns the port in German hands?", ()),
    ],
)
def test_wishes_about_the_form_are_reported_as_not_heeded(
    framework: Framework, text: str, wishes: tuple[str, ...]
) -> None:
    assert read(text, framework).wishes == wishes
    assert read_question(text, framework).ignored == wishes


def test_a_view_that_no_document_declares_is_reported_as_not_heeded(framework: Framework) -> None:
    question = read_question("From the point of view of workers, is the mine in Peru safe?", framework)
    assert (question.subjects, question.ignored) == (("Peru",), ("workers",))


def test_a_source_is_no_side_where_a_place_is_named(framework: Framework) -> None:
    question = read_question("According to the Harbour Gazette, how long is Georgia's tunnel?", framework)
    assert (question.subjects, question.query) == (("Georgia",), "tunnel")


def test_a_when_question_that_speaks_of_relations_is_a_look_up(framework: Framework) -> None:
    question = read_question("When were relations with Tonga opened?", framework)
    assert (question.kind, question.subjects) == (Kind.LOOKUP, ("Tonga",))
    assert read_question("What are relations with Tonga?", framework).kind is Kind.OVERVIEW


@pytest.mark.parametrize(
    ("view", "perspectives"),
    [
        ("Chinese official sources", ("PRC official",)),
        ("Beijing", ("PRC official",)),
        ("Western", ("Western think tank", "Western government")),
        ("independent media", ("media",)),
        ("Serbian media", ()),
        ("workers", ()),
    ],
)
def test_a_view_is_that_of_publishers_in_the_bibliography(view: str, perspectives: tuple[str, ...]) -> None:
    assert find_perspectives(view) == perspectives
    known = {publisher.perspective for publisher in read_bibliography().publishers.values()}
    assert known.issuperset(perspectives)


def test_a_view_that_publishers_have_limits_the_sources(framework: Framework) -> None:
    question = read_question("What do Chinese official sources say about Peru?", framework)
    assert (question.scope.perspective, question.ignored) == ("Chinese official sources", ())
    question = read_question("What do Western think tanks say about Peru?", framework)
    assert (question.scope, question.ignored) == (Scope(perspective="Western think tanks"), ())


def test_what_sets_apart_leaves_nothing_out(framework: Framework) -> None:
    assert read("What sets lending in Kenya apart from that in Ghana?", framework).excluded == ()
