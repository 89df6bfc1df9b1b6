"""A page in a subprocess, and a client of it: what the tests over HTTP share."""

import http.client
import http.server
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode


class Client:
    """A browser's part of HTTP: headers as given, cookies kept."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, dict[str, str]()

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, str, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        kind = "application/json" if isinstance(body, dict) else "application/x-www-form-urlencoded"
        content = json.dumps(body) if isinstance(body, dict) else body
        connection.request(method, path, content, {**({"Content-Type": kind} if body else {}), **given})
        response = connection.getresponse()
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        return response.status, text, {name.lower(): value for name, value in response.getheaders()}

    def log_in(self, name: str, password: str) -> int:
        return self.ask("POST", "/login", urlencode({"username": name, "password": password}))[0]


ROOT = Path(__file__).parents[3]
PASSWORD = "correct horse"  # noqa: S105
CLOSED = "There is nothing here; Parallax is one page, at the address without a path."
END = b"\r\n--b--\r\n"  # of an upload
# In a subprocess, because Gradio leaves event loops and sockets open; the embedder needs no model.
SERVE = """
import sys
{before}
from pathlib import Path
import app
from tests.conftest import WordEmbedder
from ui.access.accounts import Accounts
from ui.server.index_service import IndexService
data, port, accounts = sys.argv[1:]
service = IndexService(Path(data), WordEmbedder)
page = app.open_page(service, "127.0.0.1", int(port), Accounts(Path(accounts)) if accounts else None)
print("served", flush=True)
page.block_thread()
"""


# Every address counts as public, so that Gradio would fetch from a test what it would fetch elsewhere.
ALL_PUBLIC = "import safehttpx; safehttpx.is_public_ip = lambda address: True"
LIST_ROUTES = """
import os, sys
from pathlib import Path
import app
from tests.conftest import WordEmbedder
from ui.server.index_service import IndexService
service = IndexService(Path(sys.argv[1]), WordEmbedder, start=False)
top = app.open_page(service, "127.0.0.1", int(sys.argv[2]), None).app.routes
for route in [*top, *(r for t in top if hasattr(t, "original_router") for r in t.original_router.routes)]:
    for method in getattr(route, "methods", None) or ():
        print(method, route.path, flush=True)
os._exit(0)  # Gradio's threads would keep the process alive
"""


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def serve_page(data: Path, accounts: str = "", before: str = "") -> Iterator[int]:
    """The port of a page in a subprocess, which runs the code `before` first."""
    port = find_free_port()
    command = [sys.executable, "-c", SERVE.format(before=before), str(data), str(port), accounts]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout and process.stdout.readline() == "served\n"
        yield port
    finally:
        process.kill()
        process.communicate()


class Site:
    """A foreign site: every page is a script, and the requested paths are recorded."""

    def __init__(self, pages: dict[str, str] | None = None) -> None:
        site, self.asked, self.pages = self, list[str](), pages or {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                content = site.pages.get(self.path, "<script>document.title = 'owned'</script>")
                self.wfile.write(content.encode() if self.command == "GET" else b"")

            do_HEAD = do_GET

            def log_message(self, *_: Any) -> None:
                """Print nothing: the paths are recorded."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def call_function(client: Client, name: str, data: Any, **headers: str) -> dict[str, Any]:
    """The reply of a server function of the Ask tab."""
    config = json.loads(client.ask("GET", "/config")[1])
    desk = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "desk")
    sent = {"data": data, "component_id": desk, "fn_name": name, "session_hash": "s"}
    status, text, _ = client.ask("POST", "/gradio_api/component_server", sent, **headers)
    assert status == 200, text
    reply: dict[str, Any] = json.loads(text)
    return reply


def begin_file(name: str) -> bytes:
    """The header of a file in an upload."""
    about = f'Content-Disposition: form-data; name="files"; filename="{name}"'
    return f"--b\r\n{about}\r\nContent-Type: text/plain\r\n\r\n".encode()


def upload(client: Client, pieces: Iterable[bytes], **headers: str) -> tuple[int, str]:
    """Status and text of an upload, which is sent in pieces and without its length."""
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    return client.ask("POST", "/gradio_api/upload", iter(pieces), **kind, **headers)[:2]


def name_files(host: str) -> list[dict[str, Any]]:
    """Values that a request may send instead of an upload, so that an address is fetched or a file read."""
    meta, url = {"_type": "gradio.FileData"}, f"http://{host}/x.md"
    return [
        {"path": url, "meta": meta},
        {"path": url, "url": url, "is_stream": True, "meta": meta},
        {"path": "/etc/hostname", "url": url, "meta": meta},
        {"path": f"/gradio_api/file={url}", "url": f"/gradio_api/proxy={url}", "meta": meta},
    ]
