"""Time from Enter to the answer in the page, compared with the round trip of an echo app of the same Gradio.

The time that the answer reports for its computing is subtracted; what remains is the page's own share,
reported in units of one echo in the same run and browser.
"""

import argparse
import sys
import tempfile
from typing import TYPE_CHECKING

from bench.report import print_report
from bench.server import START_TIMEOUT_S, find_free_port, require_chromium, running_server
from bench.timing import quantile

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ROUNDS = 20
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
# Times are taken in the page, from the key to the first mutation after which there is one more answer
# (the echo app has only one: another text).
_WATCH = """() => {
  const answers = () => {
    const all = document.querySelectorAll('.answer');
    return `${all.length} ${all[all.length - 1]?.textContent.slice(0, 200)}`;
  };
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    Object.assign(window, { enteredAt: performance.now(), before: answers(), took: null });
  }, true);
  new MutationObserver(() => {
    if (window.took !== null || answers() === window.before) return;
    window.took = performance.now() - window.enteredAt;
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
_COMPUTING_MS = """() => {
  const chat = localStorage.getItem('parallax.chat.' + sessionStorage.getItem('parallax.now'));
  return JSON.parse(chat).turns.at(-1).record.answer.timings_ms.total;
}"""


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("page", help="time the page around an answer", description=__doc__)
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    print_report(measure_page())
    return 0


def measure_page() -> dict[str, float | int | str]:
    """Return medians over questions asked by turns in both apps.

    Raises:
        UserError: there is no Chromium.
    """
    from playwright.sync_api import sync_playwright  # in the extra dev

    chromium = require_chromium()
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        our_port, echo_port = find_free_port(), find_free_port()
        ours = [sys.executable, "app.py", "--port", str(our_port), "--data", data]
        with (
            running_server(ours, our_port),
            running_server([sys.executable, "-c", _ECHO % echo_port], echo_port),
        ):
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page, echo_page = (_open_page(browser.new_page(), port) for port in (our_port, echo_port))
            times = _take_turns(page, echo_page)
            browser.close()
    return _summarise(*times)


def _take_turns(page: "Page", echo_page: "Page") -> tuple[list[float], list[float], list[float]]:
    """Return the milliseconds of each answer, of its computing, and of each echo."""
    _ask(page, _QUESTIONS[0])  # waits for the first index
    answers, computing, echoes = [], [], []
    for number in range(_ROUNDS):
        question = _QUESTIONS[number % len(_QUESTIONS)]
        page.locator("#new").click()
        answers.append(_ask(page, question))
        computing.append(float(page.evaluate(_COMPUTING_MS)))
        echoes.append(_ask(echo_page, f"{question} {number}"))
    return answers, computing, echoes


def _summarise(
    answers: list[float], computing: list[float], echoes: list[float]
) -> dict[str, float | int | str]:
    shares = [a - c for a, c in zip(answers, computing, strict=True)]
    echo = quantile(echoes, 0.5)
    return {
        "echo, median ms": round(echo),
        "Enter to answer, median ms": round(quantile(answers, 0.5)),
        "of it computing, median ms": round(quantile(computing, 0.5)),
        "(Enter to answer - computing) / echo, median": round(quantile(shares, 0.5) / echo, 2),
        "(Enter to answer - computing) / echo, p95": round(quantile(shares, 0.95) / echo, 2),
    }


def _ask(page: "Page", question: str) -> float:
    """Return the milliseconds from Enter until the page shows another answer."""
    box = page.locator("textarea").first
    box.fill(question)
    box.press("Enter")
    page.wait_for_function("window.took !== null", timeout=1000 * START_TIMEOUT_S)
    return float(page.evaluate("window.took"))


def _open_page(page: "Page", port: int) -> "Page":
    page.goto(f"http://127.0.0.1:{port}")
    page.locator("textarea").first.wait_for()
    page.evaluate(_WATCH)
    return page
