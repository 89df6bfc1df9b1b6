"""Who may use the page: logins over real HTTP, how often what may be done, and the answers that a page of another site does not get."""

import http.client
import http.server
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from ui.access.accounts import add_account
from ui.access.middleware import refuse

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


def served(data: Path, accounts: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(data), str(port), accounts],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
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


# Over HTTP


def test_nothing_is_answered_before_the_login_and_all_after_it(private: int) -> None:
    client = Client(private)
    paths = [
        "/config",
        "/gradio_api/info",
        "/gradio_api/queue/data?session_hash=x",
        "/gradio_api/file=/etc/passwd",
    ]
    assert {client.ask("GET", path)[0] for path in paths} == {401}
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
    assert (status, said) == (413, "The request has more than 32 MB.")
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


def test_the_page_downloads_nothing_that_is_named_in_place_of_a_file(plain: int) -> None:
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as site:
        threading.Thread(target=site.serve_forever, args=(0.02,), daemon=True).start()
        client = Client(plain)
        config = json.loads(client.ask("GET", "/config")[1])
        upload = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "upload")
        taking = next(
            d["id"] for d in config["dependencies"] if [upload, "upload"] in [list(t) for t in d["targets"]]
        )
        file = {
            "path": f"http://127.0.0.1:{site.server_address[1]}/x.md",
            "orig_name": "x.md",
            "meta": {"_type": "gradio.FileData"},
        }
        sent = {"data": [[file]], "fn_index": taking, "session_hash": "u", "event_data": None}
        status, said, _ = client.ask("POST", "/gradio_api/run/predict", sent)
        site.shutdown()
    assert status == 500 and "is no file; add it by its address" in said and asked == []


def test_only_downloads_go_through_gradios_queue(plain: int) -> None:
    config = json.loads(Client(plain).ask("GET", "/config")[1])
    names = {c["id"]: c["props"].get("elem_id") for c in config["components"]}
    queued = [
        {names[component] for component, _ in d["targets"]}
        for d in config["dependencies"]
        if d["queue"] is not False
    ]
    assert queued == [{"fetch", "address"}]
