"""Repeated runs: documents that are there, were removed, were interrupted, or are under way elsewhere."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.library.download_log import DownloadLog, DownloadRecord, DownloadState
from corpus.library.fetch import FetchReport, fetch
from corpus.library.fetch_targets import choose_targets
from corpus.library.folder import fetch_url, list_files
from tests.corpus.library.fetch.site import (
    NOTE,
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


def test_a_second_run_requests_only_what_failed(site: Site, library: Path) -> None:
    serve(site, "/good.txt", NOTE)
    serve(site, "/bad.txt", b"", status=404)
    targets = [make_target(site, "/good.txt", "good-1"), make_target(site, "/bad.txt", "bad-1")]
    fetch(library, targets, limits=QUICK)
    site.paths.clear()
    second = fetch(library, targets, limits=QUICK)
    assert site.paths == ["/bad.txt"]
    assert (second.files, second.present, [key for key, _ in second.failed]) == ((), ("good-1",), ["bad-1"])
    assert read_download_log(library)["bad-1"]["tries"] == 2
    serve(site, "/bad.txt", NOTE)
    assert fetch(library, targets, limits=QUICK).files == (library / "bad-1.txt",)
    site.paths.clear()
    assert fetch(library, targets, limits=QUICK) == FetchReport((), ("good-1", "bad-1"), ())
    assert site.paths == []


def test_a_removed_file_is_fetched_again(site: Site, library: Path) -> None:
    serve(site, "/a.txt", NOTE)
    (path,) = fetch(library, [make_target(site, "/a.txt")], limits=QUICK).files
    path.unlink()
    assert fetch(library, [make_target(site, "/a.txt")], limits=QUICK).files == (path,)


def test_a_file_that_the_user_added_under_an_entrys_id_counts_as_present(site: Site, library: Path) -> None:
    (library / "lee-2024.pdf").write_bytes(PDF)
    assert fetch(library, [make_target(site, "/a.txt")], limits=QUICK) == FetchReport((), ("lee-2024",), ())
    assert site.paths == []


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
    assert DownloadLog(library.parent).find_key("a.txt") == url


# A shell without job control starts background jobs with Ctrl-C ignored, and their subprocesses inherit that.
INTERRUPTIBLE_CORPUS = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "runpy.run_module('corpus', run_name='__main__', alter_sys=True)"
)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize("signal_sent", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_an_interrupted_download_is_hidden_and_resumed(
    site: Site, library: Path, signal_sent: signal.Signals
) -> None:
    half, halted = len(PDF) // 2, threading.Event()

    def stall(handler: Handler) -> None:
        if "Range" in handler.headers:
            start = int(handler.headers["Range"][6:-1])
            handler.send(
                PDF[start:], "application/pdf", 206, Content_Range=f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"
            )
            return
        handler.send(PDF[:half], "application/pdf", Content_Length=str(len(PDF)), ETag='"v1"')
        handler.wfile.flush()
        halted.wait(120)

    site.answers["/a.pdf"] = stall
    url = site.url("/a.pdf")
    command = [sys.executable, "-c", INTERRUPTIBLE_CORPUS, "fetch", url, "--data", str(library.parent)]
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
        assert errors.endswith("Stopped; run the command again to resume.\n")
    assert list_files(library) == []
    assert DownloadLog(library.parent).get(url).state is DownloadState.PARTIAL  # type: ignore[union-attr]
    assert fetch(library, choose_targets([url], []), limits=QUICK).files == (library / "a.pdf",)
    assert files(library) == {"a.pdf": PDF}


def test_two_downloads_into_one_library_do_not_mix(site: Site, library: Path) -> None:
    site.answers["/a.txt"] = slow
    messages: list[str] = []

    def fetch_once() -> None:
        try:
            fetch(library, [make_target(site, "/a.txt")], limits=QUICK)
        except CorpusError as error:
            messages.append(str(error))

    threads = [threading.Thread(target=fetch_once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert messages in ([], [f"Another download into {library} is under way; wait until it ends."])
    assert site.paths == ["/a.txt"]


def test_a_folder_of_the_same_name_is_a_failure_in_the_report(site: Site, library: Path) -> None:
    (library / "a.txt").mkdir()
    url = serve(site, "/a.txt", NOTE)
    DownloadLog(library.parent).put(url, DownloadRecord(url, DownloadState.FAILED, file="a.txt"))
    assert (
        failure_reason(fetch(library, choose_targets([url], []), limits=QUICK))
        == f"a.txt cannot be stored in {library} (Is a directory); check space and permissions."
    )
