"""Multi-hop question answering sets (HotpotQA, MuSiQue) as retrieval collections.

The documents are the paragraphs of all questions taken, pooled; the relevant ones are those that support a
question.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from bench.retrieval.source import SourceCollection, read_source
from corpus.errors import UserError

Paragraphs: TypeAlias = list[tuple[str, str, bool]]  # title, text, whether it supports the question
Example: TypeAlias = tuple[str, str, Paragraphs]  # id and text of a question, and its paragraphs


def read_multi_hop(path: Path, form: str, ids: list[str] | None = None) -> SourceCollection:
    """Pool the paragraphs of all questions of a file, or of those with the given ids.

    Equal paragraphs are one document.

    Raises:
        UserError: the file is not in the form in which it is published, or an id is not in it.
    """
    pooled, numbers = SourceCollection(), dict[tuple[str, str], str]()
    wanted = None if ids is None else set(ids)
    for record in _read_records(path):
        question, text, paragraphs = _parse_example(record, form, path)
        if wanted is not None and question not in wanted:
            continue
        pooled.questions[question] = text
        for title, body, supports in paragraphs:
            number = numbers.setdefault((title, body), str(len(numbers)))
            pooled.documents[number] = (title, body)
            if supports:
                pooled.relevant[question, number] = None
    missing = sorted((wanted or set()) - pooled.questions.keys())
    if missing:
        raise UserError(
            f"{path} lacks {len(missing)} of the {len(wanted or ())} questions asked for, "
            f"the first is {missing[0]!r}; take the file that these ids come from."
        )
    return pooled


def _parse_example(record: Any, form: str, path: Path) -> Example:
    try:
        return EXAMPLE_PARSERS[form](record)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(
            f"A question of {path} is not in the form of {form} ({str(record)[:60]}: {error!r}); "
            "take the file as published."
        ) from error


def _parse_hotpotqa(record: dict[str, Any]) -> Example:
    supporting = {title for title, _ in record["supporting_facts"]}
    paragraphs = [
        (title, " ".join(s.strip() for s in sentences), title in supporting)
        for title, sentences in record["context"]
    ]
    return record["_id"], record["question"], paragraphs


def _parse_musique(record: dict[str, Any]) -> Example:
    paragraphs = [(p["title"], p["paragraph_text"], p["is_supporting"]) for p in record["paragraphs"]]
    return record["id"], record["question"], paragraphs


EXAMPLE_PARSERS: dict[str, Callable[[dict[str, Any]], Example]] = {
    "hotpotqa": _parse_hotpotqa,
    "musique": _parse_musique,
}


def _read_records(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON list or of JSON Lines."""
    text = read_source(path)
    try:
        if text.lstrip().startswith("["):
            return list(json.loads(text))
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except ValueError as error:
        raise UserError(
            f"{path} is neither a JSON list nor JSON Lines ({error}); take the file as published."
        ) from error
