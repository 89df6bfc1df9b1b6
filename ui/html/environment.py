"""The Jinja environment of the page: markup is in `templates/`, logic in the functions that pass it records.

Everything that a template prints is escaped; only the output of its macros is markup, and no template uses
`safe`. A template is compiled once, when the module that uses it is imported. A missing macro, argument or
attribute is an error. A call of a macro costs some microseconds, so what is drawn hundreds of times is a loop
and not a macro.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_LINE_BREAK = re.compile(r"\s*\n\s*")
_REMOVED_LINE_BREAK = re.compile(r"^\s*\n\s*|\s*\n\s*$|(?<=>)\s*\n\s*|\s*\n\s*(?=<)")


class DropLineBreaks(Extension):
    """Lines and indentation lay out a template, not the page, which would show them between inline elements.

    A line break next to a tag, an expression or a block is dropped; between two words it is a space.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens, those of text without line breaks; line numbers in error messages stay right."""
        for token in stream:
            if token.type == "data":
                text = _LINE_BREAK.sub(" ", _REMOVED_LINE_BREAK.sub("", token.value))
                yield Token(token.lineno, "data", text)
            else:
                yield token


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
    autoescape=True,
    auto_reload=False,
    undefined=StrictUndefined,
    extensions=[DropLineBreaks],
)
_ENVIRONMENT.filters["thousands"] = "{:,}".format


def load_macro(template: str, name: str) -> Callable[..., str]:
    """A macro of a template as a function that returns HTML.

    Raises:
        AttributeError: the template has no such macro.
    """
    macro = getattr(_ENVIRONMENT.get_template(template).module, name)

    def render(*args: object, **values: object) -> str:
        return str(macro(*args, **values))

    return render
