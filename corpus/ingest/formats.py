"""Which reader takes which file, and what every reader's document must be before anyone else sees it.

`read_file` never raises for what is wrong with a file: it gives the reason instead. It may still hang, crash or need too much memory, because the libraries
under it are given whatever a user has; `corpus.ingest.sandbox` runs it in a process of its own for that.
"""

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.ingest.injection import suspicions
from corpus.records import Block, BlockKind, Document
from corpus.text.language import detect_language

# Named, not imported: a reader's library is loaded with the first file that needs it.
READERS: dict[str, str] = {
    ".md": "markdown.read_markdown",
    ".markdown": "markdown.read_markdown",
    ".txt": "text.read_text",
    ".text": "text.read_text",
    ".pdf": "pdf.pdf.read_pdf",
    ".html": "html.read_html",
    ".htm": "html.read_html",
    ".docx": "office.docx.read_docx",
    ".pptx": "office.pptx.read_pptx",
    ".xlsx": "office.xlsx.read_xlsx",
    ".epub": "office.epub.read_epub",
    ".csv": "csv.read_csv",
    ".tsv": "csv.read_csv",
    ".jsonl": "beir.read_beir",
}
MAX_BYTES = 200_000_000  # of one file; JSONL is read a line at a time and has no such limit
_MAX_TEXT = 50_000_000  # characters of one document: some hundred books
_ZIPPED = (".docx", ".pptx", ".xlsx", ".epub")
_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"{\\rtf": "an RTF file",
}
_MAX_BLOCK = 20_000  # characters; a longer paragraph is cut at a space, so that no later step meets a line of megabytes
_SAMPLE = 5_000  # characters by which the language is known
_MAX_RUN = 1_000  # characters without a space or a mark between them: no language writes so
_RUN = re.compile(rf"\w{{{_MAX_RUN},}}")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file (or line `file:7` of one) that gave no document, and why, in a sentence."""

    file: str
    reason: str


def read_file(path: Path, identifier: str, max_bytes: int = MAX_BYTES) -> Iterator[Document | Skipped]:
    """What a file gives: one document, or many for JSONL, and a `Skipped` for each reason why there are not more."""
    try:
        if path.suffix.lower() == ".jsonl":
            yield from _read_lines(path, identifier)
        else:
            yield _read_one(path, identifier, max_bytes)
    except CorpusError as error:
        yield Skipped(identifier, str(error))
    except OSError as error:
        yield Skipped(
            identifier, f"{path.name} cannot be read ({error.strerror or error}); check its permissions."
        )
    except RecursionError:
        yield Skipped(
            identifier,
            f"{path.name} is nested too deeply to be read; save it again from the program that made it.",
        )
    except MemoryError:
        raise
    except Exception as error:  # what libraries raise on half-broken files has no end: each is a reason, none may stop the others
        told = " ".join(str(error).split())[:120] or type(error).__name__
        yield Skipped(
            identifier, f"{path.name} is damaged ({told}); save it again from the program that made it."
        )


def _read_one(path: Path, identifier: str, max_bytes: int) -> Document:
    _check_bytes(path, max_bytes)
    document: Document = _reader(path)(path, identifier)
    if not document.blocks:
        raise CorpusError(f"{path.name} has no text; remove it or save it with its text.")
    return _mended(document, path)


def _read_lines(path: Path, identifier: str) -> Iterator[Document | Skipped]:
    line = 0
    for line, found in _reader(path)(path):
        yield Skipped(f"{identifier}:{line}", found) if isinstance(found, str) else _mended(found, path)
    if not line:
        raise CorpusError(f"{path.name} has no text; remove it or save it with its text.")


def _reader(path: Path) -> Callable[..., Any]:
    try:
        module, function = READERS[path.suffix.lower()].rsplit(".", 1)
    except KeyError:
        raise CorpusError(
            f"{path.name} has the suffix {path.suffix!r}, which no reader takes; use one of {', '.join(READERS)}."
        ) from None
    reader: Callable[..., Any] = getattr(importlib.import_module(f"corpus.readers.{module}"), function)
    return reader


def _check_bytes(path: Path, max_bytes: int) -> None:
    """Refuse what is too big, and what says by its first bytes that it is of another format, before a library is loaded for it."""
    suffix, size = path.suffix.lower(), path.stat().st_size
    if suffix not in READERS:
        return
    if size > max_bytes:
        raise CorpusError(
            f"{path.name} has {size / 1e6:,.0f} MB, more than the {max_bytes / 1e6:,.0f} MB that are read; split it."
        )
    with path.open("rb") as stream:
        head = stream.read(8)
    for mark, kind in _SIGNATURES.items():
        if head.startswith(mark) and not (
            suffix == ".pdf" if kind == "a PDF" else kind == "a ZIP archive" and suffix in _ZIPPED
        ):
            raise CorpusError(
                f"{path.name} holds {kind}, not what its suffix says; give it the right suffix, or save it as PDF or DOCX."
            )


def _mended(document: Document, path: Path) -> Document:
    """The document as later steps can take it: its language known, no block of megabytes, no run of letters that is no word quoted."""
    if len(document.text) > _MAX_TEXT:
        raise CorpusError(
            f"{document.id} has {len(document.text) / 1e6:,.0f} million characters, more than the {_MAX_TEXT // 10**6} that are read; split it."
        )
    blocks, unquoted = [], 0
    for block in document.blocks:
        if block.end - block.start > _MAX_RUN and _RUN.search(document.text, block.start, block.end):
            unquoted += 1
            blocks.append(replace(block, kind=BlockKind.BACK_MATTER))
        else:
            blocks += _bounded(document.text, block)
    notes = list(document.notes)
    if unquoted:
        notes.append(
            f"{unquoted} paragraph{'s' * (unquoted > 1)} with {_MAX_RUN:,} letters or more in a row {'are' if unquoted > 1 else 'is'} not quoted."
        )
    if lost := document.text.count("\ufffd"):
        notes.append(
            f"{lost:,} character{'s' * (lost > 1)} could not be read and show{'s' * (lost == 1)} as \ufffd."
        )
    language = detect_language(_quotable(document)) or document.language
    return replace(
        document, blocks=tuple(blocks), notes=(*notes, *suspicions(document, path)), language=language
    )


def _quotable(document: Document) -> str:
    found, size = [], 0
    for block in document.blocks:
        if block.kind is BlockKind.PARAGRAPH and size < _SAMPLE:
            found.append(document.text[block.start : block.end])
            size += block.end - block.start
    return "\n".join(found)


def _bounded(text: str, block: Block) -> Iterator[Block]:
    start = block.start
    while block.end - start > _MAX_BLOCK:
        spaces = [m.start() for m in re.finditer(r"[\s。！？；]", text[start : start + _MAX_BLOCK])]
        end = start + (spaces[-1] + 1 if spaces else _MAX_BLOCK)
        yield replace(block, start=start, end=end)
        start = end
    yield replace(block, start=start)
