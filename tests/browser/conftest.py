"""A real server and a real Chromium: the application as a user meets it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import find_chromium

_ROOT = Path(__file__).parents[2]
_SERVED_WITHIN_S = 60
_OFFLINE = {**os.environ, "HF_HUB_OFFLINE": "1"}
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Server:
    url: str
    data: Path


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the index of the starter corpus; only for copying."""
    data = tmp_path_factory.mktemp("starter")
    subprocess.run(
        [sys.executable, "-m", "index", "build", "--data", str(data)],
        cwd=_ROOT,
        env=_OFFLINE,
        capture_output=True,
        check=True,
    )
    return data


@pytest.fixture(scope="module")
def server(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`app.py` on a new data folder with an index."""
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(starter, data)
    yield from serve(data)


def serve(data: Path) -> Iterator[Server]:
    """`app.py` on a data folder, until it is no longer needed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = data / "server.log"
    with log.open("w") as stream:
        command = [sys.executable, "app.py", "--port", str(port), "--data", str(data)]
        process = subprocess.Popen(command, cwd=_ROOT, stdout=stream, stderr=subprocess.STDOUT, env=_OFFLINE)
    try:
        _wait_for(f"http://127.0.0.1:{port}", process, log)
        yield Server(f"http://127.0.0.1:{port}", data)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _SERVED_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
            return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"app.py does not serve: {log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.fail("There is no Chromium; 'python tests/browser/chromium.py' fetches one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(server: Server, browser: Browser) -> Iterator[Page]:
    """The page, opened on a desktop screen."""
    yield from open_page(server.url, browser, 1400, 900)


@pytest.fixture
def phone(server: Server, browser: Browser) -> Iterator[Page]:
    """The page, opened on a phone."""
    yield from open_page(server.url, browser, 390, 844, has_touch=True)


def open_page(url: str, browser: Browser, width: int, height: int, **context: Any) -> Iterator[Page]:
    """The page in a new browser profile.

    Errors in the console fail the test, and so do requests to any other host.
    """
    opened = browser.new_context(viewport={"width": width, "height": height}, **context)
    page = opened.new_page()
    errors: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(url)
    expect(page.locator("textarea").first).to_be_visible()
    yield page
    before_closing = list(errors)  # closing aborts the requests that are open
    opened.close()
    assert not before_closing, "the page had errors"
    assert len(asked) > 5
    assert {urlsplit(url).hostname for url in asked if urlsplit(url).scheme not in ("data", "blob")} == {
        "127.0.0.1"
    }
