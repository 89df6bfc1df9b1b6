"""The Library tab: the documents, which of them are in answers, and the buttons that build or roll back."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import UserError
from ui.access.rate_limit import Action, RateLimiter, visitor_from_request
from ui.html.library_html import (
    find_rows,
    render_health,
    render_no_documents,
    render_note,
    render_status,
    render_table,
    render_unlisted,
)
from ui.server.index_service import IndexService

_SHOWN_CHARS = 200  # of an address
_SCRIPT = Path(__file__).parents[1].joinpath("static", "library.js").read_text(encoding="utf-8")
_HTML: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
_TABLE: dict[str, Any] = {"apply_default_css": False, "js_on_load": _SCRIPT}
# Gradio's queue sends results over one stream per session and closes it after each. A call at that moment
# fails in the browser with "Connection errored out", and the timer makes one every second. So only downloads,
# which must run one at a time, are queued.
_QUEUED: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_QUIET = {**_QUEUED, "queue": False}


class _Components:
    """What the tab consists of, in the order in which it is shown."""

    def __init__(self) -> None:
        self.seen = gr.State(())
        with gr.Column(elem_id="library"):
            with gr.Row(elem_id="library-head"):
                self._build_buttons()
            self.status = gr.HTML(elem_id="rebuild-status", **_HTML)
            self.note = gr.HTML(elem_id="library-note", **_HTML)
            self.words = _build_textbox("Find", "Find documents by title, region, aspect or state")
            gr.HTML("<h2>Your documents</h2>", **_HTML)
            self.own = gr.HTML(elem_id="files", **_TABLE)
            with gr.Accordion("The starter corpus", open=False, elem_id="starter-section"):
                self.starter = gr.HTML(elem_id="starter", **_TABLE)
            with gr.Accordion("Health of the corpus", open=False, elem_id="health-section"):
                self.health = gr.HTML(elem_id="health", **_HTML)

    def _build_buttons(self) -> None:
        self.upload = gr.UploadButton("Add files", file_count="multiple", size="sm", elem_id="upload")
        self.address = _build_textbox("Web address", "https://… a page or a PDF", elem_id="address")
        self.fetch = gr.Button("Add from the web", size="sm", elem_id="fetch")
        self.rebuild = gr.Button("Rebuild index", size="sm", variant="primary", elem_id="rebuild")
        self.stop = gr.Button("Cancel", size="sm", elem_id="stop", interactive=False)
        self.roll_back = gr.Button("Roll back", size="sm", elem_id="roll-back", interactive=False)


def _build_textbox(label: str, placeholder: str, elem_id: str | None = None) -> gr.Textbox:
    return gr.Textbox(
        "",
        placeholder=placeholder,
        label=label,
        show_label=False,
        container=False,
        max_lines=1,
        elem_id=elem_id,
    )


class _Actions:
    """What the buttons do, as often as the limiter allows; each returns a note for the user."""

    def __init__(self, service: IndexService, limiter: RateLimiter) -> None:
        self._service, self._limiter = service, limiter

    def rebuild(self, request: gr.Request) -> str:
        return self._run(Action.BUILD, request, self._service.rebuild)

    def roll_back(self, request: gr.Request) -> str:
        return self._run(Action.BUILD, request, self._service.roll_back)

    def add(self, paths: Sequence[str], request: gr.Request) -> str:
        return self._run(Action.ADD, request, lambda: _add_files(self._service, paths))

    def change(self, event: gr.EventData, request: gr.Request) -> str:
        clicked = event._data if isinstance(event._data, dict) else {}
        return self._run(Action.CHANGE, request, lambda: _change_document(self._service, clicked))

    def download(self, url: str, request: gr.Request) -> Iterator[tuple[str, Any]]:
        """Yield notes, each with the text to leave in the address box."""
        url = url.strip()
        yield render_note(f"Fetching {url[:_SHOWN_CHARS]} …"), gr.skip()
        try:
            self._limiter.spend(Action.ADD, visitor_from_request(request))
            yield _render_added([self._service.add_url(url)]), ""
        except UserError as error:
            yield render_note(str(error)), gr.skip()  # the address stays, so that it can be corrected

    def _run(self, action: Action, request: gr.Request, work: Callable[[], str | None]) -> str:
        try:
            self._limiter.spend(action, visitor_from_request(request))
            return work() or ""
        except UserError as error:
            return render_note(str(error))


def build_library(service: IndexService, app: gr.Blocks, limiter: RateLimiter) -> None:
    """Build the content of the tab; call it inside one. `app` updates the tab when the page opens."""
    c, actions = _Components(), _Actions(service, limiter)

    def update(words: str, seen: tuple[Any, ...]) -> tuple[Any, ...]:
        return _render_changes(service, words, seen)

    inputs = [c.words, c.seen]
    view = [c.status, c.own, c.starter, c.health, c.stop, c.roll_back, c.seen]
    events = [
        c.upload.upload(actions.add, c.upload, c.note, **_QUIET),
        gr.on([c.fetch.click, c.address.submit], actions.download, c.address, [c.note, c.address], **_QUEUED),
        gr.on([c.own.click, c.starter.click], actions.change, None, c.note, **_QUIET),
        c.rebuild.click(actions.rebuild, None, c.note, **_QUIET),
        c.stop.click(service.stop, None, None, **_QUIET),
        c.roll_back.click(actions.roll_back, None, c.note, **_QUIET),
    ]
    for event in events:
        event.then(update, inputs, view, **_QUIET)
    c.words.input(update, inputs, view, trigger_mode="always_last", **_QUIET)
    gr.Timer(1).tick(update, inputs, view, **_QUIET)
    app.load(update, inputs, view, **_QUIET)


def _render_changes(service: IndexService, words: str, seen: tuple[Any, ...]) -> tuple[Any, ...]:
    """Render what differs from what the session has seen: to redraw the rest would drop a selection."""
    rows = service.catalogue_rows()
    found = find_rows(rows, words)
    own = [row for row in found if row.own]
    starter = [row for row in found if not row.own]
    now = (
        render_status(service.progress, service.notice()),
        (render_table(own, "Your documents") or render_no_documents(filtered=bool(words.strip())))
        + render_unlisted(service.unlisted_count()),
        render_table(starter, "The starter corpus") or render_no_documents(filtered=True),
        render_health(rows),
        gr.update(interactive=service.progress.running),
        gr.update(interactive=service.can_roll_back()),
    )
    return *(value if not seen or value != seen[i] else gr.skip() for i, value in enumerate(now)), now


def _add_files(service: IndexService, paths: Sequence[str]) -> str:
    added, errors = [], []
    for path in map(Path, paths):
        try:
            added.append(service.add_file(path, path.name))
        except UserError as error:
            errors.append(str(error))
    return render_note(*errors) + (_render_added(added) if added else "")


def _render_added(names: Sequence[str]) -> str:
    return render_note(f"Added {', '.join(names)}. Rebuild the index to include it in answers.")


def _change_document(service: IndexService, clicked: dict[str, Any]) -> str:
    """Remove the file, or exclude or include the document, that a click in a table named."""
    if "name" in clicked:
        service.remove_file(str(clicked["name"]))
        return render_note(f"{clicked['name']} is removed. Rebuild the index to remove it from answers.")
    document, wanted = str(clicked.get("document", "")), bool(clicked.get("wanted"))
    service.exclude(document, not wanted)
    state = "in" if wanted else "excluded from"
    return render_note(f"{document} is {state} the answers from the next question on.")
