"""The file of accounts: one line per user, with the name and an Argon2 hash of the password.

The file holds no password, and none can be computed from it.

    ann:$argon2id$v=19$m=65536,t=3,p=4$…

`python app.py --add-user NAME --auth FILE` writes it. A running server reads it at each login, so a new user
can log in without a restart.
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
_HASHING = threading.BoundedSemaphore(2)  # bounds the memory that parallel logins take


class Accounts:
    """The accounts in a file, read at each login; safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """Read the file once, so that a mistake shows at the start.

        Raises:
            UserError: there is no such file, it names no user, or it holds a password that is not hashed.
        """
        self._file = file
        if not read_accounts(file):
            raise UserError(f"The accounts file {file} names no user; add one with {_add_command(file)}.")
        self._decoy = _HASHER.hash(secrets.token_hex())

    def admits(self, name: str, password: str) -> bool:
        """Whether the password belongs to the name. An unknown name takes as long as a known one.

        Raises:
            UserError: the file cannot be read.
        """
        stored = read_accounts(self._file).get(name)
        given = _normalize(password[: _MAX_PASSWORD + 1])
        with _HASHING:
            try:
                return _HASHER.verify(stored or self._decoy, given) and stored is not None
            except (Argon2Error, InvalidHashError):
                return False


def read_accounts(file: Path) -> dict[str, str]:
    """Read the hash of each name.

    Raises:
        UserError: the file cannot be read, or holds a password that is not hashed.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"The accounts file {file} cannot be read ({_reason(error)}); "
            f"create it with {_add_command(file)}."
        ) from error
    found = {}
    for number, line in enumerate(lines, start=1):
        name, _, hashed = line.strip().partition(":")
        if name and not hashed.startswith(_HASH):  # the line itself may be a password and is not shown
            raise UserError(
                f"Line {number} of the accounts file {file} holds no hashed password; "
                f"remove the file and add its users with {_add_command(file)}."
            )
        if name:
            found[name] = hashed
    return found


def add_account(file: Path, name: str, password: str) -> bool:
    """Store the password's hash under the name, and return whether it replaced another.

    The file is replaced in one step, and only its owner may read it.

    Raises:
        UserError: the name or the password is not valid, or the file cannot be read or written.
    """
    check_name(name)
    if not MIN_PASSWORD <= len(password) <= _MAX_PASSWORD:
        raise UserError(
            f"The password has {len(password):,} characters; use {MIN_PASSWORD} to {_MAX_PASSWORD:,}."
        )
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with FileLock(file.with_name(f".{file.name}.lock"), mode=0o600):
            accounts = read_accounts(file) if file.exists() else {}
            replaced = name in accounts
            accounts[name] = _HASHER.hash(_normalize(password))
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(f"{n}:{h}\n" for n, h in sorted(accounts.items()))
            os.replace(temporary, file)
    except OSError as error:
        raise UserError(
            f"The accounts file {file} cannot be written ({_reason(error)}); "
            "check the folder and its permissions."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return replaced


def check_name(name: str) -> None:
    """Raise UserError if the name is not valid for a user."""
    if not _NAME.fullmatch(name):
        raise UserError(f"{name!r} is not a valid user name; use 1 to 64 letters, digits and . _ @ + -.")


def _normalize(password: str) -> bytes:
    """The bytes to hash: the same for the same characters, however a keyboard composes them.

    A lone surrogate, which no keyboard types, matches no stored password.
    """
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _add_command(file: Path) -> str:
    return f"'python app.py --add-user NAME --auth {file}'"


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "it is not UTF-8 text"
