"""How often a visitor may ask for what costs the server something: a token bucket per visitor and action.

A bucket holds `count` tokens and fills evenly, so `Rate(30, 60)` allows 30 actions at once and one every two
seconds after that. Visitors are distinguished by their login, or by their address where there are no
accounts.

Why not the library `limits`: its memory store keeps a key for every visitor it has ever seen, starts a thread
that scans all of them after a hit, and reads the wall clock; it can neither refund a token nor fill evenly.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cachetools import TLRUCache

from corpus.errors import UserError


class Action(StrEnum):
    """What is counted, in the words of the refusal."""

    ASK = "You asked {count} questions in {span}"
    OPEN = "You opened {count} documents and pages in {span}"
    EXPORT = "You exported {count} files in {span}"
    ADD = "You added {count} times to the library in {span}"
    CHANGE = "You changed the library {count} times in {span}"
    BUILD = "You built or rolled back {count} times in {span}"


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` actions in `seconds`."""

    count: int
    seconds: float


DEFAULT_RATES = {
    Action.ASK: Rate(30, 60),
    Action.OPEN: Rate(240, 60),  # scrolling through a PDF draws its pages
    Action.EXPORT: Rate(30, 60),
    Action.ADD: Rate(30, 60),
    Action.CHANGE: Rate(120, 60),
    Action.BUILD: Rate(10, 60),
}
MAX_BUCKETS = 50_000


@dataclass(frozen=True, slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class RateLimiter:
    """The buckets of all visitors; safe to use from several threads.

    `clock` returns seconds. Beyond `max_buckets` the buckets used longest ago are dropped.
    """

    def __init__(
        self,
        rates: Mapping[Action, Rate] = DEFAULT_RATES,
        clock: Callable[[], float] = time.monotonic,
        *,
        max_buckets: int = MAX_BUCKETS,
    ) -> None:
        self._rates = rates
        self._clock = clock
        self._lock = threading.Lock()

        def full_at(key: tuple[Action, str], bucket: _Bucket, now: float) -> float:
            return now + rates[key[0]].seconds

        # A bucket that has had time to fill equals a new one, so it is dropped.
        self._buckets: TLRUCache[tuple[Action, str], _Bucket] = TLRUCache(max_buckets, full_at, timer=clock)

    @property
    def bucket_count(self) -> int:
        """How many buckets are in memory."""
        with self._lock:
            return len(self._buckets)

    def spend(self, action: Action, visitor: str) -> None:
        """Take a token from the visitor's bucket.

        Raises:
            UserError: the bucket is empty; the message says how long to wait.
        """
        rate, key = self._rates[action], (action, visitor)
        with self._lock:
            now = self._clock()
            tokens = self._tokens(key, now)
            self._buckets[key] = _Bucket(tokens - 1 if tokens >= 1 else tokens, now)
        if tokens < 1:
            wait = max(1, round((1 - tokens) * rate.seconds / rate.count + 0.5))
            span = "a minute" if rate.seconds == 60 else f"{rate.seconds:g} seconds"
            reason = action.format(count=rate.count, span=span)
            raise UserError(f"{reason}; wait {wait} second{'s' * (wait > 1)}.")

    def refund(self, action: Action, visitor: str) -> None:
        """Put a spent token back, for an action that gave the visitor nothing."""
        with self._lock:
            now = self._clock()
            self._buckets[action, visitor] = _Bucket(self._tokens((action, visitor), now) + 1, now)

    def _tokens(self, key: tuple[Action, str], now: float) -> float:
        rate, bucket = self._rates[key[0]], self._buckets.get(key)
        if bucket is None:
            return rate.count
        return min(rate.count, bucket.tokens + (now - bucket.filled_at) * rate.count / rate.seconds)


def visitor_from_request(request: Any) -> str:
    """Who sent a request (Gradio's or FastAPI's): the login, or the address where there is none."""
    name = getattr(request, "username", None)
    if name is None:
        # Where Gradio passes on FastAPI's request, it has not looked up the login.
        app = getattr(request, "app", None)
        cookie_id = getattr(app, "cookie_id", "")
        cookies = request.cookies
        token = cookies.get(f"access-token-{cookie_id}") or cookies.get(f"access-token-unsecure-{cookie_id}")
        name = getattr(app, "tokens", {}).get(token) if token else None
    if name is not None:
        return f"login {name}"
    return f"address {request.client.host if request.client else ''}"
