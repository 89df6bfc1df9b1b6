"""Graded questions as groups of candidates: the same features that an answer uses, with labels.

From each narrow question that can be answered, another is made that cannot: the good sentences of a side are
masked, and with them what says nearly the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from bench.fit.graded import GradedQuestion, GradedSet
from corpus.framework import Framework
from index.records import Flags, Rows, Vectors
from index.store import PassageIndex
from qa.read.question import know, read_question
from qa.records import Question
from qa.select.candidates import Side, find_allowed, find_candidates, locate_side
from qa.select.features import Matrix, compute_ranking_features
from qa.select.pool import Pool, score_pool

# A question with more good sentences is broad: with these masked, others would still answer it.
_MAX_GOOD_OF_NARROW = 8
_NEAR_DUPLICATE = 0.88  # cosine with a good sentence from which a sentence is masked with it


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The candidates of a question and side, as places in the pool, with their features and labels.

    `vectors` are those of the candidates, (len(places), dim), of the embedding `model`; the feature of
    matching is 0 until that is fitted. `good_rows` are all good sentences, candidates or not. A group that
    `is_broad` teaches the ranking of broad questions, and not whether a side has an answer.
    """

    set: str
    question_id: str
    question: Question
    pool: Pool
    side: Side
    places: Rows
    features: Matrix
    vectors: Vectors
    good_rows: Rows
    is_answerable: bool
    is_masked: bool = False
    is_broad: bool = False
    model: str = ""

    @property
    def is_good(self) -> Flags:
        """Whether each candidate is good, (len(places),)."""
        return np.isin(self.pool.rows[self.places], self.good_rows)


def make_groups(
    graded: GradedSet, index: PassageIndex, framework: Framework, *, is_broad: bool = False
) -> Iterator[Group]:
    """Yield the groups of a set's questions; unless they are broad, those made by masking follow theirs."""
    maker = _GroupMaker(graded.name, index, framework)
    for item in graded.questions:
        question = read_question(item.text, framework, item.history, know(index))
        pool = score_pool(question, index, framework)
        for side in question.subjects or (None,):
            group = maker.make(item, question, pool, side)
            if group is None:
                continue
            yield replace(group, is_broad=is_broad)
            if not is_broad and 0 < len(group.good_rows) <= _MAX_GOOD_OF_NARROW:
                masked = maker.mask(item, group)
                if masked is not None:
                    yield masked


class _GroupMaker:
    def __init__(self, name: str, index: PassageIndex, framework: Framework) -> None:
        self._name, self._index, self._framework = name, index, framework

    def make(self, item: GradedQuestion, question: Question, pool: Pool, side: str | None) -> Group | None:
        """The group of one side; None if the side is not graded or has no candidate."""
        judge, must_decline = item.find_judge(side), item.must_decline(side)
        if judge is None and not must_decline:
            return None
        good_rows = []
        if judge is not None and not must_decline:
            locate = self._index.sentences.locate
            good_rows = [row for row in pool.rows.tolist() if judge(locate(row))]
        return self._collect(
            item, question, pool, side, np.array(good_rows, dtype=np.int64), not must_decline
        )

    def mask(self, item: GradedQuestion, group: Group) -> Group | None:
        """The same side without its good sentences and their near duplicates."""
        rows, vectors = group.pool.rows, self._index.sentences.vectors
        likeness = (vectors.take(rows) @ vectors.take(group.good_rows).T).max(axis=1)
        hidden = rows[likeness >= _NEAR_DUPLICATE]
        pool = score_pool(group.question, self._index, self._framework, without=hidden)
        none = np.zeros(0, dtype=np.int64)
        masked = self._collect(item, group.question, pool, group.side.name, none, is_answerable=False)
        return None if masked is None else replace(masked, is_masked=True)

    def _collect(
        self,
        item: GradedQuestion,
        question: Question,
        pool: Pool,
        side_name: str | None,
        good_rows: Rows,
        is_answerable: bool,
    ) -> Group | None:
        index, framework = self._index, self._framework
        side = locate_side(question, side_name, pool, index, framework)
        places = find_candidates(pool, side, find_allowed(question, side_name, None, pool, index, framework))
        if not len(places):
            return None
        features = compute_ranking_features(question, question.aspects, pool, side, places, index.sentences)
        return Group(
            set=self._name,
            question_id=item.id,
            question=question,
            pool=pool,
            side=side,
            places=places,
            features=features,
            vectors=index.sentences.vectors.take(pool.rows[places]).astype(np.float32),
            good_rows=good_rows,
            is_answerable=is_answerable,
            model=str(index.manifest.fingerprint["model"]),
        )
