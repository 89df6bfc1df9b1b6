"""How often a visitor may act, how long a question may be, and how large a request."""

import asyncio
import contextlib
import http.client
import time
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.exceptions import HTTPException

from tests.ui.access.serving import CLOSED, PASSWORD, Client, call_function
from ui.access.middleware import RequestMiddleware


def test_exports_are_limited_by_login_across_sessions(private: int) -> None:
    ann, again, bo = Client(private), Client(private), Client(private)
    assert [c.log_in(name, PASSWORD) for c, name in ((ann, "ann"), (again, "ann"), (bo, "bo"))] == [200] * 3
    errors = [
        call_function(ann if n % 2 else again, "export", {"record": {"answer": {}}, "format": "md"})["error"]
        for n in range(40)
    ]
    assert all(s.startswith("This is not a stored answer of Parallax") for s in errors[:30])
    assert errors[-1] in {
        f"You exported 30 files in a minute; wait {s} second{'s' * (s > 1)}." for s in (1, 2)
    }
    assert call_function(bo, "export", {"record": {"answer": {}}, "format": "md"})["error"].startswith(
        "This is not a stored answer of Parallax"
    )


def test_questions_are_limited_but_not_while_the_index_is_built(plain: int) -> None:
    client, error = Client(plain), ""
    asked = {"question": "How does China's security role differ between Serbia and Kenya?"}
    until = time.monotonic() + 120
    answered = 0
    while not error.startswith("You asked") and time.monotonic() < until:
        reply = call_function(client, "answer", asked)
        answered += "record" in reply
        error = reply.get("error", "")
    assert answered >= 30 and error.startswith("You asked 30 questions in a minute; wait ")


def test_the_page_refuses_an_overlong_question_like_the_command(plain: int) -> None:
    sentence = "The question has 20,000 characters; ask in at most 2,000."
    assert call_function(Client(plain), "read", {"question": "x" * 20_000})["error"] == sentence


def test_a_request_that_is_too_large_is_refused(plain: int) -> None:
    client = Client(plain)
    sent = {
        "data": {"question": "x", "more": "y" * 32_000_000},
        "component_id": 1,
        "fn_name": "read",
        "session_hash": "s",
    }
    status, text, _ = client.ask("POST", "/gradio_api/component_server", sent)
    assert (status, text) == (413, "The request has more than 32 MB, the maximum allowed size.")
    # There is no such function; without a length, the request is cut off at the bound.
    for megabytes, expected in ((1, 404), (33, 400)):
        pieces = iter(
            [
                b'{"component_id": 1, "fn_name": "x", "session_hash": "s", "data": "',
                *[b"y" * 1_000_000] * megabytes,
                b'"}',
            ]
        )
        path, kind = "/gradio_api/component_server", "application/json"
        assert client.ask("POST", path, pieces, Content_Type=kind)[0] == expected


def test_a_conversation_that_is_too_long_is_refused(plain: int) -> None:
    asked = {"question": "x", "history": ["Serbia?"] * 201}
    message = "The conversation has 201 questions; at most 200 are taken into account, so begin a new one."
    assert call_function(Client(plain), "read", asked)["error"] == message


LARGE = {"/gradio_api/upload": 200, "/gradio_api/component_server": 32, "/gradio_api/component_server/": 32}


LARGE = {"/gradio_api/upload": 200, "/gradio_api/component_server": 32, "/gradio_api/component_server/": 32}
SMALL = ("/login", "/gradio_api/queue/join", "/gradio_api/run/predict")


LARGE = {"/gradio_api/upload": 200, "/gradio_api/component_server": 32, "/gradio_api/component_server/": 32}
SMALL = ("/login", "/gradio_api/queue/join", "/gradio_api/run/predict")
NO_UPLOADS = (
    *("/gradio_api/run/upload", "/gradio_api/api/upload", "/gradio_api/call/upload"),
    *("/gradio_api/stream/upload", "/gradio_api/upload/", "/gradio_api%2Frun%2Fupload"),
    *("/upload", "//gradio_api/upload"),
)


@pytest.mark.parametrize("path", [*LARGE, *SMALL, *NO_UPLOADS])
def test_a_request_that_announces_too_many_bytes_is_refused_unread(private: int, path: str) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", private, timeout=10)) as connection:
        connection.putrequest("POST", path)
        connection.putheader("Content-Length", "2000000000")
        connection.putheader("Content-Type", "application/json")
        connection.endheaders(b"{")
        response = connection.getresponse()  # nothing more is sent
        too_large = 413, f"The request has more than {LARGE.get(path, 4)} MB, the maximum allowed size."
        assert (response.status, response.read().decode()) == (
            (404, CLOSED) if path in NO_UPLOADS else too_large
        )


@pytest.mark.parametrize("path", [*LARGE, *SMALL, *NO_UPLOADS])
def test_a_body_of_unknown_length_is_read_only_up_to_its_bound(path: str) -> None:
    read = 0

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        nonlocal read
        while message := await receive():
            read += len(message["body"])
            assert read < 300_000_000, "the body is read without end"

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": bytes(1_000_000), "more_body": True}

    async def send(_message: MutableMapping[str, Any]) -> None:
        """Drop the message."""

    async def ask() -> None:
        headers = [(b"host", b"localhost")]
        scope = {"type": "http", "method": "POST", "path": unquote(path), "headers": headers}
        with contextlib.suppress(HTTPException):
            await RequestMiddleware(app, loopback_only=True)(scope, receive, send)

    asyncio.run(ask())
    assert read == (0 if path in NO_UPLOADS else LARGE.get(path, 4) * 1_000_000)
