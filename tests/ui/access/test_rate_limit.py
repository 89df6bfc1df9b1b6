"""How often a visitor may act: the bucket's arithmetic, by a clock of the test's own."""

from types import SimpleNamespace

import pytest

from corpus.errors import UserError
from ui.access.rate_limit import Action, Rate, RateLimiter, visitor_from_request


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def spent(limiter: RateLimiter, visitor: str, times: int) -> int:
    """How many of so many acts are allowed."""
    allowed = 0
    for _ in range(times):
        try:
            limiter.spend(Action.ASK, visitor)
        except UserError:
            continue
        allowed += 1
    return allowed


def test_a_bucket_empties_and_fills_evenly() -> None:
    clock = Clock()
    limiter = RateLimiter({Action.ASK: Rate(30, 60)}, clock)
    assert spent(limiter, "ann", 40) == 30
    with pytest.raises(UserError, match=r"^You asked 30 questions in a minute; wait 2 seconds\.$"):
        limiter.spend(Action.ASK, "ann")
    clock.now += 10
    assert spent(limiter, "ann", 40) == 5
    clock.now += 10_000
    assert spent(limiter, "ann", 40) == 30


def test_visitors_and_acts_have_buckets_of_their_own() -> None:
    limiter = RateLimiter({Action.ASK: Rate(2, 60), Action.ADD: Rate(1, 60)}, Clock())
    assert (spent(limiter, "ann", 5), spent(limiter, "bo", 5)) == (2, 2)
    limiter.spend(Action.ADD, "ann")
    with pytest.raises(UserError, match=r"^You added 1 times to the library in a minute; wait 60 seconds\.$"):
        limiter.spend(Action.ADD, "ann")


def test_what_came_to_nothing_is_given_back() -> None:
    limiter = RateLimiter({Action.ASK: Rate(1, 60)}, Clock())
    limiter.spend(Action.ASK, "ann")
    limiter.give_back(Action.ASK, "ann")
    assert spent(limiter, "ann", 5) == 1


def test_a_visitor_is_the_login_and_else_the_address() -> None:
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
