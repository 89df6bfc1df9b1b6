"""The file of accounts: a name and an Argon2 hash of its password a line. No password is stored, and none can be computed from the file.

    ann:$argon2id$v=19$m=65536,t=3,p=4$…

`python app.py --add-user NAME --auth FILE` writes it; a running server reads it at each login, so that an added user need not wait for a restart.
"""

import os
import re
import secrets
import threading
import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from filelock import FileLock

from corpus.errors import UserError

MIN_PASSWORD, _MAX_PASSWORD = 8, 1024  # characters
_NAME = re.compile(r"[\w.@+-]{1,64}")
_HASH = "$argon2id$"
_HASHER = PasswordHasher()  # the low-memory profile of RFC 9106: 64 MiB, 3 passes, 4 lanes
_AT_ONCE = threading.BoundedSemaphore(2)  # hashings, lest logins in parallel fill the memory


class Accounts:
    """The accounts of a file, as it stands at each question; safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """Raises UserError if there is no such file, or one with anything but hashed accounts."""
        self._file = file
        if not read_accounts(file):
            raise UserError(f"The accounts {file} hold no user; add one with {_adding(file)}.")
        self._nobody = _HASHER.hash(secrets.token_hex())

    def admits(self, name: str, password: str) -> bool:
        """Whether the password is the name's. An unknown name takes as long as a known one.

        Raises:
            UserError: the file has become unreadable.
        """
        known = read_accounts(self._file).get(name)
        with _AT_ONCE:
            try:
                return (
                    _HASHER.verify(known or self._nobody, _prepared(password[: _MAX_PASSWORD + 1]))
                    and known is not None
                )
            except (Argon2Error, InvalidHashError):
                return False


def read_accounts(file: Path) -> dict[str, str]:
    """Hashes by name.

    Raises:
        UserError: the file cannot be read, or holds a password that is not hashed.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"The accounts {file} cannot be read ({_reason(error)}); make them with {_adding(file)}."
        ) from error
    found = {}
    for number, line in enumerate(lines, start=1):
        name, _, hashed = line.strip().partition(":")
        if name and not hashed.startswith(_HASH):  # the line itself may be a password and is not shown
            raise UserError(
                f"Line {number} of the accounts {file} is no hashed account, and plain passwords are not read; "
                f"remove the file and add its users with {_adding(file)}."
            )
        if name:
            found[name] = hashed
    return found


def add_account(file: Path, name: str, password: str) -> bool:
    """Store the password's hash under the name, and tell whether it replaced another; the file is complete at every moment and its owner's alone.

    Raises:
        UserError: the name or the password will not do, or the file cannot be read or written.
    """
    check_name(name)
    if not MIN_PASSWORD <= len(password) <= _MAX_PASSWORD:
        raise UserError(
            f"The password has {len(password):,} characters; take {MIN_PASSWORD} to {_MAX_PASSWORD:,}."
        )
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with FileLock(file.with_name(f".{file.name}.lock"), mode=0o600):
            accounts = read_accounts(file) if file.exists() else {}
            replaced = name in accounts
            accounts[name] = _HASHER.hash(_prepared(password))
            with os.fdopen(
                os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
                "w",
                encoding="utf-8",
                newline="\n",
            ) as stream:
                stream.writelines(f"{n}:{h}\n" for n, h in sorted(accounts.items()))
            os.replace(temporary, file)
    except OSError as error:
        raise UserError(
            f"The accounts {file} cannot be written ({_reason(error)}); check the folder and its permissions."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return replaced


def check_name(name: str) -> None:
    """Raise UserError for what cannot be the name of a user."""
    if not _NAME.fullmatch(name):
        raise UserError(f"{name!r} cannot be the name of a user; use 1 to 64 letters, digits and . _ @ + -.")


def _prepared(password: str) -> bytes:
    """One form for what looks the same, however a keyboard composes it; a lone surrogate, which no keyboard gives, matches nothing."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _adding(file: Path) -> str:
    return f"'python app.py --add-user NAME --auth {file}'"


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "it is no UTF-8 text"
