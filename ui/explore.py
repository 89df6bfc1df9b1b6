"""The Explore tab: what the corpus holds, before a question is asked."""

import gradio as gr

from ui.service import IndexService


def build_explore(service: IndexService, app: gr.Blocks) -> None:
    """The content of the tab; call it inside one."""
    size = gr.HTML(elem_id="explore", apply_default_css=False, js_on_load=None)

    def look() -> str:
        ready = service.index()
        return f"<p>{ready[0].manifest.documents:,} documents, {ready[0].manifest.passages:,} passages.</p>" if ready else "<p>The index is being built.</p>"

    app.load(look, None, size, show_progress="hidden", api_visibility="private")
