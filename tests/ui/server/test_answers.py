"""The functions behind the Ask tab, without a page: a stored record is enough to show or export an answer."""

import base64
import re

import pytest

from index.store import PassageIndex
from qa.ask import ask
from qa.write.export import FORMATS
from tests.ui.server.fakes import STRATEGY, make_service, send
from ui.records import Progress
from ui.server.answers import AnswerService, report_errors


@pytest.fixture
def answers(ten_index: PassageIndex) -> AnswerService:
    return AnswerService(make_service(ten_index))


def test_every_citation_of_an_answer_has_a_card_and_a_context(answers: AnswerService) -> None:
    reply = send(answers.answer({"question": STRATEGY, "ordinal": 2}))
    cited = set(re.findall(r'href="#(source-2-\d+)"', reply["html"]))
    assert cited and cited <= set(re.findall(r'<article class="[^"]*" id="([^"]+)"', reply["cards"]))
    assert [s["n"] for s in reply["record"]["answer"]["sources"]] == [
        c["n"] for c in reply["record"]["contexts"]
    ]


def test_a_stored_record_is_shown_the_same_without_an_index(answers: AnswerService) -> None:
    asked = {"question": STRATEGY, "history": [], "ordinal": 1}
    reply = send(answers.answer(asked))
    bare = AnswerService(make_service(None, Progress("Loading", running=True)))
    shown = bare.show({"turns": [{**asked, "record": reply["record"]}]})["turns"][0]
    assert (shown["html"], shown["cards"]) == (reply["html"], reply["cards"])


def test_an_unreadable_turn_becomes_an_error_in_its_place(answers: AnswerService) -> None:
    record = send(answers.answer({"question": STRATEGY}))["record"]
    turns = [
        {"question": "", "error": "The question is empty <b>."},
        {"question": "x", "record": {"answer": {"no": "answer"}}},
        {"question": STRATEGY, "record": record},
    ]
    shown = answers.show({"turns": turns})["turns"]
    assert (
        "The question is empty &lt;b&gt;." in shown[0]["html"]
        and "This is not a stored answer" in shown[1]["html"]
    )
    assert 'id="answer-3"' in shown[2]["html"] and 'id="source-3-1"' in shown[2]["cards"]


def test_only_a_question_that_needs_its_history_is_called_a_follow_up(answers: AnswerService) -> None:
    follow = answers.answer({"question": "And the economic side?", "history": [STRATEGY]})["html"]
    assert "read as a follow-up" in follow and "Central Asia" in follow
    complete = "Compare Serbia and Tajikistan on arms sales"
    assert "read as a follow-up" not in answers.answer({"question": complete, "history": [STRATEGY]})["html"]


def test_a_notice_about_the_index_is_shown_with_new_answers(ten_index: PassageIndex) -> None:
    service = make_service(ten_index)
    service.fixed_notice = "The index is being checked."
    shown = AnswerService(service).answer({"question": STRATEGY, "build": "deadbeefcafe"})["html"]
    notice = (
        'class="notice" role="note">The index is being checked. The link to this question was made on build'
    )
    assert f"{notice} deadbeef" in shown


def test_an_answer_says_that_its_link_was_made_on_another_build(
    answers: AnswerService, ten_index: PassageIndex
) -> None:
    assert "made on build deadbeef" in answers.answer({"question": STRATEGY, "build": "deadbeefcafe"})["html"]
    assert (
        "made on build"
        not in answers.answer({"question": STRATEGY, "build": ten_index.manifest.build})["html"]
    )


def test_without_an_index_a_question_waits_or_gets_the_reason() -> None:
    building = AnswerService(make_service(None, Progress("Reading the documents", running=True)))
    assert building.answer({"question": STRATEGY}) == {
        "waiting": "Reading the documents. Your question is answered as soon as the index is ready"
    }
    assert "Central Asia" in building.read({"question": STRATEGY})["html"]
    failed = AnswerService(make_service(None, Progress("The build failed.", failed=True)))
    assert report_errors(failed.answer)({"question": STRATEGY}) == {"error": "The build failed."}


def test_a_question_with_half_a_character_is_answered(answers: AnswerService) -> None:
    reply = send(
        answers.answer(
            {
                "question": "Compare Serbia and Tajikistan\ud83d on arms sales",
                "history": ["\udcff?"],
                "build": "\ud800",
            }
        )
    )
    assert reply["record"]["answer"]["question"]["text"] == "Compare Serbia and Tajikistan? on arms sales"


def test_a_failure_becomes_one_sentence(answers: AnswerService, caplog: pytest.LogCaptureFixture) -> None:
    assert report_errors(answers.answer)({"question": " "}) == {
        "error": "The question is empty; ask about a region, a country or a topic."
    }
    assert report_errors(answers.compose)({"sides": []})["error"].startswith(
        "There is nothing to ask about yet"
    )
    assert report_errors(answers.export)({"record": {"answer": {}}, "format": "md"})["error"].startswith(
        "This is not a stored answer"
    )
    answers._service = None  # type: ignore[assignment]
    assert report_errors(answers.answer)({"question": STRATEGY}) == {
        "error": "This could not be done; the server's log says why."
    }
    assert "answer failed" in caplog.text


def test_an_exported_file_is_named_after_the_question(answers: AnswerService) -> None:
    record = send(answers.answer({"question": STRATEGY}))["record"]
    file = answers.export({"record": record, "format": "csv"})
    assert (
        file["name"] == "how-does-china-s-strategy-differ-between-central-asia-and-th.csv"
        and file["type"] == "text/csv"
    )
    assert base64.b64decode(file["content"]).startswith(b"\xef\xbb\xbfrole,sides,aspect,statement")
    assert (
        report_errors(answers.export)({"record": record, "format": "exe"})["error"]
        == f"There is no format 'exe'; choose one of {', '.join(FORMATS)}."
    )


def test_a_question_is_answered_from_the_cache_until_the_index_changes(
    ten_index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, computed = make_service(ten_index), []
    real = ask
    monkeypatch.setattr("ui.server.answers.ask", lambda *given: computed.append(given[0]) or real(*given))
    answers = AnswerService(service, cache_size=2)
    assert not answers.is_cached({"question": STRATEGY}) and not answers.is_cached(None)
    first, again = (send(answers.answer({"question": STRATEGY, "ordinal": 3})) for _ in range(2))
    assert answers.is_cached({"question": STRATEGY}) and not answers.is_cached(
        {"question": STRATEGY, "history": ["And in Serbia?"]}
    )
    assert first == again and computed == [STRATEGY]
    answers.answer({"question": "And the economic side?", "history": [STRATEGY]})
    answers.answer(
        {"question": "And the economic side?", "history": ["Compare Serbia and Tajikistan on arms sales"]}
    )
    answers.answer({"question": STRATEGY})
    assert len(computed) == 4  # the history counts, and two answers fit
    service.fixed_index = ten_index.excluding({"compared/two-regions.md"})
    assert not answers.is_cached({"question": STRATEGY})
    assert send(answers.answer({"question": STRATEGY, "ordinal": 3}))["cards"] != first["cards"]


def test_what_to_ask_next_is_found_after_the_answer_and_kept_with_it(answers: AnswerService) -> None:
    asked = {"question": STRATEGY, "history": [], "ordinal": 1}
    assert send(answers.suggest(asked)) == {}, "only for an answer that was asked for"
    first = send(answers.answer(asked))
    assert first["record"]["followups"] is None and 'class="followup"' not in first["html"]
    found = send(answers.suggest(asked))
    assert found["followups"] and STRATEGY not in found["followups"]
    assert found["html"].count('class="followup"') == len(found["followups"])
    again = send(answers.answer(asked))
    assert again["record"]["followups"] == found["followups"]
    assert again["html"].count('class="followup"') == len(found["followups"])


def test_an_answer_without_evidence_has_nothing_to_ask_next(answers: AnswerService) -> None:
    asked = {"question": "Who dug the canal on the moon?"}
    answers.answer(asked)
    assert send(answers.suggest(asked)) == {"followups": [], "html": ""}
