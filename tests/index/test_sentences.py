"""Sentences by row: what tags, words and vectors find, and what each row leads to."""

import math
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Sentence, Trait
from corpus.text.tokens import content_stems, stem
from index.records import Tag
from index.salience import SCORES, describe_wording, load_salience
from index.store import PassageIndex
from tests.building import build, read_embedded, read_searched
from tests.conftest import WordEmbedder
from tests.oracles import bm25, stored

_FIELDS = {"subject": "subjects", "aspect": "aspects", "topic": "topics", "trait": "traits", "year": "years"}
_SMALL = 10  # rows up to which all are scored, in an index that has more


def sentences_of(index: PassageIndex) -> list[Sentence]:
    return [s for p in index.passages for s in p.sentences]


def texts_of(index: PassageIndex) -> list[str]:
    return [index.sentences.locate(row).text for row in range(len(index.sentences))]


def rows_with(index: PassageIndex, tag: Tag) -> list[int]:
    kind, name = tag
    return [
        row
        for row, sentence in enumerate(sentences_of(index))
        if name in map(str, getattr(sentence, _FIELDS[kind]))
    ]


@pytest.fixture(scope="module")
def short_index(ten: Path, tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    """The ten documents in passages of few sentences."""
    folder = tmp_path_factory.mktemp("short")
    build(ten, folder, passage_words=30)
    return PassageIndex(folder, WordEmbedder())


@pytest.mark.parametrize(
    "tag",
    [
        ("subject", "Serbia"),
        ("subject", "Central Asia"),
        ("aspect", "security"),
        ("topic", "arms sales"),
        ("trait", Trait.CONTRAST),
        ("trait", Trait.SHARE),
        ("year", "2019"),
    ],
)
def test_a_tag_finds_the_sentences_that_have_it(ten_index: PassageIndex, tag: Tag) -> None:
    rows = rows_with(ten_index, tag)
    assert 0 < len(rows) < len(ten_index.sentences)
    assert ten_index.sentences.find_tagged([tag]).tolist() == rows


@pytest.mark.parametrize(
    "tag",
    [
        ("topic", "gardening"),
        ("subject", "Atlantis"),
        ("aspect", "culinary"),
        ("trait", "funny"),
        ("year", "1848"),
        ("topic", "Serbia"),  # a subject
    ],
)
def test_a_tag_that_no_sentence_has_finds_none(ten_index: PassageIndex, tag: Tag) -> None:
    assert ten_index.sentences.find_tagged([tag]).tolist() == []


def test_without_a_tag_all_sentences_are_found(ten_index: PassageIndex) -> None:
    assert ten_index.sentences.find_tagged().tolist() == list(range(len(sentences_of(ten_index))))


def test_of_several_tags_one_is_enough_whatever_its_kind(ten_index: PassageIndex) -> None:
    tags = [("subject", "Tajikistan"), ("subject", "Atlantis"), ("topic", "railways"), ("year", "2019")]
    either = sorted({row for tag in tags for row in rows_with(ten_index, tag)})
    assert ten_index.sentences.find_tagged(tags).tolist() == either
    every = ten_index.sentences.find_tagged()
    assert np.flatnonzero(ten_index.sentences.have_any_tag(every, tags)).tolist() == either
    assert not ten_index.sentences.have_any_tag(every, []).any()
    assert not ten_index.sentences.have_any_tag(every, [("topic", "gardening")]).any()


def test_tags_are_found_within_the_rows_given(ten_index: PassageIndex) -> None:
    serbia = ten_index.sentences.find_tagged([("subject", "Serbia")])
    both = ten_index.sentences.find_tagged([("aspect", "security")], within=serbia)
    assert both.tolist() == sorted(set(serbia.tolist()) & set(rows_with(ten_index, ("aspect", "security"))))
    assert 0 < len(both) < len(serbia)


def test_the_names_of_a_kind_are_those_that_sentences_have(ten_index: PassageIndex) -> None:
    years = {str(year) for sentence in sentences_of(ten_index) for year in sentence.years}
    assert ten_index.sentences.find_names("year") == sorted(years)
    assert ten_index.sentences.find_names("gardening") == []


def test_few_sentences_are_all_worth_scoring(ten_index: PassageIndex) -> None:
    vector = ten_index.embed_queries(["drones"])[0]
    count = len(ten_index.sentences)
    found = ten_index.sentences.find_worth_scoring("drones", vector, max_rows=count)
    assert found.tolist() == list(range(count))


def test_of_many_sentences_those_near_in_meaning_or_by_words_are_worth_scoring(
    short_index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sentences._NEAREST", 2)
    sentences, texts = short_index.sentences, texts_of(short_index)
    query = "copper mines of Bor and drones"
    vector = short_index.embed_queries(["Chinese police"])[0]
    found = sentences.find_worth_scoring(query, vector, max_rows=_SMALL)
    assert len(texts) > _SMALL
    passages = [read_embedded(short_index, p) for p in short_index.passages]
    cosines = stored(WordEmbedder().embed_queries(passages)) @ vector
    order = np.argsort(-cosines, kind="stable").tolist()
    assert cosines[order[1]] > cosines[order[2]] + 0.01
    nearest = set(order[:2])
    by_vector = {row for row in range(len(texts)) if sentences.find_passages(np.array([row]))[0] in nearest}
    by_words = set(np.argsort(-bm25(query, texts), kind="stable")[:2].tolist())
    assert by_words - by_vector and by_vector - by_words
    assert found.tolist() == sorted(by_vector | by_words)


def test_sentences_of_excluded_documents_are_never_worth_scoring(
    short_index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = short_index.embed_queries(["drones"])[0]
    excluded = "balkans/security.md"
    others = short_index.excluding({excluded}).sentences
    for nearest, max_rows in ((3, _SMALL), (1_000, _SMALL), (1_000, 10_000)):
        monkeypatch.setattr("index.sentences._NEAREST", nearest)
        everywhere = short_index.sentences.find_worth_scoring("drones", vector, max_rows=max_rows)
        found = others.find_worth_scoring("drones", vector, max_rows=max_rows)
        assert excluded in {others.locate(row).document.id for row in everywhere.tolist()}
        assert excluded not in {others.locate(row).document.id for row in found.tolist()}
        assert "Wing Loong drones" in " ".join(others.locate(row).text for row in found.tolist())


def test_the_nearest_passages_are_sought_among_those_kept(
    short_index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sentences._NEAREST", 2)
    query = "drones and missiles"
    vector = short_index.embed_queries([query])[0]
    passages = [read_embedded(short_index, p) for p in short_index.passages]
    cosines = stored(WordEmbedder().embed_queries(passages)) @ vector
    order = np.argsort(-cosines, kind="stable").tolist()
    documents = [p.document_id for p in short_index.passages]
    excluded = {documents[number] for number in order[:2]}
    nearest = [number for number in order if documents[number] not in excluded]
    assert cosines[nearest[1]] > cosines[nearest[2]] + 0.01
    others = short_index.excluding(excluded).sentences
    found = others.find_worth_scoring("zebra", vector, max_rows=_SMALL)  # a word that no sentence has
    every = others.find_tagged()
    assert len(every) > _SMALL
    assert found.tolist() == every[np.isin(others.find_passages(every), nearest[:2])].tolist()


def test_a_row_leads_to_its_sentence_passage_and_document(short_index: PassageIndex) -> None:
    sentences = short_index.sentences
    rows = sentences.find_tagged([("subject", "Montenegro")])
    both = sentences.find_tagged([("aspect", "economic")], within=rows)
    assert [sentences.locate(row).text for row in both.tolist()] == [
        "Montenegro borrowed 944 million dollars from China Eximbank for a motorway of 41 kilometres "
        "from Smokovac to Matesevo."
    ]
    every = sentences.find_tagged()
    passages = sentences.find_passages(every)
    documents = sentences.find_documents(passages)
    for row in every.tolist():
        located = sentences.locate(row)
        assert located.row == row
        assert located.sentence in located.passage.sentences
        assert located.document is short_index.documents[located.passage.document_id]
        assert located.passage == short_index.passages[int(passages[row])]
        assert located.document == list(short_index.documents.values())[int(documents[row])]
    assert len(set(passages.tolist())) > len(set(documents.tolist())) == 10


def test_sentences_are_scored_by_cosine_and_bm25(ten_index: PassageIndex) -> None:
    rows = ten_index.sentences.find_tagged([("aspect", "security")])
    queries = ["surveillance cameras", "police of Serbia"]
    vectors = ten_index.embed_queries(queries)
    cosine, lexical = ten_index.sentences.score("police of Serbia", vectors, rows)
    texts = texts_of(ten_index)
    expected = vectors @ stored(WordEmbedder().embed_queries([texts[row] for row in rows])).T
    assert cosine == pytest.approx(expected, abs=1e-6)
    assert lexical == pytest.approx(bm25("police of Serbia", texts)[rows], abs=1e-5)
    empty = ten_index.sentences.score("police", vectors, ten_index.sentences.find_tagged([("year", "1848")]))
    assert [scores.shape for scores in empty] == [(2, 0), (0,)]


def test_passages_are_scored_with_the_titles_of_their_documents(ten_index: PassageIndex) -> None:
    texts = [read_embedded(ten_index, p) for p in ten_index.passages]
    searched = [read_searched(ten_index, p) for p in ten_index.passages]
    passages = np.arange(len(texts))[::2]
    vector = ten_index.embed_queries(["the role of China in trade"])[0]
    cosine, lexical = ten_index.sentences.score_passages("the role of China in trade", vector, passages)
    assert cosine == pytest.approx((stored(WordEmbedder().embed_queries(texts)) @ vector)[::2], abs=1e-6)
    assert lexical == pytest.approx(bm25("the role of China in trade", searched)[::2], abs=1e-5)


def test_a_sentence_has_the_stems_of_its_own_words(ten_index: PassageIndex) -> None:
    texts = texts_of(ten_index)
    every = ten_index.sentences.find_tagged()
    for word in ("drones", "cooperated", "China"):
        has_it = [stem(word.lower()) in content_stems(text) for text in texts]
        assert ten_index.sentences.have_stem(every, stem(word.lower())).tolist() == has_it
    assert [ten_index.sentences.list_stems(row) for row in every.tolist()] == [
        tuple(content_stems(text)) for text in texts
    ]


def test_a_passage_has_the_stems_of_its_documents_title(ten_index: PassageIndex) -> None:
    passages = np.arange(len(ten_index.passages))
    held = ten_index.sentences.passages_have_stem(passages, "role")
    in_title = ["role" in ten_index.documents[p.document_id].title for p in ten_index.passages]
    assert not any("role" in content_stems(p.text) for p in ten_index.passages)
    assert held.tolist() == in_title
    assert 0 < held.sum() < len(passages)
    drones = ten_index.sentences.passages_have_stem(passages, "drone")
    assert drones.tolist() == ["drone" in content_stems(p.text) for p in ten_index.passages]


def test_the_columns_of_salience_are_those_of_the_sentences(ten_index: PassageIndex) -> None:
    located = [ten_index.sentences.locate(row) for row in range(len(ten_index.sentences))]
    wording = [describe_wording(x.document, [x.sentence])[0] for x in located]
    expected = load_salience().score(np.stack(wording), None)  # the vectors are of another model
    every = ten_index.sentences.find_tagged()
    for number, score in enumerate(SCORES):
        found = ten_index.sentences.get_salience(every, score)
        assert found == pytest.approx(expected[:, number], abs=1e-3)
        assert len(set(found.tolist())) > 3
    assert ten_index.sentences.get_salience(every[3:5], "claim") == pytest.approx(found[3:5])


def test_rare_words_weigh_more(ten_index: PassageIndex) -> None:
    texts = texts_of(ten_index)
    for word in ("copper", "china", "zebra"):
        n = sum(stem(word) in content_stems(text) for text in texts)
        assert ten_index.sentences.idf(stem(word)) == pytest.approx(
            math.log(1 + (len(texts) - n + 0.5) / (n + 0.5))
        )
    idf = ten_index.sentences.idf
    assert idf("china") < idf("copper") < idf("zebra")


def test_each_tag_is_told_for_each_row(ten_index: PassageIndex) -> None:
    tags = [("topic", "arms sales"), ("topic", "gardening"), ("subject", "Serbia")]
    rows = np.arange(1, len(ten_index.sentences), 2)
    expected = [[row in rows_with(ten_index, tag) for row in rows] for tag in tags]
    found = ten_index.sentences.have_each_tag(rows, tags)
    assert found.tolist() == expected
    assert found[0].any() and found[2].any() and not found[1].any()


def test_places_of_passages_are_those_of_their_records(ten_index: PassageIndex) -> None:
    rows = np.arange(len(ten_index.passages))
    expected = [(p.document_id, p.start, p.end) for p in ten_index.passages]
    assert ten_index.sentences.list_places(rows) == expected
