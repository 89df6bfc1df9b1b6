"""What stands before every request: whose page sent it, to which host, and the headers that an answer bears.

A foreign web page can make a visitor's browser send requests here, with the visitor's cookies, and Gradio's own rule lets it read the answers where the host is
no loopback one. So what a browser says comes from another site is refused, and, where no accounts stand in the way, what is addressed to a name that is not
this machine's (a foreign name that was made to lead to 127.0.0.1).

Gradio also registers routes that the page has no use for: some fetch an address that the request names, some
hand out files. So what is asked for must stand in the list of what the page needs; all else is not there.
"""

import ipaddress
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from ui.access.login_throttle import address

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

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
# What the page asks for: itself, its scripts, styles and fonts, and how far uploads and downloads are. What
# Gradio registers besides is closed. None of these takes an address, or a path but of Gradio's own files.
_READ = re.compile(
    r"/(?:config|favicon\.ico|logout|manifest\.json|theme\.css)?"
    r"|/(?:assets|static)/(?:[\w@-][\w.@-]*/)*[\w@-][\w.@-]*"
    r"|/gradio_api/(?:app_id|heartbeat/\w+|queue/data|startup-events|upload_progress)",
    re.ASCII,
)
_CALL = "/gradio_api/component_server"
_UPLOAD = "/gradio_api/upload"
_SENT = {"/login", _CALL, f"{_CALL}/", "/gradio_api/queue/join", "/gradio_api/run/predict", _UPLOAD}
_CLOSED = "There is nothing here; Parallax is one page, at the address without a path."
_INERT = {"application/json", "text/plain"}  # may be shown where a link leads to them
# The most bytes of a request. A long conversation with its quotations has one or two million; of an upload
# Gradio bounds each file besides, and asks for a login before it reads.
_MOST_BYTES = {_UPLOAD: 200_000_000, _CALL: 32_000_000, f"{_CALL}/": 32_000_000}
_MOST_USUALLY = 4_000_000
_PORTS = {"http": "80", "https": "443"}


class RequestMiddleware:
    """ASGI middleware; with `loopback_only` the Host must be a name of this machine."""

    def __init__(self, app: App, *, loopback_only: bool) -> None:
        self._app = app
        self._loopback_only = loopback_only

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # the page opens none
            await send({"type": "websocket.close"})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        path = _route(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _headed(message.get("headers", ()), path)
            await send(message)

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal, status = refuse(scope["method"], headers, loopback_only=self._loopback_only), 403
        if not refusal and not is_open(scope["method"], path):
            refusal, status = _CLOSED, 404
        most, announced = _MOST_BYTES.get(path, _MOST_USUALLY), headers.get("content-length", "")
        if not refusal and announced.isdigit() and int(announced) > most:
            refusal, status = _too_large(most), 413
        if refusal:
            kind = (b"content-type", b"text/plain; charset=utf-8")
            await send_with_headers({"type": "http.response.start", "status": status, "headers": [kind]})
            await send({"type": "http.response.body", "body": refusal.encode()})
            return
        address.set(scope["client"][0] if scope.get("client") else "")
        await self._app(scope, _bounded(receive, most, whole=path == _UPLOAD), send_with_headers)


def is_open(method: str, path: str) -> bool:
    """Whether the page asks for this; the path as the router sees it, decoded."""
    if method == "GET":
        return _READ.fullmatch(path) is not None
    if method == "HEAD":
        return path == "/"  # Gradio asks its own server whether it answers
    return method == "POST" and path in _SENT


def _route(scope: MutableMapping[str, Any]) -> str:
    """The path below the one that the page is served under, if any."""
    path, root = str(scope["path"]), str(scope.get("root_path") or "")
    below = path.removeprefix(root)
    return below if below.startswith("/") else path


def _headed(given: Iterable[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
    """An answer's headers with those that it lacks; what is neither the page nor inert can only be saved."""
    headers = [(name.lower(), value) for name, value in given]
    wanted = HEADERS
    kind = dict(headers).get(b"content-type", b"").partition(b";")[0].strip().lower().decode("latin-1")
    if path != "/" and kind not in _INERT:
        wanted = {**HEADERS, "content-disposition": "attachment"}
        headers = [(name, value) for name, value in headers if name != b"content-disposition"]
    known = {name for name, _ in headers}
    return headers + [(n.encode(), v.encode()) for n, v in wanted.items() if n.encode() not in known]


class _Unread(HTTPException, MultiPartException):
    """Raised to whoever reads a body. Of an upload Gradio deletes what it wrote, as for its own parser's."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(status, said)
        self.message = said


def _too_large(most: int) -> str:
    return f"The request has more than {most // 10**6} MB, the maximum allowed size."  # as Gradio says


def _bounded(receive: Receive, most: int, *, whole: bool) -> Receive:
    """A request's body, which raises where it passes the bound unannounced or, to be whole, breaks off."""
    received, going_on = 0, whole

    async def receive_some() -> Message:
        nonlocal received, going_on
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise _Unread(413, _too_large(most))
        if going_on and message["type"] == "http.disconnect":
            raise _Unread(400, "The upload broke off.")
        going_on = going_on and message.get("more_body", False)
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
