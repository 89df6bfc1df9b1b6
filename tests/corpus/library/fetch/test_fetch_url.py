"""One address is fetched: under which name, and what is refused in one sentence."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.library.folder import fetch_url
from tests.corpus.library.fetch.site import NOTE, QUICK, Site, files, serve


@pytest.mark.parametrize(
    ("path", "content_type", "body", "name"),
    [
        ("/brief.md", "text/plain; charset=utf-8", b"# Ports\n\nSerbia.", "brief.md"),
        ("/reports/latest", "application/pdf", b"%PDF-1.7", "latest.pdf"),
        ("/a%20note", "text/plain", b"Text.", "a note.txt"),
        ("/page", "text/html; charset=utf-8", b"<html><p>Serbia.", "page.html"),
        ("/", "text/html", b"<html>", "127.0.0.1.html"),
    ],
    ids=["by suffix", "by type", "unquoted", "a page", "by host"],
)
def test_a_document_is_fetched_complete(
    site: Site, library: Path, path: str, content_type: str, body: bytes, name: str
) -> None:
    assert fetch_url(library, serve(site, path, body, content_type), limits=QUICK) == library / name
    assert files(library) == {name: body}


def test_an_address_as_people_type_it_is_fetched(site: Site, library: Path) -> None:
    serve(site, "/with%20space.md", NOTE)
    assert fetch_url(library, site.url("/with space.md"), limits=QUICK) == library / "with space.md"


def test_a_connection_that_closes_is_one_sentence(site: Site, library: Path) -> None:
    site.answers["/a.md"] = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
    sentence = (
        r"/a\.md cannot be fetched \(Server disconnected without sending a response\); "
        r"check the address and your connection\.$"
    )
    with pytest.raises(CorpusError, match=sentence):
        fetch_url(library, site.url("/a.md"), limits=QUICK)
    assert files(library) == {}


def test_a_site_that_does_not_answer_is_one_sentence(library: Path, site: Site) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sentence = r"cannot be fetched \(.*refused.*\); check the address and your connection\."
    with pytest.raises(CorpusError, match=sentence):
        fetch_url(library, f"http://127.0.0.1:{port}/a.md")


def test_a_document_over_the_size_limit_is_refused(site: Site, library: Path) -> None:
    sentence = r"/a\.md is larger than 5e-06 MB; download it yourself and add the part you need\.$"
    with pytest.raises(CorpusError, match=sentence):
        fetch_url(library, serve(site, "/a.md", NOTE), limits=replace(QUICK, max_bytes=5))
    assert files(library) == {}


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a.md",
        "example.org/a.md",
        "https://",
        "http:/a.md",
        "javascript:alert(1)",
    ],
)
def test_anything_but_a_web_address_is_refused(library: Path, url: str) -> None:
    with pytest.raises(CorpusError, match=r"is not a web address; give one that begins with https://\."):
        fetch_url(library, url)


def test_a_malformed_address_is_one_sentence(library: Path) -> None:
    sentence = r"^'http://\[::1/a\.md' is not a web address \(.*\); give one that begins with https://\.$"
    with pytest.raises(CorpusError, match=sentence):
        fetch_url(library, "http://[::1/a.md")
