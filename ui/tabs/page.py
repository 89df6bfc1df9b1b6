"""The page: a masthead and three tabs, each built by its own file."""

from pathlib import Path
from typing import Any

import gradio as gr
from gradio import processing_utils, routes

from ui.access.rate_limit import RateLimiter
from ui.server.index_service import IndexService
from ui.tabs.ask import build_ask
from ui.tabs.explore import build_explore
from ui.tabs.library import build_library

THEME = gr.themes.Base(
    font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
    font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
)
_STYLES = (  # in this order: later rules override earlier ones
    "style.css",
    "ask.css",
    "question.css",
    "turn.css",
    "comparison.css",
    "figures.css",
    "composer.css",
    "pane.css",
    "explore.css",
    "library.css",
)
STYLE = "\n".join(
    Path(__file__).parents[1].joinpath("static", name).read_text(encoding="utf-8") for name in _STYLES
)


def build_app(service: IndexService, limiter: RateLimiter) -> gr.Blocks:
    """Build the page on a service; `launch` takes its style and theme."""
    _close_downloads()
    app = gr.Blocks(title="Parallax", fill_width=True, analytics_enabled=False, delete_cache=(3600, 86400))
    with app:
        gr.HTML("<h1>Parallax</h1>", elem_id="masthead", apply_default_css=False, js_on_load=None)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask-tab", elem_id="ask-tab", render_children=True):
                build_ask(service, limiter)
            with gr.Tab("Explore", id="explore-tab", elem_id="explore-tab", render_children=True) as explore:
                build_explore(service, limiter, explore)
            with gr.Tab("Library", id="library-tab", elem_id="library-tab", render_children=True):
                build_library(service, app, limiter)
    return app


def _close_downloads() -> None:
    """Replace the functions by which Gradio fetches addresses; the middleware closes their routes too."""
    for module, name in (
        (processing_utils, "async_ssrf_protected_download"),
        (processing_utils, "async_ssrf_protected_get"),
        (routes, "secure_url_stream_response"),
    ):
        setattr(module, name, _refuse_download)


async def _refuse_download(url: str, *_: Any, **__: Any) -> Any:
    """Refuse an address that a request names instead of a file: Gradio's download has no size limit."""
    message = f"{url[:100]!r} is not a file; add it by its address in the Library."
    raise gr.Error(message, print_exception=False)
