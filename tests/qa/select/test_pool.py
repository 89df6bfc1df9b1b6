"""Scores of sentences, and what of the ranking depends on the question alone, against their formulas."""

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.read.question import read_question
from qa.select.pool import Pool, score_pool
from tests.building import read_embedded, read_searched
from tests.conftest import WordEmbedder
from tests.oracles import bm25, stored

MakeIndex = Callable[..., PassageIndex]
DRONES = "How many drones did Serbia buy from China?"


def texts_of(index: PassageIndex, rows: np.ndarray) -> list[str]:
    return [index.sentences.locate(row).text for row in rows.tolist()]


def z(scores: np.ndarray) -> np.ndarray:
    return (scores - scores.mean()) / scores.std()


def test_every_sentence_is_scored_by_the_whole_question_and_by_its_content_words(
    ten_index: PassageIndex, framework: Framework
) -> None:
    question = read_question(DRONES, framework)
    pool = score_pool(question, ten_index, framework)
    texts = texts_of(ten_index, pool.rows)
    assert pool.rows.tolist() == ten_index.sentences.find_tagged().tolist()
    words = WordEmbedder()
    whole, content = words.embed_queries([DRONES, question.query])
    vectors = stored(words.embed_queries(texts))
    assert question.query == "drones buy"
    assert pool.cosine == pytest.approx(vectors @ whole, abs=1e-6)
    assert pool.content_cosine == pytest.approx(vectors @ content, abs=1e-6)
    assert pool.features["lexical"] == pytest.approx(z(np.log1p(bm25(DRONES, texts))), abs=1e-4)
    for name in ("cosine", "content_cosine"):
        assert pool.features[name] == pytest.approx(z(getattr(pool, name)), abs=1e-4)


def test_the_floor_is_plain_search_of_sentences_and_half_as_much_of_their_passages(
    ten_index: PassageIndex, framework: Framework
) -> None:
    pool = score_pool(read_question(DRONES, framework), ten_index, framework)
    titled = [read_embedded(ten_index, p) for p in ten_index.passages]
    searched = [read_searched(ten_index, p) for p in ten_index.passages]
    cosines = stored(WordEmbedder().embed_queries(titled)) @ WordEmbedder().embed_queries([DRONES])[0]
    passages = ten_index.sentences.find_passages(pool.rows)
    of_passages = z(cosines[passages]) + 0.5 * z(bm25(DRONES, searched)[passages])
    of_words = z(bm25(DRONES, texts_of(ten_index, pool.rows)))
    expected = z(pool.cosine) + 0.5 * of_words + 0.5 * of_passages
    assert pool.floor == pytest.approx(expected, abs=1e-4)
    assert "CH-92A drones" in texts_of(ten_index, pool.rows[[pool.floor.argmax()]])[0]


def test_a_question_without_content_words_has_one_cosine(
    ten_index: PassageIndex, framework: Framework
) -> None:
    question = read_question("What does China do?", framework)
    assert question.query == ""
    pool = score_pool(question, ten_index, framework)
    assert np.array_equal(pool.cosine, pool.content_cosine)


def test_the_question_before_is_searched_with_a_follow_up(
    ten_index: PassageIndex, framework: Framework
) -> None:
    question = replace(read_question("And who paid?", framework), before=DRONES)
    whole = replace(question, text=f"{DRONES} And who paid?", before="")
    assert np.array_equal(
        score_pool(question, ten_index, framework).cosine, score_pool(whole, ten_index, framework).cosine
    )


def test_sentences_on_their_own_document_and_those_left_out_are_not_in_the_pool(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(
        a="This paper examines drones. Serbia bought drones. Serbia sold butter. Kenya bought drones."
    )
    question = read_question(DRONES, framework)
    pool = score_pool(question, index, framework)
    assert texts_of(index, pool.rows) == [
        "Serbia bought drones.",
        "Serbia sold butter.",
        "Kenya bought drones.",
    ]
    rest = score_pool(question, index, framework, without=pool.rows[[0, 2]])
    assert texts_of(index, rest.rows) == ["Serbia sold butter."]
    columns = [getattr(rest, f.name) for f in fields(Pool) if f.name not in ("query", "features")]
    assert [len(column) for column in (*columns, *rest.features.values())] == [1] * 10


@pytest.fixture
def pool(make_index: MakeIndex, framework: Framework) -> Pool:
    """Three sentences of one document and two of another."""
    index = make_index(
        a="Serbia bought six drones. Serbia pays teachers. Serbia pays nurses.",
        b="Kenya bought drones in 2019. Kenya bought a tractor.",
    )
    return score_pool(read_question("How many drones did Serbia buy?", framework), index, framework)


def test_a_document_has_the_best_floor_of_its_sentences(pool: Pool) -> None:
    floor = pool.floor
    assert pool.documents.tolist() == [0, 0, 0, 1, 1]
    assert pool.features["document"].tolist() == [floor[:3].max()] * 3 + [floor[3:].max()] * 2
