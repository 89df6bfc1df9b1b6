"""Verifies citations against the text stored in an index: the hash, the offsets, the words.

It trusts nothing in an answer, which may have been edited by a person or a language model.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from corpus.records import Document
from qa.records import Role
from qa.wording import collapse_whitespace

_MIN_SIMILARITY = 85.0  # percent of characters in common: an altered quotation; below that a fabricated one


class Verdict(StrEnum):
    PROVED = "proved"
    ALTERED = "altered"
    MISATTRIBUTED = "misattributed"
    FABRICATED = "fabricated"


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on source `n`.

    `found_in` is the document that has the words; for altered words, a document that is not cited and has
    similar ones. `changed` is a part of the quotation that is not so on the page of its file.
    """

    n: int | None
    verdict: Verdict
    found_in: str | None = None
    changed: str | None = None


# Finds the part of a quotation, from an offset of a document, that is not so on the page of its file.
FindChange = Callable[[Document, int, str], str | None]


def is_answer(value: object) -> bool:
    """Return whether a JSON value cites as answers do: sources and statements are objects, cites numbers."""
    return (
        isinstance(value, dict)
        and _is_list_of(value.get("sources"), lambda s: isinstance(s, dict) and _is_number(s.get("n")))
        and _is_list_of(value.get("statements"), _cites_numbers)
        and _is_list_of(value.get("nearest"), _is_number)
    )


def verify_answer(
    answer: Mapping[str, Any], documents: Mapping[str, Document], find_change: FindChange | None = None
) -> Iterator[Verification]:
    """Verify each source; also yield each number without a source and each quotation not in its sources.

    `answer` must satisfy `is_answer`. What the text of the index proves is also compared by `find_change`.
    """
    cited_sources = answer.get("sources") or []
    for source in cited_sources:
        yield _verify_source(source, documents, find_change)
    sources = {s["n"]: s for s in reversed(cited_sources)}
    statements = answer.get("statements") or []
    numbers = [*(n for s in statements for n in _list_numbers(s)), *(answer.get("nearest") or [])]
    for n in dict.fromkeys(n for n in numbers if n not in sources):
        yield Verification(n, Verdict.FABRICATED)
    for statement in statements:
        verification = _verify_quotation(statement, sources, documents)
        if verification is not None:
            yield verification


def _verify_source(
    source: Mapping[str, Any], documents: Mapping[str, Document], find_change: FindChange | None
) -> Verification:
    n, quote, start, end = source["n"], source.get("quote"), source.get("start"), source.get("end")
    document = documents.get(str(source.get("document_id")))
    if document is not None and quote and _is_span(start, end) and document.text[start:end] == quote:
        if source.get("sha256") != document.sha256:
            return Verification(n, Verdict.ALTERED)
        changed = find_change(document, int(start or 0), quote) if find_change else None
        return Verification(n, Verdict.ALTERED if changed else Verdict.PROVED, changed=changed)
    return Verification(n, *_trace(quote, [source.get("document_id")], documents))


def _verify_quotation(
    statement: Mapping[str, Any],
    sources: Mapping[int, Mapping[str, Any]],
    documents: Mapping[str, Document],
) -> Verification | None:
    """The verification of a quotation that none of its sources has; None for any other statement."""
    text, numbers = _flatten(statement.get("text")), statement.get("cites") or []
    is_quotation = statement.get("verbatim") or statement.get("role") == Role.CELL
    # A number without a source is verified by itself.
    if not is_quotation or not sources.keys() >= set(numbers):
        return None
    cited = [sources[n] for n in numbers]
    if any(text in _flatten(source.get("quote")) for source in cited):
        return None
    verdict, found_in = _trace(text, [source.get("document_id") for source in cited], documents)
    return Verification(numbers[0] if numbers else None, verdict, found_in)


def _trace(
    words: object, cited: Sequence[object], documents: Mapping[str, Document]
) -> tuple[Verdict, str | None]:
    """Find words out of place: moved in a cited document, from another one, reworded, or invented."""
    sought = _flatten(words)
    if not sought:
        return Verdict.FABRICATED, None
    texts = {d.id: _flatten(d.text) for d in documents.values()}
    cited_ids = [identifier for identifier in texts if identifier in cited]
    for found_in in (*cited_ids, *texts):
        if sought in texts[found_in]:
            return (Verdict.ALTERED if found_in in cited_ids else Verdict.MISATTRIBUTED), found_in
    for found_in in (*cited_ids, *texts):
        if _is_similar(sought, texts[found_in]):
            return Verdict.ALTERED, None if found_in in cited_ids else found_in
    return Verdict.FABRICATED, None


def _is_similar(words: str, text: str) -> bool:
    # partial_ratio would find a text that is shorter than the words inside them.
    score = fuzz.partial_ratio if len(words) <= len(text) else fuzz.ratio
    return score(words, text, score_cutoff=_MIN_SIMILARITY) > 0


def _list_numbers(statement: Mapping[str, Any]) -> list[int]:
    """Numbers that the statement cites, those of its spans last."""
    of_spans = [n for span in statement.get("spans") or [] for n in span.get("cites") or []]
    return [*(statement.get("cites") or []), *of_spans]


def _is_list_of(value: object, fits: Callable[[Any], bool]) -> bool:
    """True if the value is absent, or a list all of whose items fit."""
    return value is None or (isinstance(value, list | tuple) and all(map(fits, value)))


def _cites_numbers(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _is_list_of(value.get("cites"), _is_number)
        and _is_list_of(value.get("spans"), _cites_numbers)
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int)


def _is_span(start: object, end: object) -> bool:
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end


def _flatten(text: object) -> str:
    return collapse_whitespace(str(text or ""))
