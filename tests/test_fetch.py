"""Downloads against a real server on this machine, which also misbehaves: what arrives, what is refused and why, what is gone on with."""

import contextlib
import email.utils
import http.server
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.download import USER_AGENT, Limits
from corpus.errors import CorpusError
from corpus.fetch import Fetched, Wanted, choose, fetch
from corpus.ledger import Download, Ledger, State
from corpus.library import fetch_url, library_folder, list_files
from corpus.load import load_documents
from corpus.reading_list import Entry, read_reading_list

PDF = b"%PDF-1.7\n" + b"Serbia bought six drones.\n" * 400 + b"%%EOF\n"
PAGE = b"<html><head><title>Ports</title></head><body><article><p>Serbia sold a steel mill to Hebei.</p></article></body></html>"
NOTE = b"Montenegro borrowed money."
QUICK = Limits(max_bytes=50_000, connect_s=2, read_s=2, total_s=0.6, pause_s=0)


@dataclass
class Site:
    """What the server was asked, and how to answer: path → function of the handler."""

    port: int = 0
    answers: dict[str, Callable[["Handler"], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[tuple[str, float]] = field(default_factory=list)
    now: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        site, host = self.site, self.headers["Host"].split(":")[0]
        with site.lock:
            site.asked.append(self.path)
            site.headers.append(dict(self.headers))
            site.times.append((host, time.monotonic()))
            site.now[host] += 1
            site.now["all"] += 1
            site.most = site.most | site.now
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                site.answers[self.path](self)
        finally:
            with site.lock:
                site.now[host] -= 1
                site.now["all"] -= 1

    def send(self, body: bytes, kind: str = "text/plain", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        headers = {"Content_Type": kind, "Content_Length": str(len(body)), **headers}
        for name, value in headers.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    site = Site()
    handler = type("SiteHandler", (Handler,), {"site": site})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


@pytest.fixture
def site(server: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")
    server.answers, server.asked, server.headers, server.times = {}, [], [], []
    server.now, server.most = Counter(), Counter()
    return server


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return library_folder(tmp_path / "data")


def serve(site: Site, path: str, body: bytes, kind: str = "text/plain", status: int = 200, **headers: str) -> str:
    site.answers[path] = lambda handler: handler.send(body, kind, status, **headers)
    return site.url(path)


def wanted(site: Site, path: str, key: str = "lee-2024", host: str = "127.0.0.1") -> Wanted:
    return Wanted(key, site.url(path, host), key)


def reason(fetched: Fetched) -> str:
    ((_, told),) = fetched.failed
    return told


def files(library: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in library.iterdir()}


def ledger_of(library: Path) -> dict[str, dict[str, object]]:
    return dict(json.loads((library.parent / "fetched.json").read_text(encoding="utf-8")))


# What arrives


def test_a_pdf_and_a_page_arrive_whole_under_the_names_of_their_entries(site: Site, library: Path) -> None:
    serve(site, "/report", PDF, "application/pdf")
    serve(site, "/page.aspx", PAGE, "text/html; charset=utf-8")
    fetched = fetch(library, [wanted(site, "/report", "lee-2024"), wanted(site, "/page.aspx", "ng-nd")], limits=QUICK)
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
def test_an_address_gives_the_name_and_the_bytes_the_suffix(site: Site, library: Path, path: str, kind: str, body: bytes, name: str) -> None:
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
    serve(site, "/a", f"<html><body><p>{text}</p></body></html>".encode("windows-1250"), "text/html; charset=windows-1250")
    fetch(library, [wanted(site, "/a")], limits=QUICK)
    assert [d.text for d in load_documents([library]).documents] == [text]


def test_two_addresses_of_one_name_and_a_file_of_the_users_stand_side_by_side(site: Site, library: Path) -> None:
    (library / "a.txt").write_bytes(b"mine")
    one, two = (fetch_url(library, serve(site, path, path.encode()), limits=QUICK) for path in ("/one/a.txt", "/two/a.txt"))
    assert [re.sub(r"[0-9a-f]{6}", "#", p.name) for p in (one, two)] == ["a-#.txt", "a-#.txt"]
    assert (one.read_bytes(), two.read_bytes(), (library / "a.txt").read_bytes()) == (b"/one/a.txt", b"/two/a.txt", b"mine")


# What is refused, and what the ledger says of it


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda h: h.send(b"no", status=404), "{url} cannot be fetched (404 Not Found); check the address."),
        (lambda h: h.send(b"no", status=403), "{url} cannot be fetched (403 Forbidden); check the address."),
        (lambda h: h.send(b"", status=502), "{url} cannot be fetched (502 Bad Gateway); fetch it again later."),
        (lambda h: h.send(b"\x89PNG", "image/png"), "{url} is of the type image/png, which no reader takes; name the document itself."),
        (lambda h: h.send(b"PK", "application/zip"), "{url} is of the type application/zip, which no reader takes; name the document itself."),
        (lambda h: h.send(b"", "text/html"), "{url} sent an empty body; check the address."),
        (lambda h: h.send(b"", status=204), "{url} cannot be fetched (204 No Content); check the address."),
        (
            lambda h: h.send(PAGE, "application/pdf"),
            "{url} promises a PDF and sent none (application/pdf; a login or consent page?); save it in a browser and add the file.",
        ),
        (
            lambda h: h.send(PAGE, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            "{url} promises a Word file and sent none (application/vnd.openxmlformats-officedocument.wordprocessingml.document; a login or consent page?); "
            "save it in a browser and add the file.",
        ),
        (
            lambda h: h.send(b"\x00\x01", "application/octet-stream"),
            "{url} does not say of what type it is; save it in a browser and add the file under a name with its suffix.",
        ),
        (
            lambda h: h.send(b"", status=301, Location="file:///etc/passwd"),
            "{url} redirects to 'file:///etc/passwd', which is no web address; check the address.",
        ),
        (
            lambda h: h.send(b"", status=301, Location="http://[::1/"),
            "{url} cannot be fetched (Invalid URL in location header: Invalid port: ':1'); check the address and your connection.",
        ),
        (lambda h: h.send(b"", status=302, Location=h.path), "{url} redirects more than 5 times; check the address."),
        (lambda h: h.send(b"busy", status=429), "{url} is busy (429 Too Many Requests); fetch it again later."),
        (lambda h: h.send(b"busy", status=503, Retry_After="3600"), "{url} is busy (503 Service Unavailable) and asks to wait 3600 s; fetch it again later."),
        (lambda h: h.send(NOTE, Content_Length="60000"), "{url} is larger than 0.05 MB; download it yourself and add the part you need."),
        (
            lambda h: h.send(b"x" * 60_000, Content_Length=""),
            "{url} is larger than 0.05 MB; download it yourself and add the part you need.",
        ),
    ],
    ids="404 403 502 image zip empty 204 no-pdf no-word untyped file: broken-redirect loop 429 retry-later announced-huge streamed-huge".split(),
)
def test_what_is_refused_is_told_in_a_sentence_and_leaves_nothing(site: Site, library: Path, answer: Callable[[Handler], None], told: str) -> None:
    site.answers["/a"] = answer
    sentence = told.format(url=site.url("/a"))
    assert fetch(library, [wanted(site, "/a")], limits=QUICK) == Fetched((), (), (("lee-2024", sentence),))
    assert files(library) == {}
    record = ledger_of(library)["lee-2024"]
    assert (record["state"], record["file"], record["reason"], record["tries"]) == ("failed", None, sentence, 1)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", str(record["date"]))


def test_a_page_where_the_address_promises_a_pdf_is_refused(site: Site, library: Path) -> None:
    serve(site, "/report.pdf", PAGE, "text/html")
    assert "promises a PDF and sent none (text/html; a login or consent page?)" in reason(fetch(library, [wanted(site, "/report.pdf")], limits=QUICK))


def test_a_body_longer_than_announced_is_taken_as_far_as_announced(site: Site, library: Path) -> None:
    serve(site, "/a.txt", NOTE * 10_000, Content_Length="26")
    fetch(library, [wanted(site, "/a.txt")], limits=QUICK)
    assert files(library) == {"lee-2024.txt": NOTE}


def test_a_server_that_drips_is_left_after_the_time_limit(site: Site, library: Path) -> None:
    def drip(handler: Handler) -> None:
        handler.send(b"", Content_Length="1000")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    site.answers["/a.txt"] = drip
    begin = time.monotonic()
    told = reason(fetch(library, [wanted(site, "/a.txt")], limits=QUICK))
    assert time.monotonic() - begin < 2
    assert told == f"{site.url('/a.txt')} cannot be fetched (it took longer than 0.6 s); check the address and your connection."
    assert files(library) == {}


def test_headers_that_drip_are_left_too(site: Site, library: Path) -> None:
    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for _ in range(100):
            handler.wfile.write(b"X: y\r\n")
            time.sleep(0.05)

    site.answers["/a.txt"] = drip
    assert "it took longer than 0.6 s" in reason(fetch(library, [wanted(site, "/a.txt")], limits=QUICK))


def test_a_server_that_falls_silent_is_left(site: Site, library: Path) -> None:
    site.answers["/a.txt"] = lambda handler: time.sleep(0.5)
    assert "(nothing came for 0.1 s)" in reason(fetch(library, [wanted(site, "/a.txt")], limits=replace(QUICK, read_s=0.1)))


# Busy servers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"])  # noqa: S104
def test_where_others_use_the_page_nothing_of_this_network_is_asked_for(site: Site, library: Path, host: str) -> None:
    serve(site, "/inside.txt", NOTE)
    fetched = fetch(library, [Wanted("x", site.url("/inside.txt", host), "x")], limits=replace(QUICK, public_only=True))
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
    assert reason(fetch(library, [wanted(site, "/a.txt")], limits=QUICK)) == f"{site.url('/a.txt')} is still busy after 3 tries; fetch it again later."
    assert site.asked == ["/a.txt"] * 3


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "gopher://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_one_sentence(library: Path, proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(CorpusError, match=r"^The proxy that ALL_PROXY, HTTP_PROXY or HTTPS_PROXY names cannot be used \(.*\); name an http:// one\.$"):
        fetch(library, [Wanted("a", "http://example.org/a.txt", "a")], limits=QUICK)


# Politeness


def slow(handler: Handler) -> None:
    time.sleep(0.1)
    handler.send(handler.path.encode())


def test_one_host_is_never_asked_twice_at_once_and_rests_between(site: Site, library: Path) -> None:
    todo = [wanted(site, f"/{n}.txt", f"e-{n}") for n in range(4)]
    site.answers = {f"/{n}.txt": slow for n in range(4)}
    assert len(fetch(library, todo, limits=replace(QUICK, pause_s=0.15)).files) == 4
    assert site.most["127.0.0.1"] == 1
    times = [at for _, at in site.times]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.25  # 0.1 s of answering, 0.15 s of rest


def test_several_hosts_are_asked_at_once(site: Site, library: Path) -> None:
    todo = [wanted(site, f"/{n}.txt", f"e-{n}", host) for n, host in enumerate(["127.0.0.1", "localhost"] * 3)]
    site.answers = {f"/{n}.txt": slow for n in range(6)}
    assert len(fetch(library, todo, limits=QUICK).files) == 6
    assert (site.most["127.0.0.1"], site.most["localhost"], site.most["all"]) == (1, 1, 2)


def test_not_more_than_the_limit_are_asked_at_once(site: Site, library: Path) -> None:
    todo = [wanted(site, f"/{n}.txt", f"e-{n}", host) for n, host in enumerate(["127.0.0.1", "localhost"] * 2)]
    site.answers = {f"/{n}.txt": slow for n in range(4)}
    assert len(fetch(library, todo, limits=replace(QUICK, at_once=1)).files) == 4
    assert site.most["all"] == 1


# Going on where it broke off


def half_then_ranges(site: Site, path: str, body: bytes, *, ranges: bool = True, etag: str = '"v1"') -> None:
    """The first answer breaks off half-way; later ones honour Range if told to."""

    def answer(handler: Handler) -> None:
        if site.asked.count(path) == 1:
            handler.send(body[: len(body) // 2], "application/pdf", Content_Length=str(len(body)), ETag=etag)
            return
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        if ranges and asked and handler.headers.get("If-Range") == '"v1"':
            start = int(asked.group(1))
            handler.send(body[start:], "application/pdf", 206, Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}", ETag='"v1"')
        else:
            handler.send(body, "application/pdf", ETag=etag)

    site.answers[path] = answer


def test_what_broke_off_is_gone_on_with(site: Site, library: Path) -> None:
    half_then_ranges(site, "/a", PDF)
    half = len(PDF) // 2
    told = reason(fetch(library, [wanted(site, "/a")], limits=QUICK))
    assert re.fullmatch(rf"{re.escape(site.url('/a'))} broke off after {half:,d} bytes \(.*\); fetch it again to go on from there\.", told)
    assert list_files(library) == []
    assert [body for body in files(library).values()] == [PDF[:half]]
    assert load_documents([library]).documents == ()
    assert fetch(library, [wanted(site, "/a")], limits=QUICK).files == (library / "lee-2024.pdf",)
    assert (site.headers[1]["Range"], site.headers[1]["If-Range"]) == (f"bytes={half}-", '"v1"')
    assert files(library) == {"lee-2024.pdf": PDF}
    record = ledger_of(library)["lee-2024"]
    assert (record["state"], record["file"], record["reason"], record["tries"], record["validator"]) == ("fetched", "lee-2024.pdf", None, 2, None)


@pytest.mark.parametrize(
    ("ranges", "etag", "asks"),
    [(False, '"v1"', True), (True, 'W/"v1"', False), (True, "", False)],
    ids=["a server without ranges", "a weak mark", "no mark"],
)
def test_what_cannot_be_gone_on_with_is_begun_again(site: Site, library: Path, ranges: bool, etag: str, asks: bool) -> None:
    half_then_ranges(site, "/a", PDF, ranges=ranges, etag=etag)
    assert len(fetch(library, [wanted(site, "/a")], limits=QUICK).failed) == 1
    assert len(files(library)) == asks
    assert len(fetch(library, [wanted(site, "/a")], limits=QUICK).files) == 1
    assert ("Range" in site.headers[1]) == asks
    assert files(library) == {"lee-2024.pdf": PDF}


def test_a_document_that_changed_meanwhile_is_begun_again(site: Site, library: Path) -> None:
    half_then_ranges(site, "/a", PDF)
    fetch(library, [wanted(site, "/a")], limits=QUICK)
    changed = b"%PDF-1.7 another"
    serve(site, "/a", changed, "application/pdf", ETag='"v2"')
    fetch(library, [wanted(site, "/a")], limits=QUICK)
    assert files(library) == {"lee-2024.pdf": changed}


@pytest.mark.parametrize("content_range", ["bytes 3-9/10", ""], ids=["another range", "no range"])
def test_a_range_that_was_not_asked_for_is_not_pasted_in(site: Site, library: Path, content_range: str) -> None:
    half_then_ranges(site, "/a", PDF)
    fetch(library, [wanted(site, "/a")], limits=QUICK)

    def answer(handler: Handler) -> None:
        if "Range" in handler.headers:
            handler.send(b"wrong piece", "application/pdf", 206, Content_Range=content_range)
        else:
            handler.send(PDF, "application/pdf")

    site.answers["/a"] = answer
    fetch(library, [wanted(site, "/a")], limits=QUICK)
    assert files(library) == {"lee-2024.pdf": PDF}


def test_a_part_that_is_beyond_the_servers_end_is_begun_again(site: Site, library: Path) -> None:
    half_then_ranges(site, "/a", PDF)
    fetch(library, [wanted(site, "/a")], limits=QUICK)
    site.answers["/a"] = lambda h: h.send(b"", status=416) if "Range" in h.headers else h.send(PDF, "application/pdf")
    fetch(library, [wanted(site, "/a")], limits=QUICK)
    assert files(library) == {"lee-2024.pdf": PDF}


def test_the_limit_holds_for_the_parts_together(site: Site, library: Path) -> None:
    half_then_ranges(site, "/a", PDF)
    fetch(library, [wanted(site, "/a")], limits=QUICK)
    told = reason(fetch(library, [wanted(site, "/a")], limits=replace(QUICK, max_bytes=len(PDF) - 1)))
    assert "is larger than" in told
    assert files(library) == {}


# Runs after runs


def test_a_second_run_asks_only_for_what_failed(site: Site, library: Path) -> None:
    serve(site, "/good.txt", NOTE)
    serve(site, "/bad.txt", b"", status=404)
    todo = [wanted(site, "/good.txt", "good-1"), wanted(site, "/bad.txt", "bad-1")]
    fetch(library, todo, limits=QUICK)
    site.asked.clear()
    again = fetch(library, todo, limits=QUICK)
    assert site.asked == ["/bad.txt"]
    assert (again.files, again.there, [key for key, _ in again.failed]) == ((), ("good-1",), ["bad-1"])
    assert ledger_of(library)["bad-1"]["tries"] == 2
    serve(site, "/bad.txt", NOTE)
    assert fetch(library, todo, limits=QUICK).files == (library / "bad-1.txt",)
    site.asked.clear()
    assert fetch(library, todo, limits=QUICK) == Fetched((), ("good-1", "bad-1"), ())
    assert site.asked == []


def test_what_was_removed_is_fetched_again(site: Site, library: Path) -> None:
    serve(site, "/a.txt", NOTE)
    (path,) = fetch(library, [wanted(site, "/a.txt")], limits=QUICK).files
    path.unlink()
    assert fetch(library, [wanted(site, "/a.txt")], limits=QUICK).files == (path,)


def test_a_file_that_the_user_added_under_an_entrys_id_counts_as_there(site: Site, library: Path) -> None:
    (library / "lee-2024.pdf").write_bytes(PDF)
    assert fetch(library, [wanted(site, "/a.txt")], limits=QUICK) == Fetched((), ("lee-2024",), ())
    assert site.asked == []


def test_an_address_added_again_replaces_its_file_and_a_failure_keeps_it(site: Site, library: Path) -> None:
    url = serve(site, "/a.txt", b"old")
    fetch_url(library, url, limits=QUICK)
    serve(site, "/a.txt", b"new")
    assert fetch_url(library, url, limits=QUICK) == library / "a.txt"
    assert files(library) == {"a.txt": b"new"}
    serve(site, "/a.txt", b"", status=404)
    with pytest.raises(CorpusError, match="404 Not Found"):
        fetch_url(library, url, limits=QUICK)
    assert files(library) == {"a.txt": b"new"}
    assert Ledger(library.parent).owner("a.txt") == url


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize("signal_sent", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_what_is_stopped_half_way_is_hidden_and_gone_on_with(site: Site, library: Path, signal_sent: signal.Signals) -> None:
    half, halted = len(PDF) // 2, threading.Event()

    def stall(handler: Handler) -> None:
        if "Range" in handler.headers:
            start = int(handler.headers["Range"][6:-1])
            handler.send(PDF[start:], "application/pdf", 206, Content_Range=f"bytes {start}-{len(PDF) - 1}/{len(PDF)}")
            return
        handler.send(PDF[:half], "application/pdf", Content_Length=str(len(PDF)), ETag='"v1"')
        handler.wfile.flush()
        halted.wait(120)

    site.answers["/a.pdf"] = stall
    url = site.url("/a.pdf")
    command = [sys.executable, "-m", "corpus", "fetch", url, "--data", str(library.parent)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 60
        while not (library.parent / "fetched.json").exists() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(signal_sent)
        _, errors = process.communicate(timeout=60)
    finally:
        halted.set()
        process.kill()
        process.communicate()
    if signal_sent is signal.SIGINT:
        assert process.returncode == 1
        assert errors.endswith("Stopped; run the command again to go on.\n")
    assert list_files(library) == []
    assert Ledger(library.parent).get(url).state is State.PARTIAL  # type: ignore[union-attr]
    assert fetch(library, choose([url], []), limits=QUICK).files == (library / "a.pdf",)
    assert files(library) == {"a.pdf": PDF}


def test_two_downloads_into_one_library_do_not_mix(site: Site, library: Path) -> None:
    site.answers["/a.txt"] = slow
    told: list[str] = []

    def other() -> None:
        try:
            fetch(library, [wanted(site, "/a.txt")], limits=QUICK)
        except CorpusError as error:
            told.append(str(error))

    threads = [threading.Thread(target=other) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told in ([], [f"Another download into {library} is under way; wait for it to end."])
    assert site.asked == ["/a.txt"]


def test_a_name_that_a_folder_holds_is_a_failure_told(site: Site, library: Path) -> None:
    (library / "a.txt").mkdir()
    url = serve(site, "/a.txt", NOTE)
    Ledger(library.parent).put(url, Download(url, State.FAILED, file="a.txt"))
    assert reason(fetch(library, choose([url], []), limits=QUICK)) == f"a.txt cannot be stored in {library} (Is a directory); check space and permissions."


def test_a_damaged_ledger_is_one_sentence(library: Path) -> None:
    (library.parent / "fetched.json").write_text("{broken")
    with pytest.raises(CorpusError, match=r"fetched\.json is damaged \(.*\); remove it, the files of the library stay\.$"):
        fetch(library, [], limits=QUICK)


# What is chosen, and the command


ENTRIES = (
    Entry("lee-2024", "Ports", author="Lee, Ann", year=2024, url="https://example.org/ports"),
    Entry("lee-2025", "Rails", author="Lee, Ann", year=2025, doi="10.1/x"),
    Entry("ng-nd", "Roads", publisher="Road Desk"),
)


def test_without_names_every_entry_with_an_address_is_wanted() -> None:
    assert choose([], ENTRIES) == [Wanted("lee-2024", "https://example.org/ports", "lee-2024")]


def test_ids_and_addresses_may_be_named_together_and_twice() -> None:
    assert choose(["https://example.org/x/b%20c.pdf", "lee-2024", "lee-2024"], ENTRIES) == [
        Wanted("https://example.org/x/b%20c.pdf", "https://example.org/x/b%20c.pdf", "b c"),
        Wanted("lee-2024", "https://example.org/ports", "lee-2024"),
    ]


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("lee-2023", "There is no entry 'lee-2023' in the reading list; the nearest are lee-2025, lee-2024; 'python -m corpus fetch --list' shows all."),
        ("zzz", "There is no entry 'zzz' in the reading list; 'python -m corpus fetch --list' shows all."),
        ("lee-2025", "lee-2025 has no address in the reading list; get it from https://doi.org/10.1/x, save it as lee-2025.pdf and add that file."),
        ("ng-nd", "ng-nd has no address in the reading list; get it from where you find it, save it as ng-nd.pdf and add that file."),
        ("file:///etc/passwd", "'file:///etc/passwd' is no web address; give one that begins with https://."),
        ("http://", "'http://' is no web address; give one that begins with https://."),
    ],
)
def test_what_cannot_be_chosen_is_a_users_error(item: str, told: str) -> None:
    with pytest.raises(CorpusError, match=f"^{re.escape(told)}$"):
        choose([item], ENTRIES)


def test_the_command_fetches_tells_and_lists(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    listed = (replace(ENTRIES[0], url=serve(site, "/ports", PAGE, "text/html")), replace(ENTRIES[1], url=serve(site, "/rails", b"", status=404)), ENTRIES[2])
    monkeypatch.setattr("corpus.__main__.read_reading_list", lambda: listed)
    assert main(["fetch", "--list", "--data", str(data)]) == 0
    assert site.asked == []
    assert capsys.readouterr().out.splitlines() == [
        "lee-2024                       not fetched  Lee, Ann (2024). Ports",
        "lee-2025                       not fetched  Lee, Ann (2025). Rails",
        "ng-nd                          no address   Road Desk (n.d.). Roads",
    ]
    told = f"{site.url('/rails')} cannot be fetched (404 Not Found); check the address."
    assert main(["fetch", "--data", str(data)]) == 1
    output = capsys.readouterr()
    assert output.out == f"1 fetched, 0 already there, 1 failed\n  lee-2025: {told}\n"
    assert "Fetching: 100%" in output.err
    assert output.err.endswith("Run 'python -m index build' to ask about them.\n")
    assert main(["fetch", "lee-2024", "--data", str(data)]) == 0
    assert capsys.readouterr() == ("0 fetched, 1 already there, 0 failed\n", "")
    assert main(["fetch", "lee-2026", "--data", str(data)]) == 2
    assert capsys.readouterr().err.startswith("There is no entry 'lee-2026' in the reading list; the nearest are lee-202")
    assert main(["fetch", "--list", "--data", str(data)]) == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "lee-2024                       there        Lee, Ann (2024). Ports",
        "lee-2025                       failed       Lee, Ann (2025). Rails",
        f"    {told}",
    ]


# The reading list that comes with the program


def test_the_reading_list_is_bibliographic_data_with_unique_ids() -> None:
    entries = read_reading_list()
    assert len(entries) == 59
    assert [e.id for e in entries] == sorted({e.id for e in entries})
    assert sum(e.url is not None for e in entries) == 37
    assert all(e.url is None or re.fullmatch(r"https?://\S+", e.url) for e in entries)
    assert all(e.doi is None or re.fullmatch(r"10\.\d{4,}/\S+", e.doi) for e in entries)
    assert all(set(e.aspects) <= {"security", "economic", "political", "social"} and e.aspects and e.regions for e in entries)
    assert all(e.date is None or e.date.startswith(str(e.year)) for e in entries)


def test_an_entry_is_read_with_all_it_says() -> None:
    (entry,) = (e for e in read_reading_list() if e.id == "avdaliani-2025")
    assert entry == Entry(
        id="avdaliani-2025",
        title="How Central Asia Is Embracing Chinese Arms Sales",
        author="Avdaliani, Emil",
        year=2025,
        date="2025-04-30",
        publisher="South China Morning Post",
        url="https://www.scmp.com/opinion/asia-opinion/article/3308328/how-central-asia-embracing-chinese-arms-sales",
        regions=("Central Asia",),
        aspects=("security",),
    )


def test_an_id_that_is_no_file_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the id 'Lee 2024' is not small letters, digits and hyphens"):
        Entry("Lee 2024", "Ports")
