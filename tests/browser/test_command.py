"""Mistakes on the command line of `app.py` that stop it before it serves."""

import socket
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr.strip()


def test_a_host_that_others_can_reach_needs_accounts(tmp_path: Path) -> None:
    code, said = run("--host", "0.0.0.0", "--data", str(tmp_path))  # noqa: S104
    assert (code, said) == (
        2,
        "The host 0.0.0.0 can be reached from other machines, so it needs accounts: "
        "add one with 'python app.py --add-user NAME --auth FILE', "
        "then serve with --auth FILE; or serve on 127.0.0.1.",
    )


def test_a_file_that_is_not_an_accounts_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts"
    accounts.write_text("ann:secret12\n")
    code, said = run("--auth", str(accounts), "--data", str(tmp_path))
    assert (
        code == 2
        and said.startswith(f"Line 1 of the accounts file {accounts} holds no hashed password")
        and len(said.splitlines()) == 1
    )
    code, said = run("--auth", str(tmp_path / "absent"), "--data", str(tmp_path))
    assert code == 2 and "cannot be read" in said and len(said.splitlines()) == 1


def test_a_taken_port_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, said = run("--port", port, "--data", str(tmp_path))
    assert code == 2 and f"Port {port} on 127.0.0.1 cannot be used" in said and len(said.splitlines()) == 1
