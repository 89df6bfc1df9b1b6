"""Citations re-proved against the text stored in an index: the hash, the offsets, the words.

Nothing here asks how an answer came about; it can be run on answers that a language model or a person has touched.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from corpus.records import Document
from qa.records import Role

_SIMILAR = 85.0  # percent of characters in common: an altered quotation, below that an invented one


class Verdict(StrEnum):
    PROVED = "proved"
    ALTERED = "altered"
    MISATTRIBUTED = "misattributed"
    FABRICATED = "fabricated"


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on source `n`; `found_in` is the document that holds the words after all, or, of altered ones, a document not cited that holds their like."""

    n: int | None
    verdict: Verdict
    found_in: str | None = None


def is_answer(value: object) -> bool:
    """Whether a JSON value has the shape in which answers cite: sources and statements are objects, citations are numbers."""
    return (
        isinstance(value, dict)
        and _all(value.get("sources"), lambda s: isinstance(s, dict) and _is_number(s.get("n")))
        and _all(value.get("statements"), _cites_numbers)
        and _all(value.get("nearest"), _is_number)
    )


def _all(value: object, fit: Callable[[Any], bool]) -> bool:
    return value is None or (isinstance(value, list | tuple) and all(map(fit, value)))


def _cites_numbers(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _all(value.get("cites"), _is_number)
        and _all(value.get("spans"), _cites_numbers)
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int)


def verify_answer(answer: Mapping[str, Any], documents: Mapping[str, Document]) -> Iterator[Proof]:
    """One proof a source; one more for each number that is no source of the answer, and for each quotation that stands in none of the sources it cites.

    The answer must be one by `is_answer`.
    """
    listed = answer.get("sources") or []
    for source in listed:
        yield _prove(source, documents)
    sources = {s["n"]: s for s in reversed(listed)}
    statements = answer.get("statements") or []
    cited = [n for s in statements for n in _numbers(s)]
    for n in dict.fromkeys(n for n in (*cited, *(answer.get("nearest") or [])) if n not in sources):
        yield Proof(n, Verdict.FABRICATED)
    for statement in statements:
        text, numbers = statement.get("text"), statement.get("cites") or []
        quotes = statement.get("verbatim") or statement.get("role") == Role.CELL
        if (
            quotes
            and sources.keys() >= set(numbers)
            and not any(_flat(text) in _flat(sources[n].get("quote")) for n in numbers)
        ):
            yield Proof(
                numbers[0] if numbers else None,
                *_trace(text, [sources[n].get("document_id") for n in numbers], documents),
            )


def _numbers(statement: Mapping[str, Any]) -> list[int]:
    return [
        *(statement.get("cites") or []),
        *(n for span in statement.get("spans") or [] for n in span.get("cites") or []),
    ]


def _prove(source: Mapping[str, Any], documents: Mapping[str, Document]) -> Proof:
    n, quote, start, end = source["n"], source.get("quote"), source.get("start"), source.get("end")
    document = documents.get(str(source.get("document_id")))
    if document is not None and quote and _spans(start, end) and document.text[start:end] == quote:
        return Proof(n, Verdict.PROVED if source.get("sha256") == document.sha256 else Verdict.ALTERED)
    return Proof(n, *_trace(quote, [source.get("document_id")], documents))


def _spans(start: object, end: object) -> bool:
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end


def _trace(
    words: object, cited: Sequence[object], documents: Mapping[str, Document]
) -> tuple[Verdict, str | None]:
    """What became of words that do not stand where they are said to: moved within a cited document, taken from another, reworded, or invented."""
    sought = _flat(words)
    if not sought:
        return Verdict.FABRICATED, None
    texts = {d.id: _flat(d.text) for d in documents.values()}
    own = [i for i in texts if i in cited]
    for found_in in (*own, *texts):
        if sought in texts[found_in]:
            return (Verdict.ALTERED if found_in in own else Verdict.MISATTRIBUTED), found_in
    for found_in in (*own, *texts):
        if _resembles(sought, texts[found_in]):
            return Verdict.ALTERED, None if found_in in own else found_in
    return Verdict.FABRICATED, None


def _resembles(words: str, text: str) -> bool:
    score = (
        fuzz.partial_ratio if len(words) <= len(text) else fuzz.ratio
    )  # partial_ratio would find a short text inside the words
    return score(words, text, score_cutoff=_SIMILAR) > 0


def _flat(text: object) -> str:
    return " ".join(str(text or "").split())
