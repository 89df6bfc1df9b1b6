"""An answer as a Markdown file: the answer, its quotations as numbered notes, and the bibliography. Pure.

Titles and quotations come from documents that anyone may have written, so nothing in the file is live: no
HTML, image, link or link definition.
"""

import re

from qa.records import Answer
from qa.wording import collapse_whitespace
from qa.write.markdown import render_markdown
from qa.write.works import format_bibliography, format_colophon, format_note

# Character entities are shown as the sign they name and do nothing.
_LIVE_MARKUP = (
    (re.compile(r"<(?!br>)(?=[A-Za-z/!?])"), "&lt;"),
    (re.compile(r"!\["), "!&#91;"),
    (re.compile(r"\]\("), "]&#40;"),
)
_LINK_DEFINITION = re.compile(r"^((?:- |\d+\. )*\[[^\]\n]*\]):", re.MULTILINE)


def to_markdown(answer: Answer) -> str:
    """Write the answer under its question, with notes and bibliography in place of the source list."""
    parts = [f"# {collapse_whitespace(answer.question.text)}"]
    if answer.sources:
        body, _, _ = render_markdown(answer).rpartition("\n\n**Sources**\n\n")
        notes = "\n".join(f"{s.n}. {format_note(s)}" for s in answer.sources)
        bibliography = "\n".join(f"- {line}" for line in format_bibliography(answer))
        parts += [body, "## Notes", notes, "## Bibliography", bibliography]
    else:
        parts.append(render_markdown(answer))
    return _disable_markup("\n\n".join([*parts, format_colophon(answer)])) + "\n"


def _disable_markup(markdown: str) -> str:
    for pattern, shown in _LIVE_MARKUP:
        markdown = pattern.sub(shown, markdown)
    return _LINK_DEFINITION.sub(r"\1&#58;", markdown)
