"""Look-ups worded unlike the corpus find their sentence, and what the corpus does not hold is declined, however near it comes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.framework import Framework
from index.encode.encoder import SentenceEmbedder
from index.records import Vectors
from index.store import PassageIndex
from qa.ask import ask
from qa.read.content_words import find_specific_terms
from qa.read.question import read_question
from qa.records import Status
from qa.select.evidence import gather_evidence
from tests.conftest import WordEmbedder


class Listening(WordEmbedder):
    """Keeps the texts of each call."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        return super().embed_queries(texts)


class Scored(PassageIndex):
    """Keeps the vectors that sentences are scored by."""

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
    ("text", "told"),
    [
        ("Which countries dropped out of the 17+1?", "Lithuania left the China-CEEC (17+1) format"),
        ("How long is the Laos railway?", "1,035-kilometre"),
        ("How much did Montenegro borrow for its motorway?", "$943,991,500"),
        ("How many people lost their lives when the Novi Sad station roof came down?", "killing 15 people"),
        ("How do Serbs feel about China?", "over 60% of Serbs"),
    ],
)
def test_other_words_find_the_sentence_first(
    text: str, told: str, starter_index: PassageIndex, framework: Framework
) -> None:
    assert told in ask(text, starter_index, framework).statements[0].text


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
def test_what_comes_near_and_does_not_tell_is_no_answer(
    text: str, starter_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(text, starter_index, framework)
    assert answer.status is Status.NO_EVIDENCE and answer.nearest


def test_a_look_up_is_embedded_by_its_words_and_whole_after_what_it_leans_on(
    ten_folder: Path, framework: Framework
) -> None:
    embedder = Listening()
    index = Scored(ten_folder, embedder)
    earlier, text = (
        "How many drones did Serbia buy?",
        "And who paid for the fighter jets, missiles, radars and training?",
    )
    gather_evidence(read_question(text, framework, [earlier]), index, framework)
    words, whole = embedder.asked[0]
    assert (
        whole == f"{earlier} {text}"
        and len(words.split()) > 2
        and set(words.split()) < set(whole.replace(",", "").replace("?", "").split())
    )
    assert np.allclose(index.vectors[0], WordEmbedder().embed_queries([words, whole]).mean(axis=0))


def test_of_a_single_word_of_its_own_the_whole_question_has_four_fifths(
    ten_folder: Path, framework: Framework
) -> None:
    index = Scored(ten_folder, WordEmbedder())
    gather_evidence(read_question("How many drones did Serbia get?", framework), index, framework)
    word, whole = WordEmbedder().embed_queries(["drones", "How many drones did Serbia get?"])
    assert np.allclose(index.vectors[0], 0.2 * word + 0.8 * whole)


def test_a_comparison_on_a_topic_is_embedded_by_its_words_alone(
    ten_folder: Path, framework: Framework
) -> None:
    embedder = Listening()
    gather_evidence(
        read_question("Compare Serbia and Turkmenistan on arms sales of drones", framework),
        PassageIndex(ten_folder, embedder),
        framework,
    )
    assert embedder.asked[0] == ["arms sales drones"]


def test_names_codes_and_figures_are_told_from_words(framework: Framework) -> None:
    def told(text: str) -> tuple[str, ...]:
        return find_specific_terms(text, read_question(text, framework).query)

    assert told("How many J-20 fighters did Serbia get from CATIC by 2024?") == ("J-20", "CATIC", "2024")
    assert told("Loans to Serbia: Drones too?") == ()
    assert told("LNG from Qatar") == ("LNG",)
