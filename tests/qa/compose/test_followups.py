"""Follow-ups are complete questions about the same sides, never the one answered, and have an answer."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.ask import MAX_FOLLOWUPS, ask, find_followups
from qa.compose.followups import Suggestion, suggest_followups
from qa.read.question import read_question
from qa.records import Answer, Focus, Kind, Question, Status

STRATEGY = "How does China's strategy differ between Central Asia and the Balkans?"
ASKED = (
    STRATEGY,
    "What do China's approaches to Central Asia and the Balkans have in common?",
    "Compare Serbia and Tajikistan on arms sales",
    "Describe China's role in Serbia",
    "Compare China's role in Serbia before 2020 and since 2020",
)


@pytest.mark.usefixtures("answer_whatever_is_found")
@pytest.mark.parametrize("question", ASKED)
def test_each_is_a_complete_question_on_the_same_places_with_another_subject(
    question: str, ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(question, ten_index, framework)
    offered = suggest_followups(answer, ten_index, framework)
    assert offered and question not in {s.text for s in offered}
    asked = answer.question
    for suggestion in offered:
        read = read_question(suggestion.text, framework)
        assert suggestion.is_read_as_meant(read), suggestion
        assert set(read.subjects) <= {*asked.subjects, *asked.within}
        same = (read.kind, read.aspects, read.topics, read.focus, read.period)
        assert same != (asked.kind, asked.aspects, asked.topics, asked.focus, asked.period)


@pytest.mark.usefixtures("answer_whatever_is_found")
@pytest.mark.parametrize("question", ASKED)
def test_what_is_offered_has_an_answer_on_every_side_and_in_every_cell(
    question: str, ten_index: PassageIndex, framework: Framework
) -> None:
    offered = find_followups(ask(question, ten_index, framework), ten_index, framework)
    assert 0 < len(offered) <= MAX_FOLLOWUPS
    for text in offered:
        answer = ask(text, ten_index, framework)
        assert answer.status is Status.ANSWERED and not answer.missing


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, ...]]:
    """The follow-ups of an answer whose three suggestions are answered as given."""

    def find(*replies: Answer) -> tuple[str, ...]:
        by_text = {f"q{n}": reply for n, reply in enumerate(replies)}
        meant = [Suggestion(text, ("Serbia", "Kenya"), ("debt",)) for text in by_text]
        monkeypatch.setattr("qa.ask.suggest_followups", lambda *_: meant)
        monkeypatch.setattr("qa.ask.ask", lambda text, *_: by_text[text])
        return find_followups(replies[0], None, None)  # type: ignore[arg-type]

    return find


def test_a_suggestion_is_dropped_if_a_side_is_empty_or_it_is_read_otherwise(
    tried: Callable[..., tuple[str, ...]], ten_index: PassageIndex, framework: Framework
) -> None:
    question = Question("q", Kind.LOOKUP, ("Serbia", "Kenya"), topics=("debt",))
    full = replace(ask(STRATEGY, ten_index, framework), question=question, status=Status.ANSWERED, missing=())
    partial = replace(full, status=Status.PARTIAL)
    other_sides = replace(full, question=replace(question, subjects=("Kenya",)))
    other_topic = replace(full, question=replace(question, topics=("oil",)))
    empty_cell = replace(full, question=replace(question, kind=Kind.COMPARISON))
    assert tried(full, partial, other_sides, other_topic, empty_cell) == ("q0",)


def test_a_broad_question_gets_an_aspect_topics_and_the_similarities(
    ten_index: PassageIndex, framework: Framework
) -> None:
    offered = suggest_followups(ask(STRATEGY, ten_index, framework), ten_index, framework)
    read = [read_question(s.text, framework) for s in offered]
    assert any(len(q.aspects) == 1 and not q.topics for q in read)
    assert any(q.topics for q in read)
    assert any(q.focus is Focus.SIMILARITIES for q in read)


def test_an_answer_without_evidence_has_no_follow_ups(ten_index: PassageIndex, framework: Framework) -> None:
    answer = ask("Who dug the canal on the moon?", ten_index, framework)
    assert find_followups(answer, ten_index, framework) == ()
