"""Accounts: the file, the command that writes it, and who is admitted."""

import io
import os
import stat
import sys
from pathlib import Path

import pytest

import app
from corpus.errors import UserError
from ui.access.accounts import Accounts, add_account, read_accounts

PASSWORD = "correct horse"  # noqa: S105


def test_the_command_adds_a_user_and_replaces_a_password(
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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no POSIX permissions")
def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
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
    ("name", "password", "message"),
    [
        ("ann", "", "The password has 0 characters; use 8 to 1,024."),
        ("ann", "1234567", "The password has 7 characters; use 8 to 1,024."),
        ("ann", "x" * 1025, "The password has 1,025 characters; use 8 to 1,024."),
        ("", PASSWORD, "'' is not a valid user name; use 1 to 64 letters, digits and . _ @ + -."),
        ("a:b", PASSWORD, "'a:b' is not a valid user name; use 1 to 64 letters, digits and . _ @ + -."),
        (
            "a\nb",
            PASSWORD,
            "'a\\nb' is not a valid user name; use 1 to 64 letters, digits and . _ @ + -.",
        ),
        ("#x", PASSWORD, "'#x' is not a valid user name; use 1 to 64 letters, digits and . _ @ + -."),
    ],
)
def test_an_invalid_name_or_password_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, password: str, message: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    with pytest.raises(UserError) as refused:
        app.add_user(name, tmp_path / "accounts")
    assert str(refused.value) == message
    assert not (tmp_path / "accounts").exists()


def test_the_command_names_the_option_that_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["--add-user", "ann"]) == 2
    assert capsys.readouterr().err.strip() == "--add-user needs a file of accounts; give it with --auth FILE."


@pytest.mark.parametrize("content", ["ann:secret12\n", "ann\n", "bo:$argon2id$x\nann:secret12\n"])
def test_a_plain_password_is_refused_and_not_shown(tmp_path: Path, content: str) -> None:
    file = tmp_path / "accounts"
    file.write_text(content)
    for use in (lambda: Accounts(file), lambda: add_account(file, "cy", PASSWORD)):
        with pytest.raises(
            UserError,
            match=r"holds no hashed password; remove the file and add its users with",
        ) as refused:
            use()
        assert "secret12" not in str(refused.value)
    assert file.read_text() == content


def test_an_accounts_file_without_users_is_refused(tmp_path: Path) -> None:
    (tmp_path / "accounts").write_text("\n")
    with pytest.raises(
        UserError, match=r"names no user; add one with 'python app\.py --add-user NAME --auth .*accounts'\.$"
    ):
        Accounts(tmp_path / "accounts")
