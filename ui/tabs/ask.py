"""The Ask tab: conversation, evidence, and the script that connects them to `ui.server.answers`.

The tab is one HTML component. Its script calls the server functions of that component, one request per
question, and keeps the conversation in the browser.
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
from ui.server.answers import AnswerService, report_errors
from ui.server.document_viewer import DocumentViewer
from ui.server.index_service import IndexService
from ui.server.queue import QuestionQueue
from ui.tabs.server_calls import limit_calls, respond

EXAMPLES = (
    "How does China's security role differ between Central Asia and the Balkans?",
    "How does China's strategy differ between Central Asia and the Balkans?",
    "Where do Serbia and Montenegro differ in Chinese loans and construction?",
    "What do China's approaches to Central Asia and the Balkans have in common?",
)
# One scope: they use what the others define.
_SCRIPTS = ("save_file.js", "pane.js", "passages.js", "conversations.js", "ask.js")
SCRIPT = "\n".join(
    Path(__file__).parents[1].joinpath("static", name).read_text(encoding="utf-8") for name in _SCRIPTS
)


def build_ask(service: IndexService, limiter: RateLimiter) -> None:
    """Build the content of the tab; call it inside one."""
    answers, viewer = AnswerService(service), DocumentViewer(service)
    queue = QuestionQueue(report_errors(answers.answer))
    cached_queue = QuestionQueue(report_errors(answers.answer))  # a cached answer need not wait for others
    # What to ask next is tried for answers that were asked for, once each, and one at a time.
    suggestions = QuestionQueue(report_errors(answers.suggest), max_running=1)

    # Gradio runs async functions in its event loop, so a waiting question takes none of its threads.
    async def answer(data: Any, request: gr.Request) -> Response:
        visitor = visitor_from_request(request)
        try:
            limiter.spend(Action.ASK, visitor)
        except UserError as error:
            return respond({"error": str(error)})
        reply = await (cached_queue if answers.is_cached(data) else queue).submit(data)
        if "waiting" in reply:  # for the index; asking again does not count
            limiter.refund(Action.ASK, visitor)
        return respond(reply)

    async def suggest(data: Any) -> Response:
        return respond(await suggestions.submit(data))

    async def place(data: Any) -> Response:
        return respond(queue.describe_position(data))

    # The page calls each function by its name.
    limited = {
        Action.EXPORT: (answers.export,),
        Action.OPEN: (
            viewer.open_document,
            viewer.draw,
            viewer.open_passages,
            answers.read,
            answers.show,
            answers.compose,
        ),
    }
    functions: list[Callable[..., Any]] = [answer, suggest, place]
    for action, methods in limited.items():
        functions += [limit_calls(report_errors(method), action, limiter) for method in methods]
    gr.HTML(
        render_ask_tab(load_framework(), EXAMPLES),
        elem_id="desk",
        apply_default_css=False,
        js_on_load=SCRIPT,
        server_functions=functions,
    )
