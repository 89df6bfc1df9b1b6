"""A visitor of a server on this machine, who asks for one thing after the other over a connection of their own, as a browser keeps it open.

Fifty of them cost next to nothing, so that what they measure is the server: httpx takes twice the processor time for a request that the server takes for its
answer, and its pool hands connections out in no order. It reads what Parallax sends, a body of a known length, and no more of HTTP.
"""

import asyncio
import json
import time
from typing import Any

_IDLE_S = 2  # the server closes idle connections after five seconds, perhaps just when one is used again


class Visitor:
    """One connection, opened when it is needed; for one task at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used = 0.0

    async def post(self, path: str, value: Any) -> bytes:
        """The body of the reply.

        Raises:
            OSError: the server closed the connection, or refused the request.
        """
        body = json.dumps(value).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        if time.monotonic() > self._used + _IDLE_S:
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        try:
            writer.write(head.encode("ascii") + body)
            status, *fields = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
            lengths = [int(f.partition(":")[2]) for f in fields if f.startswith("content-length:")]
            if status.split()[1:2] != ["200"] or len(lengths) != 1:
                raise OSError(f"the server replied {status!r}")
            reply = await reader.readexactly(lengths[0])
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            self.close()
            raise OSError(str(error)) from error
        self._used = time.monotonic()
        return reply

    def close(self) -> None:
        """End the connection; the next request opens another."""
        if self._streams:
            self._streams[1].close()
            self._streams = None
