"""The Library tab: the documents, what is answered from, and the buttons that build the index anew or go back. Plain functions on the service."""

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

_SHOWN = 200  # characters of an address
_SEND = Path(__file__).parents[1].joinpath("static", "library.js").read_text(encoding="utf-8")


def build_library(service: IndexService, app: gr.Blocks, limiter: RateLimiter) -> None:
    """The content of the tab; call it inside one. `app` brings the tab up to date when the page opens."""
    plain: dict[str, Any] = {"apply_default_css": False}
    seen = gr.State(())
    with gr.Column(elem_id="library"):
        with gr.Row(elem_id="library-head"):
            upload = gr.UploadButton("Add files", file_count="multiple", size="sm", elem_id="upload")
            address = gr.Textbox(
                "",
                placeholder="https://… a page or a PDF",
                label="Web address",
                show_label=False,
                container=False,
                max_lines=1,
                elem_id="address",
            )
            fetch = gr.Button("Add from the web", size="sm", elem_id="fetch")
            rebuild = gr.Button("Rebuild index", size="sm", variant="primary", elem_id="rebuild")
            stop = gr.Button("Cancel", size="sm", elem_id="stop", interactive=False)
            back = gr.Button("Roll back", size="sm", elem_id="roll-back", interactive=False)
        status = gr.HTML(elem_id="rebuild-status", js_on_load=None, **plain)
        note = gr.HTML(elem_id="library-note", js_on_load=None, **plain)
        words = gr.Textbox(
            "",
            placeholder="Find documents by title, region, aspect or state",
            label="Find",
            show_label=False,
            container=False,
            max_lines=1,
        )
        gr.HTML("<h2>Your documents</h2>", js_on_load=None, **plain)
        own = gr.HTML(elem_id="files", js_on_load=_SEND, **plain)
        with gr.Accordion("The starter corpus", open=False, elem_id="starter-shelf"):
            starter = gr.HTML(elem_id="starter", js_on_load=_SEND, **plain)
        with gr.Accordion("Health of the corpus", open=False, elem_id="health-shelf"):
            health = gr.HTML(elem_id="health", js_on_load=None, **plain)

    def look(text: str, before: tuple[Any, ...]) -> tuple[Any, ...]:
        return _look(service, text, before)

    def told(act: Action, request: gr.Request, do: Callable[[], str | None]) -> str:
        try:
            limiter.spend(act, visitor_from_request(request))
            return do() or ""
        except UserError as error:
            return render_note(str(error))

    def start(request: gr.Request) -> str:
        return told(Action.BUILD, request, service.rebuild)

    def go_back(request: gr.Request) -> str:
        return told(Action.BUILD, request, service.roll_back)

    def take(paths: Sequence[str], request: gr.Request) -> str:
        return told(Action.ADD, request, lambda: _add_files(service, paths))

    def download(url: str, request: gr.Request) -> Iterator[tuple[str, Any]]:
        yield from _download(
            service, url.strip(), lambda: limiter.spend(Action.ADD, visitor_from_request(request))
        )

    def change(event: gr.EventData, request: gr.Request) -> str:
        sent = event._data if isinstance(event._data, dict) else {}
        return told(Action.CHANGE, request, lambda: _change(service, sent))

    # Gradio's queue sends its results over one stream a session and closes it after each; what is asked at that moment fails in the browser with "Connection
    # errored out". The timer closes it every second. So only what must be one at a time is queued.
    queued: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    quiet = {**queued, "queue": False}
    view = [status, own, starter, health, stop, back, seen]
    done = [
        upload.upload(take, upload, note, **quiet),
        gr.on([fetch.click, address.submit], download, address, [note, address], **queued),
        gr.on([own.click, starter.click], change, None, note, **quiet),
        rebuild.click(start, None, note, **quiet),
        stop.click(service.stop, None, None, **quiet),
        back.click(go_back, None, note, **quiet),
    ]
    for act in done:
        act.then(look, [words, seen], view, **quiet)
    words.input(look, [words, seen], view, trigger_mode="always_last", **quiet)
    gr.Timer(1).tick(look, [words, seen], view, **quiet)
    app.load(look, [words, seen], view, **quiet)


def _look(service: IndexService, text: str, before: tuple[Any, ...]) -> tuple[Any, ...]:
    """What is to be seen, as far as it has changed since the session last looked; drawing the rest anew would take a reader's selection away."""
    rows = service.catalogue_rows()
    mine, theirs = ([r for r in find_rows(rows, text) if r.own is whose] for whose in (True, False))
    now = (
        render_status(service.progress, service.notice()),
        (render_table(mine, "Your documents") or render_no_documents(filtered=bool(text.strip())))
        + render_unlisted(service.unlisted_count()),
        render_table(theirs, "The starter corpus") or render_no_documents(filtered=True),
        render_health(rows),
        gr.update(interactive=service.progress.running),
        gr.update(interactive=service.can_roll_back()),
    )
    return *(value if not before or value != before[i] else gr.skip() for i, value in enumerate(now)), now


def _add_files(service: IndexService, paths: Sequence[str]) -> str:
    added, errors = [], []
    for path in map(Path, paths):
        try:
            added.append(service.add_file(path, path.name))
        except UserError as error:
            errors.append(str(error))
    return render_note(*errors) + (_added(added) if added else "")


def _download(service: IndexService, url: str, count: Callable[[], None]) -> Iterator[tuple[str, Any]]:
    """Notes, and what then stands in the box of the address."""
    yield render_note(f"Fetching {url[:_SHOWN]} …"), gr.skip()
    try:
        count()
        yield _added([service.add_url(url)]), ""
    except UserError as error:
        yield render_note(str(error)), gr.skip()  # left in the box, to be mended


def _added(names: Sequence[str]) -> str:
    return render_note(f"Added {', '.join(names)}. Rebuild the index to have it answered from.")


def _change(service: IndexService, sent: dict[str, Any]) -> str:
    """Remove the file or put the document aside that a click in a table named."""
    if "name" in sent:
        service.remove_file(str(sent["name"]))
        return render_note(f"{sent['name']} is removed. Rebuild the index to have it forgotten.")
    document, wanted = str(sent.get("document", "")), bool(sent.get("wanted"))
    service.exclude(document, not wanted)
    return render_note(
        f"{document} is {'in' if wanted else 'excluded from'} the answers from the next question on."
    )
