"""Request middleware: which site may send a request, to which host and route, and the headers of a response.

A page of another site can make a visitor's browser send requests here, with the visitor's cookies; where the
host is not a loopback one, Gradio's own rule lets that page read the responses. So a request is refused if
the browser says that it comes from another site. Without accounts it is also refused if its Host is not a
name of this machine, since a foreign name can be made to point to 127.0.0.1.

Gradio registers routes that the page does not need: some fetch an address from the request, some return
files. So only the routes that the page needs are open, and every other path is answered with 404.
"""

import ipaddress
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from ui.access.login_throttle import address

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Gradio writes scripts and styles into the page, and compiles the scripts of HTML components, so
# 'unsafe-inline' and 'unsafe-eval' cannot be left out. The policy blocks all traffic with other hosts.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-src 'none'; frame-ancestors 'none'"
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
# What the page requests: itself, its scripts, styles and fonts, and the progress of uploads and downloads.
# None of these routes takes an address, and the only paths they take are those of Gradio's own files.
_GET_PATHS = re.compile(
    r"/(?:config|favicon\.ico|logout|manifest\.json|theme\.css)?"
    r"|/(?:assets|static)/(?:[\w@-][\w.@-]*/)*[\w@-][\w.@-]*"
    r"|/gradio_api/(?:app_id|heartbeat/\w+|queue/data|startup-events|upload_progress)",
    re.ASCII,
)
_CALL = "/gradio_api/component_server"
_UPLOAD = "/gradio_api/upload"
_POST_PATHS = {"/login", _CALL, f"{_CALL}/", "/gradio_api/queue/join", "/gradio_api/run/predict", _UPLOAD}
_NOT_FOUND = "There is nothing here; Parallax is one page, at the address without a path."
_FOREIGN_PAGE = "A page of another site may not use this one; open it in a separate tab."
_INERT_TYPES = {"application/json", "text/plain"}  # a browser may show them when a link opens them
# Of a request's body. A long conversation with its quotations has one or two million bytes. Gradio also
# bounds each file of an upload, and requires a login before it reads one.
_MAX_BYTES = {_UPLOAD: 200_000_000, _CALL: 32_000_000, f"{_CALL}/": 32_000_000}
_DEFAULT_MAX_BYTES = 4_000_000
_DEFAULT_PORTS = {"http": "80", "https": "443"}


class RequestMiddleware:
    """ASGI middleware; with `loopback_only` the Host must be a name of this machine."""

    def __init__(self, app: App, *, loopback_only: bool) -> None:
        self._app = app
        self._loopback_only = loopback_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # the page opens none
            await send({"type": "websocket.close"})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = _find_path(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _add_headers(message.get("headers", ()), path)
            await send(message)

        max_bytes = _MAX_BYTES.get(path, _DEFAULT_MAX_BYTES)
        if refusal := self._refuse(scope, path, max_bytes):
            status, reason = refusal
            kind = (b"content-type", b"text/plain; charset=utf-8")
            await send_with_headers({"type": "http.response.start", "status": status, "headers": [kind]})
            await send({"type": "http.response.body", "body": reason.encode()})
            return
        address.set(scope["client"][0] if scope.get("client") else "")
        bounded = _bound_body(receive, max_bytes, must_be_complete=path == _UPLOAD)
        await self._app(scope, bounded, send_with_headers)

    def _refuse(self, scope: Scope, path: str, max_bytes: int) -> tuple[int, str] | None:
        """The status and reason of a refusal, None if the request may pass."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if reason := refuse(scope["method"], headers, loopback_only=self._loopback_only):
            return 403, reason
        if not is_open(scope["method"], path):
            return 404, _NOT_FOUND
        announced = headers.get("content-length", "")
        if announced.isdigit() and int(announced) > max_bytes:
            return 413, _explain_too_large(max_bytes)
        return None


def is_open(method: str, path: str) -> bool:
    """Whether the page needs this route; the path is decoded, as the router sees it."""
    if method == "GET":
        return _GET_PATHS.fullmatch(path) is not None
    if method == "HEAD":
        return path == "/"  # Gradio checks whether its own server responds
    return method == "POST" and path in _POST_PATHS


def _find_path(scope: Scope) -> str:
    """The path of a request, without the root path that a proxy serves the page under."""
    path, root = str(scope["path"]), str(scope.get("root_path") or "")
    below = path.removeprefix(root)
    return below if below.startswith("/") else path


def _add_headers(given: Iterable[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
    """Complete a response's headers; what is neither the page nor inert can only be saved, not shown."""
    headers = [(name.lower(), value) for name, value in given]
    wanted = HEADERS
    kind = dict(headers).get(b"content-type", b"").partition(b";")[0].strip().lower().decode("latin-1")
    if path != "/" and kind not in _INERT_TYPES:
        wanted = {**HEADERS, "content-disposition": "attachment"}
        headers = [(name, value) for name, value in headers if name != b"content-disposition"]
    known = {name for name, _ in headers}
    return headers + [(n.encode(), v.encode()) for n, v in wanted.items() if n.encode() not in known]


class _BodyRefusedError(HTTPException, MultiPartException):
    """Raised while a body is read.

    Gradio handles it like an error of its own parser: it deletes a partial upload.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.message = message


def _explain_too_large(max_bytes: int) -> str:
    # "maximum allowed size" are Gradio's own words.
    return f"The request has more than {max_bytes // 10**6} MB, the maximum allowed size."


def _bound_body(receive: Receive, max_bytes: int, *, must_be_complete: bool) -> Receive:
    """Wrap `receive`: raise when the body is too large, or ends early although it must be complete."""
    received, expects_more = 0, must_be_complete

    async def receive_bounded() -> Message:
        nonlocal received, expects_more
        message = await receive()
        received += len(message.get("body", b""))
        if received > max_bytes:
            raise _BodyRefusedError(413, _explain_too_large(max_bytes))
        if expects_more and message["type"] == "http.disconnect":
            raise _BodyRefusedError(400, "The upload was interrupted.")
        expects_more = expects_more and message.get("more_body", False)
        return message

    return receive_bounded


def refuse(method: str, headers: dict[str, str], *, loopback_only: bool) -> str:
    """Why a request with these headers (names in lower case) is refused; empty if it is not."""
    host = headers.get("host", "")
    if loopback_only and not _is_this_machine(host):
        return f"{host[:100]!r} is not this machine's own name; open http://127.0.0.1 with the port instead."
    origin = headers.get("origin")
    if origin is not None and _origin_host(origin) != _target_host(host, origin):
        return f"{_FOREIGN_PAGE} Behind a proxy, let the proxy pass the Host header on."
    is_link = headers.get("sec-fetch-mode") == "navigate" and method in ("GET", "HEAD")
    if headers.get("sec-fetch-site") == "cross-site" and not is_link:
        return _FOREIGN_PAGE
    return ""


def _is_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _origin_host(origin: str) -> str | None:
    """Host and port of an origin, None if it has none ('null')."""
    try:
        parts = urlsplit(origin)
        return f"{parts.hostname}:{parts.port or _DEFAULT_PORTS[parts.scheme]}" if parts.hostname else None
    except (ValueError, KeyError):
        return None


def _target_host(host: str, origin: str) -> str:
    """Host and port of the Host header.

    The default port is that of the origin's scheme, because a proxy may have terminated TLS.
    """
    try:
        parts = urlsplit(f"//{host}")
        return f"{parts.hostname}:{parts.port or _DEFAULT_PORTS.get(urlsplit(origin).scheme, '')}"
    except ValueError:
        return ""
