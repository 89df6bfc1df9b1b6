"""What is not taken: why, in a sentence, and nothing of it stays."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.library.fetch import Fetched, fetch
from tests.corpus.library.fetch.site import (
    NOTE,
    PAGE,
    QUICK,
    Handler,
    Site,
    files,
    ledger_of,
    reason,
    serve,
    wanted,
)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda h: h.send(b"no", status=404), "{url} cannot be fetched (404 Not Found); check the address."),
        (lambda h: h.send(b"no", status=403), "{url} cannot be fetched (403 Forbidden); check the address."),
        (
            lambda h: h.send(b"", status=502),
            "{url} cannot be fetched (502 Bad Gateway); fetch it again later.",
        ),
        (
            lambda h: h.send(b"\x89PNG", "image/png"),
            "{url} is of the type image/png, which no reader takes; name the document itself.",
        ),
        (
            lambda h: h.send(b"PK", "application/zip"),
            "{url} is of the type application/zip, which no reader takes; name the document itself.",
        ),
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
        (
            lambda h: h.send(b"", status=302, Location=h.path),
            "{url} redirects more than 5 times; check the address.",
        ),
        (
            lambda h: h.send(b"busy", status=429),
            "{url} is busy (429 Too Many Requests); fetch it again later.",
        ),
        (
            lambda h: h.send(b"busy", status=503, Retry_After="3600"),
            "{url} is busy (503 Service Unavailable) and asks to wait 3600 s; fetch it again later.",
        ),
        (
            lambda h: h.send(NOTE, Content_Length="60000"),
            "{url} is larger than 0.05 MB; download it yourself and add the part you need.",
        ),
        (
            lambda h: h.send(b"x" * 60_000, Content_Length=""),
            "{url} is larger than 0.05 MB; download it yourself and add the part you need.",
        ),
    ],
    ids="404 403 502 image zip empty 204 no-pdf no-word untyped file: broken-redirect loop 429 retry-later announced-huge streamed-huge".split(),
)
def test_what_is_refused_is_told_in_a_sentence_and_leaves_nothing(
    site: Site, library: Path, answer: Callable[[Handler], None], told: str
) -> None:
    site.answers["/a"] = answer
    sentence = told.format(url=site.url("/a"))
    assert fetch(library, [wanted(site, "/a")], limits=QUICK) == Fetched((), (), (("lee-2024", sentence),))
    assert files(library) == {}
    record = ledger_of(library)["lee-2024"]
    assert (record["state"], record["file"], record["reason"], record["tries"]) == (
        "failed",
        None,
        sentence,
        1,
    )
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", str(record["date"]))


def test_a_page_where_the_address_promises_a_pdf_is_refused(site: Site, library: Path) -> None:
    serve(site, "/report.pdf", PAGE, "text/html")
    assert "promises a PDF and sent none (text/html; a login or consent page?)" in reason(
        fetch(library, [wanted(site, "/report.pdf")], limits=QUICK)
    )


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
    assert (
        told
        == f"{site.url('/a.txt')} cannot be fetched (it took longer than 0.6 s); check the address and your connection."
    )
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
    assert "(nothing came for 0.1 s)" in reason(
        fetch(library, [wanted(site, "/a.txt")], limits=replace(QUICK, read_s=0.1))
    )
