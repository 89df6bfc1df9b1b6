"""The Library tab: the user's files, what the index holds of them, and the button that builds it anew. Plain functions on the service."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import UserError
from corpus.load import SUFFIXES
from ui.service import IndexService, Progress

# The HTML component hands a click on one of its buttons to Python as an event with the button's data.
_SEND_CLICKS = "element.addEventListener('click', e => { const b = e.target.closest('button[data-name]'); if (b) trigger('click', {name: b.dataset.name}); })"


def build_library(service: IndexService, app: gr.Blocks) -> None:
    """The content of the tab; call it inside one. `app` brings the tab up to date when the page opens."""
    with gr.Column(elem_id="library"):
        with gr.Row(elem_id="library-head"):
            gr.HTML("<h2>Your documents</h2>", apply_default_css=False, js_on_load=None)
            upload = gr.UploadButton("Add files", file_count="multiple", size="sm", elem_id="upload")
            rebuild = gr.Button("Rebuild index", size="sm", elem_id="rebuild")
        library = gr.HTML(elem_id="files", apply_default_css=False, js_on_load=_SEND_CLICKS)
        note = gr.HTML(elem_id="library-note", apply_default_css=False, js_on_load=None)
        status = gr.HTML(elem_id="rebuild-status", apply_default_css=False, js_on_load=None)

    def look() -> tuple[str, str]:
        return render_status(service.progress), render_library(service)

    def start_rebuild() -> tuple[str, str, str]:
        service.rebuild()
        return *look(), ""

    def take(paths: Sequence[str]) -> tuple[str, str]:
        return _add_files(service, paths), render_library(service)

    def drop(event: gr.EventData) -> tuple[str, str]:
        name = event._data.get("name") if isinstance(event._data, dict) else None
        return _remove_file(service, name or ""), render_library(service)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    upload.upload(take, upload, [note, library], **quiet)
    library.click(drop, None, [note, library], **quiet)
    rebuild.click(start_rebuild, None, [status, library, note], **quiet)
    gr.Timer(1).tick(look, None, [status, library], concurrency_limit=None, **quiet)
    app.load(look, None, [status, library], **quiet)


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


def _note(*sentences: str) -> str:
    return f'<p role="status" aria-live="polite">{escape(" ".join(sentences))}</p>'
