"""A server on this machine whose answers a test sets, and helpers for the tests of downloads."""

import contextlib
import http.server
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.library.fetch import FetchReport
from corpus.library.fetch_targets import FetchTarget
from corpus.library.web.transfer import DownloadLimits

PDF = b"%PDF-1.7\n" + b"Serbia bought six drones.\n" * 400 + b"%%EOF\n"
PAGE = (
    b"<html><head><title>Ports</title></head>"
    b"<body><article><p>Serbia sold a steel mill to Hebei.</p></article></body></html>"
)
NOTE = b"Montenegro borrowed money."
QUICK = DownloadLimits(
    max_bytes=50_000, connect_timeout_s=10, read_timeout_s=10, total_timeout_s=20, pause_s=0
)


@dataclass
class Site:
    """The requests that the server received, and its answers: path → function of the handler."""

    port: int = 0
    answers: dict[str, Callable[["Handler"], None]] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[tuple[str, float]] = field(default_factory=list)
    active: Counter[str] = field(default_factory=Counter)
    peak: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        site, host = self.site, self.headers["Host"].split(":")[0]
        with site.lock:
            site.paths.append(self.path)
            site.headers.append(dict(self.headers))
            site.times.append((host, time.monotonic()))
            site.active[host] += 1
            site.active["all"] += 1
            site.peak = site.peak | site.active
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                site.answers[self.path](self)
        finally:
            with site.lock:
                site.active[host] -= 1
                site.active["all"] -= 1

    def send(self, body: bytes, content_type: str = "text/plain", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        headers = {"Content_Type": content_type, "Content_Length": str(len(body)), **headers}
        for name, value in headers.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def serve(
    site: Site, path: str, body: bytes, content_type: str = "text/plain", status: int = 200, **headers: str
) -> str:
    site.answers[path] = lambda handler: handler.send(body, content_type, status, **headers)
    return site.url(path)


def make_target(site: Site, path: str, key: str = "lee-2024", host: str = "127.0.0.1") -> FetchTarget:
    return FetchTarget(key, site.url(path, host), key)


def failure_reason(report: FetchReport) -> str:
    ((_, message),) = report.failed
    return message


def files(library: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in library.iterdir()}


def read_download_log(library: Path) -> dict[str, dict[str, object]]:
    return dict(json.loads((library.parent / "fetched.json").read_text(encoding="utf-8")))


def slow(handler: Handler) -> None:
    time.sleep(0.1)
    handler.send(handler.path.encode())
