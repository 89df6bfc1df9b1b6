"""The way from a question to its answer, in three steps: read, select, compose."""

import time
from collections.abc import Sequence
from dataclasses import replace

from corpus.framework import Framework
from index.records import SentenceSearch
from qa.compose.answer import compose_answer
from qa.read.question import know, read_question
from qa.records import Answer
from qa.select.evidence import gather_evidence
from qa.select.figures.gather import gather_figures


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
