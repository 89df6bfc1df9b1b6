"""Follow-ups are complete questions about the same sides, never the one just answered."""

import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.ask import ask
from qa.compose.followups import MAX_FOLLOWUPS, suggest_followups
from qa.read.question import read_question
from qa.records import Focus

STRATEGY = "How does China's strategy differ between Central Asia and the Balkans?"
ASKED = (
    STRATEGY,
    "What do China's approaches to Central Asia and the Balkans have in common?",
    "Compare Serbia and Tajikistan on arms sales",
)


@pytest.mark.usefixtures("answer_whatever_is_found")
@pytest.mark.parametrize("question", ASKED)
def test_each_is_a_complete_question_on_the_same_sides_with_another_subject(
    question: str, ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(question, ten_index, framework)
    offered = suggest_followups(answer)
    assert 0 < len(offered) <= MAX_FOLLOWUPS and question not in offered
    for text in offered:
        read = read_question(text, framework)
        assert set(read.subjects) <= set(answer.question.subjects) and read.subjects
        assert (read.aspects, read.topics, read.focus, read.period) != (
            answer.question.aspects,
            answer.question.topics,
            answer.question.focus,
            None,
        )


def test_a_broad_question_gets_an_aspect_a_topic_and_the_similarities(
    ten_index: PassageIndex, framework: Framework
) -> None:
    read = [read_question(text, framework) for text in suggest_followups(ask(STRATEGY, ten_index, framework))]
    assert any(len(q.aspects) == 1 and not q.topics for q in read)
    assert any(q.topics for q in read)
    assert any(q.focus is Focus.SIMILARITIES for q in read)


def test_an_answer_without_evidence_has_no_follow_ups(ten_index: PassageIndex, framework: Framework) -> None:
    assert suggest_followups(ask("Who dug the canal on the moon?", ten_index, framework)) == ()
