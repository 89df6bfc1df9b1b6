"""Look-ups worded unlike the corpus find their sentence; what the corpus does not have gets no answer."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.framework import Framework
from corpus.starter.bibliography import read_bibliography
from index.encode.encoder import SentenceEmbedder
from index.records import Vectors
from index.store import PassageIndex
from qa.ask import ask
from qa.read.question import read_question
from qa.records import Status
from qa.select.evidence import gather_evidence
from qa.select.pool import score_pool
from qa.select.scope import find_in_scope
from tests.conftest import WordEmbedder


class RecordingEmbedder(WordEmbedder):
    """Records the texts of each call."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[list[str]] = []

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.texts.append(list(texts))
        return super().embed_queries(texts)


@pytest.fixture(scope="module")
def starter_index(starter_data: Path) -> PassageIndex:
    return PassageIndex(starter_data / "index", SentenceEmbedder())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How long is the Laos railway?", "1,035-kilometre"),
        ("How much did Montenegro borrow for its motorway?", "$943,991,500"),
        ("How many people lost their lives when the Novi Sad station roof came down?", "costing 16 lives"),
        ("How do Serbs feel about China?", "almost 60% of Serbs"),
    ],
)
def test_other_words_find_the_sentence_first(
    text: str, expected: str, starter_index: PassageIndex, framework: Framework
) -> None:
    assert expected in ask(text, starter_index, framework).statements[0].text


@pytest.mark.parametrize(
    "text",
    [
        "How many pandas live in Qatar?",
        "How many Uzbeks teach in China?",
        "When did Xi Jinping visit Iceland?",
        "How many submarines has China sold to Kazakhstan's Caspian flotilla?",
    ],
)
def test_a_near_sentence_without_the_value_asked_for_is_not_an_answer(
    text: str, starter_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(text, starter_index, framework)
    assert answer.status is Status.NO_EVIDENCE and answer.nearest


def test_a_look_up_is_embedded_after_the_earlier_question_and_by_its_content_words(
    ten_folder: Path, framework: Framework
) -> None:
    embedder = RecordingEmbedder()
    earlier, text = (
        "How many drones did Serbia buy?",
        "And who paid for the fighter jets, missiles, radars and training?",
    )
    question = read_question(text, framework, [earlier])
    gather_evidence(question, PassageIndex(ten_folder, embedder), framework)
    ((whole, words),) = embedder.texts
    assert whole == f"{earlier} {text}" and words == question.query
    assert 2 < len(words.split()) < len(whole.split())
    assert set(words.split()) < set(whole.replace(",", "").replace("?", "").split())


def test_a_comparison_of_several_sides_and_aspects_is_embedded_once(
    ten_folder: Path, framework: Framework
) -> None:
    embedder = RecordingEmbedder()
    text = "How do Serbia and Turkmenistan differ?"
    gather_evidence(read_question(text, framework), PassageIndex(ten_folder, embedder), framework)
    assert embedder.texts == [[text]]


def test_only_publishers_of_the_view_that_is_asked_for_are_heard(
    starter_index: PassageIndex, framework: Framework
) -> None:
    question = read_question("What do Chinese official sources say of Serbia?", framework)
    pool = score_pool(question, starter_index, framework)
    rows = pool.rows[find_in_scope(question, pool, starter_index.sentences)]
    publishers = read_bibliography().publishers
    assert len(rows)
    for row in rows.tolist():
        located = starter_index.sentences.locate(row)
        cited = [r for r in located.document.references if r.id in located.sentence.references]
        names = [r.publisher for r in cited if r.publisher in publishers]
        assert "PRC official" in {publishers[name].perspective for name in names}
