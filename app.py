"""Opens Parallax in the browser: `python app.py`. Serves at once; the index is opened or built in the background."""

import argparse
import ipaddress
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import UserError


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    try:
        accounts = read_accounts(args.auth) if args.auth else None
        if accounts is None and not is_loopback(args.host):
            raise UserError(f"The host {args.host} can be reached from other machines; name a file of accounts with --auth FILE, or serve on 127.0.0.1.")
        serve(args.host, args.port, args.data, accounts)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def serve(host: str, port: int, data: Path, accounts: list[tuple[str, str]] | None) -> None:
    """Serve until interrupted.

    Raises:
        UserError: the port is taken, or the data folder cannot be made.
    """
    sys.setswitchinterval(0.001)  # a fifth of Python's own: what is quickly done waits less behind questions and builds
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    for name in ("NO_PROXY", "no_proxy"):  # Gradio asks its own address whether it answers, which a proxy would refuse
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1,localhost")))
    from ui.page import STYLE, THEME, build_app
    from ui.service import IndexService

    app = build_app(IndexService(data, public_only=not is_loopback(host)))  # the accounts of others may not look around in this network
    try:
        app.launch(
            server_name=host,
            server_port=port,
            auth=accounts,
            theme=THEME,
            head=f"<style>{STYLE}</style>",  # given as css=, Gradio rewrites its selectors
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            max_file_size="50mb",
            quiet=True,
            prevent_thread_lock=True,
        )
    except OSError as error:
        raise UserError(f"Port {port} on {host} cannot be used ({error}); name another with --port.") from error
    print(f"Parallax is at http://{host}:{port}", flush=True)
    app.block_thread()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_accounts(file: Path) -> list[tuple[str, str]]:
    """Names and passwords, one `name:password` a line.

    Raises:
        UserError: the file cannot be read, or a line is no account.
    """
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The accounts {file} cannot be read ({error}); name a UTF-8 file with --auth.") from error
    pairs = [line.partition(":") for line in lines if line]
    if not pairs or not all(name and password for name, _, password in pairs):
        raise UserError(f"The accounts {file} are incomplete; write one name:password a line.")
    return [(name, password) for name, _, password in pairs]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Open Parallax in the browser.")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (default %(default)s)")
    parser.add_argument("--port", type=int, default=7860, help="port to serve on (default %(default)s)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of library and index (default %(default)s)")
    parser.add_argument("--auth", type=Path, metavar="FILE", help="accounts, one name:password a line; needed on a host that is not loopback")
    return parser


if __name__ == "__main__":
    sys.exit(main())
