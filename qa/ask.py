"""The way from a question to its answer, in three steps: read, select, compose."""

import time
from collections.abc import Sequence
from dataclasses import replace

from corpus.framework import Framework
from index.records import SentenceSearch
from qa.compose.answer import compose_answer
from qa.compose.followups import suggest_followups
from qa.read.question import know, read_question
from qa.records import Answer, Status
from qa.select.evidence import gather_evidence
from qa.select.figures.gather import gather_figures
from qa.write.markdown import find_cells, has_table, list_table_rows

MAX_FOLLOWUPS = 4
_MAX_TRIED = 8


def ask(text: str, index: SentenceSearch, framework: Framework, history: Sequence[str] = ()) -> Answer:
    """Answer one question in the light of the earlier ones, oldest first.

    Raises:
        UserError: the question is empty or too long.
    """
    start = time.perf_counter()
    question = read_question(text, framework, history, know(index))
    evidence = gather_evidence(question, index, framework)
    figures = gather_figures(question.figures, index.tables, framework) if question.figures else None
    answer = compose_answer(question, evidence, index, framework, figures)
    return replace(answer, timings_ms={"total": round(1000 * (time.perf_counter() - start))})


def find_followups(answer: Answer, index: SentenceSearch, framework: Framework) -> tuple[str, ...]:
    """Find up to four questions to ask next, each of which has an answer on every side and in every cell.

    Each is asked, so this takes several times as long as the answer did.
    """
    found: list[str] = []
    for suggestion in suggest_followups(answer, index, framework)[:_MAX_TRIED]:
        tried = ask(suggestion.text, index, framework)
        if suggestion.is_read_as_meant(tried.question) and _is_full(tried):
            found.append(suggestion.text)
        if len(found) == MAX_FOLLOWUPS:
            break
    return tuple(found)


def _is_full(answer: Answer) -> bool:
    """Whether no side and no cell of its table is empty."""
    sides, rows = answer.question.subjects, list_table_rows(answer)
    has_gap = has_table(answer) and not all(find_cells(answer, s, row) for s in sides for row in rows)
    return answer.status is Status.ANSWERED and not has_gap
