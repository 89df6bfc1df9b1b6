"""What the page asks of the server, without a page: answers travel as records, and records are all that is needed to show and export them."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.framework import Framework, load_framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from qa.ask import ask
from tests.conftest import WordEmbedder
from ui.records import Progress
from ui.server.answers import AnswerService, encode_json, guarded
from ui.server.document_viewer import DocumentViewer

STRATEGY = "How does China's strategy differ between Central Asia and the Balkans?"
FACT = (
    "China and Serbia agreed in 2031 to build a solar observatory on Mount Kablar,",
    "with 41 instruments and a school for young astronomers.",
)


class FixedService:
    """A service that has one index from the start, or none."""

    def __init__(self, index: PassageIndex | None, progress: Progress) -> None:
        self._index, self.progress, self.noticed = index, progress, ""

    def notice(self) -> str:
        return self.noticed

    def serves(self, index: object) -> bool:
        return index is self._index

    def index(self) -> tuple[PassageIndex, Framework] | None:
        return (self._index, load_framework()) if self._index else None


def service_of(index: PassageIndex | None, progress: Progress | None = None) -> Any:
    return FixedService(index, progress or Progress("Ready"))


def over_the_wire(reply: dict[str, Any]) -> dict[str, Any]:
    """As the browser gets and keeps it."""
    kept: dict[str, Any] = json.loads(encode_json(reply))
    return kept


@pytest.fixture
def desk(ten_index: PassageIndex) -> AnswerService:
    return AnswerService(service_of(ten_index))


def test_an_answer_comes_with_its_cards_and_its_record(desk: AnswerService) -> None:
    reply = over_the_wire(desk.answer({"question": STRATEGY, "ordinal": 2}))
    cited = set(re.findall(r'href="#(source-2-\d+)"', reply["html"]))
    assert cited and cited <= set(re.findall(r'<article class="[^"]*" id="([^"]+)"', reply["cards"]))
    assert [s["n"] for s in reply["record"]["answer"]["sources"]] == [
        c["n"] for c in reply["record"]["contexts"]
    ]


def test_a_kept_record_is_shown_the_same_without_an_index(desk: AnswerService) -> None:
    asked = {"question": STRATEGY, "history": [], "ordinal": 1}
    reply = over_the_wire(desk.answer(asked))
    bare = AnswerService(service_of(None, Progress("Loading", running=True)))
    shown = bare.show({"turns": [{**asked, "record": reply["record"]}]})["turns"][0]
    assert (shown["html"], shown["cards"]) == (reply["html"], reply["cards"])


def test_turns_that_cannot_be_shown_say_so_and_keep_their_places(desk: AnswerService) -> None:
    record = over_the_wire(desk.answer({"question": STRATEGY}))["record"]
    turns = [
        {"question": "", "error": "The question is empty <b>."},
        {"question": "x", "record": {"answer": {"no": "answer"}}},
        {"question": STRATEGY, "record": record},
    ]
    shown = desk.show({"turns": turns})["turns"]
    assert (
        "The question is empty &lt;b&gt;." in shown[0]["html"]
        and "This is not a stored answer" in shown[1]["html"]
    )
    assert 'id="answer-3"' in shown[2]["html"] and 'id="source-3-1"' in shown[2]["cards"]


def test_a_follow_up_says_that_it_is_one_and_a_complete_question_does_not(desk: AnswerService) -> None:
    follow = desk.answer({"question": "And the economic side?", "history": [STRATEGY]})["html"]
    assert "read as a follow-up" in follow and "Central Asia" in follow
    complete = "Compare Serbia and Tajikistan on arms sales"
    assert "read as a follow-up" not in desk.answer({"question": complete, "history": [STRATEGY]})["html"]


def test_a_notice_on_the_index_stands_above_new_answers(ten_index: PassageIndex) -> None:
    service = service_of(ten_index)
    service.noticed = "The index is being looked at."
    shown = AnswerService(service).answer({"question": STRATEGY, "build": "deadbeefcafe"})["html"]
    assert re.search(
        r'class="notice" role="note">The index is being looked at\. The link to this question was made on build deadbeef',
        shown,
    )


def test_a_link_of_another_build_says_so(desk: AnswerService, ten_index: PassageIndex) -> None:
    assert "made on build deadbeef" in desk.answer({"question": STRATEGY, "build": "deadbeefcafe"})["html"]
    assert (
        "made on build" not in desk.answer({"question": STRATEGY, "build": ten_index.manifest.build})["html"]
    )


def test_without_an_index_the_page_waits_or_is_told_why() -> None:
    building = AnswerService(service_of(None, Progress("Reading the documents", running=True)))
    assert building.answer({"question": STRATEGY}) == {
        "waiting": "Reading the documents. Your question is answered as soon as the index is ready"
    }
    assert "Central Asia" in building.read({"question": STRATEGY})["html"]
    failed = AnswerService(service_of(None, Progress("The build failed.", failed=True)))
    assert guarded(failed.answer)({"question": STRATEGY}) == {"error": "The build failed."}


def test_a_question_with_half_a_character_is_answered(desk: AnswerService) -> None:
    reply = over_the_wire(
        desk.answer(
            {
                "question": "Compare Serbia and Tajikistan\ud83d on arms sales",
                "history": ["\udcff?"],
                "build": "\ud800",
            }
        )
    )
    assert reply["record"]["answer"]["question"]["text"] == "Compare Serbia and Tajikistan? on arms sales"


def test_what_goes_wrong_is_one_sentence(desk: AnswerService, caplog: pytest.LogCaptureFixture) -> None:
    assert guarded(desk.answer)({"question": " "}) == {
        "error": "The question is empty; ask about a region, a country or a topic."
    }
    assert guarded(desk.compose)({"sides": []})["error"].startswith("There is nothing to ask about yet")
    assert guarded(desk.export)({"record": {"answer": {}}, "format": "md"})["error"].startswith(
        "This is not a stored answer"
    )
    assert guarded(desk.show)(None) == {"error": "This could not be done; the server's log says why."}
    assert "show failed" in caplog.text


def test_an_export_is_a_file_named_after_the_question(desk: AnswerService) -> None:
    record = over_the_wire(desk.answer({"question": STRATEGY}))["record"]
    file = desk.export({"record": record, "format": "csv"})
    assert (
        file["name"] == "how-does-china-s-strategy-differ-between-central-asia-and-th.csv"
        and file["type"] == "text/csv"
    )
    assert base64.b64decode(file["content"]).startswith(b"\xef\xbb\xbfrole,sides,aspect,statement")
    assert (
        guarded(desk.export)({"record": record, "format": "exe"})["error"]
        == "There is no format 'exe'; choose one of md, docx, csv, bib, json, ris."
    )


def opened(record: dict[str, Any], n: int, **more: Any) -> dict[str, Any]:
    return {"n": n, "sources": record["answer"]["sources"], **more}


def test_a_document_opens_with_all_its_quotations_marked(
    desk: AnswerService, ten_index: PassageIndex
) -> None:
    record = over_the_wire(desk.answer({"question": STRATEGY}))["record"]
    sources = record["answer"]["sources"]
    one = next(s for s in sources if sum(t["document_id"] == s["document_id"] for t in sources) > 1)
    reply = DocumentViewer(service_of(ten_index)).open_document(opened(record, one["n"]))
    marks = re.findall(r'<mark class="([^"]+)" title="Source (\d+)">([^<]+)</mark>', reply["text"])
    assert {int(n) for _, n, _ in marks} == {
        s["n"] for s in sources if s["document_id"] == one["document_id"]
    }
    assert [(int(n), text) for name, n, text in marks if name == "is-current"] == [
        (one["n"], one["quote"].replace("'", "&#x27;"))
    ]
    text = ten_index.documents[one["document_id"]].text
    assert (
        len(re.sub(r"<[^>]+>|\s", "", reply["text"].replace("&#x27;", "'"))) == len(re.sub(r"\s", "", text))
        and reply["pages"] == ""
    )


def test_a_document_that_changed_or_went_is_not_shown_as_if_it_were_the_one_quoted(
    desk: AnswerService, ten_index: PassageIndex
) -> None:
    record = over_the_wire(desk.answer({"question": STRATEGY}))["record"]
    record["answer"]["sources"][0]["sha256"] = "0" * 64
    record["answer"]["sources"][1]["document_id"] = "../../etc/passwd"
    open_document = guarded(DocumentViewer(service_of(ten_index)).open_document)
    assert "has changed since this answer" in open_document(opened(record, 1))["error"]
    assert (
        open_document(opened(record, 2))["error"]
        == "../../etc/passwd is no longer in the index; its card keeps the paragraph as it was quoted."
    )


def test_a_pdf_opens_as_pages_with_the_quotation_marked_on_its_own(tmp_path: Path) -> None:
    made = Canvas(str(tmp_path / "kablar.pdf"), pagesize=A4)
    for lines in (("The first page tells of other things in other places.",), FACT):
        made.setFont("Helvetica", 12)
        for number, line in enumerate(lines):
            made.drawString(60, 760 - 16 * number, line)
        made.showPage()
    made.save()
    build_index(load_documents([tmp_path]), tmp_path / "index", WordEmbedder())
    service = service_of(PassageIndex(tmp_path / "index", WordEmbedder()))
    record = over_the_wire(
        AnswerService(service).answer(
            {"question": "What did China and Serbia agree to build on Mount Kablar?"}
        )
    )["record"]
    n = next(s["n"] for s in record["answer"]["sources"] if "observatory" in s["quote"])
    reader = DocumentViewer(service)
    pages = reader.open_document(opened(record, n))["pages"]
    assert re.findall(r'class="(page[^"]*)" data-page="(\d)"', pages) == [
        ("page", "1"),
        ("page is-current", "2"),
    ]
    drawn = reader.draw(opened(record, n, page=2))
    assert base64.b64decode(drawn["picture"].removeprefix("data:image/png;base64,")).startswith(b"\x89PNG")
    assert (
        drawn["marks"].count('<mark class="is-current"') == 2
        and reader.draw(opened(record, n, page=1))["marks"] == ""
    )
    assert (
        guarded(reader.draw)(opened(record, n, page=3))["error"] == "kablar.pdf has no page 3, only 1 to 2."
    )
    (tmp_path / "kablar.pdf").unlink()
    assert reader.open_document(opened(record, n))["pages"] == ""
    assert (
        guarded(reader.draw)(opened(record, n, page=2))["error"]
        == "The file of kablar.pdf is no longer there; its text is."
    )


def test_a_question_asked_again_is_not_worked_on_again_until_the_index_changes(
    ten_index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, worked = service_of(ten_index), []
    real = ask
    monkeypatch.setattr("ui.server.answers.ask", lambda *given: worked.append(given[0]) or real(*given))
    monkeypatch.setattr("ui.server.answers._MOST_KEPT", 2)
    desk = AnswerService(service)
    assert not desk.knows({"question": STRATEGY}) and not desk.knows(None)
    first, again = (over_the_wire(desk.answer({"question": STRATEGY, "ordinal": 3})) for _ in range(2))
    assert desk.knows({"question": STRATEGY}) and not desk.knows(
        {"question": STRATEGY, "history": ["And in Serbia?"]}
    )
    assert first == again and worked == [STRATEGY]
    desk.answer({"question": "And the economic side?", "history": [STRATEGY]})
    desk.answer(
        {"question": "And the economic side?", "history": ["Compare Serbia and Tajikistan on arms sales"]}
    )
    desk.answer({"question": STRATEGY})
    assert len(worked) == 4  # the history counts, and of three the first was forgotten
    service._index = ten_index.excluding({"balkans/security.md"})
    assert not desk.knows({"question": STRATEGY})
    assert over_the_wire(desk.answer({"question": STRATEGY, "ordinal": 3}))["cards"] != first["cards"]
