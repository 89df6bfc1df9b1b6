"""What of the pool may be quoted for a side: what is on it, and what a question excludes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.framework import Framework
from index.store import PassageIndex
from qa.read.question import read_question
from qa.records import Kind
from qa.select.candidates import Side, find_allowed, find_candidates, locate_side
from qa.select.pool import score_pool
from tests.building import build
from tests.conftest import WordEmbedder

MakeIndex = Callable[..., PassageIndex]
DRONES = "How many drones did Serbia buy from China?"


def texts_of(index: PassageIndex, rows: np.ndarray) -> list[str]:
    return [index.sentences.locate(row).text for row in rows.tolist()]


def on_side(index: PassageIndex, framework: Framework, text: str, name: str | None) -> tuple[Side, list[str]]:
    question = read_question(text, framework)
    pool = score_pool(question, index, framework)
    side = locate_side(question, name, pool, index, framework)
    return side, texts_of(index, pool.rows[side.is_on_side])


def test_a_side_has_the_sentences_tagged_with_it(ten_index: PassageIndex, framework: Framework) -> None:
    _, found = on_side(ten_index, framework, DRONES, "Serbia")
    tagged = ten_index.sentences.find_tagged([("subject", "Serbia")])
    assert found == texts_of(ten_index, tagged) and found


def test_a_group_has_the_sentences_on_its_members(make_index: MakeIndex, framework: Framework) -> None:
    index = make_index(a="Armenia sells wine. Kenya sells tea.")
    assert on_side(index, framework, "What does the South Caucasus sell?", "South Caucasus")[1] == [
        "Armenia sells wine."
    ]


def test_a_place_without_tags_has_the_sentences_that_name_it(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(a="Atlantis sells pearls. The new Atlantis bank lends.", b="Kenya sells tea.")
    side, found = on_side(index, framework, "What is sold?", "New Atlantis")
    assert found == ["The new Atlantis bank lends."] and not side.is_known
    side, found = on_side(index, framework, "What is sold?", None)
    assert found == [] and not side.is_known
    side, found = on_side(index, framework, "What is sold?", "Kenya")
    assert found == ["Kenya sells tea."] and side.is_known


def test_what_follows_a_name_in_its_passage_is_on_it_up_to_the_name_of_another_side(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(a="Nobody asked. Zelmira opened late. It leaks. Bravona is older. Fish thrive.")
    text = "Does Zelmira cost more than Bravona?"
    side, found = on_side(index, framework, text, "Zelmira")
    assert found == ["Zelmira opened late.", "It leaks."]
    pool = score_pool(read_question(text, framework), index, framework)
    assert texts_of(index, pool.rows[side.is_on_other]) == ["Bravona is older.", "Fish thrive."]
    candidates = find_candidates(pool, side, np.ones(len(pool.rows), dtype=bool))
    assert not set(candidates.tolist()) & set(np.flatnonzero(side.is_on_other).tolist())


def test_a_document_that_is_about_a_name_is_on_it_but_for_what_names_another_side(
    tmp_path: Path, framework: Framework
) -> None:
    (tmp_path / "docs").mkdir()
    text = "# Zelmira\n\nNobody asked. It leaks.\n\n## Rivals\n\nBravona is older. Fish thrive."
    (tmp_path / "docs" / "zelmira.md").write_text(text, encoding="utf-8")
    build(tmp_path / "docs", tmp_path / "index", passage_words=6)
    index = PassageIndex(tmp_path / "index", WordEmbedder())
    found = on_side(index, framework, "Does Zelmira cost more than Bravona?", "Zelmira")[1]
    assert found == ["Nobody asked.", "It leaks.", "Fish thrive."]


def test_a_side_within_a_place_has_the_passages_that_name_the_place(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(a="Kenya sells tea. Russia sells arms there.", b="Russia sells gas to Serbia.")
    text = "How do Russia and China differ in Kenya?"
    assert on_side(index, framework, text, "Russia")[1] == ["Russia sells arms there."]


def test_the_side_of_a_period_is_the_place_that_it_is_of(make_index: MakeIndex, framework: Framework) -> None:
    index = make_index(a="Serbia borrowed money in 2013. Kenya borrowed money in 2013.")
    text = "Compare loans to Serbia in 2013 and 2019"
    assert on_side(index, framework, text, "2013")[1] == ["Serbia borrowed money in 2013."]


def test_the_share_of_a_document_is_that_of_its_sentences_on_the_side(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(a="Serbia sells tea. Kenya sells tea. Kenya buys tea.", b="Serbia buys gas.")
    side, _ = on_side(index, framework, "What does Serbia sell?", "Serbia")
    assert side.document_share == pytest.approx([1 / 3] * 3 + [1])


def allowed(
    index: PassageIndex, framework: Framework, text: str, side: str | None, aspect: str | None = None
) -> list[str]:
    question = read_question(text, framework)
    pool = score_pool(question, index, framework)
    return texts_of(index, pool.rows[find_allowed(question, side, aspect, pool, index, framework)])


YEARS = "Serbia bought drones in 2013. Serbia bought tanks in 2020. Serbia bought boats."


def test_a_period_asked_excludes_sentences_of_other_years_and_keeps_undated_ones(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(a=YEARS, b="Serbia bought maps.")
    assert allowed(index, framework, "What did Serbia buy before 2015?", "Serbia") == [
        "Serbia bought drones in 2013.",
        "Serbia bought maps.",
    ]
    assert len(allowed(index, framework, "What did Serbia buy?", "Serbia")) == 4


def test_a_sentence_without_a_year_is_of_the_year_that_it_is_dated_by(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(a=YEARS)
    assert "Serbia bought boats." in allowed(index, framework, "What did Serbia buy in 2020?", "Serbia")
    assert allowed(index, framework, "What did Serbia buy in 2013?", "Serbia") == [
        "Serbia bought drones in 2013."
    ]


def test_what_a_question_leaves_out_is_no_candidate(make_index: MakeIndex, framework: Framework) -> None:
    index = make_index(a="Kenya sells tea. Ghana sells gold. Zambia sells copper from Lumwana.")
    assert allowed(index, framework, "What does Africa sell apart from Ghana?", "Africa") == [
        "Kenya sells tea.",
        "Zambia sells copper from Lumwana.",
    ]
    assert "Zambia sells copper from Lumwana." not in allowed(
        index, framework, "What does Africa sell, leaving Lumwana aside?", "Africa"
    )


def test_only_own_documents_are_heard_if_they_are_asked_for(
    make_index: MakeIndex, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(a="Kenya sells tea.", b="Kenya sells roses.")
    first = next(iter(index.passages)).document_id
    monkeypatch.setattr("index.sentences.list_starter_ids", lambda: {first})
    assert allowed(index, framework, "What do my own files say Kenya sells?", "Kenya") == [
        "Kenya sells roses."
    ]
    assert len(allowed(index, framework, "What does Kenya sell?", "Kenya")) == 2


def test_a_source_that_is_asked_for_is_heard_alone_if_some_passage_has_it(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(a="The Harbour Gazette counts six cranes in Kenya.", b="Kenya has nine cranes.")
    found = allowed(index, framework, "According to the Harbour Gazette, how many cranes has Kenya?", "Kenya")
    assert found == ["The Harbour Gazette counts six cranes in Kenya."]
    text = "According to the Moon Gazette, how many cranes has Kenya?"
    assert len(allowed(index, framework, text, "Kenya")) == 2


def test_a_period_that_is_a_side_and_a_timeline_need_a_year(
    make_index: MakeIndex, framework: Framework
) -> None:
    index = make_index(a=YEARS, b="Serbia bought maps.")
    text = "Compare arms sales to Serbia in 2013 and 2020"
    assert read_question(text, framework).kind is Kind.PERIODS
    assert allowed(index, framework, text, "2020") == [
        "Serbia bought tanks in 2020.",
        "Serbia bought boats.",  # it follows a sentence of 2020
    ]
    text = "Timeline of China's arms sales to Serbia"
    assert read_question(text, framework).kind is Kind.TIMELINE
    assert allowed(index, framework, text, "Serbia") == [
        "Serbia bought drones in 2013.",
        "Serbia bought tanks in 2020.",
    ]


def test_an_aspect_excludes_sentences_on_others(ten_index: PassageIndex, framework: Framework) -> None:
    found = allowed(ten_index, framework, "How do Serbia and Tajikistan differ?", "Serbia", "security")
    tagged = ten_index.sentences.find_tagged([("aspect", "security")])
    assert found == texts_of(ten_index, tagged)


def test_candidates_are_the_best_anywhere_the_best_on_the_side_and_those_that_matter_most_on_it(
    ten_index: PassageIndex, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.select.candidates._PER_SOURCE", 2)
    question = read_question("Which drones did Montenegro buy?", framework)
    pool = score_pool(question, ten_index, framework)
    side = locate_side(question, "Montenegro", pool, ten_index, framework)
    side = replace(side, salience=-pool.floor)  # what search finds last matters most
    everything = np.ones(len(pool.rows), dtype=bool)
    order = np.argsort(-pool.floor, kind="stable").tolist()
    best_on_side = [place for place in order if side.is_on_side[place]][:2]
    assert set(best_on_side) - set(order[:2])
    by_salience = np.argsort(-side.salience, kind="stable").tolist()
    matter_most = [place for place in by_salience if side.is_on_side[place]][:2]
    assert set(matter_most) - {*order[:2], *best_on_side}
    found = find_candidates(pool, side, everything)
    assert found.tolist() == sorted({*order[:2], *best_on_side, *matter_most})
    without_best = everything.copy()
    without_best[order[0]] = False
    assert order[0] not in find_candidates(pool, side, without_best)
    assert find_candidates(pool, side, ~everything).tolist() == []
