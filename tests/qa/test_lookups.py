"""Look-ups worded unlike the corpus find their sentence; what the corpus does not have gets no answer."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.framework import Framework
from index.encode.encoder import SentenceEmbedder
from index.records import Vectors
from index.store import PassageIndex
from qa.ask import ask
from qa.read.question import read_question
from qa.records import Status
from qa.select.evidence import gather_evidence
from tests.conftest import WordEmbedder


class RecordingEmbedder(WordEmbedder):
    """Records the texts of each call."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[list[str]] = []

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.texts.append(list(texts))
        return super().embed_queries(texts)


class RecordingIndex(PassageIndex):
    """Records the vectors that sentences are scored by."""

    def __init__(self, folder: Path, embedder: WordEmbedder) -> None:
        super().__init__(folder, embedder)
        self.vectors: list[Vectors] = []

    def score_sentences(
        self, queries: Sequence[str], vectors: Vectors, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        self.vectors.append(vectors)
        return super().score_sentences(queries, vectors, rows)


@pytest.fixture(scope="module")
def starter_index(starter_data: Path) -> PassageIndex:
    return PassageIndex(starter_data / "index", SentenceEmbedder())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Which countries dropped out of the 17+1?", "Lithuania left the China-CEEC (17+1) format"),
        ("How long is the Laos railway?", "1,035-kilometre"),
        ("How much did Montenegro borrow for its motorway?", "$943,991,500"),
        ("How many people lost their lives when the Novi Sad station roof came down?", "killing 15 people"),
        ("How do Serbs feel about China?", "over 60% of Serbs"),
    ],
)
def test_other_words_find_the_sentence_first(
    text: str, expected: str, starter_index: PassageIndex, framework: Framework
) -> None:
    assert expected in ask(text, starter_index, framework).statements[0].text


@pytest.mark.parametrize(
    "text",
    [
        "How many J-20 fighters has China sold to Serbia?",
        "How many pandas live in Qatar?",
        "How many Uzbeks study in China?",
        "When did Xi Jinping visit Iceland?",
        "How many submarines has China sold to Kazakhstan's Caspian flotilla?",
    ],
)
def test_a_near_sentence_without_the_value_asked_for_is_not_an_answer(
    text: str, starter_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(text, starter_index, framework)
    assert answer.status is Status.NO_EVIDENCE and answer.nearest


def test_a_look_up_is_embedded_as_words_and_as_a_sentence_after_the_earlier_question(
    ten_folder: Path, framework: Framework
) -> None:
    embedder = RecordingEmbedder()
    index = RecordingIndex(ten_folder, embedder)
    earlier, text = (
        "How many drones did Serbia buy?",
        "And who paid for the fighter jets, missiles, radars and training?",
    )
    gather_evidence(read_question(text, framework, [earlier]), index, framework)
    words, sentence = embedder.texts[0]
    assert (
        sentence == f"{earlier} {text}"
        and len(words.split()) > 2
        and set(words.split()) < set(sentence.replace(",", "").replace("?", "").split())
    )
    assert np.allclose(index.vectors[0], WordEmbedder().embed_queries([words, sentence]).mean(axis=0))


def test_a_single_content_word_has_a_fifth_of_the_query_vector(
    ten_folder: Path, framework: Framework
) -> None:
    index = RecordingIndex(ten_folder, WordEmbedder())
    gather_evidence(read_question("How many drones did Serbia get?", framework), index, framework)
    word, sentence = WordEmbedder().embed_queries(["drones", "How many drones did Serbia get?"])
    assert np.allclose(index.vectors[0], 0.2 * word + 0.8 * sentence)


def test_a_comparison_on_a_topic_is_embedded_as_words_alone(ten_folder: Path, framework: Framework) -> None:
    embedder = RecordingEmbedder()
    gather_evidence(
        read_question("Compare Serbia and Turkmenistan on arms sales of drones", framework),
        PassageIndex(ten_folder, embedder),
        framework,
    )
    assert embedder.texts[0] == ["arms sales drones"]
