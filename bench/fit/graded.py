"""Sets of graded questions with the documents they are about, as `python -m bench fit` reads them.

A set is QUESTIONS.jsonl=DOCUMENTS, where DOCUMENTS is a file, a folder, or `starter` for the starter corpus.
A line of QUESTIONS.jsonl is one object:

    {"id": "q1", "question": "...", "history": ["..."], "good": {"Serbia": ["bk-eco-001"]},
     "text": {"Serbia": ["six drones"]}, "decline": false, "abstain": ["Iceland"]}

`good` (or `gold`) has, for each side, ids of references of sentences that a good answer quotes, `text` (or
`expect`) substrings of such sentences, used for a side without ids. A question that must be declined has
`decline` or "*" under `abstain`, which else names sides to abstain on.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.answers.matching import contains_any, fold, is_same_side
from corpus.errors import UserError
from corpus.ingest.load import STARTER_CORPUS, LoadResult, load_documents
from index.records import LocatedSentence

_MIN_PART = 20  # characters of a sentence that may be a part of an expected substring


@dataclass(frozen=True, slots=True)
class GradedQuestion:
    """A question; `ids` and `texts` mark good sentences by side, `declined` are sides without any, or "*"."""

    id: str
    text: str
    history: tuple[str, ...]
    ids: Mapping[str, frozenset[str]]
    texts: Mapping[str, tuple[str, ...]]
    declined: frozenset[str]

    def must_decline(self, side: str | None) -> bool:
        """Return whether an answer must abstain on a side of the question as it was read."""
        return "*" in self.declined or any(side is not None and is_same_side(side, d) for d in self.declined)

    def find_judge(self, side: str | None) -> Callable[[LocatedSentence], bool] | None:
        """Return what tells whether a sentence is good for a side; None if the side is not graded."""
        graded = [s for s in dict.fromkeys([*self.ids, *self.texts]) if self.ids.get(s) or self.texts.get(s)]
        mine = [s for s in graded if side is None or len(graded) == 1 or is_same_side(s, side)]
        if not mine:
            return None
        ids = frozenset[str]().union(*(self.ids.get(s, frozenset()) for s in mine))
        texts = [fold(t) for s in mine for t in self.texts.get(s, ())]

        def is_good(located: LocatedSentence) -> bool:
            if ids:
                return not ids.isdisjoint(located.sentence.references)
            text = fold(located.text)
            is_part = len(text) > _MIN_PART and any(text in t for t in texts)
            return is_part or contains_any(text, texts)

        return is_good


@dataclass(frozen=True, slots=True)
class GradedSet:
    """Questions and the documents they are about, the starter corpus or others.

    `sha256` is that of the file of questions.
    """

    name: str
    sha256: str
    documents: LoadResult
    is_starter: bool
    questions: tuple[GradedQuestion, ...]


def read_set(argument: str) -> GradedSet:
    """Read a set that a command-line argument names.

    Raises:
        UserError: the argument names no documents, or a file cannot be read.
    """
    name, _, documents = argument.partition("=")
    path = Path(name)
    if not documents:
        raise UserError(f"The set {argument!r} names no documents; write QUESTIONS.jsonl=DOCUMENTS.")
    try:
        data = path.read_bytes()
        lines = data.decode("utf-8").split("\n")
        questions = tuple(_parse_question(json.loads(line)) for line in lines if line.strip())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"The questions {path} cannot be read ({error!r}); name a UTF-8 file with one JSON object a line."
        ) from error
    is_starter = documents == "starter"
    loaded = load_documents([STARTER_CORPUS if is_starter else Path(documents)])
    return GradedSet(path.stem, hashlib.sha256(data).hexdigest(), loaded, is_starter, questions)


def _parse_question(record: Mapping[str, Any]) -> GradedQuestion:
    ids, texts = (
        record.get("good") or record.get("gold") or {},
        record.get("text") or record.get("expect") or {},
    )
    declined = ["*"] if record.get("decline") else record.get("abstain") or []
    return GradedQuestion(
        id=str(record["id"]),
        text=record["question"],
        history=tuple(record.get("history") or ()),
        ids={side: frozenset(found) for side, found in ids.items()},
        texts={side: tuple(found) for side, found in texts.items()},
        declined=frozenset(declined),
    )
