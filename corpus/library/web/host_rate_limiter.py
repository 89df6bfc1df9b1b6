"""Politeness towards servers: one request at a time per host, a pause between two, a few hosts at once."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class HostRateLimiter:
    """Makes requests wait until their host may be asked."""

    def __init__(self, *, pause_s: float, max_concurrent: int) -> None:
        self._pause_s = pause_s
        self._slots = asyncio.Semaphore(max_concurrent)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: defaultdict[str, float] = defaultdict(float)

    @asynccontextmanager
    async def reserve(self, host: str) -> AsyncIterator[None]:
        """Wait until the host is free, and keep it for the block and the pause after it."""
        async with self._hosts[host]:
            await asyncio.sleep(max(0.0, self._free_at[host] - time.monotonic()))
            try:
                async with self._slots:
                    yield
            finally:
                self.block(host, self._pause_s)

    def block(self, host: str, seconds: float) -> None:
        """Send no request to the host for at least so many seconds."""
        self._free_at[host] = max(self._free_at[host], time.monotonic() + seconds)
