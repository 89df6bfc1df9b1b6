import json
import re
from pathlib import Path

import pytest

from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Answer, Gap, Kind, Question, Role, Statement, Status
from qa.write.markdown import render_markdown
from tests.conftest import WordEmbedder

SECURITY = "How does China's security role differ between Central Asia and the Balkans?"
STRATEGY = "How does China's strategy differ between Central Asia and the Balkans?"
QUESTIONS = [
    SECURITY,
    STRATEGY,
    "Compare Chinese arms sales to Central Asia with those to the Balkans.",
    "What do China's approaches to Central Asia and the Balkans have in common?",
    "China in Serbia",
    "How do Chinese loans to Serbia compare with those to Iceland?",
    "What is the boiling point of ethanol?",
]


def _cells(answer: Answer, side: str, aspect: str | None = None) -> list[Statement]:
    return [
        s
        for s in answer.statements
        if s.role is Role.CELL and side in s.subjects and aspect in (None, s.aspect)
    ]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_resolves_to_an_exact_slice(
    ten_index: PassageIndex, framework: Framework, question: str
) -> None:
    answer = ask(question, ten_index, framework)
    sources = {s.n: s for s in answer.sources}
    assert sorted(sources) == list(range(1, len(sources) + 1))
    for source in answer.sources:
        document = ten_index.documents[source.document_id]
        assert document.text[source.start : source.end] == source.quote
        assert source.sha256 == document.sha256
    for statement in answer.statements:
        assert statement.cites
        assert {n for span in statement.spans for n in span.cites} <= set(statement.cites) <= set(sources)


def test_citations_are_numbered_in_reading_order(starter_data: Path, framework: Framework) -> None:
    index = PassageIndex(starter_data / "index", SentenceEmbedder())
    for question in (
        "How does Chinese soft power differ in Africa and Southeast Asia?",
        STRATEGY,
        "Chinese vaccines in Serbia and Chile",
    ):
        cites = [
            n
            for s in ask(question, index, framework).statements
            for span in (s.spans or (s,))
            for n in span.cites
        ]
        assert list(dict.fromkeys(cites)) == list(range(1, len(set(cites)) + 1))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_verbatim_statement_is_in_each_source_it_cites(
    ten_index: PassageIndex, framework: Framework, question: str
) -> None:
    answer = ask(question, ten_index, framework)
    sources = {s.n: s for s in answer.sources}
    assert all(s.verbatim for s in answer.statements if s.role is Role.CELL)
    for statement in (s for s in answer.statements if s.verbatim):
        assert all(statement.text in sources[n].quote for n in statement.cites)


def test_a_broad_comparison_fills_four_rows_on_both_sides(
    ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(STRATEGY, ten_index, framework)
    assert answer.status is Status.ANSWERED
    for aspect in ("economic", "political", "security", "social"):
        assert _cells(answer, "Central Asia", aspect), aspect
        assert _cells(answer, "Balkans", aspect), aspect


def test_no_side_is_crowded_out(ten_index: PassageIndex, framework: Framework) -> None:
    answer = ask(SECURITY, ten_index, framework)
    counts = [len(_cells(answer, side)) for side in ("Central Asia", "Balkans")]
    assert min(counts) >= 2
    assert max(counts) <= 4


def test_a_cell_has_only_sentences_on_its_side(ten_index: PassageIndex, framework: Framework) -> None:
    answer = ask(SECURITY, ten_index, framework)
    for side, other in (("Central Asia", "Balkans"), ("Balkans", "Central Asia")):
        for statement in _cells(answer, side):
            named = framework.with_regions(m.name for m in framework.find_subjects(statement.text))
            assert other not in named, statement.text


def test_the_evidence_on_a_topic_is_about_the_topic(ten_index: PassageIndex, framework: Framework) -> None:
    answer = ask(
        "Compare Chinese arms sales to Central Asia with those to the Balkans.", ten_index, framework
    )
    for side in ("Central Asia", "Balkans"):
        first = _cells(answer, side)[0]
        assert any(
            source.n in first.cites and _topics(ten_index, framework, source.quote)
            for source in answer.sources
        ), first.text


def _topics(index: PassageIndex, framework: Framework, quote: str) -> bool:
    return any(
        "arms sales" in s.topics
        for p in index.passages
        for s in p.sentences
        if index.documents[p.document_id].text[s.start : s.end] == quote
    )


def test_a_question_on_a_topic_alone_is_not_answered_by_other_topics(
    ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(
        "Compare soft power in Serbia and Montenegro", ten_index, framework
    )  # of Montenegro there is only a motorway
    assert (answer.question.topic, answer.question.query) == ("culture and people-to-people", "")
    assert ("Montenegro", None) in [(g.subject, g.aspect) for g in answer.missing]
    assert not any("Montenegro" in s.subjects for s in answer.statements)


def test_a_side_without_evidence_is_named_as_missing(ten_index: PassageIndex, framework: Framework) -> None:
    answer = ask("How do Chinese loans to Serbia compare with those to Iceland?", ten_index, framework)
    assert Gap("Iceland", None) in answer.missing
    assert not _cells(answer, "Iceland")


def test_a_question_off_topic_has_nearest_passages_but_no_statement(
    ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask("What is the boiling point of ethanol?", ten_index, framework)
    assert answer.status is Status.NO_EVIDENCE
    assert answer.statements == ()
    assert answer.nearest
    assert "No answer to this was found in the corpus." in render_markdown(answer)


def test_every_computed_phrase_is_a_topic_of_the_passage_it_cites(
    ten_index: PassageIndex, framework: Framework
) -> None:
    answer = ask(SECURITY, ten_index, framework)
    computed = [s for s in answer.statements if not s.verbatim]
    assert computed
    for statement in computed:
        for span in statement.spans:
            topic = statement.text[span.start : span.end]
            quotes = [s.quote for s in answer.sources if s.n in span.cites]
            assert all(
                topic
                in {
                    t
                    for p in ten_index.passages
                    for x in p.sentences
                    if _text(ten_index, p.document_id, x) in q
                    for t in x.topics
                }
                for q in quotes
            )


def _text(index: PassageIndex, document_id: str, sentence: object) -> str:
    return index.documents[document_id].text[sentence.start : sentence.end]  # type: ignore[attr-defined]


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_runs_give_the_same_bytes(ten_index: PassageIndex, framework: Framework, question: str) -> None:
    first, again = (
        json.dumps({**ask(question, ten_index, framework).to_json(), "timings_ms": None}) for _ in range(2)
    )
    assert first == again


def test_the_json_has_the_fields_of_the_contract(ten_index: PassageIndex, framework: Framework) -> None:
    record = json.loads(json.dumps(ask(SECURITY, ten_index, framework).to_json()))
    assert list(record) == [
        *(
            "question",
            "kind",
            "focus",
            "subjects",
            "aspects",
            "topic",
            "period",
            "within",
            "scope",
            "excluded",
            "ignored",
            "kept",
            "status",
            "missing",
            "statements",
            "figures",
            "figure_sets",
            "themes",
            "nearest",
            "sources",
            "index",
        ),
        "timings_ms",
    ]
    assert list(record["statements"][0]) == [
        "subjects",
        "aspect",
        "role",
        "text",
        "cites",
        "verbatim",
        "spans",
        "counts",
    ]
    assert list(record["sources"][0]) == [
        "n",
        "document_id",
        "title",
        "locator",
        "start",
        "end",
        "quote",
        "sha256",
        "references",
        "origin",
        "is_brief",
    ]
    assert all(
        r["confidence"] == "high" for s in record["sources"] for r in s["references"] if not r["grade"]
    )
    assert list(record["index"]) == ["build", "model", "documents", "passages"]


def test_an_answer_cannot_cite_a_source_that_it_does_not_have() -> None:
    statement = Statement(("Serbia",), None, Role.CELL, "x", (3,), verbatim=True)
    with pytest.raises(ValueError, match=r"cites \[3\]"):
        Answer(Question("q", "lookup"), Status.ANSWERED, (statement,), (), (), (), {})  # type: ignore[arg-type]


@pytest.mark.usefixtures("answer_whatever_is_found")
def test_a_timeline_has_dated_sentences_in_order(ten_index: PassageIndex, framework: Framework) -> None:
    answer = ask("Timeline of China's relations with Serbia", ten_index, framework)
    assert answer.question.kind is Kind.TIMELINE
    years = [int(re.search(r"\b(?:19|20)\d\d\b", s.text)[0]) for s in _cells(answer, "Serbia")]  # type: ignore[index]
    assert len(years) > 1
    assert years == sorted(years)


@pytest.mark.usefixtures("answer_whatever_is_found")
def test_a_sea_is_answered_from_its_ports_and_islands(tmp_path: Path, framework: Framework) -> None:
    ports = tmp_path / "ports.md"
    ports.write_text(
        "A Chinese firm leased the port of Hambantota for 99 years.\n\n"
        "A Chinese bank lent Serbia money for the river port of Belgrade."
    )
    build_index(load_documents([ports]), tmp_path / "index", WordEmbedder())
    answer = ask("Ports in the Indian Ocean", PassageIndex(tmp_path / "index", WordEmbedder()), framework)
    assert answer.statements[0].text.startswith("A Chinese firm leased the port of Hambantota for 99 years.")
