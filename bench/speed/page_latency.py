"""From Enter to the answer's words in the page, against the round trip of an echo app of the same Gradio, in the same run and browser.

The page's own share is what remains of the time when the computing of the answer, as the answer reports it, is taken off; in units of one echo.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.metrics import quantile
from corpus.errors import UserError
from tests.browser.chromium import find_chromium

_ROOT = Path(__file__).parents[2]
_ROUNDS = 20
_STARTS_WITHIN_S = 180
_QUESTIONS = (
    "How does China's security role differ between Central Asia and the Balkans?",
    "How does China's strategy differ between Central Asia and the Balkans?",
    "Compare China's role in Serbia, Kenya and the Pacific Islands",
    "Where do Serbia and Montenegro differ in Chinese loans and construction?",
)
_ECHO = """
import gradio as gr
with gr.Blocks(analytics_enabled=False) as app:
    box, out = gr.Textbox(label="Question"), gr.HTML()
    box.submit(lambda text: f'<p class="answer">{text}</p>', box, out, show_progress="hidden")
app.launch(server_name="127.0.0.1", server_port=%d, quiet=True)
"""
# Times are taken inside the page, from the key to the first mutation after which one more answer stands in it (the echo's only one: another text).
_WATCH = """() => {
  const answers = () => { const all = document.querySelectorAll('.answer'); return `${all.length} ${all[all.length - 1]?.textContent.slice(0, 200)}`; };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') Object.assign(window, { began: performance.now(), before: answers(), took: null });
  }, true);
  new MutationObserver(() => { if (window.took === null && answers() !== window.before) window.took = performance.now() - window.began; })
    .observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
_COMPUTED = "() => JSON.parse(localStorage.getItem('parallax.chat.' + sessionStorage.getItem('parallax.now'))).turns.at(-1).record.answer.timings_ms.total"


def measure_page() -> dict[str, float | int | str]:
    """Medians over questions asked by turns in both apps.

    Raises:
        UserError: there is no Chromium.
    """
    chromium = find_chromium()
    if chromium is None:
        raise UserError("There is no Chromium; 'python tests/browser/chromium.py' fetches one.")
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        ours, echo = free_port(), free_port()
        with (
            serving([sys.executable, "app.py", "--port", str(ours), "--data", data], ours),
            serving([sys.executable, "-c", _ECHO % echo], echo),
        ):
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page, other = _open(browser.new_page(), ours), _open(browser.new_page(), echo)
            _ask(page, _QUESTIONS[0])  # waits for the first index
            whole, computing, echoed = [], [], []
            for number in range(_ROUNDS):
                question = _QUESTIONS[number % len(_QUESTIONS)]
                page.locator("#new").click()
                whole.append(_ask(page, question))
                computing.append(float(page.evaluate(_COMPUTED)))
                echoed.append(_ask(other, f"{question} {number}"))
            browser.close()
    share = [w - c for w, c in zip(whole, computing, strict=True)]
    return {
        "echo, median ms": round(quantile(echoed, 0.5)),
        "Enter to answer, median ms": round(quantile(whole, 0.5)),
        "of it computing, median ms": round(quantile(computing, 0.5)),
        "(Enter to answer - computing) / echo, median": round(
            quantile(share, 0.5) / quantile(echoed, 0.5), 2
        ),
        "(Enter to answer - computing) / echo, p95": round(quantile(share, 0.95) / quantile(echoed, 0.5), 2),
    }


def _ask(page: Page, question: str) -> float:
    """Milliseconds from Enter until another answer stands in the page."""
    box = page.locator("textarea").first
    box.fill(question)
    box.press("Enter")
    page.wait_for_function("window.took !== null", timeout=1000 * _STARTS_WITHIN_S)
    return float(page.evaluate("window.took"))


def _open(page: Page, port: int) -> Page:
    page.goto(f"http://127.0.0.1:{port}")
    page.locator("textarea").first.wait_for()
    page.evaluate(_WATCH)
    return page


@contextmanager
def serving(command: list[str], port: int) -> Iterator[None]:
    """An app that answers at the port, ended with the block."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "GRADIO_ANALYTICS_ENABLED": "False"}
    process = subprocess.Popen(
        command, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def free_port() -> int:
    """A port of this machine that nothing listens to now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
