"""A document from a server on this machine arrives complete, under a fitting name, politely requested."""

import email.utils
import itertools
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.ingest.load import load_documents
from corpus.library.fetch import FetchReport, fetch
from corpus.library.fetch_targets import FetchTarget
from corpus.library.folder import fetch_url
from corpus.library.web.download import USER_AGENT
from tests.corpus.library.fetch.site import (
    NOTE,
    PAGE,
    PDF,
    QUICK,
    Handler,
    Site,
    failure_reason,
    files,
    make_target,
    read_download_log,
    serve,
    slow,
)


def test_a_pdf_and_a_page_arrive_complete_under_the_ids_of_their_entries(site: Site, library: Path) -> None:
    serve(site, "/report", PDF, "application/pdf")
    serve(site, "/page.aspx", PAGE, "text/html; charset=utf-8")
    report = fetch(
        library,
        [make_target(site, "/report", "lee-2024"), make_target(site, "/page.aspx", "ng-nd")],
        limits=QUICK,
    )
    assert report == FetchReport((library / "lee-2024.pdf", library / "ng-nd.html"), (), ())
    assert files(library) == {"lee-2024.pdf": PDF, "ng-nd.html": PAGE}
    assert [(d.id, d.title, d.text) for d in load_documents([library / "ng-nd.html"]).documents] == [
        ("ng-nd.html", "Ports", "Serbia sold a steel mill to Hebei.")
    ]


def test_requests_name_the_program(site: Site, library: Path) -> None:
    serve(site, "/a.txt", NOTE)
    fetch(library, [make_target(site, "/a.txt")], limits=QUICK)
    assert site.headers[0]["User-Agent"] == USER_AGENT == "Parallax/0.1 (reading-list download)"


@pytest.mark.parametrize(
    ("path", "content_type", "body", "name"),
    [
        ("/x/report.pdf", "application/octet-stream", PDF, "report.pdf"),
        ("/download?id=7", "application/octet-stream", PDF, "download.pdf"),
        ("/wrong.html", "text/html", PDF, "wrong.pdf"),
        ("/notes.md", "text/plain", NOTE, "notes.md"),
        ("/notes", "text/markdown", NOTE, "notes.md"),
        ("/10.1080/24761028.2023.2240999", "text/html", PAGE, "24761028.2023.2240999.html"),
        ("/c.shtml", "application/xhtml+xml", PAGE, "c.html"),
        ("/e.docx", "application/octet-stream", b"PK\x03\x04", "e.docx"),
        ("/f", "application/epub+zip", b"PK\x03\x04", "f.epub"),
        ("/g", "text/csv", b"a,b", "g.csv"),
        ("/d.jsonl", "application/x-ndjson", b'{"_id": "1", "text": "A."}', "d.jsonl"),
        ("/", "text/html", PAGE, "127.0.0.1.html"),
    ],
)
def test_the_name_comes_from_the_address_and_the_suffix_from_the_content(
    site: Site, library: Path, path: str, content_type: str, body: bytes, name: str
) -> None:
    assert fetch_url(library, serve(site, path, body, content_type), limits=QUICK) == library / name
    assert files(library) == {name: body}


def test_a_redirect_is_followed_to_another_host(site: Site, library: Path) -> None:
    serve(site, "/old", b"", status=302, Location=site.url("/new.txt", "localhost"))
    serve(site, "/new.txt", NOTE)
    assert fetch(library, [make_target(site, "/old")], limits=QUICK).files == (library / "lee-2024.txt",)
    assert site.paths == ["/old", "/new.txt"]
    assert read_download_log(library)["lee-2024"]["tries"] == 1


def test_a_charset_that_only_the_header_names_is_kept(site: Site, library: Path) -> None:
    text = "Čačak i Niš su gradovi u Srbiji, a Đorđe živi u Šapcu."
    page = f"<html><body><p>{text}</p></body></html>".encode("windows-1250")
    serve(site, "/a", page, "text/html; charset=windows-1250")
    fetch(library, [make_target(site, "/a")], limits=QUICK)
    assert [d.text for d in load_documents([library]).documents] == [text]


def test_two_downloads_and_a_file_of_the_user_with_one_name_do_not_replace_each_other(
    site: Site, library: Path
) -> None:
    (library / "a.txt").write_bytes(b"the user's")
    one, two = (
        fetch_url(library, serve(site, path, path.encode()), limits=QUICK)
        for path in ("/one/a.txt", "/two/a.txt")
    )
    assert [re.sub(r"[0-9a-f]{6}", "#", p.name) for p in (one, two)] == ["a-#.txt", "a-#.txt"]
    assert (one.read_bytes(), two.read_bytes(), (library / "a.txt").read_bytes()) == (
        b"/one/a.txt",
        b"/two/a.txt",
        b"the user's",
    )


def test_one_host_gets_one_request_at_a_time_with_a_pause_between(site: Site, library: Path) -> None:
    targets = [make_target(site, f"/{n}.txt", f"e-{n}") for n in range(4)]
    site.answers = {f"/{n}.txt": slow for n in range(4)}
    assert len(fetch(library, targets, limits=replace(QUICK, pause_s=0.15)).files) == 4
    assert site.peak["127.0.0.1"] == 1
    times = [at for _, at in site.times]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.25  # 0.1 s for the answer, 0.15 s of pause


def test_several_hosts_are_requested_at_once(site: Site, library: Path) -> None:
    targets = [
        make_target(site, f"/{n}.txt", f"e-{n}", host)
        for n, host in enumerate(["127.0.0.1", "localhost"] * 3)
    ]
    site.answers = {f"/{n}.txt": slow for n in range(6)}
    assert len(fetch(library, targets, limits=QUICK).files) == 6
    assert (site.peak["127.0.0.1"], site.peak["localhost"], site.peak["all"]) == (1, 1, 2)


def test_no_more_requests_than_the_limit_run_at_once(site: Site, library: Path) -> None:
    targets = [
        make_target(site, f"/{n}.txt", f"e-{n}", host)
        for n, host in enumerate(["127.0.0.1", "localhost"] * 2)
    ]
    site.answers = {f"/{n}.txt": slow for n in range(4)}
    assert len(fetch(library, targets, limits=replace(QUICK, max_concurrent=1)).files) == 4
    assert site.peak["all"] == 1


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"],  # noqa: S104
)
def test_with_public_only_nothing_of_this_network_is_requested(site: Site, library: Path, host: str) -> None:
    serve(site, "/inside.txt", NOTE)
    report = fetch(
        library,
        [FetchTarget("x", site.url("/inside.txt", host), "x")],
        limits=replace(QUICK, public_only=True),
    )
    assert "within this machine's network; download it yourself" in failure_reason(report)
    assert site.paths == [] and files(library) == {}


def busy_until(site: Site, path: str, times: int, **headers: str) -> None:
    def answer(handler: Handler) -> None:
        if site.paths.count(path) <= times:
            handler.send(b"busy", status=429, **headers)
        else:
            handler.send(NOTE)

    site.answers[path] = answer


def test_a_busy_server_is_tried_again_after_the_seconds_it_names(site: Site, library: Path) -> None:
    busy_until(site, "/a.txt", 1, Retry_After="1")
    assert fetch(library, [make_target(site, "/a.txt")], limits=QUICK).files == (library / "lee-2024.txt",)
    (_, first), (_, second) = site.times
    assert 1.0 <= second - first < 2
    assert read_download_log(library)["lee-2024"]["tries"] == 2


def test_a_busy_server_is_tried_again_after_the_date_it_names(site: Site, library: Path) -> None:
    busy_until(site, "/a.txt", 1, Retry_After=email.utils.formatdate(time.time() + 2, usegmt=True))
    assert fetch(library, [make_target(site, "/a.txt")], limits=QUICK).files == (library / "lee-2024.txt",)
    (_, first), (_, second) = site.times
    assert 0.9 <= second - first < 2.5


def test_a_server_that_stays_busy_is_tried_three_times(site: Site, library: Path) -> None:
    busy_until(site, "/a.txt", 99, Retry_After="0")
    assert (
        failure_reason(fetch(library, [make_target(site, "/a.txt")], limits=QUICK))
        == f"{site.url('/a.txt')} is still busy after 3 attempts; fetch it again later."
    )
    assert site.paths == ["/a.txt"] * 3


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "gopher://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_one_sentence(
    library: Path, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    sentence = (
        r"^The proxy in ALL_PROXY, HTTP_PROXY or HTTPS_PROXY cannot be used \(.*\); "
        r"set an http:// proxy\.$"
    )
    with pytest.raises(CorpusError, match=sentence):
        fetch(library, [FetchTarget("a", "http://example.org/a.txt", "a")], limits=QUICK)
