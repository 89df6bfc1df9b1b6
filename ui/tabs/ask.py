"""The Ask tab: conversation, evidence, and the script that joins them to the functions of `ui.server.answers`.

The tab is one HTML component. Its script talks to the server functions of that component, which costs a single request a question, and keeps the
conversation in the browser.
"""

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.responses import Response

from corpus.errors import UserError
from corpus.framework import Framework, load_framework
from ui.access.rate_limit import Action, RateLimiter, visitor_from_request
from ui.html.evidence_html import render_pane
from ui.html.question_html import render_chips, render_suggestions
from ui.question_form import QuestionParts
from ui.server.answers import AnswerService, Json, encode_json, report_errors
from ui.server.document_viewer import DocumentViewer
from ui.server.index_service import IndexService
from ui.server.queue import QuestionQueue

EXAMPLES = (
    "How does China's security role differ between Central Asia and the Balkans?",
    "How does China's strategy differ between Central Asia and the Balkans?",
    "Where do Serbia and Montenegro differ in Chinese loans and construction?",
    "What do China's approaches to Central Asia and the Balkans have in common?",
)
_SCRIPTS = ("pane.js", "ask.js")  # one scope: ask.js uses what pane.js defines
SCRIPT = "\n".join(
    Path(__file__).parents[1].joinpath("static", name).read_text(encoding="utf-8") for name in _SCRIPTS
)


def build_ask(service: IndexService, limiter: RateLimiter) -> None:
    """The content of the tab; call it inside one."""
    desk, reader = AnswerService(service), DocumentViewer(service)
    turns, at_once = (
        QuestionQueue(report_errors(desk.answer)),
        QuestionQueue(report_errors(desk.answer)),
    )  # what is known need not wait for what is worked on

    # Gradio runs what is async in its event loop: a question that waits takes none of its threads.
    async def answer(data: Any, request: gr.Request) -> Response:
        visitor = visitor_from_request(request)
        try:
            limiter.spend(Action.ASK, visitor)
        except UserError as error:
            return _sent({"error": str(error)})
        reply = await (at_once if desk.is_cached(data) else turns).take(data)
        if "waiting" in reply:  # for the index: asking for it again does not count
            limiter.refund(Action.ASK, visitor)
        return _sent(reply)

    async def place(data: Any) -> Response:
        return _sent(turns.place(data))

    counted = {
        Action.EXPORT: (desk.export,),
        Action.OPEN: (reader.open_document, reader.draw, desk.read, desk.show, desk.compose),
    }
    functions: list[Callable[..., Any]] = [
        answer,
        place,
        *(_counted(report_errors(f), act, limiter) for act, those in counted.items() for f in those),
    ]
    gr.HTML(
        render_tab(load_framework(), EXAMPLES),
        elem_id="desk",
        apply_default_css=False,
        js_on_load=SCRIPT,
        server_functions=functions,
    )


def _sent(reply: Json) -> Response:
    """The reply, written here: FastAPI would look at each of its values in the event loop, while everybody waits."""
    return Response(encode_json(reply), media_type="application/json")


def _counted(
    function: Callable[[Any], Json], act: Action, limiter: RateLimiter
) -> Callable[[Any, gr.Request], Response]:
    """The function as long as the visitor may."""

    def call(data: Any, request: gr.Request) -> Response:
        try:
            limiter.spend(act, visitor_from_request(request))
        except UserError as error:
            return _sent({"error": str(error)})
        return _sent(function(data))

    call.__name__ = function.__name__  # by which the page calls it
    return call


def render_tab(framework: Framework, examples: Sequence[str]) -> str:
    """The empty tab: a bar for conversations, the welcome, the question box, the evidence pane."""
    return (
        '<div id="panes"><section id="chat" aria-label="Conversation">'
        '<div class="bar"><button type="button" id="new">New chat</button>'
        '<details class="menu" id="past"><summary>Conversations</summary><ul class="menu-items"></ul></details></div>'
        f'<div id="conversation" tabindex="-1"><div class="turns"></div>{_welcome(framework, examples)}</div>'
        '<form id="composer"><label class="visually-hidden" for="question">Question</label>'
        '<textarea id="question" rows="1" placeholder="Ask a comparative question"></textarea>'
        '<button type="submit" id="ask">Ask</button></form></section>'
        f'<aside id="evidence" aria-label="Evidence">{render_pane()}</aside>'
        f'<div id="peek" role="tooltip" hidden></div><div id="toast" role="status" aria-live="polite"></div>'
        f'<p id="told" class="visually-hidden" role="status"></p>{render_suggestions(framework)}</div>'
    )


def _welcome(framework: Framework, examples: Sequence[str]) -> str:
    buttons = "".join(
        f'<button type="button" class="example" data-question="{escape(e)}">{escape(e)}</button>'
        for e in examples
    )
    chips = render_chips(QuestionParts(), [a.name for a in framework.aspects], button="Compare", sides=2)
    return (
        '<div class="welcome"><h2>Compare how China acts in two regions or countries.</h2>'
        "<p>Answers are quotations from the corpus, each with a number that opens its source. What the corpus does not say is said to be missing.</p>"
        f'<section class="builder" aria-label="Compose a comparison">{chips}</section>'
        f'<h3>Or begin with one of these</h3><div class="examples">{buttons}</div></div>'
    )
