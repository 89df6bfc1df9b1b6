"""The whole way from a question to an answer, in three steps that can be read on one screen."""

import time
from collections.abc import Sequence
from dataclasses import replace

from corpus.framework import Framework
from index.records import SentenceSearch
from qa.compose.answer import compose_answer
from qa.read.question import read_question
from qa.records import Answer
from qa.select.evidence import gather_evidence, nearest_sentences


def ask(text: str, index: SentenceSearch, framework: Framework, history: Sequence[str] = ()) -> Answer:
    """Answer one question in the light of the earlier ones, oldest first.

    Raises:
        UserError: the question is empty or too long.
    """
    began = time.perf_counter()
    question = read_question(text, framework, history)
    question, evidence = gather_evidence(question, index, framework)
    if not any(evidence.cells.values()) and not evidence.nearest:
        evidence = replace(evidence, nearest=nearest_sentences(question, index, framework))
    answer = compose_answer(question, evidence, index, framework)
    answer.timings_ms["total"] = round(1000 * (time.perf_counter() - began))
    return answer
