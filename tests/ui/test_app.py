"""Who may use the page: logins over real HTTP, how often what may be done, and the answers that a page of another site does not get."""

import asyncio
import contextlib
import http.client
import http.server
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
from starlette.exceptions import HTTPException

from ui.access.accounts import add_account
from ui.access.middleware import RequestMiddleware, refuse

_ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse"  # noqa: S105


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
        answer = connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}

    def log_in(self, name: str, password: str) -> int:
        return self.ask("POST", "/login", urlencode({"username": name, "password": password}))[0]


# In a process of its own, because Gradio leaves event loops and sockets open; with an embedder that needs no model.
_SERVE = """
import sys
{before}
from pathlib import Path
import app
from tests.conftest import WordEmbedder
from ui.access.accounts import Accounts
from ui.server.index_service import IndexService
data, port, accounts = sys.argv[1:]
page = app.open_page(IndexService(Path(data), WordEmbedder), "127.0.0.1", int(port), Accounts(Path(accounts)) if accounts else None)
print("served", flush=True)
page.block_thread()
"""


# All addresses count as public, this machine's too: what Gradio would fetch elsewhere it fetches from a test.
REACHING = "import safehttpx; safehttpx.is_public_ip = lambda address: True"
_LIST_ROUTES = """
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
os._exit(0)  # Gradio's threads would go on
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def served(data: Path, accounts: str = "", before: str = "") -> Iterator[int]:
    """The port of a page in a process of its own, which first does what is named."""
    port = free_port()
    command = [sys.executable, "-c", _SERVE.format(before=before), str(data), str(port), accounts]
    process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout and process.stdout.readline() == "served\n"
        yield port
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the accounts ann, bo and cy."""
    file = tmp_path_factory.mktemp("accounts") / "accounts"
    for name in ("ann", "bo", "cy"):
        add_account(file, name, PASSWORD)
    return file


@pytest.fixture(scope="module")
def private(accounts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a page with accounts; wrong passwords of all tests count together, 20 for their one address."""
    yield from served(tmp_path_factory.mktemp("private"), str(accounts))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a page without accounts."""
    yield from served(tmp_path_factory.mktemp("plain"), "")


@pytest.fixture(scope="module")
def reaching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a page without accounts whose server takes this machine for a public address."""
    yield from served(tmp_path_factory.mktemp("reaching"), before=REACHING)


class Site:
    """A site whose every page is a script, and what it was asked for."""

    def __init__(self, pages: dict[str, str] | None = None) -> None:
        site, self.asked, self.pages = self, list[str](), pages or {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                said = site.pages.get(self.path, "<script>document.title = 'owned'</script>")
                self.wfile.write(said.encode() if self.command == "GET" else b"")

            do_HEAD = do_GET

            def log_message(self, *_: Any) -> None:
                """Quiet: what was asked is kept."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    opened = Site()
    yield opened
    opened.close()


# Over HTTP


def test_nothing_is_answered_before_the_login_and_all_after_it(private: int) -> None:
    client = Client(private)
    paths = ["/config", "/gradio_api/queue/data?session_hash=x", "/gradio_api/upload_progress?upload_id=x"]
    assert {client.ask("GET", path)[0] for path in paths} == {401}
    closed = ["/gradio_api/info", "/gradio_api/file=/etc/passwd"]
    assert {client.ask("GET", path)[0] for path in closed} == {404}
    sent = {"data": {"question": "x"}, "component_id": 1, "fn_name": "answer", "session_hash": "x"}
    assert client.ask("POST", "/gradio_api/component_server", sent)[0] == 401
    assert (
        client.ask("POST", "/gradio_api/queue/join", {"data": [], "fn_index": 0, "session_hash": "x"})[0]
        == 401
    )
    assert client.ask("POST", "/gradio_api/upload", "x")[0] == 401
    assert "Find documents" not in client.ask("GET", "/")[1]
    assert client.log_in("ann", "wrong horse") == 400
    assert client.log_in("dee", PASSWORD) == 400
    assert client.log_in("ann", PASSWORD) == 200
    assert client.ask("GET", "/config")[0] == 200
    assert "Find documents" in client.ask("GET", "/")[1]


def test_logins_are_limited_for_known_and_unknown_names_alike(private: int) -> None:
    client = Client(private)
    assert [client.log_in("cy", f"wrong {n}") for n in range(5)] == [400] * 5
    assert [client.log_in("nobody", f"wrong {n}") for n in range(5)] == [400] * 5
    for name in ("cy", "nobody", "CY"):
        status, said, headers = client.ask(
            "POST", "/login", urlencode({"username": name, "password": PASSWORD})
        )
        assert status == 429 and 25 <= int(headers["retry-after"]) <= 30
        assert json.loads(said) == {
            "detail": f"Too many wrong passwords; wait {headers['retry-after']} seconds."
        }
    assert client.ask("GET", "/config")[0] == 401


def test_an_added_user_logs_in_without_a_restart(private: int, accounts: Path) -> None:
    add_account(accounts, "eve", "another one")
    assert Client(private).log_in("eve", "another one") == 200


def test_a_page_of_another_site_cannot_use_a_login(private: int) -> None:
    client = Client(private)
    client.log_in("ann", PASSWORD)
    host = "parallax.example.org"
    assert (
        client.ask("GET", "/config", Host=host, Origin=f"https://{host}")[0] == 200
    )  # as a proxy passes it on
    for foreign in ("https://evil.example", "null", f"https://{host}.evil.example", f"https://{host}:444"):
        assert client.ask("GET", "/config", Host=host, Origin=foreign)[0] == 403
        assert client.ask("POST", "/login", "username=ann", Host=host, Origin=foreign)[0] == 403


# A page without accounts, on this machine


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "127.0.0.1"])
def test_the_names_of_this_machine_are_answered(plain: int, host: str) -> None:
    assert Client(plain).ask("GET", "/config", Host=host.format(port=plain))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:{port}",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "192.168.1.5:{port}",
        "",
        "[::1",
        "0x7f.1",
    ],
)
def test_a_foreign_name_that_leads_to_this_machine_is_not(plain: int, host: str) -> None:
    status, said, _ = Client(plain).ask("GET", "/config", Host=host.format(port=plain))
    assert status == 403 and "is not this machine's own name" in said


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
    ],
    ids=lambda h: " ".join(h.values()),
)
def test_a_foreign_page_cannot_post_to_this_machine(plain: int, headers: dict[str, str]) -> None:
    sent = {"data": {"question": "x"}, "component_id": 1, "fn_name": "read", "session_hash": "x"}
    status, said, got = Client(plain).ask(
        "POST", "/gradio_api/component_server", sent, Host=f"localhost:{plain}", **headers
    )
    assert status == 403 and said.startswith("A page of another site may not use this one")
    assert headers.get("Origin") in (None, "http://localhost:1") or "access-control-allow-origin" not in got


def test_a_link_from_another_site_opens_the_page_and_an_own_request_is_answered() -> None:
    host = {"host": "127.0.0.1:7860"}
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert refuse("GET", {**host, **link}, loopback_only=True) == ""
    assert refuse("POST", {**host, **link}, loopback_only=True) != ""
    assert (
        refuse(
            "POST",
            {**host, "origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"},
            loopback_only=True,
        )
        == ""
    )
    assert (
        refuse("POST", {"host": "p.example.org", "origin": "https://p.example.org"}, loopback_only=False)
        == ""
    )


def test_every_answer_bears_the_headers(plain: int) -> None:
    client = Client(plain)
    for path in ("/", "/config", "/theme.css", "/nowhere"):
        headers = client.ask("GET", path)[2]
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert (
            "default-src 'self'" in headers["content-security-policy"]
            and "frame-ancestors 'none'" in headers["content-security-policy"]
        )


# How often


def call(client: Client, name: str, data: Any, **headers: str) -> dict[str, Any]:
    config = json.loads(client.ask("GET", "/config")[1])
    desk = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "desk")
    sent = {"data": data, "component_id": desk, "fn_name": name, "session_hash": "s"}
    status, said, _ = client.ask("POST", "/gradio_api/component_server", sent, **headers)
    assert status == 200, said
    reply: dict[str, Any] = json.loads(said)
    return reply


def test_exports_are_limited_by_login_whatever_the_session(private: int) -> None:
    ann, again, bo = Client(private), Client(private), Client(private)
    assert [c.log_in(name, PASSWORD) for c, name in ((ann, "ann"), (again, "ann"), (bo, "bo"))] == [200] * 3
    said = [
        call(ann if n % 2 else again, "export", {"record": {"answer": {}}, "format": "md"})["error"]
        for n in range(40)
    ]
    assert all(s.startswith("This is not a stored answer of Parallax") for s in said[:30])
    assert said[-1] in {
        f"You exported 30 answers in a minute; wait {s} second{'s' * (s > 1)}." for s in (1, 2)
    }
    assert call(bo, "export", {"record": {"answer": {}}, "format": "md"})["error"].startswith(
        "This is not a stored answer of Parallax"
    )


def test_questions_are_limited_and_waiting_for_the_index_is_not(plain: int) -> None:
    client, asked, said = (
        Client(plain),
        {"question": "How does China's security role differ between Serbia and Kenya?"},
        "",
    )
    until = time.monotonic() + 120
    answered = 0
    while not said.startswith("You asked") and time.monotonic() < until:
        reply = call(client, "answer", asked)
        answered += "record" in reply
        said = reply.get("error", "")
    assert answered >= 30 and said.startswith("You asked 30 questions in a minute; wait ")


def test_a_request_of_more_than_its_bound_is_refused(plain: int) -> None:
    client = Client(plain)
    sent = {
        "data": {"question": "x", "more": "y" * 32_000_000},
        "component_id": 1,
        "fn_name": "read",
        "session_hash": "s",
    }
    status, said, _ = client.ask("POST", "/gradio_api/component_server", sent)
    assert (status, said) == (413, "The request has more than 32 MB, the maximum allowed size.")
    for megabytes, expected in (
        (1, 404),
        (33, 400),
    ):  # there is no such function; what did not say how long it is ends at the bound
        pieces = iter(
            [
                b'{"component_id": 1, "fn_name": "x", "session_hash": "s", "data": "',
                *[b"y" * 1_000_000] * megabytes,
                b'"}',
            ]
        )
        assert (
            client.ask("POST", "/gradio_api/component_server", pieces, Content_Type="application/json")[0]
            == expected
        )
    told = call(client, "read", {"question": "x", "history": ["Serbia?"] * 201})["error"]
    assert (
        told
        == "The conversation has 201 questions, more than the 200 that are looked back at; begin a new one."
    )


LARGE = {"/gradio_api/upload": 200, "/gradio_api/component_server": 32, "/gradio_api/component_server/": 32}
SMALL = ("/login", "/gradio_api/queue/join", "/gradio_api/run/predict")
NO_UPLOADS = (
    *("/gradio_api/run/upload", "/gradio_api/api/upload", "/gradio_api/call/upload"),
    *("/gradio_api/stream/upload", "/gradio_api/upload/", "/gradio_api%2Frun%2Fupload"),
    *("/upload", "//gradio_api/upload"),
)


@pytest.mark.parametrize("path", [*LARGE, *SMALL, *NO_UPLOADS])
def test_what_announces_too_much_is_refused_unread_before_a_login(private: int, path: str) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", private, timeout=10)) as connection:
        connection.putrequest("POST", path)
        connection.putheader("Content-Length", "2000000000")
        connection.putheader("Content-Type", "application/json")
        connection.endheaders(b"{")
        answer = connection.getresponse()  # nothing more is sent
        told = 413, f"The request has more than {LARGE.get(path, 4)} MB, the maximum allowed size."
        assert (answer.status, answer.read().decode()) == ((404, CLOSED) if path in NO_UPLOADS else told)


@pytest.mark.parametrize("path", [*LARGE, *SMALL, *NO_UPLOADS])
def test_a_body_of_unknown_length_is_read_no_further_than_its_bound(path: str) -> None:
    read = 0

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        nonlocal read
        while message := await receive():
            read += len(message["body"])
            assert read < 300_000_000, "it is read without end"

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": bytes(1_000_000), "more_body": True}

    async def send(_message: MutableMapping[str, Any]) -> None:
        """To nobody."""

    async def ask() -> None:
        headers = [(b"host", b"localhost")]
        scope = {"type": "http", "method": "POST", "path": unquote(path), "headers": headers}
        with contextlib.suppress(HTTPException):
            await RequestMiddleware(app, loopback_only=True)(scope, receive, send)

    asyncio.run(ask())
    assert read == (0 if path in NO_UPLOADS else LARGE.get(path, 4) * 1_000_000)


def test_nobody_uploads_before_the_login(private: int) -> None:
    piece = bytes(1_000_000)
    assert upload(Client(private), [begin_of("x.txt"), *[piece] * 40, END])[0] == 401


@pytest.fixture
def uploads(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of a page, and the folder that it keeps uploads in."""
    folder = tmp_path / "uploads"
    before = f"import os; os.environ['GRADIO_TEMP_DIR'] = {str(folder)!r}"
    for port in served(tmp_path / "data", before=before):
        yield port, folder


def files_in(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_uploads_are_bounded_together_and_leave_nothing_if_refused(uploads: tuple[int, Path]) -> None:
    port, folder = uploads
    client, piece = Client(port), bytes(1_000_000)

    def files(count: int, megabytes: int) -> Iterator[bytes]:
        for n in range(count):
            yield b"\r\n" * (n > 0) + begin_of(f"{n}.txt")
            yield from [piece] * megabytes
        yield END

    assert upload(client, files(1, 60))[0] == 413  # Gradio's bound of a file
    told = "The request has more than 200 MB, the maximum allowed size."
    assert upload(client, files(5, 41)) == (413, told)
    assert files_in(folder) == 0
    status, said = upload(client, files(2, 41))
    assert status == 200 and [Path(p).name for p in json.loads(said)] == ["0.txt", "1.txt"]
    assert files_in(folder) == 2


def test_an_upload_that_breaks_off_leaves_nothing(uploads: tuple[int, Path]) -> None:
    port, folder = uploads
    begun = b"POST /gradio_api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n"
    kind = b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(begun + kind + begin_of("x.txt") + bytes(4_000_000))
        until = time.monotonic() + 30
        while files_in(folder) == 0 and time.monotonic() < until:
            time.sleep(0.05)
        assert files_in(folder) == 1
    while files_in(folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert files_in(folder) == 0


def test_an_overlong_question_is_refused_by_the_page_as_by_the_command(plain: int) -> None:
    sentence = "The question has 20,000 characters; ask in at most 2,000."
    assert call(Client(plain), "read", {"question": "x" * 20_000})["error"] == sentence


def test_attempts_count_by_the_address_that_a_proxy_on_this_machine_names(private: int) -> None:
    def status(name: str, sender: str) -> int:
        return Client(private).ask(
            "POST", "/login", urlencode({"username": name, "password": "wrong horse"}), X_Forwarded_For=sender
        )[0]

    assert [status(f"user{n}", "203.0.113.5") for n in range(21)] == [400] * 20 + [429]
    assert status("user99", "203.0.113.6") == 400


# What may be asked for

CLOSED = "There is nothing here; Parallax is one page, at the address without a path."
_OPEN = {
    *("GET /", "HEAD /", "GET /config", "GET /favicon.ico", "GET /manifest.json", "GET /theme.css"),
    *("GET /assets/{path:path}", "GET /static/{path:path}", "POST /login", "GET /logout"),
    *("GET /gradio_api/app_id", "GET /gradio_api/heartbeat/{session_hash}", "GET /gradio_api/queue/data"),
    *("GET /gradio_api/startup-events", "GET /gradio_api/upload_progress", "POST /gradio_api/queue/join"),
    *("POST /gradio_api/component_server", "POST /gradio_api/component_server/"),
    *("POST /gradio_api/run/{api_name}", "POST /gradio_api/upload"),
}


def answer_of(port: int, method: str, path: str) -> tuple[int, str]:
    """The status, and what is said with a refusal: some other answers go on for ever."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode() if answer.status == 404 else ""


def test_of_all_that_gradio_registers_only_what_the_page_needs_is_open(reaching: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _LIST_ROUTES, str(tmp_path), str(free_port())]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=120, check=True)
    routes = set(done.stdout.splitlines())
    assert len(routes) > 60 and routes >= _OPEN
    names = {"path": "x.js", "api_name": "predict"}
    opened = set()
    for route in routes:
        method, path = route.split()
        filled = re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: names.get(m[1], "1"), path)
        if route in _OPEN or answer_of(reaching, method, filled) not in ((404, CLOSED), (404, "")):
            opened.add(route)
    assert opened == _OPEN
    for path in ("/static/img/logo.svg", "/gradio_api/app_id", "/gradio_api/heartbeat/s"):
        assert answer_of(reaching, "GET", path)[0] == 200


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
    url = f"http://{site.place}/x.png"
    asked = path.format(url=url, quoted=quote(url, safe=""), place=site.place)
    status, _, headers = Client(reaching).ask(method, asked)
    assert site.asked == []
    assert status == 404 or "deep_link" in path or asked == url
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("root", ["", "/p", "/gradio_api", "/gradio_api/file="])
def test_what_is_served_below_a_path_is_as_closed(root: str) -> None:
    async def status(method: str, path: str) -> int:
        told: list[MutableMapping[str, Any]] = []

        async def app(_scope: Any, _receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request"}

        async def send(message: MutableMapping[str, Any]) -> None:
            told.append(message)

        scope = {"type": "http", "method": method, "path": path, "root_path": root}
        await RequestMiddleware(app, loopback_only=True)(
            {**scope, "headers": [(b"host", b"localhost")]}, receive, send
        )
        return int(told[0]["status"])

    there = "http://203.0.113.7/x"
    for path in (f"/gradio_api/file={there}", f"/gradio_api/proxy={there}", f"/{there}", "/gradio_api/info"):
        assert {asyncio.run(status(m, root + path)) for m in ("GET", "HEAD", "POST", "PUT", "get")} == {404}
    for path, get, post in (("/config", 200, 404), ("/gradio_api/upload", 404, 200)):
        assert [asyncio.run(status(m, root + path)) for m in ("GET", "POST")] == [get, post]


def files_named(place: str) -> list[dict[str, Any]]:
    """What a request may put in place of an upload, to have an address fetched or a file taken."""
    meta, url = {"_type": "gradio.FileData"}, f"http://{place}/x.md"
    return [
        {"path": url, "meta": meta},
        {"path": url, "url": url, "is_stream": True, "meta": meta},
        {"path": "/etc/hostname", "url": url, "meta": meta},
        {"path": f"/gradio_api/file={url}", "url": f"/gradio_api/proxy={url}", "meta": meta},
    ]


def test_no_address_in_a_payload_is_fetched_whatever_takes_it(reaching: int, site: Site) -> None:
    client = Client(reaching)
    config = json.loads(client.ask("GET", "/config")[1])
    desk = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "desk")
    taken = [d for d in config["dependencies"] if d["inputs"]]
    assert len(taken) > 5
    for file in files_named(site.place):
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
        answer = stream.getresponse()
        while (line := answer.readline()) and b"close_stream" not in line and time.monotonic() < until:
            pass  # until all that was queued is done
    assert b"close_stream" in line and site.asked == []
    shown = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "files")
    look = next(d for d in config["dependencies"] if shown in d["outputs"])
    wanted = {"data": ["", None], "fn_index": look["id"], "session_hash": "q"}
    said = client.ask("POST", "/gradio_api/run/predict", wanted)[1]
    assert "No documents yet." in said and "hostname" not in said and "x.md" not in said


END = b"\r\n--b--\r\n"


def begin_of(name: str) -> bytes:
    """What stands before the content of a file in an upload."""
    about = f'Content-Disposition: form-data; name="files"; filename="{name}"'
    return f"--b\r\n{about}\r\nContent-Type: text/plain\r\n\r\n".encode()


def upload(client: Client, pieces: Iterable[bytes], **headers: str) -> tuple[int, str]:
    """Status and words; sent in pieces, without saying how long it is unless a header does."""
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    return client.ask("POST", "/gradio_api/upload", iter(pieces), **kind, **headers)[:2]


def test_what_was_uploaded_or_made_is_not_served(plain: int) -> None:
    client = Client(plain)
    for name in ("x.html", "x.svg", "x.png", "x.pdf", "x.txt"):
        status, said = upload(client, [begin_of(name), b"<script>1</script>", END])
        assert status == 200
        (stored,) = json.loads(said)
        assert Path(stored).read_text() == "<script>1</script>"
        for before in ("/gradio_api/file=", "/gradio_api/file/", "", "/static/", "/assets/.."):
            assert client.ask("GET", before + stored)[:2] == (404, CLOSED)


def test_only_the_page_and_inert_text_may_be_shown_by_the_browser(plain: int) -> None:
    client = Client(plain)
    for path in ("/", "/config", "/nowhere"):
        assert "content-disposition" not in client.ask("GET", path)[2]
    for path in ("/static/img/logo.svg", "/favicon.ico", "/theme.css"):
        status, _, headers = client.ask("GET", path)
        assert (status, headers["content-disposition"]) == (200, "attachment")
        assert headers["x-content-type-options"] == "nosniff"


def test_a_file_that_is_none_is_refused_in_one_sentence(plain: int, site: Site) -> None:
    client = Client(plain)
    config = json.loads(client.ask("GET", "/config")[1])
    button = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "upload")
    taking = next(d["id"] for d in config["dependencies"] if [button, "upload"] in map(list, d["targets"]))
    sent = {"data": [files_named(site.place)[:1]], "fn_index": taking, "session_hash": "u"}
    status, said, _ = client.ask("POST", "/gradio_api/run/predict", sent)
    assert status == 500 and "is not a file; add it by its address" in said and site.asked == []


def test_only_downloads_go_through_gradios_queue(plain: int) -> None:
    config = json.loads(Client(plain).ask("GET", "/config")[1])
    names = {c["id"]: c["props"].get("elem_id") for c in config["components"]}
    queued = [
        {names[component] for component, _ in d["targets"]}
        for d in config["dependencies"]
        if d["queue"] is not False
    ]
    assert queued == [{"fetch", "address"}]
