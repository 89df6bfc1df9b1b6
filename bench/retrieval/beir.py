"""Judged collections in BEIR form: corpus.jsonl, queries.jsonl, and qrels.tsv or qrels/*.tsv.

The form is that of Thakur et al. 2021, https://arxiv.org/abs/2104.08663. This module imports only the
standard library and the project's errors, because peers read collections with it in an environment that has
nothing else.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError

SEARCH_DEPTH = 200  # passages that each system is asked for; their documents are ranked


@dataclass(frozen=True, slots=True)
class Collection:
    """One folder: every document as "title. text", and the questions that have a relevant document."""

    folder: Path
    documents: dict[str, str]
    questions: dict[str, str]
    relevant: dict[str, frozenset[str]]

    @property
    def name(self) -> str:
        return self.folder.name


def read_collection(folder: Path) -> Collection:
    """Read a folder; judgements are binary, any score above 0 means relevant.

    Raises:
        UserError: a file is missing, a line cannot be read, or no question has a relevant document.
    """
    folder = folder.resolve()
    documents = {
        str(d["_id"]): f"{d['title']}. {d['text']}" if d.get("title") else str(d["text"])
        for d in _read_records(folder / "corpus.jsonl")
    }
    relevant = _read_judgements(_find_qrels(folder))
    questions = {str(q["_id"]): str(q["text"]) for q in _read_records(folder / "queries.jsonl")}
    judged = {i: text for i, text in questions.items() if i in relevant}
    if not judged:
        raise UserError(
            f"None of the {len(questions)} questions in {folder} has a relevant document; "
            "check that the qrels use the ids of queries.jsonl."
        )
    return Collection(folder, documents, judged, relevant)


def rank_documents(passage_documents: Iterable[str]) -> list[str]:
    """Rank documents by their best passage, given the document of each passage found, best first."""
    return list(dict.fromkeys(passage_documents))


def format_ranking(question: str, passage_documents: Iterable[str]) -> str:
    """Return the JSON line that a peer prints for a question: its id and the documents found, best first."""
    return json.dumps({"_id": question, "ranked": rank_documents(passage_documents)})


def parse_rankings(lines: Iterable[str], collection: Collection) -> dict[str, list[str]]:
    """Return the documents ranked for each question, from lines of `format_ranking`.

    Raises:
        UserError: a line is not a ranking, or a question of the collection has none.
    """
    ranked: dict[str, list[str]] = {}
    for line in lines:
        try:
            record = json.loads(line)
            ranked[str(record["_id"])] = rank_documents(map(str, record["ranked"]))
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"A ranking of {collection.name} cannot be read ({line[:80]!r}); "
                'each line must be {"_id", "ranked"}.'
            ) from error
    missing = [i for i in collection.questions if i not in ranked]
    if missing:
        raise UserError(
            f"{len(missing)} of {len(collection.questions)} questions of {collection.name} have no ranking, "
            f"the first is {missing[0]!r}."
        )
    return ranked


def _read_records(path: Path) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    # Not `splitlines`: a JSON string may hold other line separators.
    for number, line in enumerate(_read_text(path).split("\n"), start=1):
        if line.strip():
            try:
                record = json.loads(line)
                record["_id"], record["text"]
            except (ValueError, KeyError, TypeError) as error:
                raise UserError(
                    f"Line {number} of {path} lacks '_id' or 'text' ({line[:60]!r}); "
                    "each line must be one JSON object with both."
                ) from error
            records.append(record)
    return records


def _find_qrels(folder: Path) -> Path:
    usual = (folder / "qrels.tsv", folder / "qrels" / "test.tsv")
    for path in (*usual, *sorted(folder.glob("qrels/*.tsv"))):
        if path.is_file():
            return path
    raise UserError(
        f"There is no qrels.tsv or qrels/*.tsv in {folder}; "
        "add the judgements as query-id, corpus-id and score."
    )


def _read_judgements(path: Path) -> dict[str, frozenset[str]]:
    relevant: dict[str, set[str]] = {}
    for number, line in enumerate(_read_text(path).splitlines(), start=1):
        fields = line.split("\t")
        if not line.strip() or (number == 1 and fields[-1] == "score"):
            continue
        try:
            question, document, score = fields[0], fields[1], float(fields[2])
        except (IndexError, ValueError) as error:
            raise UserError(
                f"Line {number} of {path} is not a judgement ({line[:60]!r}); "
                "each is query-id, corpus-id and score, separated by tabs."
            ) from error
        if score > 0:
            relevant.setdefault(question, set()).add(document)
    return {question: frozenset(documents) for question, documents in relevant.items()}


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path} cannot be read ({error}); "
            "name a folder in BEIR form (corpus.jsonl, queries.jsonl, qrels)."
        ) from error
