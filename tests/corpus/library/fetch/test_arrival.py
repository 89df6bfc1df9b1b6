"""What a real server on this machine sends arrives whole, under a fitting name, politely asked for."""

import email.utils
import itertools
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.ingest.load import load_documents
from corpus.library.download import USER_AGENT
from corpus.library.fetch import Fetched, Wanted, fetch
from corpus.library.folder import fetch_url
from tests.corpus.library.fetch.site import (
    NOTE,
    PAGE,
    PDF,
    QUICK,
    Handler,
    Site,
    files,
    ledger_of,
    reason,
    serve,
    slow,
    wanted,
)


def test_a_pdf_and_a_page_arrive_whole_under_the_names_of_their_entries(site: Site, library: Path) -> None:
    serve(site, "/report", PDF, "application/pdf")
    serve(site, "/page.aspx", PAGE, "text/html; charset=utf-8")
    fetched = fetch(
        library, [wanted(site, "/report", "lee-2024"), wanted(site, "/page.aspx", "ng-nd")], limits=QUICK
    )
    assert fetched == Fetched((library / "lee-2024.pdf", library / "ng-nd.html"), (), ())
    assert files(library) == {"lee-2024.pdf": PDF, "ng-nd.html": PAGE}
    assert [(d.id, d.title, d.text) for d in load_documents([library / "ng-nd.html"]).documents] == [
        ("ng-nd.html", "Ports", "Serbia sold a steel mill to Hebei.")
    ]


def test_an_honest_name_is_given_to_the_server(site: Site, library: Path) -> None:
    serve(site, "/a.txt", NOTE)
    fetch(library, [wanted(site, "/a.txt")], limits=QUICK)
    assert site.headers[0]["User-Agent"] == USER_AGENT == "Parallax/0.1 (reading-list download)"


@pytest.mark.parametrize(
    ("path", "kind", "body", "name"),
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
def test_an_address_gives_the_name_and_the_bytes_the_suffix(
    site: Site, library: Path, path: str, kind: str, body: bytes, name: str
) -> None:
    assert fetch_url(library, serve(site, path, body, kind), limits=QUICK) == library / name
    assert files(library) == {name: body}


def test_a_redirect_is_followed_to_another_host(site: Site, library: Path) -> None:
    serve(site, "/old", b"", status=302, Location=site.url("/new.txt", "localhost"))
    serve(site, "/new.txt", NOTE)
    assert fetch(library, [wanted(site, "/old")], limits=QUICK).files == (library / "lee-2024.txt",)
    assert site.asked == ["/old", "/new.txt"]
    assert ledger_of(library)["lee-2024"]["tries"] == 1


def test_a_charset_that_only_the_header_names_is_kept(site: Site, library: Path) -> None:
    text = "Čačak i Niš su gradovi u Srbiji, a Đorđe živi u Šapcu."
    serve(
        site,
        "/a",
        f"<html><body><p>{text}</p></body></html>".encode("windows-1250"),
        "text/html; charset=windows-1250",
    )
    fetch(library, [wanted(site, "/a")], limits=QUICK)
    assert [d.text for d in load_documents([library]).documents] == [text]


def test_two_addresses_of_one_name_and_a_file_of_the_users_stand_side_by_side(
    site: Site, library: Path
) -> None:
    (library / "a.txt").write_bytes(b"mine")
    one, two = (
        fetch_url(library, serve(site, path, path.encode()), limits=QUICK)
        for path in ("/one/a.txt", "/two/a.txt")
    )
    assert [re.sub(r"[0-9a-f]{6}", "#", p.name) for p in (one, two)] == ["a-#.txt", "a-#.txt"]
    assert (one.read_bytes(), two.read_bytes(), (library / "a.txt").read_bytes()) == (
        b"/one/a.txt",
        b"/two/a.txt",
        b"mine",
    )


def test_one_host_is_never_asked_twice_at_once_and_rests_between(site: Site, library: Path) -> None:
    todo = [wanted(site, f"/{n}.txt", f"e-{n}") for n in range(4)]
    site.answers = {f"/{n}.txt": slow for n in range(4)}
    assert len(fetch(library, todo, limits=replace(QUICK, pause_s=0.15)).files) == 4
    assert site.most["127.0.0.1"] == 1
    times = [at for _, at in site.times]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.25  # 0.1 s of answering, 0.15 s of rest


def test_several_hosts_are_asked_at_once(site: Site, library: Path) -> None:
    todo = [
        wanted(site, f"/{n}.txt", f"e-{n}", host) for n, host in enumerate(["127.0.0.1", "localhost"] * 3)
    ]
    site.answers = {f"/{n}.txt": slow for n in range(6)}
    assert len(fetch(library, todo, limits=QUICK).files) == 6
    assert (site.most["127.0.0.1"], site.most["localhost"], site.most["all"]) == (1, 1, 2)


def test_not_more_than_the_limit_are_asked_at_once(site: Site, library: Path) -> None:
    todo = [
        wanted(site, f"/{n}.txt", f"e-{n}", host) for n, host in enumerate(["127.0.0.1", "localhost"] * 2)
    ]
    site.answers = {f"/{n}.txt": slow for n in range(4)}
    assert len(fetch(library, todo, limits=replace(QUICK, at_once=1)).files) == 4
    assert site.most["all"] == 1


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"],  # noqa: S104
)
def test_where_others_use_the_page_nothing_of_this_network_is_asked_for(
    site: Site, library: Path, host: str
) -> None:
    serve(site, "/inside.txt", NOTE)
    fetched = fetch(
        library, [Wanted("x", site.url("/inside.txt", host), "x")], limits=replace(QUICK, public_only=True)
    )
    assert "within this machine's network; download it yourself" in reason(fetched)
    assert site.asked == [] and files(library) == {}


def busy_until(site: Site, path: str, times: int, **headers: str) -> None:
    def answer(handler: Handler) -> None:
        if site.asked.count(path) <= times:
            handler.send(b"busy", status=429, **headers)
        else:
            handler.send(NOTE)

    site.answers[path] = answer


def test_a_busy_server_is_asked_again_after_the_seconds_it_names(site: Site, library: Path) -> None:
    busy_until(site, "/a.txt", 1, Retry_After="1")
    assert fetch(library, [wanted(site, "/a.txt")], limits=QUICK).files == (library / "lee-2024.txt",)
    (_, first), (_, second) = site.times
    assert 1.0 <= second - first < 2
    assert ledger_of(library)["lee-2024"]["tries"] == 2


def test_a_busy_server_is_asked_again_after_the_date_it_names(site: Site, library: Path) -> None:
    busy_until(site, "/a.txt", 1, Retry_After=email.utils.formatdate(time.time() + 2, usegmt=True))
    assert fetch(library, [wanted(site, "/a.txt")], limits=QUICK).files == (library / "lee-2024.txt",)
    (_, first), (_, second) = site.times
    assert 0.9 <= second - first < 2.5


def test_a_server_that_stays_busy_is_asked_three_times(site: Site, library: Path) -> None:
    busy_until(site, "/a.txt", 99, Retry_After="0")
    assert (
        reason(fetch(library, [wanted(site, "/a.txt")], limits=QUICK))
        == f"{site.url('/a.txt')} is still busy after 3 tries; fetch it again later."
    )
    assert site.asked == ["/a.txt"] * 3


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "gopher://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_one_sentence(
    library: Path, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(
        CorpusError,
        match=r"^The proxy that ALL_PROXY, HTTP_PROXY or HTTPS_PROXY names cannot be used \(.*\); name an http:// one\.$",
    ):
        fetch(library, [Wanted("a", "http://example.org/a.txt", "a")], limits=QUICK)
