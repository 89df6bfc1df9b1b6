import pytest

from corpus.framework import Framework
from qa.read.question import read_question
from qa.records import Kind

BOTH = ("Central Asia", "Balkans")
SECURITY = "How does China's security role differ between Central Asia and the Balkans?"


def test_a_follow_up_takes_what_it_lacks_from_the_conversation(framework: Framework) -> None:
    question = read_question("And the economic side?", framework, [SECURITY])
    assert (question.kind, question.subjects, question.aspects) == (Kind.COMPARISON, BOTH, ("economic",))


@pytest.mark.parametrize(
    ("text", "history", "subjects", "aspects"),
    [
        ("What about Kazakhstan?", [SECURITY], (*BOTH, "Kazakhstan"), ("security",)),
        ("And for Africa and Latin America?", [SECURITY], ("Africa", "Latin America"), ("security",)),
        ("Only the Balkans please", [SECURITY], ("Balkans",), ("security",)),
        (
            "Did the Philippines do the same?",
            ["Why did Italy leave the Belt and Road?"],
            ("Italy", "Philippines"),
            ("economic",),
        ),
        (
            "And politically?",
            [SECURITY, "And for Africa and Latin America?"],
            ("Africa", "Latin America"),
            ("political",),
        ),
    ],
)
def test_new_sides_join_or_replace_those_of_the_conversation(
    framework: Framework, text: str, history: list[str], subjects: tuple[str, ...], aspects: tuple[str, ...]
) -> None:
    question = read_question(text, framework, history)
    assert (question.subjects, question.aspects) == (subjects, aspects)


def test_a_complete_question_is_not_a_follow_up(framework: Framework) -> None:
    alone = "How many Chinese police patrols were there in Serbia in 2019?"
    assert read_question(alone, framework, [SECURITY]) == read_question(alone, framework)


@pytest.mark.parametrize(
    "alone",
    [
        "What do Hungary and Serbia have in common in their dealings with China?",
        "What do China's approaches to Africa and Latin America have in common?",
        "Does Kenya repay its loans on time?",
    ],
)
def test_a_pronoun_after_a_side_does_not_refer_to_an_earlier_question(
    framework: Framework, alone: str
) -> None:
    assert read_question(alone, framework, [SECURITY]) == read_question(alone, framework)


def test_a_pronoun_before_the_first_side_refers_to_an_earlier_question(framework: Framework) -> None:
    question = read_question("How do they compare with Africa?", framework, [SECURITY])
    assert (question.subjects, question.aspects) == ((*BOTH, "Africa"), ("security",))
