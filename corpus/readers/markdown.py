"""Markdown: front matter, headings as the path of each block, footnotes as references.

The canonical text is what a viewer shows: inline markup and footnote marks are removed, an empty line
separates the blocks. Code and blocks of HTML are text too; a row of a table is a paragraph. markdown-it
parses.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from corpus.errors import CorpusError
from corpus.readers.html_fragment import read_fragment, read_hidden
from corpus.readers.references import parse_reference
from corpus.readers.signs.characters import clean_characters, raise_figure
from corpus.readers.signs.lines import count_forms, join_line
from corpus.readers.table_rows import format_marked_rows
from corpus.readers.text import decode_file
from corpus.readers.text_builder import TextBuilder
from corpus.records import Document, LeftOut, LeftOutKind
from corpus.text.language import parse_language_tag

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_NOTE_TEXT = r"^ {{0,3}}\[\^{}\]:[ \t]*(.*(?:\n(?!\s*$).+)*)"  # of a label, up to an empty line
_PARSER = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(footnote_plugin, inline=False)


def read_markdown(path: Path, identifier: str) -> Document:
    """Read one Markdown file.

    Raises:
        CorpusError: the file is not text, or its front matter is not a YAML mapping.
    """
    source, state = decode_file(path), dict[str, Any]()
    tokens = _PARSER.parse(source, state)
    declared = _front_matter(tokens, path)
    page = TextBuilder()
    notes = _read_blocks(tokens, page, count_forms(source))
    return Document(
        id=identifier,
        title=str(declared.get("title") or page.first_heading or path.stem),
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        marks=tuple(page.marks),
        references=tuple(parse_reference(label, note) for label, note in notes.items()),
        regions=_listed(declared, "regions"),
        countries=_listed(declared, "countries"),
        aspects=_listed(declared, "aspects"),
        period=_optional(declared, "period"),
        updated=_optional(declared, "updated") or _optional(declared, "date"),
        perspective=_counted(declared, "perspective"),
        author=_optional(declared, "author"),
        language=parse_language_tag(declared.get("language") or declared.get("lang")),
        left_out=tuple(_find_left_out(tokens, source, state)),
    )


def _read_blocks(tokens: list[Token], page: TextBuilder, forms: Mapping[str, int]) -> dict[str, str]:
    """Fill the page from the tokens and return the footnotes by label; `forms` counts the words."""
    notes: dict[str, str] = {}
    label, level, table = None, 0, -1
    for at, token in enumerate(tokens):
        if token.type == "footnote_open":
            label = _label(token)
        elif token.type == "footnote_close":
            label = None
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type in ("table_open", "table_close"):
            table = at if token.type == "table_open" else _add_table(tokens[table:at], page, forms)
        elif token.type != "inline":
            _add_raw(token, page)
        elif label is not None:
            words, _ = _join_pieces(token, forms, links=True)
            notes[label] = f"{notes.get(label, '')} {words}".strip()
        elif table < 0:
            words, marks = _join_pieces(token, forms)
            page.add(words, level=level, marks=marks)
            level = 0
    return notes


def _find_left_out(tokens: list[Token], source: str, state: dict[str, Any]) -> Iterator[LeftOut]:
    """Yield the hidden parts and comments of the HTML, and the footnotes that no mark cites."""
    markup = [t.content for t in tokens if t.type == "html_block"]
    inline = [c.content for t in tokens for c in t.children or () if c.type == "html_inline"]
    comments = [words.strip() for part in (*markup, *inline) for words in _COMMENT.findall(part)]
    labels = (label[1:] for label, at in state.get("footnotes", {}).get("refs", {}).items() if at < 0)
    notes = [m[1] for label in labels if (m := re.search(_NOTE_TEXT.format(re.escape(label)), source, re.M))]
    hidden = [words for part in markup for words in read_hidden(part)]
    found = ((LeftOutKind.HIDDEN, hidden), (LeftOutKind.COMMENT, comments), (LeftOutKind.NOTE, notes))
    yield from (LeftOut(kind, len(parts), sum(map(len, parts))) for kind, parts in found if parts)


def _add_table(tokens: list[Token], page: TextBuilder, forms: Mapping[str, int]) -> int:
    """Add each row under the names of its columns, its note marks at its end; return -1, for no table."""
    rows: list[list[tuple[str, list[tuple[int, str]]]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_join_pieces(token, forms))
    marked = [(dict(enumerate(words for words, _ in r)), _labels(r)) for r in rows]
    for _, text, labels in format_marked_rows(marked, has_header=True):
        page.add(text, marks=[(len(text), label) for label in labels])
    return -1


def _labels(row: list[tuple[str, list[tuple[int, str]]]]) -> list[str]:
    return [label for _, marks in row for _, label in marks]


def _add_raw(token: Token, page: TextBuilder) -> None:
    """Add the text of a code block, or of a block of HTML."""
    if token.type in ("fence", "code_block"):
        for part in re.split(r"\n\s*\n", token.content):
            page.add(" ".join(part.split()))
    elif token.type == "html_block":
        for level, words in read_fragment(token.content):
            page.add(words, level=level)


def _join_pieces(
    inline: Token, forms: Mapping[str, int], *, links: bool = False
) -> tuple[str, list[tuple[int, str]]]:
    """Return the words of an inline token and its footnote marks as (offset, label)."""
    words, marks, is_line_end = "", [], False
    for piece, label in _pieces(inline, links=links):
        if label is not None:
            marks.append((len(words), label))
        elif piece == "\n":
            is_line_end = True
        elif piece:
            words = join_line(words, piece, forms) if is_line_end else words + piece
            is_line_end = False
    return clean_characters(words), [(len(clean_characters(words[:at])), label) for at, label in marks]


def _pieces(inline: Token, *, links: bool = False) -> Iterator[tuple[str, str | None]]:
    """Yield (text, None) for words and ('', label) for footnote marks; a line end is a word of its own.

    `links` adds the address of each link after its words.
    """
    href, bare, is_raised = None, False, False
    for token in inline.children or []:
        if token.type == "footnote_ref":
            yield "", _label(token)
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n" if token.type == "softbreak" else " ", None
        elif token.type == "html_inline":
            is_raised = token.content.lower().startswith("<sup")
        elif token.type == "link_open":
            href, bare = str(token.attrGet("href") or ""), token.markup == "autolink"
        elif token.type == "link_close" and links and href:
            yield f" {href} ", None
            href = None
        elif links and href and bare:  # the words of <https://...> are its address
            continue
        elif token.type in ("text", "code_inline", "image"):
            yield raise_figure(token.content) if is_raised else token.content, None


def _label(token: Token) -> str:
    return str(token.meta.get("label") or f"note {token.meta.get('id', 0) + 1}")


def _front_matter(tokens: list[Token], path: Path) -> dict[str, Any]:
    raw = next((t.content for t in tokens if t.type == "front_matter"), "")
    try:
        if "*" in raw and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(raw)):
            raise CorpusError(
                f"The front matter of {path.name} has aliases (*name), by which a few lines can become "
                "gigabytes; write the values out."
            )
        declared = yaml.safe_load(raw) or {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that the calendar lacks
        raise CorpusError(
            f"The front matter of {path.name} is not valid YAML ({' '.join(str(error).split())}); "
            "fix or remove it."
        ) from error
    if not isinstance(declared, dict):
        raise CorpusError(
            f"The front matter of {path.name} is a {type(declared).__name__}, not 'key: value' lines; "
            "fix or remove it."
        )
    return declared


def _listed(declared: dict[str, Any], key: str) -> tuple[str, ...]:
    value = declared.get(key) or ()
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else (str(value),)


def _counted(declared: dict[str, Any], key: str) -> tuple[tuple[str, int], ...]:
    value = declared.get(key)
    if isinstance(value, dict):
        return tuple((str(name), int(count)) for name, count in value.items() if isinstance(count, int))
    return tuple((name, 1) for name in _listed(declared, key))


def _optional(declared: dict[str, Any], key: str) -> str | None:
    return str(declared[key]) if declared.get(key) is not None else None
