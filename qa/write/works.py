"""The works behind an answer's quotations, with notes on what is quoted from each. Pure.

A work is a reference of the quoted sentence, or the document itself where the sentence has no reference.
Quotations become notes that say where they are; a page locates a quotation in the work only if the document
itself is the work.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.records import Reference
from qa.records import Answer, Source
from qa.wording import collapse_whitespace

_MOST_ROWS = 3  # of a table that a note quotes in full
_ROWS = re.compile(r"\brows \d+–\d+$")
_PAGE = re.compile(r"\bp\. (\d+)(?: \(printed ([^)]+)\))?")


@dataclass(frozen=True, slots=True)
class Work:
    """A work with notes on what is quoted from it; `pages` is empty where its pages are unknown."""

    key: str
    reference: Reference
    notes: tuple[str, ...]
    pages: tuple[str, ...]


def collect_works(answer: Answer) -> tuple[Work, ...]:
    """List the works in the order of first citation, each once, whatever the ids of its references."""
    cited_by_work: dict[Reference, tuple[str, dict[int, Source]]] = {}
    for source in answer.sources:
        for reference in source.references or (Reference(source.document_id, source.title),):
            work = replace(reference, id="", grade=None)
            cited_by_work.setdefault(work, (reference.id, {}))[1][source.n] = source
    works: list[Work] = []
    keys: set[str] = set()
    for work, (identifier, cited) in cited_by_work.items():
        sources = list(cited.values())
        key = _choose_key(identifier, keys)
        keys.add(key)
        pages = _list_pages(sources) if identifier == sources[0].document_id else ()
        notes = tuple(f"[{s.n}] {quote_source(s)} {describe_place(s)}" for s in sources)
        works.append(Work(key, replace(work, id=identifier), notes, pages))
    return tuple(works)


def _list_pages(sources: Sequence[Source]) -> tuple[str, ...]:
    """List the pages cited in their order, by the number printed on them where that is another one."""
    found = {(int(n), printed or n) for s in sources for n, printed in _PAGE.findall(s.locator)}
    return tuple(page for _, page in sorted(found))


def format_note(source: Source) -> str:
    """Give a quotation with the works that it rests on and its place; of many rows, the first."""
    return f"{quote_source(source)} {format_source(source)}"


def format_source(source: Source) -> str:
    """Name the works first and then the brief that summarises them; of another document, its place first."""
    works, place = "; ".join(format_reference(r) for r in source.references), describe_place(source)
    if source.is_brief and works:
        return f"{works}. {place}"
    return f"{place}: {works}" if works else place


def describe_place(source: Source) -> str:
    """Give document, locator and offsets in characters; of a brief, that it is a summary."""
    title, locator = collapse_whitespace(source.title), f", {source.locator}" if source.locator else ""
    by = "Summarised in the Parallax brief " if source.is_brief and source.references else ""
    return f"{by}{title}{locator} ({source.document_id}, characters {source.start}-{source.end})"


def quote_source(source: Source) -> str:
    """The quotation in quotation marks; where it is many rows of a table, the first and how many follow."""
    rows = source.quote.split("\n\n") if _ROWS.search(source.locator) else []
    if len(rows) <= _MOST_ROWS:
        return f"“{collapse_whitespace(source.quote)}”"
    return f"“{collapse_whitespace(rows[0])} …” (the first of {len(rows)} rows)"


def format_bibliography(answer: Answer) -> list[str]:
    """Give one line for each work, sorted by author (or publisher, or title), then by date."""
    return [format_reference(w.reference) for w in _sort_by_name(collect_works(answer))]


def format_reference(reference: Reference) -> str:
    """Join author, title, publisher, date, relay, address and grade; unknown parts are left out."""
    parts = (
        reference.author,
        f"“{reference.title}”",
        reference.publisher if reference.publisher != reference.author else None,
        reference.date,
        f"via {reference.via}" if reference.via else None,
        reference.url,
        f"grade {reference.grade}" if reference.grade else None,
    )
    return ", ".join(p for p in parts if p)


def format_colophon(answer: Answer) -> str:
    """Say with what program and build the answer was made."""
    documents, build = answer.index.get("documents", 0), answer.index.get("build", "")
    return f"Made with Parallax from {documents} documents, build {build}. Quotations are verbatim."


def _choose_key(identifier: str, taken: Iterable[str]) -> str:
    """A citation key of ASCII letters, digits and hyphens that is not among those `taken`."""
    key = base = re.sub(r"[^A-Za-z0-9]+", "-", identifier).strip("-") or "work"
    number = 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def _sort_by_name(works: Sequence[Work]) -> list[Work]:
    def sort_key(work: Work) -> tuple[str, str, str]:
        r = work.reference
        return (r.author or r.publisher or r.title).casefold(), r.date or "", work.key

    return sorted(works, key=sort_key)
