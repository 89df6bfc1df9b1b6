"""Citations re-proved against the text stored in an index: the hash, the offsets, the words.

Nothing here asks how an answer came about; it can be run on answers that a language model or a person has touched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from corpus.records import Document

_SIMILAR = 85.0  # percent of characters in common: an altered quotation, below that an invented one


class Verdict(StrEnum):
    PROVED = "proved"
    ALTERED = "altered"
    MISATTRIBUTED = "misattributed"
    FABRICATED = "fabricated"


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on source `n`; `found_in` is the document that does hold the words, where it is another one."""

    n: int | None
    verdict: Verdict
    found_in: str | None = None


def verify_answer(answer: Mapping[str, Any], documents: Mapping[str, Document]) -> Iterator[Proof]:
    """One proof a source, and one more for each verbatim statement that stands in none of the sources it cites."""
    sources = {s.get("n"): s for s in answer.get("sources") or []}
    for n, source in sources.items():
        yield _prove(n, source, documents)
    for statement in answer.get("statements") or []:
        cited = [sources.get(n) for n in statement.get("cites") or []]
        if None in cited:
            yield Proof(next(n for n in statement["cites"] if n not in sources), Verdict.FABRICATED)
        elif statement.get("verbatim") and not any(_flat(statement.get("text")) in _flat(s["quote"]) for s in cited if s):
            yield Proof(statement["cites"][0] if statement.get("cites") else None, Verdict.ALTERED)


def _prove(n: int | None, source: Mapping[str, Any], documents: Mapping[str, Document]) -> Proof:
    quote, start, end = str(source.get("quote") or ""), source.get("start"), source.get("end")
    document = documents.get(str(source.get("document_id")))
    if document is not None and isinstance(start, int) and isinstance(end, int) and quote and document.text[start:end] == quote:
        return Proof(n, Verdict.PROVED if source.get("sha256") == document.sha256 else Verdict.ALTERED)
    elsewhere = next((d.id for d in documents.values() if _flat(quote) and _flat(quote) in _flat(d.text)), None)
    if elsewhere is not None:
        return Proof(n, Verdict.ALTERED if document is not None and elsewhere == document.id else Verdict.MISATTRIBUTED, elsewhere)
    if document is not None and fuzz.partial_ratio(_flat(quote), _flat(document.text)) >= _SIMILAR:
        return Proof(n, Verdict.ALTERED)
    return Proof(n, Verdict.FABRICATED)


def _flat(text: object) -> str:
    return " ".join(str(text or "").split())
