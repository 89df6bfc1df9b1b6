"""How often a visitor may act: the arithmetic of the token bucket, on a clock that the test sets."""

from types import SimpleNamespace

import pytest

from corpus.errors import UserError
from ui.access.rate_limit import Action, Rate, RateLimiter, visitor_from_request


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def count_allowed(limiter: RateLimiter, visitor: str, times: int) -> int:
    """How many of that many actions are allowed."""
    allowed = 0
    for _ in range(times):
        try:
            limiter.spend(Action.ASK, visitor)
        except UserError:
            continue
        allowed += 1
    return allowed


def test_a_bucket_allows_a_burst_and_then_fills_evenly() -> None:
    clock = Clock()
    limiter = RateLimiter({Action.ASK: Rate(30, 60)}, clock)
    assert count_allowed(limiter, "ann", 40) == 30
    with pytest.raises(UserError, match=r"^You asked 30 questions in a minute; wait 2 seconds\.$"):
        limiter.spend(Action.ASK, "ann")
    clock.now += 10
    assert count_allowed(limiter, "ann", 40) == 5
    clock.now += 10_000
    assert count_allowed(limiter, "ann", 40) == 30


def test_each_visitor_and_action_has_its_own_bucket() -> None:
    limiter = RateLimiter({Action.ASK: Rate(2, 60), Action.ADD: Rate(1, 60)}, Clock())
    assert (count_allowed(limiter, "ann", 5), count_allowed(limiter, "bo", 5)) == (2, 2)
    limiter.spend(Action.ADD, "ann")
    with pytest.raises(UserError, match=r"^You added 1 times to the library in a minute; wait 60 seconds\.$"):
        limiter.spend(Action.ADD, "ann")


def test_a_refunded_token_can_be_spent_again() -> None:
    limiter = RateLimiter({Action.ASK: Rate(1, 60)}, Clock())
    limiter.spend(Action.ASK, "ann")
    limiter.refund(Action.ASK, "ann")
    assert count_allowed(limiter, "ann", 5) == 1


def test_a_bucket_that_has_filled_is_dropped() -> None:
    clock = Clock()
    limiter = RateLimiter({Action.ASK: Rate(1, 60)}, clock)
    for n in range(100):
        limiter.spend(Action.ASK, f"address 10.0.0.{n}")
    clock.now += 60
    limiter.spend(Action.ASK, "ann")
    assert limiter.bucket_count == 1


def test_beyond_its_bound_the_buckets_used_longest_ago_are_dropped() -> None:
    limiter = RateLimiter({Action.ASK: Rate(1, 60)}, Clock(), max_buckets=2)
    for visitor in ("ann", "bo", "cy"):
        limiter.spend(Action.ASK, visitor)
    assert limiter.bucket_count == 2
    assert (count_allowed(limiter, "cy", 1), count_allowed(limiter, "ann", 1)) == (0, 1)


def test_a_visitor_is_identified_by_login_or_else_by_address() -> None:
    client = SimpleNamespace(host="10.0.0.7")
    app = SimpleNamespace(cookie_id="c", tokens={"t": "ann"})
    assert visitor_from_request(SimpleNamespace(username="bo", client=client)) == "login bo"
    assert (
        visitor_from_request(
            SimpleNamespace(app=app, cookies={"access-token-unsecure-c": "t"}, client=client)
        )
        == "login ann"
    )
    assert (
        visitor_from_request(
            SimpleNamespace(app=app, cookies={"access-token-unsecure-c": "forged"}, client=client)
        )
        == "address 10.0.0.7"
    )
    assert visitor_from_request(SimpleNamespace(app=app, cookies={}, client=None)) == "address "
