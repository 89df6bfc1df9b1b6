"""How often a visitor may ask for what costs the server something: a bucket of tokens for each visitor and each kind of act.

A bucket holds as many as may be done at once and fills evenly, so that `Rate(30, 60)` allows 30 at once and one every two seconds after that. Visitors are told
apart by their login, without accounts by their address.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus.errors import UserError


class Action(StrEnum):
    """What is counted, in the words of the refusal."""

    ASK = "You asked {count} questions in {span}"
    OPEN = "You opened {count} documents and pages in {span}"
    EXPORT = "You exported {count} answers in {span}"
    ADD = "You added {count} times to the library in {span}"
    CHANGE = "You changed the library {count} times in {span}"
    BUILD = "You built or rolled back {count} times in {span}"


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` acts in `seconds`."""

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
_MOST = 50_000  # buckets held; beyond it those that were full longest ago are forgotten


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimiter:
    """The buckets of all visitors; safe to use from several threads. `clock` gives seconds."""

    def __init__(
        self, rates: dict[Action, Rate] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rates = rates or DEFAULT_RATES
        self._clock = clock
        self._buckets: dict[tuple[Action, str], _Bucket] = {}
        self._counting = threading.Lock()

    def spend(self, act: Action, visitor: str) -> None:
        """Count one act of the visitor; raises UserError, which says how long to wait, if it is one too many."""
        rate, now = self._rates[act], self._clock()
        with self._counting:
            bucket = self._buckets.pop((act, visitor), None) or _Bucket(rate.count, now)
            self._buckets[act, visitor] = bucket
            bucket.tokens = min(rate.count, bucket.tokens + (now - bucket.at) * rate.count / rate.seconds)
            bucket.at = now
            while len(self._buckets) > _MOST:
                del self._buckets[next(iter(self._buckets))]
            if bucket.tokens < 1:
                wait = max(1, round((1 - bucket.tokens) * rate.seconds / rate.count + 0.5))
                span = "a minute" if rate.seconds == 60 else f"{rate.seconds:g} seconds"
                raise UserError(
                    f"{act.format(count=rate.count, span=span)}; wait {wait} second{'s' * (wait > 1)}."
                )
            bucket.tokens -= 1

    def give_back(self, act: Action, visitor: str) -> None:
        """Take back one act that came to nothing."""
        with self._counting:
            if bucket := self._buckets.get((act, visitor)):
                bucket.tokens += 1


def visitor_from_request(request: Any) -> str:
    """Who sent a request (Gradio's or FastAPI's): the login, or the address where there is none."""
    name = getattr(request, "username", None)
    if name is None:
        app = getattr(
            request, "app", None
        )  # where Gradio hands on FastAPI's request it has not looked for the login
        cookies, kept = request.cookies, getattr(app, "cookie_id", "")
        token = cookies.get(f"access-token-{kept}") or cookies.get(f"access-token-unsecure-{kept}")
        name = getattr(app, "tokens", {}).get(token) if token else None
    if name is not None:
        return f"login {name}"
    return f"address {request.client.host if request.client else ''}"
