"""The builds that the server goes through, and the answer of each to each question, computed beforehand."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.answers.question_file import OWN_QUESTIONS, read_questions
from corpus.framework import load_framework
from corpus.ingest.load import STARTER_CORPUS
from corpus.library.folder import default_roots, make_library_folder, read_library
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.encode.shared import SharedEmbedder
from index.store import PassageIndex
from qa.ask import ask
from qa.write.stored_answer import store_answer

_NOTES = 16  # documents added to the library
_PLACES = ("Serbia", "Tajikistan", "Kenya", "Pakistan", "Brazil")
_TOPICS = (
    "Chinese loans",
    "railways",
    "arms sales",
    "vaccines",
    "ports",
    "mining",
    "language teaching",
    "police cooperation",
)


@dataclass(frozen=True, slots=True)
class Expected:
    """The ids of the builds in their order, and the canonical answer of each (build, question)."""

    builds: Sequence[str]
    answers: dict[tuple[str, str], str]


def list_questions() -> list[str]:
    """Return the project's own questions and some of one place and topic, without repeats."""
    generated = [f"What is known of {topic} in {place}?" for place in _PLACES for topic in _TOPICS]
    return list(dict.fromkeys([*(q.question for q in read_questions(OWN_QUESTIONS)), *generated]))


def library_changes(library: Path) -> Sequence[Callable[[], None]]:
    """Return functions that change the library before each rebuild: add documents, edit some, remove some.

    The documents are briefs of the starter corpus under another name.
    """
    briefs = [
        path.read_text(encoding="utf-8").split("---", 2)[2]
        for path in sorted(STARTER_CORPUS.rglob("*.md"))[:_NOTES]
    ]

    def write_notes(numbers: Sequence[int], opening: str) -> None:
        for n in numbers:
            (library / f"note-{n}.md").write_text(f"{opening} {n}.\n\n{briefs[n]}", encoding="utf-8")

    def remove_notes() -> None:
        for n in range(_NOTES // 2, _NOTES):
            (library / f"note-{n}.md").unlink()

    return (
        lambda: write_notes(range(_NOTES), "This is note number"),
        lambda: write_notes(range(0, _NOTES, 2), "This is the second edition of note number"),
        remove_notes,
    )


def compute_expected(data: Path, questions: Sequence[str], after_first: Callable[[], object]) -> Expected:
    """Make every build in a data folder and answer every question with each; `after_first` runs after one."""
    encoder = SentenceEmbedder()
    embedder, framework = SharedEmbedder(encoder, encoder.count_tokens), load_framework()
    changes = (lambda: None, *library_changes(make_library_folder(data)))
    builds: list[str] = []
    answers: dict[tuple[str, str], str] = {}
    for number, change in enumerate(changes, start=1):
        change()
        build_index(
            read_library(data),
            data / "index",
            embedder,
            roots=list(default_roots(data)),
            on_progress=lambda *_: None,
        )
        index = PassageIndex(data / "index", embedder)
        builds.append(index.manifest.build)
        for question in questions:
            answers[builds[-1], question] = canonical_answer(store_answer(ask(question, index, framework)))
        if number == 1:
            after_first()
        print(
            f"Build {number} of {len(changes)}: {index.manifest.documents} documents, "
            f"{len(questions)} answers computed",
            file=sys.stderr,
        )
    return Expected(builds, answers)


def canonical_answer(answer: Any) -> str:
    """Return an answer as text to compare, without its timings."""
    return json.dumps({**answer, "timings_ms": 0}, ensure_ascii=False, sort_keys=True)
