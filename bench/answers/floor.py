"""Our quotations beside those of plain search: the sentences nearest to the whole question, equally many.

Plain search is what an answer must beat: no sides, no tags, no model, only cosine and BM25 of the sentence
and of its passage.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from bench.answers.matching import contains_any
from bench.answers.question_file import LabelledQuestion
from corpus.framework import Framework
from index.records import LocatedSentence
from index.store import PassageIndex
from qa.records import Answer, Question, Role
from qa.select.pool import score_pool

MEASURES = ("covered", "precision", "floor_covered", "floor_precision")
_Quotation = tuple[str, frozenset[str]]  # text, and ids of the references it rests on


def compare_with_floor(
    labelled: LabelledQuestion, answer: Answer, index: PassageIndex, framework: Framework
) -> dict[str, float]:
    """Measure the quotations in the cells of an answer, and as many sentences by plain search.

    `covered` is the share of the answerable sides of which a good sentence is quoted, `precision` the share
    of the quotations that are good for some side. Empty for a question without labels.
    """
    if not labelled.answerable or not (labelled.expect or labelled.good):
        return {}
    sources = {s.n: s for s in answer.sources}
    cited = [sources[s.cites[0]] for s in answer.statements if s.role is Role.CELL]
    ours = [(source.quote, frozenset(r.id for r in source.references)) for source in cited]
    floor = [
        (located.text, frozenset(located.sentence.references))
        for located in _search_plainly(answer.question, index, framework, len(ours))
    ]
    values = _measure(labelled, ours) | {f"floor_{k}": v for k, v in _measure(labelled, floor).items()}
    return {name: values[name] for name in MEASURES if name in values}


def _search_plainly(
    question: Question, index: PassageIndex, framework: Framework, count: int
) -> list[LocatedSentence]:
    pool = score_pool(question, index, framework)
    best = np.argsort(-pool.floor, kind="stable")[:count]
    return [index.sentences.locate(row) for row in pool.rows[best].tolist()]


def _measure(labelled: LabelledQuestion, quotations: Sequence[_Quotation]) -> dict[str, float]:
    good = {side: [_is_good(labelled, side, q) for q in quotations] for side in labelled.answerable}
    values = {"covered": sum(any(flags) for flags in good.values()) / len(good)}
    if quotations:
        values["precision"] = sum(any(flags) for flags in zip(*good.values(), strict=True)) / len(quotations)
    return values


def _is_good(labelled: LabelledQuestion, side: str, quotation: _Quotation) -> bool:
    text, references = quotation
    by_id: Mapping[str, Sequence[str]] = labelled.good or {}
    return not references.isdisjoint(by_id.get(side, ())) or contains_any(
        text, (labelled.expect or {}).get(side, ())
    )
