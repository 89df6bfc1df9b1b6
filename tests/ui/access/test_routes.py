"""Only the routes that the page needs are open, and none of them fetches an address."""

import asyncio
import contextlib
import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.ui.access.serving import CLOSED, LIST_ROUTES, ROOT, Client, Site, find_free_port, name_files
from ui.access.middleware import RequestMiddleware

OPEN_ROUTES = {
    *("GET /", "HEAD /", "GET /config", "GET /favicon.ico", "GET /manifest.json", "GET /theme.css"),
    *("GET /assets/{path:path}", "GET /static/{path:path}", "POST /login", "GET /logout"),
    *("GET /gradio_api/app_id", "GET /gradio_api/heartbeat/{session_hash}", "GET /gradio_api/queue/data"),
    *("GET /gradio_api/startup-events", "GET /gradio_api/upload_progress", "POST /gradio_api/queue/join"),
    *("POST /gradio_api/component_server", "POST /gradio_api/component_server/"),
    *("POST /gradio_api/run/{api_name}", "POST /gradio_api/upload"),
}


def read_status(port: int, method: str, path: str) -> tuple[int, str]:
    """The status, and the text of a refusal: some other responses never end."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read().decode() if response.status == 404 else ""


def test_only_the_routes_that_the_page_needs_are_open(reaching: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIST_ROUTES, str(tmp_path), str(find_free_port())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    routes = set(done.stdout.splitlines())
    assert len(routes) > 60 and routes >= OPEN_ROUTES
    names = {"path": "x.js", "api_name": "predict"}
    opened = set()
    for route in routes:
        method, path = route.split()
        filled = re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: names.get(m[1], "1"), path)
        if route in OPEN_ROUTES or read_status(reaching, method, filled) not in ((404, CLOSED), (404, "")):
            opened.add(route)
    assert opened == OPEN_ROUTES
    for path in ("/static/img/logo.svg", "/gradio_api/app_id", "/gradio_api/heartbeat/s"):
        assert read_status(reaching, "GET", path)[0] == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [
        *("/gradio_api/file={url}", "/gradio_api/file/{url}", "/gradio_api/proxy={url}"),
        *("/gradio_api/file%3D{url}", "/gradio_api/file={quoted}", "/gradio_api%2Ffile={quoted}"),
        *("/gradio_api/file=//{place}/x.png", "/gradio_api/file=HTTP://{place}/x.png"),
        *("/GRADIO_API/FILE={url}", "/%67radio_api/%66ile={url}", "//gradio_api/file={url}"),
        *("/gradio_api//file={url}", "//{place}/x.png", "{url}", "/static/{url}", "/svelte/{url}"),
        *("/assets/../gradio_api/file={url}", "/assets/%2e%2e/gradio_api/file={url}"),
        *("/gradio_api/upload/../file={url}", "/gradio_api/file={url}/upload", "/?deep_link={quoted}"),
    ],
)
def test_no_address_in_a_path_is_fetched(reaching: int, site: Site, method: str, path: str) -> None:
    url = f"http://{site.host}/x.png"
    asked = path.format(url=url, quoted=quote(url, safe=""), place=site.host)
    status, _, headers = Client(reaching).ask(method, asked)
    assert site.asked == []
    assert status == 404 or "deep_link" in path or asked == url
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("root", ["", "/p", "/gradio_api", "/gradio_api/file="])
def test_a_page_served_below_a_path_is_closed_too(root: str) -> None:
    async def status(method: str, path: str) -> int:
        sent: list[MutableMapping[str, Any]] = []

        async def app(_scope: Any, _receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request"}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        scope = {"type": "http", "method": method, "path": path, "root_path": root}
        await RequestMiddleware(app, loopback_only=True)(
            {**scope, "headers": [(b"host", b"localhost")]}, receive, send
        )
        return int(sent[0]["status"])

    url = "http://203.0.113.7/x"
    for path in (f"/gradio_api/file={url}", f"/gradio_api/proxy={url}", f"/{url}", "/gradio_api/info"):
        assert {asyncio.run(status(m, root + path)) for m in ("GET", "HEAD", "POST", "PUT", "get")} == {404}
    for path, get, post in (("/config", 200, 404), ("/gradio_api/upload", 404, 200)):
        assert [asyncio.run(status(m, root + path)) for m in ("GET", "POST")] == [get, post]


def test_no_address_in_a_payload_is_fetched_by_any_function(reaching: int, site: Site) -> None:
    client = Client(reaching)
    config = json.loads(client.ask("GET", "/config")[1])
    desk = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "desk")
    taken = [d for d in config["dependencies"] if d["inputs"]]
    assert len(taken) > 5
    for file in name_files(site.host):
        for depth in (file, [file], {"x": [file]}):
            sent = {"data": depth, "component_id": desk, "fn_name": "show", "session_hash": "p"}
            client.ask("POST", "/gradio_api/component_server", sent)
            for d in taken:
                job = {"data": [depth] * len(d["inputs"]), "fn_index": d["id"], "session_hash": "p"}
                client.ask("POST", "/gradio_api/run/predict", job)
                if d["queue"] is not False:
                    assert client.ask("POST", "/gradio_api/queue/join", job)[0] == 200
                for route in ("call", "call/v2", "api", "run"):
                    named = f"/gradio_api/{route}/{d['api_name']}"
                    assert client.ask("POST", named, job)[:2] == (404, CLOSED)
    until = time.monotonic() + 60
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", reaching, timeout=60)) as stream:
        stream.request("GET", "/gradio_api/queue/data?session_hash=p")
        response = stream.getresponse()
        while (line := response.readline()) and b"close_stream" not in line and time.monotonic() < until:
            pass  # until the queue is empty
    assert b"close_stream" in line and site.asked == []
    shown = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "files")
    look = next(d for d in config["dependencies"] if shown in d["outputs"])
    wanted = {"data": ["", None], "fn_index": look["id"], "session_hash": "q"}
    text = client.ask("POST", "/gradio_api/run/predict", wanted)[1]
    assert "No documents yet." in text and "hostname" not in text and "x.md" not in text


def test_only_downloads_go_through_gradios_queue(plain: int) -> None:
    config = json.loads(Client(plain).ask("GET", "/config")[1])
    names = {c["id"]: c["props"].get("elem_id") for c in config["components"]}
    queued = [
        {names[component] for component, _ in d["targets"]}
        for d in config["dependencies"]
        if d["queue"] is not False
    ]
    assert queued == [{"fetch", "address"}]
