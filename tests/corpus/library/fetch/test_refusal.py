"""A download that is refused gives the reason in one sentence and leaves no file."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.library.fetch import FetchReport, fetch
from tests.corpus.library.fetch.site import (
    NOTE,
    PAGE,
    QUICK,
    Handler,
    Site,
    failure_reason,
    files,
    make_target,
    read_download_log,
    serve,
)

IMPATIENT = replace(QUICK, total_timeout_s=0.6)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SAVE_IT = "save it in a browser and add the file"
TOO_LARGE = "is larger than 0.05 MB; download it yourself and add the part you need."
UNREADABLE = "which cannot be read; give the address of the document itself."

REFUSALS: dict[str, tuple[Callable[[Handler], None], str]] = {
    "404": (
        lambda h: h.send(b"no", status=404),
        "cannot be fetched (404 Not Found); check the address.",
    ),
    "403": (
        lambda h: h.send(b"no", status=403),
        "cannot be fetched (403 Forbidden); check the address.",
    ),
    "502": (
        lambda h: h.send(b"", status=502),
        "cannot be fetched (502 Bad Gateway); fetch it again later.",
    ),
    "image": (
        lambda h: h.send(b"\x89PNG", "image/png"),
        f"has the content type image/png, {UNREADABLE}",
    ),
    "zip": (
        lambda h: h.send(b"PK", "application/zip"),
        f"has the content type application/zip, {UNREADABLE}",
    ),
    "empty": (
        lambda h: h.send(b"", "text/html"),
        "sent an empty body; check the address.",
    ),
    "204": (
        lambda h: h.send(b"", status=204),
        "cannot be fetched (204 No Content); check the address.",
    ),
    "not a PDF": (
        lambda h: h.send(PAGE, "application/pdf"),
        f"promises a PDF but sends something else (application/pdf; a login or consent page?); {SAVE_IT}.",
    ),
    "not a Word file": (
        lambda h: h.send(PAGE, WORD),
        f"promises a Word file but sends something else ({WORD}; a login or consent page?); {SAVE_IT}.",
    ),
    "untyped": (
        lambda h: h.send(b"\x00\x01", "application/octet-stream"),
        f"does not declare its file type; {SAVE_IT} under a name with its suffix.",
    ),
    "redirect to a file": (
        lambda h: h.send(b"", status=301, Location="file:///etc/passwd"),
        "redirects to 'file:///etc/passwd', which is not a web address; check the address.",
    ),
    "malformed redirect": (
        lambda h: h.send(b"", status=301, Location="http://[::1/"),
        "cannot be fetched (Invalid URL in location header: Invalid port: ':1'); "
        "check the address and your connection.",
    ),
    "redirect loop": (
        lambda h: h.send(b"", status=302, Location=h.path),
        "redirects more than 5 times; check the address.",
    ),
    "busy": (
        lambda h: h.send(b"busy", status=429),
        "is busy (429 Too Many Requests); fetch it again later.",
    ),
    "busy for an hour": (
        lambda h: h.send(b"busy", status=503, Retry_After="3600"),
        "is busy (503 Service Unavailable) and asks to wait 3600 s; fetch it again later.",
    ),
    "too large as announced": (lambda h: h.send(NOTE, Content_Length="60000"), TOO_LARGE),
    "too large as received": (lambda h: h.send(b"x" * 60_000, Content_Length=""), TOO_LARGE),
}


@pytest.mark.parametrize(("answer", "message"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_one_sentence_and_leaves_no_file(
    site: Site, library: Path, answer: Callable[[Handler], None], message: str
) -> None:
    site.answers["/a"] = answer
    sentence = f"{site.url('/a')} {message}"
    report = fetch(library, [make_target(site, "/a")], limits=QUICK)
    assert report == FetchReport(files=(), present=(), failed=(("lee-2024", sentence),))
    assert files(library) == {}
    record = read_download_log(library)["lee-2024"]
    assert (record["state"], record["file"], record["reason"], record["tries"]) == (
        "failed",
        None,
        sentence,
        1,
    )
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", str(record["date"]))


def test_a_page_where_the_address_promises_a_pdf_is_refused(site: Site, library: Path) -> None:
    serve(site, "/report.pdf", PAGE, "text/html")
    assert "promises a PDF but sends something else (text/html; a login or consent page?)" in failure_reason(
        fetch(library, [make_target(site, "/report.pdf")], limits=QUICK)
    )


def test_a_body_longer_than_announced_is_cut_at_the_announced_length(site: Site, library: Path) -> None:
    serve(site, "/a.txt", NOTE * 10_000, Content_Length="26")
    fetch(library, [make_target(site, "/a.txt")], limits=QUICK)
    assert files(library) == {"lee-2024.txt": NOTE}


def test_a_slow_body_ends_at_the_time_limit(site: Site, library: Path) -> None:
    def drip(handler: Handler) -> None:
        handler.send(b"", Content_Length="1000")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    site.answers["/a.txt"] = drip
    start = time.monotonic()
    message = failure_reason(fetch(library, [make_target(site, "/a.txt")], limits=IMPATIENT))
    assert time.monotonic() - start < 2
    assert message.startswith(f"{site.url('/a.txt')} cannot be fetched (it took longer than 0.6 s); check")
    assert files(library) == {}


def test_slow_headers_end_at_the_time_limit_too(site: Site, library: Path) -> None:
    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for _ in range(100):
            handler.wfile.write(b"X: y\r\n")
            time.sleep(0.05)

    site.answers["/a.txt"] = drip
    assert "it took longer than 0.6 s" in failure_reason(
        fetch(library, [make_target(site, "/a.txt")], limits=IMPATIENT)
    )


def test_a_silent_server_is_given_up(site: Site, library: Path) -> None:
    site.answers["/a.txt"] = lambda handler: time.sleep(0.5)
    assert "(no data for 0.1 s)" in failure_reason(
        fetch(library, [make_target(site, "/a.txt")], limits=replace(QUICK, read_timeout_s=0.1))
    )
