"""Downloads after downloads: what is there, was removed, stopped, or is under way elsewhere."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.library.download_log import Download, Ledger, State
from corpus.library.fetch import Fetched, choose, fetch
from corpus.library.folder import fetch_url, list_files
from tests.corpus.library.fetch.site import (
    NOTE,
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
def test_what_is_stopped_half_way_is_hidden_and_gone_on_with(
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
    assert (
        reason(fetch(library, choose([url], []), limits=QUICK))
        == f"a.txt cannot be stored in {library} (Is a directory); check space and permissions."
    )


def test_a_damaged_ledger_is_one_sentence(library: Path) -> None:
    (library.parent / "fetched.json").write_text("{broken")
    with pytest.raises(
        CorpusError, match=r"fetched\.json is damaged \(.*\); remove it, the files of the library stay\.$"
    ):
        fetch(library, [], limits=QUICK)
