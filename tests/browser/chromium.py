"""Find a Chromium for the browser tests; `python tests/browser/chromium.py` fetches one if there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_TIMEOUT_S = 300


def find_chromium() -> str | None:
    """The path of `$CHROMIUM`, of a browser on PATH, or the one of Playwright."""
    if named := os.environ.get("CHROMIUM"):
        return named
    return next((path for name in _NAMES if (path := shutil.which(name))), None) or _playwright_chromium()


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _succeeds(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(
            command, timeout=_TIMEOUT_S, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    if not find_chromium():
        print("There is no Chromium yet; fetching one for the browser tests.", file=sys.stderr)
        fetched = _succeeds([sys.executable, "-m", "playwright", "install", "chromium"])
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        if not (fetched and find_chromium()) and is_root and shutil.which("apt-get"):
            _succeeds(["apt-get", "update"])
            _succeeds(["apt-get", "install", "-y", "--no-install-recommends", "chromium"])
    found = find_chromium()
    print(
        found or "No Chromium could be fetched; install one and set CHROMIUM to its path.",
        file=sys.stdout if found else sys.stderr,
    )
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
