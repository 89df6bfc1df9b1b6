"""Judged collections in BEIR form: corpus.jsonl, queries.jsonl, and qrels.tsv or qrels/*.tsv (Thakur et al. 2021, https://arxiv.org/abs/2104.08663).

Imports nothing but the standard library and the project's errors, because peers read it in an environment of their own.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError

DEPTH = 200  # chunks that each system is asked for; their documents are what is ranked


@dataclass(frozen=True, slots=True)
class Collection:
    """One folder; only questions that have a relevant document, and every document as "title. text"."""

    folder: Path
    documents: dict[str, str]
    questions: dict[str, str]
    relevant: dict[str, frozenset[str]]

    @property
    def name(self) -> str:
        return self.folder.name


def read_collection(folder: Path) -> Collection:
    """Read a folder; judgements are binary, any score above 0 is relevant.

    Raises:
        UserError: a file is not there or a line of it cannot be read, or no question has a relevant document.
    """
    folder = folder.resolve()
    documents = {
        str(d["_id"]): f"{d['title']}. {d['text']}" if d.get("title") else str(d["text"])
        for d in _read_lines(folder / "corpus.jsonl")
    }
    relevant = _read_judgements(folder)
    questions = {str(q["_id"]): str(q["text"]) for q in _read_lines(folder / "queries.jsonl")}
    judged = {i: text for i, text in questions.items() if i in relevant}
    if not judged:
        raise UserError(
            f"None of the {len(questions)} questions in {folder} has a relevant document; check that qrels names their ids."
        )
    return Collection(folder, documents, judged, relevant)


def best_first(documents: Iterable[str]) -> list[str]:
    """Documents ranked by their best chunk, from the document of each chunk, best first."""
    return list(dict.fromkeys(documents))


def ranking_line(question: str, documents: Iterable[str]) -> str:
    """What a peer prints for a question: one JSON line of its id and the documents of the chunks found, best first."""
    return json.dumps({"_id": question, "ranked": best_first(documents)})


def read_rankings(lines: Iterable[str], collection: Collection) -> dict[str, list[str]]:
    """Give the documents ranked for each question, from `ranking_line`s.

    Raises:
        UserError: a line is no ranking, or a question of the collection has none.
    """
    ranked: dict[str, list[str]] = {}
    for line in lines:
        try:
            record = json.loads(line)
            ranked[str(record["_id"])] = best_first(map(str, record["ranked"]))
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                f'A ranking of {collection.name} is not readable ({line[:80]!r}); each line must be {{"_id", "ranked"}}.'
            ) from error
    missing = [i for i in collection.questions if i not in ranked]
    if missing:
        raise UserError(
            f"{len(missing)} of {len(collection.questions)} questions of {collection.name} have no ranking, the first is {missing[0]!r}."
        )
    return ranked


def _read_lines(path: Path) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for number, line in enumerate(_read(path).split("\n"), start=1):  # JSON may hold other line separators
        if line.strip():
            try:
                record = json.loads(line)
                record["_id"], record["text"]
            except (ValueError, KeyError, TypeError) as error:
                raise UserError(
                    f"Line {number} of {path} lacks '_id' or 'text' ({line[:60]!r}); each line must be one JSON object with both."
                ) from error
            records.append(record)
    return records


def _read_judgements(folder: Path) -> dict[str, frozenset[str]]:
    path = next(
        (
            p
            for p in [
                folder / "qrels.tsv",
                folder / "qrels" / "test.tsv",
                *sorted(folder.glob("qrels/*.tsv")),
            ]
            if p.is_file()
        ),
        None,
    )
    if path is None:
        raise UserError(
            f"There is no qrels.tsv or qrels/*.tsv in {folder}; add the judgements as query-id, corpus-id, score."
        )
    relevant: dict[str, set[str]] = {}
    for number, line in enumerate(_read(path).splitlines(), start=1):
        fields = line.split("\t")
        if not line.strip() or (number == 1 and fields[-1] == "score"):
            continue
        try:
            question, document, score = fields[0], fields[1], float(fields[2])
        except (IndexError, ValueError) as error:
            raise UserError(
                f"Line {number} of {path} is no judgement ({line[:60]!r}); each is query-id, corpus-id, score, parted by tabs."
            ) from error
        if score > 0:
            relevant.setdefault(question, set()).add(document)
    return {question: frozenset(documents) for question, documents in relevant.items()}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path} cannot be read ({error}); name a folder in BEIR form (corpus.jsonl, queries.jsonl, qrels)."
        ) from error
