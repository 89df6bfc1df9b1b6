"""Documents in the evidence pane: quotations are marked, and only the document quoted is opened."""

import base64
import re
from html import unescape
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from tests.conftest import WordEmbedder
from tests.ui.server.fakes import STRATEGY, make_service, send
from ui.server.answers import AnswerService, report_errors
from ui.server.document_viewer import DocumentViewer

FACT = (
    "China and Serbia agreed in 2031 to build a solar observatory on Mount Kablar,",
    "with 41 instruments and a school for young astronomers.",
)


def make_request(record: dict[str, Any], n: int, **more: Any) -> dict[str, Any]:
    return {"n": n, "sources": record["answer"]["sources"], **more}


def test_a_document_opens_with_all_its_quotations_marked(ten_index: PassageIndex) -> None:
    record = send(AnswerService(make_service(ten_index)).answer({"question": STRATEGY}))["record"]
    sources = record["answer"]["sources"]
    one = next(s for s in sources if sum(t["document_id"] == s["document_id"] for t in sources) > 1)
    reply = DocumentViewer(make_service(ten_index)).open_document(make_request(record, one["n"]))
    marks = re.findall(r'<mark class="([^"]+)" title="Source (\d+)">([^<]+)</mark>', reply["text"])
    assert {int(n) for _, n, _ in marks} == {
        s["n"] for s in sources if s["document_id"] == one["document_id"]
    }
    current = [(int(n), unescape(text)) for name, n, text in marks if name == "is-current"]
    assert current == [(one["n"], one["quote"])]
    shown = unescape(re.sub(r"<[^>]+>", "", reply["text"]))
    text = ten_index.documents[one["document_id"]].text
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text) and reply["pages"] == ""


def test_a_changed_or_missing_document_is_not_opened(ten_index: PassageIndex) -> None:
    record = send(AnswerService(make_service(ten_index)).answer({"question": STRATEGY}))["record"]
    record["answer"]["sources"][0]["sha256"] = "0" * 64
    record["answer"]["sources"][1]["document_id"] = "../../etc/passwd"
    open_document = report_errors(DocumentViewer(make_service(ten_index)).open_document)
    assert "has changed since this answer" in open_document(make_request(record, 1))["error"]
    assert (
        open_document(make_request(record, 2))["error"]
        == "../../etc/passwd is no longer in the index; its card keeps the paragraph as it was quoted."
    )


def test_a_pdf_opens_as_pages_with_the_quotation_marked_on_its_page(tmp_path: Path) -> None:
    made = Canvas(str(tmp_path / "kablar.pdf"), pagesize=A4)
    for lines in (("The first page is about other things in other places.",), FACT):
        made.setFont("Helvetica", 12)
        for number, line in enumerate(lines):
            made.drawString(60, 760 - 16 * number, line)
        made.showPage()
    made.save()
    build_index(load_documents([tmp_path]), tmp_path / "index", WordEmbedder())
    service = make_service(PassageIndex(tmp_path / "index", WordEmbedder()))
    record = send(
        AnswerService(service).answer(
            {"question": "What did China and Serbia agree to build on Mount Kablar?"}
        )
    )["record"]
    n = next(s["n"] for s in record["answer"]["sources"] if "observatory" in s["quote"])
    viewer = DocumentViewer(service)
    pages = viewer.open_document(make_request(record, n))["pages"]
    assert re.findall(r'class="(page[^"]*)" data-page="(\d)"', pages) == [
        ("page", "1"),
        ("page is-current", "2"),
    ]
    drawn = viewer.draw(make_request(record, n, page=2))
    assert base64.b64decode(drawn["picture"].removeprefix("data:image/png;base64,")).startswith(b"\x89PNG")
    assert drawn["marks"].count('<mark class="is-current"') == 2
    assert "is-current" not in viewer.draw(make_request(record, n, page=1))["marks"]
    assert (
        report_errors(viewer.draw)(make_request(record, n, page=3))["error"]
        == "kablar.pdf has no page 3, only 1 to 2."
    )
    (tmp_path / "kablar.pdf").unlink()
    assert viewer.open_document(make_request(record, n))["pages"] == ""
    assert (
        report_errors(viewer.draw)(make_request(record, n, page=2))["error"]
        == "The file of kablar.pdf no longer exists; its text is still in the index."
    )


def test_a_source_that_the_answer_does_not_have_is_not_opened(ten_index: PassageIndex) -> None:
    viewer = DocumentViewer(make_service(ten_index))
    request = {"n": 3, "sources": []}
    message = "This answer has no source 3; reload the page."
    assert report_errors(viewer.open_document)(request) == {"error": message}


def count_topic(index: PassageIndex) -> tuple[dict[str, Any], dict[str, Any]]:
    """A theme of an answer, and the request for the passages of its first topic."""
    record = send(AnswerService(make_service(index)).answer({"question": STRATEGY}))["record"]
    theme = next(t for t in record["answer"]["themes"] if t["topics"][0]["places"])
    build = record["answer"]["index"]["build"]
    return theme, {
        "build": build,
        "subject": theme["subject"],
        "aspect": theme["aspect"],
        **theme["topics"][0],
    }


def test_a_count_opens_its_passages_with_the_sentences_on_the_topic_marked(ten_index: PassageIndex) -> None:
    theme, request = count_topic(ten_index)
    reply = DocumentViewer(make_service(ten_index)).open_passages(request)
    topic = theme["topics"][0]
    assert reply["title"].casefold() == f"{topic['topic']}: {theme['subject']}".casefold()
    assert reply["html"].count("<article") == topic["passages"]
    marked = [unescape(text) for text in re.findall(r"<mark>([^<]+)</mark>", reply["html"])]
    places = {(p["document_id"], p["start"], p["end"]) for p in topic["places"]}
    expected = [
        ten_index.documents[p.document_id].text[s.start : s.end]
        for p in ten_index.passages
        if (p.document_id, p.start, p.end) in places
        for s in p.sentences
        if topic["topic"] in s.topics and theme["subject"] in s.subjects
    ]
    assert marked == expected


def test_counts_of_another_build_open_nothing(ten_index: PassageIndex) -> None:
    _, request = count_topic(ten_index)
    open_passages = report_errors(DocumentViewer(make_service(ten_index)).open_passages)
    assert open_passages(request | {"build": "0" * 16})["error"] == (
        "The index has been built again since this answer (build 00000000), so its counts no longer lead to "
        "their passages; ask again."
    )


def test_only_passages_of_the_index_are_opened(ten_index: PassageIndex) -> None:
    theme, request = count_topic(ten_index)
    (place, *_) = theme["topics"][0]["places"]
    elsewhere = [place | {"start": place["start"] + 1}, place | {"document_id": "../../etc/passwd"}]
    reply = DocumentViewer(make_service(ten_index)).open_passages(request | {"places": elsewhere})
    assert "<article" not in reply["html"]
