"""The Ask tab: conversation and evidence. Plain functions on the service; nothing is kept but in the session's state."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from corpus.errors import UserError
from qa.ask import ask
from qa.question import read_question
from ui.answer_html import Turn, render_answer, render_conversation, render_error
from ui.evidence_html import render_cards, render_pane
from ui.service import IndexService

EXAMPLES = (
    "How does China's security role differ between Central Asia and the Balkans?",
    "How does China's strategy differ between Central Asia and the Balkans?",
    "Where do Serbia and Montenegro differ in Chinese loans and construction?",
    "What do China's approaches to Central Asia and the Balkans have in common?",
)
_POLL_S = 0.3
# The HTML component hands a click on one of its buttons to Python as an event with the button's data.
_SEND_CLICKS = "element.addEventListener('click', e => { const b = e.target.closest('button[data-%s]'); if (b) trigger('click', {%s: b.dataset.%s}); })"


def build_ask(service: IndexService) -> None:
    """The content of the tab; call it inside one."""
    turns = gr.State(())
    with gr.Row(elem_id="panes"):
        with gr.Column(elem_id="chat", min_width=0):
            fresh = gr.Button("New conversation", elem_id="new", size="sm")
            conversation = gr.HTML(
                render_conversation((), examples=EXAMPLES), elem_id="conversation", apply_default_css=False, js_on_load=_SEND_CLICKS % (("question",) * 3)
            )
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(placeholder="Ask a comparative question", label="Question", show_label=False, container=False, autofocus=True)
                send = gr.Button("Ask", variant="primary", elem_id="ask")
        with gr.Column(elem_id="side", min_width=0):
            evidence = gr.HTML(render_pane(()), elem_id="evidence", apply_default_css=False, js_on_load=None)

    def respond(text: str, said: tuple[Turn, ...], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        yield from _respond(service, _sent(event, "question") or text, said)

    def start_again() -> tuple[Any, ...]:
        return render_conversation((), examples=EXAMPLES), render_pane(()), (), ""

    chat = [conversation, evidence, turns, box]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on([box.submit, send.click, conversation.click], respond, [box, turns], chat, concurrency_limit=8, **quiet)
    fresh.click(start_again, None, chat, **quiet)


def _respond(service: IndexService, question: str, said: tuple[Turn, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield conversation, evidence, state and question box: first that the question is on its way, at last the answer."""
    ordinal = len(said) + 1
    yield render_conversation(said, waiting=(question, "Searching the corpus")), gr.skip(), gr.skip(), ""
    try:
        progress = service.progress  # read before the index, lest a build that ends in between be taken for a failed one
        while (ready := service.index()) is None:
            if not progress.running:
                raise UserError(progress.text)
            yield render_conversation(said, waiting=(question, f"{progress.text}. Your question is answered as soon as the index is ready")), *(gr.skip(),) * 3
            time.sleep(_POLL_S)
            progress = service.progress
        index, framework = ready
        answer = ask(question, index, framework, [t.question for t in said if t.cards is not None])
        follows = replace(answer.question, text="") != replace(read_question(question, framework), text="")
        turn, left = Turn(question, render_answer(answer, ordinal, follows=follows), render_cards(answer, ordinal, index.documents)), gr.skip()
    except UserError as error:
        turn, left = Turn(question, render_error(str(error), ordinal), None), question  # left in the box, to be mended
    except Exception:  # the page would wait for ever
        logging.getLogger(__name__).exception("No answer to %r", question)
        turn, left = Turn(question, render_error("This question could not be answered; the server's log says why.", ordinal), None), question
    said = (*said, turn)
    yield render_conversation(said), render_pane([t.cards for t in said]), said, left


def _sent(event: gr.EventData, key: str) -> str | None:
    """What a clicked HTML button sent; other events carry no data."""
    return event._data.get(key) if isinstance(event._data, dict) else None
