import pytest

from corpus.framework import Framework
from qa.read.cues import asks_about_program, read_focus, read_kind
from qa.read.question import read_question
from qa.records import Focus, Kind


@pytest.mark.parametrize(
    ("text", "sides", "query", "kind"),
    [
        ("How many patrols were there?", 1, "patrols", Kind.LOOKUP),
        ("For how many years has it lasted?", 1, "years lasted", Kind.LOOKUP),
        ("What interest rate does Nepal pay?", 1, "interest rate pay", Kind.LOOKUP),
        ("What is China's role in the civil war?", 1, "civil war", Kind.OVERVIEW),
        ("What has China built there?", 1, "built", Kind.OVERVIEW),
        ("When did Fiji open relations with China?", 1, "open", Kind.LOOKUP),
        ("Since when have there been ties with Tonga?", 1, "", Kind.TIMELINE),
        ("Which dams has it built there?", 1, "dams built", Kind.LOOKUP),
        ("Why did lending fall?", 0, "lending fall", Kind.OVERVIEW),
        ("Tell me of ports", 0, "ports", Kind.LOOKUP),
        ("How large was trade? I have seen different totals.", 1, "large trade", Kind.CONFLICT),
        ("How many patrols, there or here?", 2, "patrols", Kind.COMPARISON),
    ],
)
def test_the_wording_decides_the_kind_of_answer(text: str, sides: int, query: str, kind: Kind) -> None:
    are_compared = sides > 1
    focus = read_focus(text, compares=are_compared)
    assert read_kind(text, sides, query, focus, are_compared=are_compared) is kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Which languages do you speak?", True),
        ("How do I export an answer?", True),
        ("Who wrote this tool?", True),
        ("Which languages do the teachers in Samoa speak?", False),
        ("How do exporters in Chile get paid?", False),
    ],
)
def test_a_question_about_the_program_is_told_from_one_about_its_documents(text: str, expected: bool) -> None:
    assert asks_about_program(text) is expected


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("In what year was the first team sent?", Focus.WHEN),
        ("What reasons did Panama have?", Focus.WHY),
        ("How many documents are in your collection?", Focus.HOW_MANY),
    ],
)
def test_the_focus_of_a_question_on_one_thing(text: str, focus: Focus) -> None:
    assert read_focus(text, compares=False) is focus


def test_a_look_up_may_follow_its_topic(framework: Framework) -> None:
    question = read_question("The lease on the pier - what firm has signed it?", framework)
    assert question.kind is Kind.LOOKUP
