"""Accounts and their file, the command that adds to it, and how long wrong passwords make one wait."""

import io
import os
import stat
import sys
from pathlib import Path

import pytest

import app
from corpus.errors import UserError
from ui.access.accounts import Accounts, add_account, read_accounts
from ui.access.login_throttle import LoginThrottle

PASSWORD = "correct horse"  # noqa: S105


# Accounts


def test_a_user_is_added_by_the_command_and_replaced_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accounts"

    def add(name: str, password: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
        assert app.main(["--add-user", name, "--auth", str(file)]) == 0
        return capsys.readouterr().out.strip()

    assert add("ann", PASSWORD) == f"ann is added to {file}; serve with --auth {file}."
    assert add("bo", "another one") == f"bo is added to {file}; serve with --auth {file}."
    assert add("ann", "a new password") == f"ann has a new password in {file}."
    accounts = Accounts(file)
    assert accounts.admits("ann", "a new password") and accounts.admits("bo", "another one")
    assert (
        not accounts.admits("ann", PASSWORD)
        and not accounts.admits("bo", "a new password")
        and not accounts.admits("cy", PASSWORD)
    )
    text = file.read_text()
    assert "password" not in text and all(
        line.partition(":")[2].startswith("$argon2id$") for line in text.splitlines()
    )
    assert [p.name for p in tmp_path.iterdir() if not p.name.endswith(".lock")] == ["accounts"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    file = tmp_path / "accounts"
    file.write_text("")
    file.chmod(0o644)
    add_account(file, "ann", PASSWORD)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_password_is_asked_for_twice_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = iter([PASSWORD, PASSWORD, PASSWORD, "correct house"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(app.getpass, "getpass", lambda prompt: next(answers))
    app.add_user("ann", tmp_path / "accounts")
    assert Accounts(tmp_path / "accounts").admits("ann", PASSWORD)
    with pytest.raises(UserError, match=r"^The two passwords differ; nothing is stored, try again\.$"):
        app.add_user("bo", tmp_path / "accounts")
    assert list(read_accounts(tmp_path / "accounts")) == ["ann"]


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("ann", "", "The password has 0 characters; take 8 to 1,024."),
        ("ann", "1234567", "The password has 7 characters; take 8 to 1,024."),
        ("ann", "x" * 1025, "The password has 1,025 characters; take 8 to 1,024."),
        ("", PASSWORD, "'' cannot be the name of a user; use 1 to 64 letters, digits and . _ @ + -."),
        ("a:b", PASSWORD, "'a:b' cannot be the name of a user; use 1 to 64 letters, digits and . _ @ + -."),
        (
            "a\nb",
            PASSWORD,
            "'a\\nb' cannot be the name of a user; use 1 to 64 letters, digits and . _ @ + -.",
        ),
        ("#x", PASSWORD, "'#x' cannot be the name of a user; use 1 to 64 letters, digits and . _ @ + -."),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, password: str, told: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    with pytest.raises(UserError) as refused:
        app.add_user(name, tmp_path / "accounts")
    assert str(refused.value) == told
    assert not (tmp_path / "accounts").exists()


def test_the_command_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--add-user", "ann"]) == 2
    assert (
        capsys.readouterr().err.strip()
        == "--add-user needs the file of accounts too; name it with --auth FILE."
    )


@pytest.mark.parametrize("content", ["ann:secret12\n", "ann\n", "bo:$argon2id$x\nann:secret12\n"])
def test_plain_passwords_are_refused_and_not_shown(tmp_path: Path, content: str) -> None:
    file = tmp_path / "accounts"
    file.write_text(content)
    for use in (lambda: Accounts(file), lambda: add_account(file, "cy", PASSWORD)):
        with pytest.raises(
            UserError,
            match=r"is no hashed account, and plain passwords are not read; remove the file and add its users with",
        ) as refused:
            use()
        assert "secret12" not in str(refused.value)
    assert file.read_text() == content


def test_a_file_without_users_is_refused(tmp_path: Path) -> None:
    (tmp_path / "accounts").write_text("\n")
    with pytest.raises(
        UserError, match=r"hold no user; add one with 'python app\.py --add-user NAME --auth .*accounts'\.$"
    ):
        Accounts(tmp_path / "accounts")


# Attempts


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_name_waits_longer_with_each_wrong_password_known_or_not() -> None:
    clock = Clock()
    attempts = LoginThrottle(clock)
    assert [attempts.begin("ann", f"10.0.0.{n}") for n in range(5)] == [0] * 5
    waits = []
    for n in range(7):
        waits.append(attempts.begin("ann", f"10.0.1.{n}"))
        clock.now += waits[-1]
        assert attempts.begin("ann", f"10.0.2.{n}") == 0
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    assert attempts.begin("bo", "10.0.3.1") == 0


def test_an_address_that_tries_many_names_waits_and_others_do_not() -> None:
    attempts = LoginThrottle(Clock())
    assert [attempts.begin(f"user{n}", "10.0.0.1") for n in range(20)] == [0] * 20
    assert attempts.begin("ann", "10.0.0.1") == 30
    assert attempts.begin("ann", "10.0.0.2") == 0


def test_a_right_password_frees_the_name_and_not_what_its_address_tried_on_others() -> None:
    attempts = LoginThrottle(Clock())
    for n in range(19):
        attempts.begin(f"user{n}", "10.0.0.1")
    for n in range(4):
        attempts.begin("ann", f"10.0.1.{n}")
    assert attempts.begin("ann", "10.0.0.1") == 0
    attempts.succeed("ann", "10.0.0.1")
    assert attempts.begin("ann", "10.0.0.1") == 0  # the twentieth of the address
    assert attempts.begin("eve", "10.0.0.1") == 30


def test_what_is_an_hour_old_is_forgotten() -> None:
    clock = Clock()
    attempts = LoginThrottle(clock)
    for _ in range(4):
        attempts.begin("ann", "10.0.0.1")
    clock.now += 3601
    for _ in range(4):
        assert attempts.begin("ann", "10.0.0.1") == 0
    assert attempts.begin("ann", "10.0.0.1") == 0
    assert attempts.begin("ann", "10.0.0.1") == 30
