"""The Ask tab: conversation, evidence, and the script that joins them to the functions of `ui.server.answers`.

The tab is one HTML component. Its script talks to the server functions of that component, which costs a single request a question, and keeps the
conversation in the browser.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.responses import Response

from corpus.errors import UserError
from corpus.framework import load_framework
from ui.access.rate_limit import Action, RateLimiter, visitor_from_request
from ui.html.ask_html import render_ask_tab
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
        render_ask_tab(load_framework(), EXAMPLES),
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
