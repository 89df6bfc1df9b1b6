"""The user's folder of documents, and the commands on it."""

import http.server
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from corpus.__main__ import main
from corpus.errors import CorpusError
from corpus.ingest.load import load_documents
from corpus.library.download import DownloadLimits
from corpus.library.folder import (
    Room,
    add_file,
    fetch_url,
    list_files,
    make_library_folder,
    remove_file,
    safe_name,
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return make_library_folder(tmp_path / "data")


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.md"
    path.write_text("Serbia bought drones.")
    return path


def names(library: Path) -> list[str]:
    return [p.relative_to(library).as_posix() for p in list_files(library)]


def test_a_file_is_added_listed_and_removed(library: Path, note: Path) -> None:
    assert add_file(library, note) == library / "note.md"
    assert add_file(library, note, "other.txt") == library / "other.txt"
    assert names(library) == ["note.md", "other.txt"]
    assert (library / "other.txt").read_text() == "Serbia bought drones."
    remove_file(library, "note.md")
    assert names(library) == ["other.txt"]


def test_adding_again_replaces(library: Path, note: Path) -> None:
    add_file(library, note)
    note.write_text("Montenegro borrowed money.")
    add_file(library, note)
    assert names(library) == ["note.md"]
    assert (library / "note.md").read_text() == "Montenegro borrowed money."


def test_a_file_of_the_library_may_be_added_to_it(library: Path, note: Path) -> None:
    add_file(library, note)
    add_file(library, library / "note.md")
    assert (library / "note.md").read_text() == "Serbia bought drones."


def test_nothing_but_the_copy_is_left_in_the_library(library: Path, note: Path) -> None:
    add_file(library, note)
    (library / "taken.md").mkdir()
    with pytest.raises(
        CorpusError,
        match=r"taken\.md cannot be copied to .*library \(Is a directory\); check space and permissions\.",
    ):
        add_file(library, note, "taken.md")
    assert sorted(p.name for p in library.rglob("*")) == ["note.md", "taken.md"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x.md", "x.md"),
        ("C:\\x.md", "x.md"),
        ("..\\..\\x.md", "x.md"),
        ("/etc/x.md", "x.md"),
        (".x.md", "x.md"),
        ("a:b|c?.md", "a-b-c-.md"),
        ("a\nb.md", "a-b.md"),
        ("Отчёт 2024.PDF", "Отчёт 2024.PDF"),
        ("a\0b.md", "a-b.md"),
        ("\\\\server\\share\\x.md", "x.md"),
        ("C:x.md", "C-x.md"),
        ("x.md:hidden.md", "x.md-hidden.md"),
        ("con.md", "_con.md"),
        ("NUL .tar.md", "_NUL .tar.md"),
        ("Lpt1.md", "_Lpt1.md"),
        ("COM².md", "_COM².md"),
        ("console.md", "console.md"),
        ("x.md. . ", "x.md"),
        ("report\u202edm.pdf", "reportdm.pdf"),
        ("\u200ba\u2066b\ufeff.md", "ab.md"),
        ("a\x7f\x85b.md", "a--b.md"),
        ("a\u2028b.md", "a-b.md"),
        ("tag\U000e0041\U000e0042.md", "tag.md"),
        ("lone\ud800.md", "lone.md"),
        ("Vuc\u030cic\u0301.md", "Vučić.md"),
        ("%2e%2e%2fx.md", "%2e%2e%2fx.md"),
    ],
)
def test_a_name_cannot_leave_the_folder(library: Path, note: Path, name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert add_file(library, note, name) == library / safe
    assert names(library) == [safe]


@pytest.mark.parametrize(
    "name",
    ["国" * 120 + ".md", "." * 200 + "x" * 10 + ".md", "a" * 40 + ". " * 100 + "x.md", "x" * 300 + ".md"],
)
def test_a_long_name_is_cut_to_one_that_can_be_stored_and_seen(library: Path, note: Path, name: str) -> None:
    path = add_file(library, note, name)
    assert len(path.name.encode()) <= 200
    assert list_files(library) == [path]
    assert [d.text for d in load_documents([library]).documents] == ["Serbia bought drones."]


@pytest.mark.parametrize(
    ("name", "shown"), [("x.odt", "x.odt"), ("x", "x"), ("../x.md/", "../x.md/"), ("x.md.exe", "x.md.exe")]
)
def test_a_kind_that_no_reader_takes_is_refused(library: Path, note: Path, name: str, shown: str) -> None:
    with pytest.raises(
        CorpusError,
        match=rf"^'{shown}' is of a kind that no reader takes; use one of \.md, .*\.docx, .*\.jsonl\.$",
    ):
        add_file(library, note, name)
    assert names(library) == []


@pytest.mark.parametrize(
    ("room", "told"),
    [
        (Room(files=2), "The library holds 2 files, as many as it may; remove some before new.md is added."),
        (Room(total_bytes=5_000_041), "The library holds 5 of 5 MB; remove files before new.md is added."),
        (Room(file_bytes=20), "new.md has 0 MB, more than the 0 MB that are read; split it."),
    ],
    ids="files total one".split(),
)
def test_a_library_has_bounds_and_the_same_file_again_is_within_them(
    library: Path, note: Path, room: Room, told: str
) -> None:
    (library / "a.txt").write_bytes(b"x" * 5_000_000)
    add_file(library, note, "b.md")
    with pytest.raises(CorpusError) as refused:
        add_file(library, note, "new.md", room=room)
    assert str(refused.value) == told and names(library) == ["a.txt", "b.md"]
    add_file(library, note, "b.md", room=replace(room, file_bytes=21))


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_a_link_that_leads_out_of_the_folder_is_listed_and_not_read(
    library: Path, note: Path, tmp_path: Path
) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key.txt").write_text("The key is 12345.")
    (library / "link.txt").symlink_to(tmp_path / "private" / "key.txt")
    (library / "folder").symlink_to(tmp_path / "private")
    add_file(library, note)
    (library / "same.md").symlink_to(library / "note.md")
    loaded = load_documents([library])
    assert [d.id for d in loaded.documents] == ["note.md", "same.md"]
    assert [(s.file, s.reason.partition(",")[0]) for s in loaded.skipped] == [
        ("link.txt", "link.txt is a link to a file outside its folder")
    ]
    remove_file(library, "link.txt")
    assert (tmp_path / "private" / "key.txt").exists() and not (library / "link.txt").is_symlink()


def test_a_file_that_is_not_there_is_refused(library: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"There is no file .*absent\.md; name one that exists\."):
        add_file(library, tmp_path / "absent.md")


def test_removing_what_is_not_there_tells_what_is(library: Path, note: Path) -> None:
    with pytest.raises(CorpusError, match=r"There is no 'x\.md' in the library; it holds nothing\."):
        remove_file(library, "x.md")
    add_file(library, note)
    add_file(library, note, "other.md")
    for name in ("x.md", "../library/note.md", str(library / "note.md")):
        with pytest.raises(CorpusError, match=r"in the library; it holds note\.md, other\.md\."):
            remove_file(library, name)
    assert names(library) == ["note.md", "other.md"]


def test_a_library_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(
        CorpusError,
        match=r"The library .*library cannot be made \(Not a directory\); choose another folder with --data\.",
    ):
        make_library_folder(tmp_path / "data")


class Pages(http.server.BaseHTTPRequestHandler):
    """Path → (content type, body); a path that is absent gives 404, /cut breaks off."""

    pages: ClassVar[dict[str, tuple[str, bytes]]] = {
        "/brief.md": ("text/plain; charset=utf-8", b"# Ports\n\nSerbia."),
        "/reports/latest": ("application/pdf", b"%PDF-1.7"),
        "/a%20note": ("text/plain", b"Text."),
        "/page": ("text/html; charset=utf-8", b"<html><p>Serbia."),
        "/with%20space.md": ("text/plain", b"Text."),
        "/picture": ("image/png", b"PNG"),
        "/": ("text/html", b"<html>"),
    }

    def do_GET(self) -> None:
        if self.path == "/cut":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.path not in self.pages:
            self.send_error(404)
            return
        kind, body = self.pages[self.path]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/brief.md", "brief.md"),
        ("/reports/latest", "latest.pdf"),
        ("/a%20note", "a note.txt"),
        ("/page", "page.html"),
        ("/", "127.0.0.1.html"),
    ],
    ids=["by suffix", "by type", "unquoted", "a page", "by host"],
)
def test_a_document_is_fetched_whole(library: Path, site: str, path: str, name: str) -> None:
    assert fetch_url(library, site + path) == library / name
    assert (library / name).read_bytes() == Pages.pages[path][1]
    assert names(library) == [name]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/absent.md", r"^http://.*/absent\.md cannot be fetched \(404 Not Found\); check the address\.$"),
        (
            "/cut",
            r"/cut cannot be fetched \(Server disconnected without sending a response\); check the address and your connection\.$",
        ),
        (
            "/picture",
            r"/picture is of the type image/png, which no reader takes; name the document itself\.$",
        ),
    ],
)
def test_what_cannot_be_fetched_is_one_sentence(library: Path, site: str, path: str, reason: str) -> None:
    with pytest.raises(CorpusError, match=reason):
        fetch_url(library, site + path)
    assert list(library.iterdir()) == []


def test_an_address_as_people_type_it_is_fetched(library: Path, site: str) -> None:
    assert fetch_url(library, f"{site}/with space.md") == library / "with space.md"


def test_a_site_that_does_not_answer_is_one_sentence(library: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(
        CorpusError, match=r"cannot be fetched \(.*refused.*\); check the address and your connection\."
    ):
        fetch_url(library, f"http://127.0.0.1:{port}/a.md")


def test_a_document_beyond_the_limit_is_refused(library: Path, site: str) -> None:
    with pytest.raises(
        CorpusError,
        match=r"/brief\.md is larger than 5e-06 MB; download it yourself and add the part you need\.$",
    ):
        fetch_url(library, f"{site}/brief.md", limits=DownloadLimits(max_bytes=5))
    assert list(library.iterdir()) == []


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
def test_an_address_that_is_no_web_address_is_refused(library: Path, url: str) -> None:
    with pytest.raises(CorpusError, match=r"is no web address; give one that begins with https://\."):
        fetch_url(library, url)


def test_a_broken_address_is_one_sentence(library: Path) -> None:
    with pytest.raises(
        CorpusError,
        match=r"^'http://\[::1/a\.md' is no web address \(.*\); give one that begins with https://\.$",
    ):
        fetch_url(library, "http://[::1/a.md")


def test_the_commands_add_list_and_remove(
    tmp_path: Path, note: Path, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert main(["add", str(note), f"{site}/brief.md", "--data", str(data)]) == 0
    output = capsys.readouterr()
    assert output.out.splitlines() == [str(data / "library" / "note.md"), str(data / "library" / "brief.md")]
    assert output.err == "Run 'python -m index build' to ask about them.\n"
    assert main(["list", "--data", str(data)]) == 0
    assert capsys.readouterr().out == (
        "        16  brief.md: not read yet: run 'python -m index build'\n        21  note.md: not read yet: run 'python -m index build'\n"
    )
    assert main(["remove", "note.md", "--data", str(data)]) == 0
    assert capsys.readouterr().out == "Removed note.md.\n"
    assert names(data / "library") == ["brief.md"]


def test_a_bad_item_does_not_keep_the_good_ones_out(
    tmp_path: Path, note: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert main(["add", "absent.md", str(note), "--data", str(data)]) == 2
    output = capsys.readouterr()
    assert (
        output.err
        == "There is no file absent.md; name one that exists.\nRun 'python -m index build' to ask about them.\n"
    )
    assert names(data / "library") == ["note.md"]
    assert main(["remove", "absent.md", "--data", str(data)]) == 2
    assert capsys.readouterr().err == "There is no 'absent.md' in the library; it holds note.md.\n"
