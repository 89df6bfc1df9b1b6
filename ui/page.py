"""The page: conversation, evidence, the user's documents. Plain functions on the service; nothing is kept but in the session's state."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import UserError
from corpus.load import SUFFIXES
from qa.ask import ask
from qa.question import read_question
from ui.answer_html import Turn, render_answer, render_conversation, render_error
from ui.evidence_html import render_cards, render_pane
from ui.service import IndexService, Progress

EXAMPLES = (
    "How does China's security role differ between Central Asia and the Balkans?",
    "How does China's strategy differ between Central Asia and the Balkans?",
    "Where do Serbia and Montenegro differ in Chinese loans and construction?",
    "What do China's approaches to Central Asia and the Balkans have in common?",
)
THEME = gr.themes.Base(font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"], font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"])
STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
SCRIPT = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
_POLL_S = 0.3
# The HTML component hands a click on one of its buttons to Python as an event with the button's data.
_SEND_CLICKS = "element.addEventListener('click', e => { const b = e.target.closest('button[data-%s]'); if (b) trigger('click', {%s: b.dataset.%s}); })"


def build_app(service: IndexService) -> gr.Blocks:
    """The page on a service; style, script and theme are given to `launch`."""
    app = gr.Blocks(title="Parallax", fill_width=True, analytics_enabled=False, delete_cache=(3600, 86400))
    with app:
        turns = gr.State(())
        with gr.Row(elem_id="panes"):
            with gr.Column(elem_id="chat", min_width=0):
                with gr.Row(elem_id="masthead"):
                    gr.HTML("<h1>Parallax</h1><p>China’s regional strategy, compared in quotations</p>", apply_default_css=False, js_on_load=None)
                    fresh = gr.Button("New conversation", elem_id="new", size="sm")
                conversation = gr.HTML(
                    render_conversation((), examples=EXAMPLES), elem_id="conversation", apply_default_css=False, js_on_load=_SEND_CLICKS % (("question",) * 3)
                )
                with gr.Row(elem_id="composer"):
                    box = gr.Textbox(placeholder="Ask a comparative question", label="Question", show_label=False, container=False, autofocus=True)
                    send = gr.Button("Ask", variant="primary", elem_id="ask")
            with gr.Column(elem_id="side", min_width=0):
                evidence = gr.HTML(render_pane(()), elem_id="evidence", apply_default_css=False, js_on_load=None)
                with gr.Column(elem_id="library"):
                    with gr.Row(elem_id="library-head"):
                        gr.HTML("<h2>Your documents</h2>", apply_default_css=False, js_on_load=None)
                        upload = gr.UploadButton("Add files", file_count="multiple", size="sm", elem_id="upload")
                        rebuild = gr.Button("Rebuild index", size="sm", elem_id="rebuild")
                    library = gr.HTML(elem_id="files", apply_default_css=False, js_on_load=_SEND_CLICKS % (("name",) * 3))
                    note = gr.HTML(elem_id="library-note", apply_default_css=False, js_on_load=None)
                    status = gr.HTML(elem_id="rebuild-status", apply_default_css=False, js_on_load=None)

        def respond(text: str, said: tuple[Turn, ...], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
            yield from _respond(service, _sent(event, "question") or text, said)

        def start_again() -> tuple[Any, ...]:
            return render_conversation((), examples=EXAMPLES), render_pane(()), (), ""

        def look() -> tuple[str, str]:
            return render_status(service.progress), render_library(service)

        def start_rebuild() -> tuple[str, str, str]:
            service.rebuild()
            return *look(), ""

        def take(paths: Sequence[str]) -> tuple[str, str]:
            return _add_files(service, paths), render_library(service)

        def drop(event: gr.EventData) -> tuple[str, str]:
            return _remove_file(service, _sent(event, "name") or ""), render_library(service)

        chat = [conversation, evidence, turns, box]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        gr.on([box.submit, send.click, conversation.click], respond, [box, turns], chat, concurrency_limit=8, **quiet)
        fresh.click(start_again, None, chat, **quiet)
        upload.upload(take, upload, [note, library], **quiet)
        library.click(drop, None, [note, library], **quiet)
        rebuild.click(start_rebuild, None, [status, library, note], **quiet)
        gr.Timer(1).tick(look, None, [status, library], concurrency_limit=None, **quiet)
        app.load(look, None, [status, library], **quiet)
    return app


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


def render_status(progress: Progress) -> str:
    """What the builder does or did, for the element `#rebuild-status`."""
    state = "running" if progress.running else "failed" if progress.failed else "ready"
    if not progress.running:
        bar = ""
    elif progress.done is None:
        bar = '<progress aria-label="Rebuild"></progress>'
    else:
        bar = f'<progress aria-label="Rebuild" value="{progress.done:.3f}" max="1"></progress>'
    skipped = "".join(f"<li>Skipped <b>{escape(s['file'])}</b>: {escape(s['reason'])}</li>" for s in progress.skipped)
    dots = "…" if progress.running else ""
    return f'<div class="status is-{state}" role="status" aria-live="polite"><p>{escape(progress.text)}{dots}</p>{bar}<ul class="skipped">{skipped}</ul></div>'


def render_library(service: IndexService) -> str:
    """The user's files, each with its state and a button to remove it."""
    rows = [
        f'<li><span class="name">{escape(f.name)}</span><span class="state">{escape(f.state)}</span>'
        + (f'<button type="button" data-name="{escape(f.name)}" aria-label="Remove {escape(f.name)}">Remove</button>' if f.present else "")
        + "</li>"
        for f in service.library()
    ]
    return f'<ul class="files">{"".join(rows)}</ul>' if rows else f'<p class="hint">None yet. Files of these kinds can be added: {", ".join(SUFFIXES)}.</p>'


def _add_files(service: IndexService, paths: Sequence[str]) -> str:
    added, errors = [], []
    for path in map(Path, paths):
        try:
            added.append(service.add_file(path, path.name))
        except UserError as error:
            errors.append(str(error))
    return _note(*errors, *([f"Added {', '.join(added)}. Rebuild the index to have it answered from."] if added else []))


def _remove_file(service: IndexService, name: str) -> str:
    try:
        service.remove_file(name)
    except UserError as error:
        return _note(str(error))
    return _note(f"{name} is removed. Rebuild the index to have it forgotten.")


def _sent(event: gr.EventData, key: str) -> str | None:
    """What a clicked HTML button sent; other events carry no data."""
    return event._data.get(key) if isinstance(event._data, dict) else None


def _note(*sentences: str) -> str:
    return f'<p role="status" aria-live="polite">{escape(" ".join(sentences))}</p>'
