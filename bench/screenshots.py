"""Screenshots of every tab for the documentation, from a new data folder: desktop, dark and phone.

`python -m bench screenshots` writes them to docs/screenshots.
"""

import argparse
import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from bench.report import print_report
from bench.server import find_free_port, require_chromium, running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
_QUESTION = "How does China's strategy differ between Central Asia and the Balkans?"
_SCREENS = {"desktop": (1400, 900, "light"), "dark": (1400, 900, "dark"), "phone": (390, 844, "light")}
_FIRST_ANSWER_TIMEOUT_MS = 180_000
_DRAWING_MS = 3000  # the library that draws the figures does not signal when it is done


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "screenshots", help="take the screenshots of the documentation", description=__doc__
    )
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    print_report(take_screenshots())
    return 0


def take_screenshots() -> dict[str, float | int | str]:
    """Write `<tab>-<screen>.png`, and return their number and folder.

    Raises:
        UserError: there is no Chromium.
    """
    from playwright.sync_api import sync_playwright  # in the extra dev

    chromium = require_chromium()
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = find_free_port()
    with (
        tempfile.TemporaryDirectory() as data,
        running_server([sys.executable, "app.py", "--port", str(port), "--data", data], port),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in _SCREENS:
            _take_screen(browser, f"http://127.0.0.1:{port}", name)
        browser.close()
    return {
        "pictures": len(list(FOLDER.glob("*.png"))),
        "folder": FOLDER.relative_to(FOLDER.parents[1]).as_posix(),
    }


def _take_screen(browser: "Browser", url: str, name: str) -> None:
    from playwright.sync_api import expect

    width, height, scheme = _SCREENS[name]
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.goto(url)
    page.locator("textarea").first.wait_for()
    _save(page, "welcome", name)
    page.locator("textarea").first.fill(_QUESTION)
    page.locator("textarea").first.press("Enter")
    expect(page.locator("#answer-1")).to_be_visible(timeout=_FIRST_ANSWER_TIMEOUT_MS)
    if name == "phone":
        _save(page, "ask", name)
        page.locator("#answer-1 table.matrix a.cite").first.click()
        _save(page, "evidence", name)
        page.locator(".pane-close").click()
    else:
        page.locator("#answer-1 table.matrix a.cite").nth(1).click()
        _save(page, "ask", name)
        page.locator(".source.is-active").get_by_role("button", name="Open the document").click()
        expect(page.locator("#reader mark.is-current")).to_be_visible()
        page.locator("#answer-1 .balance").scroll_into_view_if_needed()
        _save(page, "document", name)
    for tab in ("Explore", "Library"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(_DRAWING_MS)
        _save(page, tab.lower(), name)
    page.close()


def _save(page: "Page", what: str, name: str) -> None:
    page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot()))
    few_colours = picture.convert("RGB").quantize(160, dither=Image.Dither.NONE)  # a third of the size
    few_colours.save(FOLDER / f"{what}-{name}.png", optimize=True)
