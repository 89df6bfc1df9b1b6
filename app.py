"""Open Parallax in the browser: `python app.py`.

The page is served at once; the index is opened or built in the background.
"""

import argparse
import getpass
import ipaddress
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.middleware import Middleware

from corpus.errors import UserError
from ui.access.accounts import Accounts, add_account, check_name
from ui.access.login_throttle import LOGIN_RULE, LoginThrottle, make_login
from ui.access.middleware import RequestMiddleware
from ui.access.rate_limit import RateLimiter

if TYPE_CHECKING:
    from gradio import Blocks

    from ui.server.index_service import IndexService


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    try:
        if args.add_user is not None:
            print(add_user(args.add_user, args.auth))
            return 0
        if args.auth is None and not is_loopback(args.host):
            raise UserError(
                f"The host {args.host} can be reached from other machines, so it needs accounts: "
                "add one with 'python app.py --add-user NAME --auth FILE', then serve with --auth FILE; "
                "or serve on 127.0.0.1."
            )
        serve(args.host, args.port, args.data, args.auth)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def serve(host: str, port: int, data: Path, accounts: Path | None) -> None:
    """Serve until interrupted; with a file of accounts, only to users who log in.

    Raises:
        UserError: the port is taken, the data folder cannot be made, or the accounts cannot be read.
    """
    known = Accounts(accounts) if accounts else None
    from ui.server.index_service import IndexService

    # With accounts, users on other machines must not reach addresses in this network by adding them.
    service = IndexService(data, public_only=known is not None, start=False)
    page = open_page(service, host, port, known)
    # Only now: two threads that import at the same time take longer than one after the other.
    service.start()
    print(f"Parallax is at http://{host}:{port}", flush=True)
    page.block_thread()


def open_page(
    service: "IndexService",
    host: str,
    port: int,
    accounts: Accounts | None,
    limiter: RateLimiter | None = None,
) -> "Blocks":
    """Serve the page on a service in the background.

    Raises:
        UserError: the port is taken.
    """
    # A fifth of Python's default: quick requests wait less behind questions and builds.
    sys.setswitchinterval(0.001)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    for name in ("NO_PROXY", "no_proxy"):  # Gradio calls its own address, which a proxy would refuse
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1,localhost")))
    from ui.tabs.page import STYLE, THEME, build_app

    page = build_app(service, limiter or RateLimiter())
    # Gradio awaits the callable, although its types do not say so.
    log_in: Any = make_login(accounts, LoginThrottle()) if accounts else None
    try:
        page.launch(
            server_name=host,
            server_port=port,
            auth=log_in,
            auth_message=LOGIN_RULE,
            theme=THEME,
            head=f"<style>{STYLE}</style>",  # given as css=, Gradio rewrites its selectors
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            max_file_size="50mb",
            enable_monitoring=False,
            mcp_server=False,
            app_kwargs={"middleware": [Middleware(RequestMiddleware, loopback_only=accounts is None)]},
            quiet=True,
            prevent_thread_lock=True,
        )
    except OSError as error:
        raise UserError(
            f"Port {port} on {host} cannot be used ({error}); choose another with --port."
        ) from error
    return page


def add_user(name: str, accounts: Path | None) -> str:
    """Add a user, or give one a new password, and return the sentence to print.

    The password is typed twice on a terminal, or read as a line from stdin.

    Raises:
        UserError: no file is given, or the name or the password is not valid.
    """
    if accounts is None:
        raise UserError("--add-user needs a file of accounts; give it with --auth FILE.")
    check_name(name)
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password of {name}: ")
        if getpass.getpass("Once more: ") != password:
            raise UserError("The two passwords differ; nothing is stored, try again.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    replaced = add_account(accounts, name, password)
    if replaced:
        return f"{name} has a new password in {accounts}."
    return f"{name} is added to {accounts}; serve with --auth {accounts}."


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Open Parallax in the browser.")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (default %(default)s)")
    parser.add_argument("--port", type=int, default=7860, help="port to serve on (default %(default)s)")
    parser.add_argument(
        "--data", type=Path, default=Path("data"), help="folder of library and index (default %(default)s)"
    )
    parser.add_argument(
        "--auth",
        type=Path,
        metavar="FILE",
        help="file of accounts; only they may then use the page (required on a host that is not loopback)",
    )
    parser.add_argument(
        "--add-user",
        metavar="NAME",
        help="add a user to the file of accounts, or give one a new password, and exit",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
