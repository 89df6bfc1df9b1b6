"""The works that the sentences of a document rest on, and what their wording credits, as one line of JSON.

A sentence rests on its first reference, or on its document if it has none. What depends on one document alone
is found here and copied from build to build; `resolve` compares the lines of all documents.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.annotate.credits import find_credits, find_document_credit
from corpus.annotate.statements import find_statements
from corpus.records import Credit, Document, Passage, Reference, Sentence
from corpus.text.dates import find_years
from corpus.text.tokens import content_stems, fold

_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"^https?://(?:www\.|m\.)?([^/?#]+/[^#]*[^/#])/?(?:#.*)?$", re.IGNORECASE)
_PARENT = re.compile(r"[A-Z]{3,} (\w+(?: \w+)+)")  # an acronym, then the name of a part of it
_MONTH = re.compile(r"\d{4}-\d{2}")
_NOTE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")  # "(Russian edition)", "[descriptive title]"
_CAMPAIGN = re.compile(r"[?&](?:utm_\w+|fbclid|gclid)=[^&]*")
_TELLING_TITLE = 5  # words of a title that two works of one year do not share by chance
_SHORT_TITLE = 3  # words of a title that two works of one publisher and year do not share by chance
_SMALL = 10  # whole numbers below it, without a unit, are shared by chance


@dataclass(frozen=True, slots=True)
class Work:
    """A published work: its name for readers, keys that equal works share, its publishers, its date.

    `date` is as far as it is known: "2025", "2025-05", "2025-05-21" or empty. `part_of` is the key of a work
    whose title is this one's without the subtitle, `title` the stems of its title.
    """

    name: str
    keys: tuple[str, ...]
    publishers: tuple[str, ...]
    date: str = ""
    credits: tuple[Credit, ...] = ()  # of its title
    part_of: str = ""
    title: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        return next(iter(find_years(self.date)), None)

    @property
    def month(self) -> str:
        """Year and month, empty where only the year is known."""
        return self.date[:7] if _MONTH.match(self.date) else ""


@dataclass(frozen=True, slots=True)
class CreditingSentence:
    """What one sentence, a row of its document, credits, and the facts by which stories differ."""

    row: int
    credits: tuple[Credit, ...]
    figures: tuple[float, ...]
    names: tuple[str, ...]
    topics: tuple[str, ...]
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentOrigins:
    """The works of a document, the work of each of its sentences (by number), and the sentences that credit.

    `quotes_itself` says of each sentence whether its words are the work's own, not a summary of another work.
    """

    works: tuple[Work, ...]
    work_of: tuple[int, ...]
    quotes_itself: tuple[bool, ...]
    crediting: tuple[CreditingSentence, ...] = field(default=())


def find_document_origins(document: Document, passages: Sequence[Passage]) -> DocumentOrigins:
    """Find what the sentences of a document's passages rest on, in order."""
    sentences = [s for p in passages for s in p.sentences]
    references = {r.id: r for r in document.references}
    own = _describe_document(document)
    numbers: dict[str, int] = {}
    works: list[Work] = []
    work_of = []
    for sentence in sentences:
        identifier = next((r for r in sentence.references if r in references), "")
        if identifier not in numbers:
            numbers[identifier] = len(works)
            works.append(_describe_reference(references[identifier]) if identifier else own)
        work_of.append(numbers[identifier])
    crediting = (
        _describe_sentence(row, s)
        for row, s in enumerate(sentences)
        if s.credits or works[work_of[row]].publishers
    )
    return DocumentOrigins(
        tuple(works), tuple(work_of), tuple(not s.references for s in sentences), tuple(crediting)
    )


def _describe_document(document: Document) -> Work:
    agency = find_document_credit(document)
    title, date = document.title or document.id, document.updated or ""
    by = agency or document.author or ""
    keys = (f"document {document.id}", *_title_keys(document.title, date, by))
    return Work(_name_work(title, by, date), keys, (by,) if by else (), date)


def _describe_reference(reference: Reference) -> Work:
    date = reference.date or ""
    by = reference.publisher or reference.author or ""
    keys = [f"reference {reference.id}", *_title_keys(reference.title, date, by)]
    if reference.url and (address := _ADDRESS.match(_CAMPAIGN.sub("", reference.url))):
        keys.append(f"address {address[1].lower()}")
    publishers = tuple(_split_publisher(reference.publisher or ""))
    credits = (*(c for c in find_credits(reference.title) if c.kind), *find_statements(reference.title))
    head, _, subtitle = reference.title.partition(": ")
    part_of = (
        next(iter(_title_keys(head, date, by)), "") if subtitle and len(head.split()) >= _SHORT_TITLE else ""
    )
    stems = tuple(content_stems(_NOTE.sub("", reference.title)))
    return Work(_name_work(reference.title, by, date), tuple(keys), publishers, date, credits, part_of, stems)


def _split_publisher(publisher: str) -> Iterable[str]:
    """The names in "MERICS / Rhodium Group" and in "CSIS Asia Maritime Transparency Initiative"."""
    for name in filter(None, publisher.split(" / ")):
        yield name
        if (parent := _PARENT.fullmatch(name)) is not None:
            yield parent[1]


def _title_keys(title: str, date: str, by: str) -> Iterable[str]:
    year, words = date[:4], _WORD.findall(fold(_NOTE.sub("", title)))
    if len(words) >= _TELLING_TITLE:
        yield f"title {' '.join(words)} {year}"
    elif words and by:
        yield f"title {' '.join(words)} {year} {fold(by)}"


def _name_work(title: str, by: str, date: str) -> str:
    details = ", ".join(part for part in (by, date) if part)
    return f"“{title}” ({details})" if details else f"“{title}”"


def _describe_sentence(row: int, sentence: Sentence) -> CreditingSentence:
    figures = (f.value for f in sentence.figures if f.unit or f.value >= _SMALL or f.value % 1)
    names = (fold(name) for name in (*sentence.named, *sentence.names))
    return CreditingSentence(
        row,
        sentence.credits,
        tuple(dict.fromkeys(figures)),
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(sentence.topics)),
        sentence.years,
    )


def write_document_origins(origins: DocumentOrigins) -> bytes:
    """Write the origins of a document as a line of JSON: records are lists of their fields, in order."""
    record = [
        [
            [w.name, w.keys, w.publishers, w.date, _list_credits(w.credits), w.part_of, w.title]
            for w in origins.works
        ],
        origins.work_of,
        origins.quotes_itself,
        [[s.row, _list_credits(s.credits), s.figures, s.names, s.topics, s.years] for s in origins.crediting],
    ]
    return json.dumps(record, ensure_ascii=False).encode()


def read_document_origins(line: bytes) -> DocumentOrigins:
    """Read a line that `write_document_origins` wrote."""
    works, work_of, quotes_itself, crediting = json.loads(line)
    return DocumentOrigins(
        tuple(
            Work(name, tuple(keys), tuple(publishers), date, _read_credits(credits), part_of, tuple(title))
            for name, keys, publishers, date, credits, part_of, title in works
        ),
        tuple(work_of),
        tuple(quotes_itself),
        tuple(
            CreditingSentence(row, _read_credits(credits), *map(tuple, facts))
            for row, credits, *facts in crediting
        ),
    )


def _list_credits(credits: Iterable[Credit]) -> list[list[str | int | None]]:
    return [[c.name, c.kind, c.year, c.title] for c in credits]


def _read_credits(records: Iterable[Any]) -> tuple[Credit, ...]:
    return tuple(Credit(*record) for record in records)
