"""Uploads: bounded together, complete or not kept, and never served."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.access.serving import CLOSED, END, Client, Site, begin_file, name_files, serve_page, upload


@pytest.fixture
def uploads(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of a page, and the folder where it stores uploads."""
    folder = tmp_path / "uploads"
    before = f"import os; os.environ['GRADIO_TEMP_DIR'] = {str(folder)!r}"
    for port in serve_page(tmp_path / "data", before=before):
        yield port, folder


def count_files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_uploads_are_bounded_together_and_a_refused_one_leaves_no_file(uploads: tuple[int, Path]) -> None:
    port, folder = uploads
    client, piece = Client(port), bytes(1_000_000)

    def files(count: int, megabytes: int) -> Iterator[bytes]:
        for n in range(count):
            yield b"\r\n" * (n > 0) + begin_file(f"{n}.txt")
            yield from [piece] * megabytes
        yield END

    assert upload(client, files(1, 60))[0] == 413  # Gradio's bound for one file
    too_large = "The request has more than 200 MB, the maximum allowed size."
    assert upload(client, files(5, 41)) == (413, too_large)
    assert count_files(folder) == 0
    status, text = upload(client, files(2, 41))
    assert status == 200 and [Path(p).name for p in json.loads(text)] == ["0.txt", "1.txt"]
    assert count_files(folder) == 2


def test_an_interrupted_upload_leaves_no_file(uploads: tuple[int, Path]) -> None:
    port, folder = uploads
    header = b"POST /gradio_api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n"
    kind = b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(header + kind + begin_file("x.txt") + bytes(4_000_000))
        until = time.monotonic() + 30
        while count_files(folder) == 0 and time.monotonic() < until:
            time.sleep(0.05)
        assert count_files(folder) == 1
    while count_files(folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert count_files(folder) == 0


def test_an_uploaded_file_is_not_served(plain: int) -> None:
    client = Client(plain)
    for name in ("x.html", "x.svg", "x.png", "x.pdf", "x.txt"):
        status, text = upload(client, [begin_file(name), b"<script>1</script>", END])
        assert status == 200
        (stored,) = json.loads(text)
        assert Path(stored).read_text() == "<script>1</script>"
        for before in ("/gradio_api/file=", "/gradio_api/file/", "", "/static/", "/assets/.."):
            assert client.ask("GET", before + stored)[:2] == (404, CLOSED)


def test_an_address_in_place_of_an_upload_is_refused(plain: int, site: Site) -> None:
    client = Client(plain)
    config = json.loads(client.ask("GET", "/config")[1])
    button = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "upload")
    taking = next(d["id"] for d in config["dependencies"] if [button, "upload"] in map(list, d["targets"]))
    sent = {"data": [name_files(site.host)[:1]], "fn_index": taking, "session_hash": "u"}
    status, text, _ = client.ask("POST", "/gradio_api/run/predict", sent)
    assert status == 500 and "is not a file; add it by its address" in text and site.asked == []
