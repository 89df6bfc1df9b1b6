"""One file becomes documents: it is checked before its reader opens it, and what it gives is repaired.

`read_file` never raises for what is wrong with a file: it gives the reason instead. It may still hang, crash
or need too much memory, because the libraries under it are given whatever a user has; `corpus.ingest.sandbox`
runs it in a subprocess for that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import CorpusError
from corpus.ingest.injection import find_suspicious_text
from corpus.readers.office.unread_formats import refuse_unread_file, refuse_unread_suffix
from corpus.readers.registry import CONTAINERS, FORMATS, find_reader
from corpus.records import Block, BlockKind, Document
from corpus.text.language import detect_language

MAX_BYTES = 200_000_000  # of one file; JSONL is read a line at a time and has no such limit
MAX_TEXT = 50_000_000  # characters of one document: some hundred books
_MAX_BLOCK = 20_000  # characters; a longer paragraph is cut at a space
_LANGUAGE_SAMPLE = 5_000  # characters, about, from which the language is detected
_MAX_RUN = 1_000  # characters without a space or a mark between them: no language writes so
_RUN = re.compile(rf"\w{{{_MAX_RUN},}}")
_SPACE = re.compile(r"[\s。！？；]")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file (or line `file:7` of one) that gave no document, and why, in a sentence."""

    file: str
    reason: str


def read_file(
    path: Path,
    identifier: str,
    max_bytes: int = MAX_BYTES,
    *,
    max_text: int = MAX_TEXT,
    language: str | None = None,
) -> Iterator[Document | Skipped]:
    """Yield the documents of a file, one or for JSONL many, and a `Skipped` for whatever gave none.

    `max_bytes` bounds the file on disk, `max_text` the characters of a document. The language (ISO 639-1) is
    detected unless it is known.
    """
    try:
        if path.suffix.lower() == ".jsonl":
            yield from _read_lines(path, identifier, max_text, language)
        else:
            yield _read_one(path, identifier, max_bytes, max_text, language)
    except CorpusError as error:
        yield Skipped(identifier, str(error))
    except OSError as error:
        cause = error.strerror or error
        yield Skipped(identifier, f"{path.name} cannot be read ({cause}); check its permissions.")
    except RecursionError:
        fault = "is nested too deeply to be read; save it again from the program that made it."
        yield Skipped(identifier, f"{path.name} {fault}")
    except MemoryError:
        raise
    except Exception as error:  # libraries raise anything on damaged files; the others are still read
        cause = " ".join(str(error).split())[:120] or type(error).__name__
        fault = f"is damaged ({cause}); save it again from the program that made it."
        yield Skipped(identifier, f"{path.name} {fault}")


def _read_one(path: Path, identifier: str, max_bytes: int, max_text: int, language: str | None) -> Document:
    _check_file(path, max_bytes)
    document: Document = find_reader(path)(path, identifier)
    if not document.blocks:
        raise CorpusError(f"{path.name} has no text; remove it or save it with its text.")
    return _repair(document, path, max_text, language)


def _read_lines(
    path: Path, identifier: str, max_text: int, language: str | None
) -> Iterator[Document | Skipped]:
    line = 0
    for line, found in find_reader(path)(path):
        if isinstance(found, str):
            yield Skipped(f"{identifier}:{line}", found)
        else:
            yield _repair(found, path, max_text, language)
    if not line:
        raise CorpusError(f"{path.name} has no text; remove it or save it with its text.")


def _check_file(path: Path, max_bytes: int) -> None:
    """Refuse a file that is too big, or by its first bytes of another format, before a library opens it."""
    file_format, size = FORMATS.get(path.suffix.lower()), path.stat().st_size
    if file_format is None:
        refuse_unread_suffix(path.name)
        return
    if size > max_bytes:
        limit = f"more than the {max_bytes / 1e6:,.0f} MB that are read"
        raise CorpusError(f"{path.name} has {size / 1e6:,.0f} MB, {limit}; split it.")
    refuse_unread_file(path, path.name)
    with path.open("rb") as stream:
        head = stream.read(8)
    for container in CONTAINERS:
        if head.startswith(container.signature) and container != file_format.container:
            raise CorpusError(
                f"{path.name} holds {container.name}, not what its suffix says; "
                "give it the right suffix, or save it as PDF or DOCX."
            )


def _repair(document: Document, path: Path, max_text: int, language: str | None) -> Document:
    """The document with its language, without a very long block, with no endless run of letters quoted."""
    if len(document.text) > max_text:
        size, limit = len(document.text) / 1e6, f"more than the {max_text // 10**6} that are read"
        raise CorpusError(f"{document.id} has {size:,.0f} million characters, {limit}; split it.")
    blocks: list[Block] = []
    unquoted = 0
    for block in document.blocks:
        if block.end - block.start > _MAX_RUN and _RUN.search(document.text, block.start, block.end):
            unquoted += 1
            blocks.append(replace(block, kind=BlockKind.BACK_MATTER))
        else:
            blocks += _cut_block(document.text, block)
    notes = (
        *document.notes,
        *_notes(unquoted, document.text.count("\ufffd")),
        *find_suspicious_text(document, path),
    )
    language = language or detect_language(_sample(document)) or document.language
    return replace(document, blocks=tuple(blocks), notes=notes, language=language)


def _notes(unquoted: int, unreadable: int) -> Iterator[str]:
    """A note for the paragraphs that are not quoted, and one for the characters that could not be read."""
    if unquoted:
        what = "paragraphs" if unquoted > 1 else "paragraph"
        verb = "are" if unquoted > 1 else "is"
        yield f"{unquoted} {what} with {_MAX_RUN:,} letters or more in a row {verb} not quoted."
    if unreadable:
        what, verb = ("characters", "show") if unreadable > 1 else ("character", "shows")
        yield f"{unreadable:,} {what} could not be read and {verb} as \ufffd."


def _sample(document: Document) -> str:
    found, size = [], 0
    for block in document.blocks:
        if block.kind is BlockKind.PARAGRAPH and size < _LANGUAGE_SAMPLE:
            found.append(document.text[block.start : block.end])
            size += block.end - block.start
    return "\n".join(found)


def _cut_block(text: str, block: Block) -> Iterator[Block]:
    start = block.start
    while block.end - start > _MAX_BLOCK:
        spaces = [m.start() for m in _SPACE.finditer(text[start : start + _MAX_BLOCK])]
        end = start + (spaces[-1] + 1 if spaces else _MAX_BLOCK)
        yield replace(block, start=start, end=end)
        start = end
    yield replace(block, start=start)
