"""Logging in over HTTP: what is closed before it, and how wrong passwords are limited."""

import json
from pathlib import Path
from urllib.parse import urlencode

from tests.ui.access.serving import END, PASSWORD, Client, begin_file, upload
from ui.access.accounts import add_account


def test_every_route_needs_a_login(private: int) -> None:
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
        status, text, headers = client.ask(
            "POST", "/login", urlencode({"username": name, "password": PASSWORD})
        )
        assert status == 429 and 25 <= int(headers["retry-after"]) <= 30
        assert json.loads(text) == {
            "detail": f"Too many wrong passwords; wait {headers['retry-after']} seconds."
        }
    assert client.ask("GET", "/config")[0] == 401


def test_an_added_user_logs_in_without_a_restart(private: int, accounts: Path) -> None:
    add_account(accounts, "eve", "another one")
    assert Client(private).log_in("eve", "another one") == 200


def test_attempts_are_counted_by_the_address_that_a_local_proxy_gives(private: int) -> None:
    def status(name: str, sender: str) -> int:
        return Client(private).ask(
            "POST", "/login", urlencode({"username": name, "password": "wrong horse"}), X_Forwarded_For=sender
        )[0]

    assert [status(f"user{n}", "203.0.113.5") for n in range(21)] == [400] * 20 + [429]
    assert status("user99", "203.0.113.6") == 400


def test_an_upload_needs_a_login(private: int) -> None:
    piece = bytes(1_000_000)
    assert upload(Client(private), [begin_file("x.txt"), *[piece] * 40, END])[0] == 401
