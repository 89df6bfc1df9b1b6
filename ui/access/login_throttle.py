"""Logging in, and how often one may try: the callable that Gradio asks for a name and a password.

Wrong attempts are counted by name, known or not, and by address. Beyond a few the name, or the address, waits half a minute, then twice as long each time,
up to a quarter of an hour. An attempt is counted before its password is judged, so that many at once are no way around, and taken back if it was right.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from ui.access.accounts import Accounts

# Who sent the request that is being answered; `ui.access.middleware` sets it, because Gradio gives the callable a name and a password only.
address: ContextVar[str] = ContextVar("address", default="")

RULE = "After five wrong passwords a name waits half a minute, then longer each time."
_FREE_OF_NAME, _FREE_OF_ADDRESS = 5, 20  # wrong attempts; an office shares one address
_FIRST_S, _LONGEST_S = 30.0, 900.0
_FORGOTTEN_S = 3600.0
_MOST = 50_000  # keys held; beyond it the oldest are forgotten


@dataclass(slots=True)
class _Tried:
    wrong: int = 0
    last: float = 0.0
    free_at: float = 0.0


class LoginThrottle:
    """Wrong attempts by key; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tried: dict[tuple[str, str], _Tried] = {}

    def begin(self, name: str, sender: str) -> float:
        """Count an attempt and give 0, or count nothing and give the seconds that are to be waited."""
        now, keys = self._clock(), _keys(name, sender)
        wait = max(self._tried[key].free_at - now if key in self._tried else 0.0 for key in keys)
        if wait > 0:
            return wait
        for key, free in keys.items():
            tried = self._tried.pop(key, _Tried())  # to the end: the order is that of the last attempt
            if now - tried.last > _FORGOTTEN_S:
                tried = _Tried()
            tried.wrong, tried.last = tried.wrong + 1, now
            if tried.wrong >= free:
                tried.free_at = now + min(_LONGEST_S, _FIRST_S * 2.0 ** min(tried.wrong - free, 10))
            self._tried[key] = tried
        while len(self._tried) > _MOST:
            del self._tried[next(iter(self._tried))]
        return 0.0

    def succeed(self, name: str, sender: str) -> None:
        """Take the attempt back. The name is free again; the address keeps what it tried on other names."""
        mine, its = _keys(name, sender)
        self._tried.pop(mine, None)
        if its in self._tried:
            self._tried[its].wrong -= 1
            self._tried[its].free_at = 0.0


def _keys(name: str, sender: str) -> dict[tuple[str, str], int]:
    return {("name", name[:100].casefold()): _FREE_OF_NAME, ("address", sender): _FREE_OF_ADDRESS}


def login_with(accounts: Accounts, attempts: LoginThrottle) -> Callable[[str, str], Awaitable[bool]]:
    """What `launch(auth=…)` takes: whether a name and a password are an account's.

    The callable raises HTTPException 429 with the seconds to wait.
    """

    async def log_in(name: str, password: str) -> bool:
        sender = address.get()
        wait = attempts.begin(name, sender)
        if wait > 0:
            seconds = f"{wait + 0.5:.0f}"
            raise HTTPException(
                429, f"Too many wrong passwords; wait {seconds} seconds.", headers={"Retry-After": seconds}
            )
        right = await asyncio.to_thread(accounts.admits, name, password)
        if right:
            attempts.succeed(name, sender)
        return right

    return log_in
