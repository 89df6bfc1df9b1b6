"""How long wrong passwords make a name or an address wait, on a clock that the test sets."""

from ui.access.login_throttle import LoginThrottle


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_name_waits_longer_after_each_wrong_password() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    assert [throttle.begin("ann", f"10.0.0.{n}") for n in range(5)] == [0] * 5
    waits = []
    for n in range(7):
        waits.append(throttle.begin("ann", f"10.0.1.{n}"))
        clock.now += waits[-1]
        assert throttle.begin("ann", f"10.0.2.{n}") == 0
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    assert throttle.begin("bo", "10.0.3.1") == 0


def test_an_address_that_tries_many_names_waits_and_others_do_not() -> None:
    throttle = LoginThrottle(Clock())
    assert [throttle.begin(f"user{n}", "10.0.0.1") for n in range(20)] == [0] * 20
    assert throttle.begin("ann", "10.0.0.1") == 30
    assert throttle.begin("ann", "10.0.0.2") == 0


def test_a_right_password_frees_the_name_but_its_address_keeps_failures_with_other_names() -> None:
    throttle = LoginThrottle(Clock())
    for n in range(19):
        throttle.begin(f"user{n}", "10.0.0.1")
    for n in range(4):
        throttle.begin("ann", f"10.0.1.{n}")
    assert throttle.begin("ann", "10.0.0.1") == 0
    throttle.succeed("ann", "10.0.0.1")
    assert throttle.begin("ann", "10.0.0.1") == 0  # the twentieth of the address
    assert throttle.begin("eve", "10.0.0.1") == 30


def test_failures_are_forgotten_after_an_hour() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    for _ in range(4):
        throttle.begin("ann", "10.0.0.1")
    clock.now += 3601
    for _ in range(4):
        assert throttle.begin("ann", "10.0.0.1") == 0
    assert throttle.begin("ann", "10.0.0.1") == 0
    assert throttle.begin("ann", "10.0.0.1") == 30


def test_beyond_its_bound_the_throttle_forgets_the_keys_seen_longest_ago() -> None:
    throttle = LoginThrottle(Clock(), max_keys=4)
    for n in range(5):
        throttle.begin("ann", f"10.0.0.{n}")
    assert throttle.begin("ann", "10.0.1.0") == 30
    for n in range(4):
        throttle.begin(f"user{n}", f"10.0.2.{n}")
    assert throttle.begin("ann", "10.0.1.0") == 0
