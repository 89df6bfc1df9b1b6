"""Search against a brute-force oracle: four channels over every passage, as z-scores, summed."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.ingest.load import LoadResult, load_documents
from corpus.records import Block, BlockKind, Document
from index.build.run import build_index
from index.search.fusion import DOCUMENT_WEIGHT
from index.storage.tags import all_rows, bits_of, has_rows, rows_of
from index.store import PassageIndex
from tests.building import read_embedded, read_searched
from tests.conftest import WordEmbedder, terms_of
from tests.oracles import bm25, stored

QUERIES = (
    "How do China's arms sales to Serbia and Turkmenistan differ?",
    "railway loans",
    "Confucius Institutes and scholarships",
    "drones",
    "which presidents met at the summit in Xi'an",
    "copper mines of Bor pollute, residents protested",
)


def oracle_z_scores(scores: np.ndarray) -> np.ndarray:
    return (scores - scores.mean()) / scores.std() if scores.std() > 1e-9 else np.zeros(len(scores))


def oracle(index: PassageIndex, query: str, candidates: int | None = None) -> list[tuple[str, float]]:
    """Ids and scores of all passages or of so many candidates, best first."""
    words = WordEmbedder()
    vector = words.embed_queries([query])[0].astype(float)
    texts = [read_embedded(index, p) for p in index.passages]
    dense = stored(words.embed_queries(texts)) @ vector
    best = [
        max(
            stored(
                words.embed_queries(
                    [index.documents[p.document_id].text[s.start : s.end] for s in p.sentences]
                )
            )
            @ vector
        )
        for p in index.passages
    ]
    lexical = bm25(query, [read_searched(index, p) for p in index.passages])
    near = sorted(range(len(texts)), key=lambda i: (-dense[i], i))[:candidates]
    by_words = sorted((i for i in range(len(texts)) if lexical[i] > 0), key=lambda i: (-lexical[i], i))[
        :candidates
    ]
    chosen = sorted({*near, *by_words})
    lowest = min(dense[i] for i in near)
    documents = [index.passages[i].document_id for i in chosen]
    channels = (
        np.array([dense[i] if i in near else lowest for i in chosen]),
        np.array([best[i] for i in chosen]),
        lexical[chosen],
        np.array([max(best[j] for j, d in zip(chosen, documents, strict=True) if d == e) for e in documents]),
    )
    scores = sum(w * oracle_z_scores(c) for w, c in zip((1, 1, 1, DOCUMENT_WEIGHT), channels, strict=True))
    order = sorted(range(len(chosen)), key=lambda i: (-scores[i], i))
    return [(index.passages[chosen[i]].id, float(scores[i])) for i in order]


def document(identifier: str, text: str, title: str = "") -> Document:
    return Document(identifier, title, text, (Block(0, len(text), BlockKind.PARAGRAPH),))


def index_of(folder: Path, *documents: Document) -> PassageIndex:
    build_index(LoadResult(documents, ()), folder, WordEmbedder())
    return PassageIndex(folder, WordEmbedder())


@pytest.mark.parametrize("query", QUERIES)
def test_search_is_the_sum_of_four_channels_over_all_passages(ten_index: PassageIndex, query: str) -> None:
    hits = ten_index.search(query, 100)
    expected = oracle(ten_index, query)
    assert [h.passage.id for h in hits] == [identifier for identifier, _ in expected]
    assert [h.score for h in hits] == pytest.approx([score for _, score in expected], abs=1e-4)
    assert len(hits) == len(ten_index.passages)


@pytest.mark.parametrize("query", QUERIES)
def test_of_many_passages_the_best_by_vector_and_by_words_are_scored(
    ten_index: PassageIndex, query: str
) -> None:
    hits = ten_index.search(query, 100, max_rows=len(ten_index.passages) - 1, candidates=2)
    expected = oracle(ten_index, query, 2)
    assert [h.passage.id for h in hits] == [identifier for identifier, _ in expected]
    assert [h.score for h in hits] == pytest.approx([score for _, score in expected], abs=1e-4)


@pytest.mark.parametrize(
    ("query", "document_id"),
    [
        ("Who bought Wing Loong drones?", "central-asia/security.md"),
        ("motorway in Montenegro", "balkans/economy.md"),
        ("Luban Workshop", "central-asia/countries/tajikistan.md"),
        ("trust in China in Turkmenistan", "central-asia/society.txt"),
    ],
)
def test_the_best_passage_is_the_one_a_reader_would_choose(
    ten_index: PassageIndex, query: str, document_id: str
) -> None:
    assert ten_index.search(query, 1)[0].passage.document_id == document_id


def test_fewer_hits_are_the_first_of_more(ten_index: PassageIndex) -> None:
    assert ten_index.search(QUERIES[0], 3) == ten_index.search(QUERIES[0], 1000)[:3]
    assert len(ten_index.search(QUERIES[0], 1000)) == len(ten_index.passages)


def test_equal_scores_come_in_the_order_of_the_documents(tmp_path: Path) -> None:
    same = [document(f"d{i:02d}", "Serbia bought drones.") for i in range(20)]
    index = index_of(tmp_path, *same[:10], document("d095", "Montenegro borrowed money."), *same[10:])
    assert [h.passage.document_id for h in index.search("drones", 50)] == [d.id for d in same] + ["d095"]
    assert [h.passage.document_id for h in index.search("nothing known", 50)] == sorted(
        [d.id for d in same] + ["d095"]
    )


def test_a_query_without_known_words_is_answered_by_vectors(tmp_path: Path) -> None:
    class Translating(WordEmbedder):
        """Treats an unknown word as "drones"."""

        def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
            return super().embed_queries([t.replace("bespilotniki", "drones") for t in texts])

    folder = tmp_path / "index"
    index_of(
        folder,
        document("a", "Montenegro borrowed money."),
        document("b", "Serbia bought drones."),
        document("c", "Gas flows."),
    )
    index = PassageIndex(folder, Translating())
    assert not terms_of(tmp_path / "terms", ["Serbia bought drones."]).score_all("bespilotniki").any()
    hits = index.search("bespilotniki", 3)
    # One of three passages has the word: z-scores of (0, x, 0) are (-1, 2, -1) / sqrt(2), once in each of two
    # channels of vectors and twice for the document.
    assert [h.passage.document_id for h in hits] == ["b", "a", "c"]
    assert [h.score for h in hits] == pytest.approx(
        [8 / math.sqrt(2), -4 / math.sqrt(2), -4 / math.sqrt(2)], abs=1e-5
    )


def test_a_query_of_stop_words_gives_equal_scores(ten_index: PassageIndex) -> None:
    hits = ten_index.search("what is it", 3)
    assert [h.passage for h in hits] == ten_index.passages[:3]
    assert [h.score for h in hits] == [0, 0, 0]


def test_an_index_of_one_passage_answers(tmp_path: Path) -> None:
    index = index_of(tmp_path, document("a", "Serbia bought drones."))
    assert [(h.passage.text, h.score) for h in index.search("drones", 5)] == [("Serbia bought drones.", 0.0)]


def test_a_reopened_index_gives_equal_hits(ten_index: PassageIndex, ten_folder: Path, ten: Path) -> None:
    again = PassageIndex(ten_folder, WordEmbedder())
    assert again.documents == {d.id: d for d in load_documents([ten]).documents}
    assert list(again.passages) == list(ten_index.passages)
    for query in QUERIES:
        assert again.search(query, 7) == ten_index.search(query, 7)


def test_an_intact_index_has_no_problems_and_a_shifted_passage_is_one(
    ten_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = PassageIndex(ten_folder, WordEmbedder())
    assert index.find_problems() == []
    passages = list(index.passages)
    shifted = replace(passages[0], start=passages[0].start + 1, end=passages[0].end + 1)
    monkeypatch.setattr(index, "passages", [shifted, *passages[1:]])
    assert index.find_problems() == [f"Passage {shifted.id} is not a slice of its document."]
    monkeypatch.setattr(index, "passages", passages[1:])
    assert index.find_problems() == [f"There are {len(passages)} vectors for {len(passages) - 1} passages."]


def test_bits_and_rows_convert_into_each_other() -> None:
    for count in (0, 1, 8, 9, 4000):
        rows = np.flatnonzero(np.random.default_rng(count).random(count) < 0.1)
        bits = bits_of(rows, count)
        assert rows_of(bits).tolist() == rows.tolist()
        assert np.flatnonzero(has_rows(bits, np.arange(count))).tolist() == rows.tolist()
        assert rows_of(all_rows(count)).tolist() == list(range(count))
