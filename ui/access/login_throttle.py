"""Logging in, and how often a visitor may try: the callable to which Gradio passes a name and a password.

Wrong attempts are counted by name, whether the account exists or not, and by address. After a few, the name
or the address waits half a minute, then twice as long each time, up to a quarter of an hour. An attempt is
counted before its password is checked, so that many attempts at once cannot get around the limit; a right
password takes it back.
"""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass

from cachetools import TTLCache
from starlette.exceptions import HTTPException

from ui.access.accounts import Accounts

# Who sent the current request; `ui.access.middleware` sets it, as Gradio passes only a name and a password.
address: ContextVar[str] = ContextVar("address", default="")

LOGIN_RULE = "After five wrong passwords a name waits half a minute, then longer each time."
_FREE_BY_NAME, _FREE_BY_ADDRESS = 5, 20  # wrong attempts; an office shares one address
_FIRST_WAIT_S, _LONGEST_WAIT_S = 30.0, 900.0
_MEMORY_S = 3600.0  # after the last attempt
MAX_KEYS = 50_000


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int = 0
    blocked_until: float = 0.0


class LoginThrottle:
    """Wrong attempts by name and by address; safe to use from several threads.

    `clock` returns seconds. Beyond `max_keys` names and addresses, those seen longest ago are forgotten.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, max_keys: int = MAX_KEYS) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: TTLCache[tuple[str, str], _Failures] = TTLCache(max_keys, _MEMORY_S, timer=clock)

    def begin(self, name: str, sender: str) -> float:
        """Count an attempt and return 0, or count nothing and return the seconds to wait."""
        with self._lock:
            now, limits = self._clock(), _limits(name, sender)
            before = {key: self._failures.get(key, _Failures()) for key in limits}
            wait = max(failures.blocked_until - now for failures in before.values())
            if wait > 0:
                return wait
            for key, failures in before.items():
                count, blocked_until = failures.count + 1, failures.blocked_until
                if count >= limits[key]:
                    doubled = _FIRST_WAIT_S * 2.0 ** min(count - limits[key], 10)
                    blocked_until = now + min(_LONGEST_WAIT_S, doubled)
                self._failures[key] = _Failures(count, blocked_until)
            return 0.0

    def succeed(self, name: str, sender: str) -> None:
        """Take the attempt back. The name is free again; the address keeps its failures with other names."""
        by_name, by_address = _limits(name, sender)
        with self._lock:
            self._failures.pop(by_name, None)
            if failures := self._failures.get(by_address):
                self._failures[by_address] = _Failures(failures.count - 1)


def _limits(name: str, sender: str) -> dict[tuple[str, str], int]:
    """The keys that an attempt counts under, name first, and how many attempts each has free."""
    return {("name", name[:100].casefold()): _FREE_BY_NAME, ("address", sender): _FREE_BY_ADDRESS}


def make_login(accounts: Accounts, throttle: LoginThrottle) -> Callable[[str, str], Awaitable[bool]]:
    """Make the callable for `launch(auth=…)`: whether a name and a password belong to an account.

    It raises HTTPException 429 with the seconds to wait.
    """

    async def log_in(name: str, password: str) -> bool:
        sender = address.get()
        wait = throttle.begin(name, sender)
        if wait > 0:
            seconds = f"{wait + 0.5:.0f}"
            message = f"Too many wrong passwords; wait {seconds} seconds."
            raise HTTPException(429, message, headers={"Retry-After": seconds})
        admitted = await asyncio.to_thread(accounts.admits, name, password)
        if admitted:
            throttle.succeed(name, sender)
        return admitted

    return log_in
