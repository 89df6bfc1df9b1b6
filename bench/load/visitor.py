"""A visitor of a server on this machine, who sends one request after the other as the page does.

Each visitor keeps one plain connection open, as a browser does. httpx takes twice the processor time for a
request that the server takes for its answer, and its pool hands out connections in no order; with plain
connections, fifty visitors cost little and the server is what is measured. Of HTTP, this reads only what
Parallax sends: a body of known length.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from bench.server import component_ids

_IDLE_S = 2  # the server closes idle connections after five seconds, perhaps just as one is used again


class Connection:
    """One connection, opened when it is needed; for one task at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._last_used = 0.0

    async def post(self, path: str, value: Any) -> bytes:
        """Send a value as JSON and return the body of the reply.

        Raises:
            OSError: the server closed the connection or refused the request.
        """
        body = json.dumps(value).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        if time.monotonic() > self._last_used + _IDLE_S:
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        try:
            writer.write(head.encode("ascii") + body)
            reply = await _read_reply(reader)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            self.close()
            raise OSError(str(error)) from error
        self._last_used = time.monotonic()
        return reply

    def close(self) -> None:
        """End the connection; the next request opens another."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


async def _read_reply(reader: asyncio.StreamReader) -> bytes:
    status, *fields = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    lengths = [int(f.partition(":")[2]) for f in fields if f.startswith("content-length:")]
    if status.split()[1:2] != ["200"] or len(lengths) != 1:
        raise OSError(f"the server replied {status!r}")
    return await reader.readexactly(lengths[0])


class Visitor:
    """The requests of the page, sent by one visitor; `config` is the app's `/config`."""

    def __init__(self, port: int, config: Mapping[str, Any], session: str) -> None:
        ids = component_ids(config)
        self._service, self._session, self._connection = ids["desk"], session, Connection(port)
        click = [ids["rebuild"], "click"]
        self._rebuild = next(
            d["id"] for d in config["dependencies"] if click in [list(target) for target in d["targets"]]
        )

    async def call(self, function: str, data: Any) -> bytes:
        """Call a function of the page's server component, and return the body of the reply."""
        return await self._connection.post(
            "/gradio_api/component_server",
            {"data": data, "component_id": self._service, "fn_name": function, "session_hash": self._session},
        )

    async def rebuild(self) -> None:
        """Press the button that rebuilds the index."""
        await self._connection.post(
            "/gradio_api/queue/join",
            {"data": [], "fn_index": self._rebuild, "session_hash": self._session, "event_data": None},
        )

    def leave(self) -> None:
        self._connection.close()
