"""An interrupted download is resumed where server and document allow it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.ingest.load import load_documents
from corpus.library.fetch import fetch
from corpus.library.folder import list_files
from tests.corpus.library.fetch.site import (
    PDF,
    QUICK,
    Handler,
    Site,
    failure_reason,
    files,
    make_target,
    read_download_log,
    serve,
)


def half_then_ranges(site: Site, path: str, body: bytes, *, ranges: bool = True, etag: str = '"v1"') -> None:
    """The first answer ends half-way; later ones honour Range if `ranges`."""

    def answer(handler: Handler) -> None:
        if site.paths.count(path) == 1:
            handler.send(body[: len(body) // 2], "application/pdf", Content_Length=str(len(body)), ETag=etag)
            return
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        if ranges and asked and handler.headers.get("If-Range") == '"v1"':
            start = int(asked.group(1))
            handler.send(
                body[start:],
                "application/pdf",
                206,
                Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}",
                ETag='"v1"',
            )
        else:
            handler.send(body, "application/pdf", ETag=etag)

    site.answers[path] = answer


def test_a_broken_download_is_resumed(site: Site, library: Path) -> None:
    half_then_ranges(site, "/a", PDF)
    half = len(PDF) // 2
    message = failure_reason(fetch(library, [make_target(site, "/a")], limits=QUICK))
    assert re.fullmatch(
        rf"{re.escape(site.url('/a'))} was interrupted after {half:,d} bytes \(.*\); "
        r"fetch it again to resume\.",
        message,
    )
    assert list_files(library) == []
    assert [body for body in files(library).values()] == [PDF[:half]]
    assert load_documents([library]).documents == ()
    assert fetch(library, [make_target(site, "/a")], limits=QUICK).files == (library / "lee-2024.pdf",)
    assert (site.headers[1]["Range"], site.headers[1]["If-Range"]) == (f"bytes={half}-", '"v1"')
    assert files(library) == {"lee-2024.pdf": PDF}
    record = read_download_log(library)["lee-2024"]
    assert (record["state"], record["file"], record["reason"], record["tries"], record["validator"]) == (
        "fetched",
        "lee-2024.pdf",
        None,
        2,
        None,
    )


@pytest.mark.parametrize(
    ("ranges", "etag", "asks"),
    [(False, '"v1"', True), (True, 'W/"v1"', False), (True, "", False)],
    ids=["a server without ranges", "a weak ETag", "no ETag"],
)
def test_a_download_that_cannot_be_resumed_starts_again(
    site: Site, library: Path, ranges: bool, etag: str, asks: bool
) -> None:
    half_then_ranges(site, "/a", PDF, ranges=ranges, etag=etag)
    assert len(fetch(library, [make_target(site, "/a")], limits=QUICK).failed) == 1
    assert len(files(library)) == asks
    assert len(fetch(library, [make_target(site, "/a")], limits=QUICK).files) == 1
    assert ("Range" in site.headers[1]) == asks
    assert files(library) == {"lee-2024.pdf": PDF}


def test_a_document_that_changed_meanwhile_starts_again(site: Site, library: Path) -> None:
    half_then_ranges(site, "/a", PDF)
    fetch(library, [make_target(site, "/a")], limits=QUICK)
    changed = b"%PDF-1.7 another"
    serve(site, "/a", changed, "application/pdf", ETag='"v2"')
    fetch(library, [make_target(site, "/a")], limits=QUICK)
    assert files(library) == {"lee-2024.pdf": changed}


@pytest.mark.parametrize("content_range", ["bytes 3-9/10", ""], ids=["another range", "no range"])
def test_a_range_that_was_not_requested_is_not_appended(
    site: Site, library: Path, content_range: str
) -> None:
    half_then_ranges(site, "/a", PDF)
    fetch(library, [make_target(site, "/a")], limits=QUICK)

    def answer(handler: Handler) -> None:
        if "Range" in handler.headers:
            handler.send(b"wrong piece", "application/pdf", 206, Content_Range=content_range)
        else:
            handler.send(PDF, "application/pdf")

    site.answers["/a"] = answer
    fetch(library, [make_target(site, "/a")], limits=QUICK)
    assert files(library) == {"lee-2024.pdf": PDF}


def test_a_part_longer_than_the_document_starts_again(site: Site, library: Path) -> None:
    half_then_ranges(site, "/a", PDF)
    fetch(library, [make_target(site, "/a")], limits=QUICK)
    site.answers["/a"] = lambda h: (
        h.send(b"", status=416) if "Range" in h.headers else h.send(PDF, "application/pdf")
    )
    fetch(library, [make_target(site, "/a")], limits=QUICK)
    assert files(library) == {"lee-2024.pdf": PDF}


def test_the_size_limit_counts_the_resumed_bytes(site: Site, library: Path) -> None:
    half_then_ranges(site, "/a", PDF)
    fetch(library, [make_target(site, "/a")], limits=QUICK)
    message = failure_reason(
        fetch(library, [make_target(site, "/a")], limits=replace(QUICK, max_bytes=len(PDF) - 1))
    )
    assert "is larger than" in message
    assert files(library) == {}
