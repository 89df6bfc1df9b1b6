"""What stands before every request: whose page sent it, to which host, and the headers that an answer bears.

A foreign web page can make a visitor's browser send requests here, with the visitor's cookies, and Gradio's own rule lets it read the answers where the host is
no loopback one. So what a browser says comes from another site is refused, and, where no accounts stand in the way, what is addressed to a name that is not
this machine's (a foreign name that was made to lead to 127.0.0.1).
"""

import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from ui.access.login_throttle import address

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[Message]], Send], Awaitable[None]]

# Gradio writes scripts and styles into the page, and compiles the scripts of HTML components: 'unsafe-inline' and 'unsafe-eval' cannot be left out. What the
# policy holds back is everything that would leave for, or come from, another host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_MOST_BYTES = 32_000_000  # of a request: a long conversation with its quotations has one or two
_TOO_LARGE = f"The request has more than {_MOST_BYTES // 10**6} MB."
_PORTS = {"http": "80", "https": "443"}


class RequestMiddleware:
    """ASGI middleware; with `loopback_only` the Host must be a name of this machine."""

    def __init__(self, app: App, *, loopback_only: bool) -> None:
        self._app = app
        self._loopback_only = loopback_only

    async def __call__(
        self, scope: MutableMapping[str, Any], receive: Callable[[], Awaitable[Message]], send: Send
    ) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", ())}
                added = [
                    (name.encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.encode() not in given
                ]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal, status = refuse(scope["method"], headers, loopback_only=self._loopback_only), 403
        if not scope["path"].rstrip("/").endswith("/upload"):  # of an upload Gradio bounds each file itself
            receive, announced = _bounded(receive), headers.get("content-length", "")
            if not refusal and announced.isdigit() and int(announced) > _MOST_BYTES:
                refusal, status = _TOO_LARGE, 413
        if refusal:
            await send_with_headers(
                {
                    "type": "http.response.start",
                    "status": status,
                    "headers": [(b"content-type", b"text/plain; charset=utf-8")],
                }
            )
            await send({"type": "http.response.body", "body": refusal.encode()})
            return
        address.set(scope["client"][0] if scope.get("client") else "")
        await self._app(scope, receive, send_with_headers)


def _bounded(receive: Callable[[], Awaitable[Message]]) -> Callable[[], Awaitable[Message]]:
    """A request's body, which raises HTTPException where it passes the bound without having said so."""
    received = 0

    async def receive_some() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > _MOST_BYTES:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return receive_some


def refuse(method: str, headers: dict[str, str], *, loopback_only: bool) -> str:
    """Why a request with these headers (names in small letters) is not answered; empty if it is."""
    host = headers.get("host", "")
    if loopback_only and not _is_this_machine(host):
        return f"{host[:100]!r} is not this machine's own name; open http://127.0.0.1 with the port instead."
    origin = headers.get("origin")
    if origin is not None and _place(origin) != _named(host, origin):
        return "A page of another site may not use this one; open it in a tab of its own. Behind a proxy, let the proxy pass the Host header on."
    opened = headers.get("sec-fetch-mode") == "navigate" and method in ("GET", "HEAD")
    if headers.get("sec-fetch-site") == "cross-site" and not opened:
        return "A page of another site may not use this one; open it in a tab of its own."
    return ""


def _is_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _place(origin: str) -> str | None:
    """Host and port of an origin; None where it has none ('null')."""
    try:
        parts = urlsplit(origin)
        return f"{parts.hostname}:{parts.port or _PORTS[parts.scheme]}" if parts.hostname else None
    except (ValueError, KeyError):
        return None


def _named(host: str, origin: str) -> str:
    """Host and port that a request is addressed to, the usual port being that of the origin's scheme: a proxy may have taken https off."""
    try:
        parts = urlsplit(f"//{host}")
        return f"{parts.hostname}:{parts.port or _PORTS.get(urlsplit(origin).scheme, '')}"
    except ValueError:
        return ""
