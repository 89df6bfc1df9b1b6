"""The Ask tab before the first question: conversations, welcome, question box and evidence pane."""

from collections.abc import Sequence

from corpus.framework import Framework
from ui.html.environment import load_macro
from ui.html.question_html import build_form, list_known_names
from ui.question_form import QuestionParts

_tab = load_macro("ask.html", "tab")


def render_ask_tab(framework: Framework, examples: Sequence[str]) -> str:
    """The empty tab; `examples` are questions that a click asks."""
    form = build_form(QuestionParts(), [a.name for a in framework.aspects], button="Compare", sides=2)
    return _tab(form, examples, list_known_names(framework))
