"""A local server for a measurement, started as a subprocess and asked over HTTP."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from tests.browser.chromium import find_chromium

PROJECT = Path(__file__).parents[1]
OFFLINE_ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "GRADIO_ANALYTICS_ENABLED": "False"}
START_TIMEOUT_S = 180
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the server is on this machine


@contextmanager
def running_server(command: Sequence[str], port: int) -> Iterator[None]:
    """Run a server inside the block, which is entered when the port answers."""
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **OFFLINE_ENVIRONMENT},
    )
    try:
        _wait_for_port(port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def require_chromium() -> str:
    """Return the path of a Chromium.

    Raises:
        UserError: there is none.
    """
    if (path := find_chromium()) is None:
        raise UserError("There is no Chromium; 'python tests/browser/chromium.py' fetches one.")
    return path


def find_free_port() -> int:
    """Return a port of this machine on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch_json(url: str, body: Any = None) -> Any:
    """Return the decoded reply to a GET, or to a POST if there is a body."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 - local
    with _OPENER.open(request, timeout=600) as reply:
        return json.load(reply)


def component_ids(config: Mapping[str, Any]) -> dict[str, int]:
    """Return Gradio's number of each named component, from the app's `/config`."""
    return {c["props"]["elem_id"]: c["id"] for c in config["components"] if c["props"].get("elem_id")}


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            _OPENER.open(f"http://127.0.0.1:{port}", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
