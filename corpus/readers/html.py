r"""Web pages by trafilatura: the main text without navigation, its headings as the path of each block.

The canonical text is the paragraphs, list items and table rows, separated by an empty line; note marks
point at their notes, which are references or, as remarks, paragraphs. trafilatura decides what is main text:

    <nav>Home</nav><article><h1>Ports</h1><p>Serbia sold a mill.<sup><a href="#n1">1</a></sup></p></article>
    →   "Ports\n\nSerbia sold a mill."
"""

import codecs
import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import trafilatura
from trafilatura.settings import DEFAULT_CONFIG
from trafilatura.utils import load_html

from corpus.errors import CorpusError
from corpus.readers.left_out.page import Line, find_in_page, list_lines
from corpus.readers.references import parse_reference
from corpus.readers.signs.lines import join_source_lines
from corpus.readers.signs.note_marks import take_marks
from corpus.readers.table_rows import format_rows
from corpus.readers.text import decode_file
from corpus.readers.text_builder import TextBuilder, collapse_spaces
from corpus.readers.web.furniture import drop_furniture
from corpus.readers.web.notes import take_notes
from corpus.readers.web.tables import write_rows
from corpus.records import Document
from corpus.text.language import parse_language_tag

_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 4096  # bytes; the HTML standard looks for it in the first 1024
# What browsers take these names for, https://encoding.spec.whatwg.org/#names-and-labels
_WEB_CODECS = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_BLOCKS = {"head", "p", "list", "item", "quote", "table", "row", "cell", "code", "div"}
_LEVELS = {f"h{n}": n for n in range(1, 7)}
_DIGITS = "translate(normalize-space(.), '0123456789[](),*† ', '') = ''"
_LAST_SIGN_BEFORE = "substring(preceding-sibling::node()[1], string-length(preceding-sibling::node()[1]))"
_NOTE_MARKS = [
    f"//a[contains(@href, '#')][{_DIGITS}]",
    f"//sup[{_DIGITS}][.//a or contains('.,;:!?”’)', {_LAST_SIGN_BEFORE})]",
]
_PRUNED = ["//nav|//footer|//aside|//noscript|//form|//template", *_NOTE_MARKS]
# Only dates that the page declares; without `max_date` the result depends on today.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2199-12-31"}
_SHORT = deepcopy(DEFAULT_CONFIG)
_SHORT.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
# A second extraction beyond this (factor, characters) holds more than the missing headings and lists.
_MAX_GROWTH, _MAX_EXTRA = 1.5, 300

for _library in ("trafilatura", "htmldate"):  # our own message replaces their warnings
    logging.getLogger(_library).addHandler(logging.NullHandler())


def read_html(path: Path, identifier: str) -> Document:
    """Read one web page.

    Raises:
        CorpusError: the file is not text, or has no main text.
    """
    return read_page(decode_page(path), path, identifier)


def read_page(markup: str, path: Path, identifier: str) -> Document:
    """Read the markup of one web page, which stands in the file at `path`.

    Raises:
        CorpusError: it has no main text.
    """
    tree: Any = load_html(join_source_lines(markup))
    notes, lines = _prepare(tree) if tree is not None else ({}, [])
    found = _extract(tree)
    page = TextBuilder()
    for level, words in _pieces(found.body) if found else ():
        page.add_with_notes(*take_marks(words, notes), notes, level=level)
    if not page.has_paragraph:
        raise CorpusError(
            f"{path.name} has no main text (a page that scripts fill, or a list of links?); "
            "save the article itself."
        )
    title = " ".join(take_marks(found.title or "", notes)[0].split()) or page.first_heading or path.stem
    cited = dict.fromkeys(mark.reference_id for mark in page.marks)
    language = parse_language_tag(
        found.language or next(iter(tree.xpath("/html/@lang | /html/@xml:lang")), None)
    )
    return Document(
        id=identifier,
        title=title,
        text=page.text,
        blocks=tuple(page.blocks),
        source=str(path),
        marks=tuple(page.marks),
        references=tuple(parse_reference(label, notes[label]) for label in cited),
        updated=found.date,
        author=found.author,
        language=language,
        left_out=find_in_page(lines, map(str.strip, page.parts)),
    )


def decode_page(path: Path) -> str:
    """Return the text of a page: as UTF-8, else in the encoding its head declares, else in one that fits.

    Raises:
        CorpusError: the file holds NUL bytes or no encoding fits.
    """
    raw = path.read_bytes()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        if codec := _find_declared_codec(raw):
            return raw.decode(codec, "replace").replace("\0", "")
    return decode_file(path)


def decode_html(raw: bytes, sent_as: str = "") -> str:
    """Return the text of a page in the encoding it was sent as, else UTF-8, else the declared one."""
    for codec in filter(None, (find_codec(sent_as) if sent_as else None, "utf-8")):
        try:
            return raw.decode(codec).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return raw.decode(_find_declared_codec(raw) or "cp1252", "replace").replace("\0", "")


def _find_declared_codec(raw: bytes) -> str | None:
    declared = _DECLARED.search(raw, 0, _DECLARED_WITHIN)
    return find_codec(declared.group(1).decode()) if declared else None


def find_codec(label: str) -> str | None:
    """Return Python's name of an encoding as browsers understand the label, None for an unknown one."""
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return _WEB_CODECS.get(name, name)


def _prepare(tree: Any) -> tuple[dict[str, str], list[Line]]:
    """Make of a page what its main text can be found in; return its notes and its lines before that."""
    _open_forms(tree)
    _open_asides(tree)
    notes = take_notes({"": tree})
    lines = list_lines(tree, tree.xpath("|".join(_NOTE_MARKS)))
    drop_furniture(tree)
    write_rows(tree)
    return notes, [replace(line, words=take_marks(line.words, notes)[0]) for line in lines]


def _open_forms(tree: Any) -> None:
    """Make a plain element of a form that most of a page stands in, as some servers build their pages."""
    body = tree.find(".//body")
    length = len(_words(body)) if body is not None else 0
    for form in list(tree.iter("form")) if length else ():
        if len(_words(form)) > length / 2:
            form.tag = "div"


def _open_asides(tree: Any) -> None:
    """Make plain elements of the asides within an article that are text: quotations and boxes, no links."""
    for aside in tree.xpath("//article//aside|//main//aside"):
        links = sum(len(_words(link)) for link in aside.iter("a"))
        if links < len(_words(aside)) / 2:
            aside.tag = "div"
            aside.attrib.pop("class", None)
            aside.attrib.pop("id", None)


def _extract(tree: Any) -> Any:
    """Return the document of trafilatura, whose `body` holds `head`, `p` ...; None without main text.

    Two habits of trafilatura are undone. Of a page with little text it returns all words of the page. If no
    element is marked as the article, it returns the paragraphs without their headings and lists.
    """
    found = _run_trafilatura(tree)
    if found is not None and _is_dump(found.body):
        found = _run_trafilatura(tree, config=_SHORT)
    if found is None or _is_dump(found.body):
        return None
    if found.body.find(".//head") is None and next(tree.iter("h1", "h2", "h3"), None) is not None:
        _mark_article(tree, {_words(p) for p in found.body.iter("p")})
        again, length = _run_trafilatura(tree, config=_SHORT), len(_words(found.body))
        if again is not None and length <= len(_words(again.body)) <= _MAX_GROWTH * length + _MAX_EXTRA:
            found.body = again.body
    return found


def _run_trafilatura(tree: Any, **options: Any) -> Any:
    if tree is None:
        return None
    return trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        prune_xpath=_PRUNED,
        date_extraction_params=dict(_DATES),
        **options,
    )


def _is_dump(body: Any) -> bool:
    """Return whether trafilatura used its last resort: one paragraph, a line for each text on the page."""
    return len(body) == 1 and body[0].tag == "p" and len(body[0]) == 0 and "\n" in (body[0].text or "")


def _mark_article(tree: Any, paragraphs: set[str]) -> None:
    """Make the innermost element around the paragraphs an <article>."""
    paths = [[*reversed([*p.iterancestors()])] for p in tree.iter("p") if _words(p) in paragraphs]
    shared = [
        level[0] for level in zip(*paths, strict=False) if all(element is level[0] for element in level)
    ]
    if not shared:
        return
    if shared[-1].tag not in ("html", "body"):
        shared[-1].tag = "article"
        return
    article = tree.makeelement("article")
    body = tree.find(".//body")
    article.extend(list(body))
    body.append(article)


def _pieces(element: Any) -> Iterator[tuple[int, str]]:
    """Yield (level of a heading or 0, words) in reading order; two line breaks separate paragraphs."""
    level = _LEVELS.get(element.get("rend"), 2) if element.tag == "head" else 0
    if element.tag == "table" and next(element.iter("p", "list", "head"), None) is None:
        yield from ((0, words) for words in _format_table(element))
        return
    words = collapse_spaces(element.text)
    for child in element:
        if child.tag in _BLOCKS:
            yield from _paragraphs(level, words)
            yield from _pieces(child)
            words = ""
        else:
            words += _inline(child)
        words += collapse_spaces(child.tail)
    yield from _paragraphs(level, words)


def _format_table(table: Any) -> Iterator[str]:
    rows = [[" ".join(_inline(cell).split()) for cell in row.iter("cell")] for row in table.iter("row")]
    first = next(table.iter("row"), ())
    has_header = len(first) > 1 and all(cell.get("role") == "head" for cell in first)
    return format_rows((dict(enumerate(row)) for row in rows), has_header=has_header)


def _paragraphs(level: int, words: str) -> Iterator[tuple[int, str]]:
    for paragraph in re.split(r"\n\s*\n", words):
        if joined := " ".join(paragraph.split()):
            yield level, joined


def _inline(element: Any) -> str:
    if element.tag == "lb":
        return "\n"
    if not isinstance(element.tag, str):  # a comment
        return ""
    inner = "".join(_inline(child) + collapse_spaces(child.tail) for child in element)
    return collapse_spaces(element.text) + inner


def _words(element: Any) -> str:
    return " ".join(collapse_spaces("".join(element.itertext())).split())
