"""Groups of candidates with features of choice, for fitting without documents."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from bench.fit.groups import Group
from qa.records import Kind, Question
from qa.select.candidates import Side
from qa.select.features import RANKING
from qa.select.pool import Pool

MakeGroup = Callable[..., Group]
_DIM = 2  # of vectors


@pytest.fixture
def make_group() -> MakeGroup:
    """Make a group whose candidates differ in one feature; those with a place in `good` are good."""

    def make(
        values: Sequence[float],
        good: Sequence[int] = (),
        *,
        feature: str = "cosine",
        set_name: str = "set",
        question_id: str = "q1",
        cosine: float | None = None,
        is_masked: bool = False,
        missed: int = 0,
        vectors: Sequence[Sequence[float]] | None = None,
    ) -> Group:
        count = len(values)
        zeros, nowhere = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.bool_)
        scores = np.asarray(values, dtype=np.float32)
        best = np.full(count, cosine, dtype=np.float32) if cosine is not None else scores
        pool = Pool(
            rows=np.arange(count),
            documents=np.arange(count),
            floor=-scores,
            cosine=best,
            content_cosine=best,
            query=np.ones(_DIM, dtype=np.float32),
            features={},
        )
        features = np.zeros((count, len(RANKING)))
        features[:, RANKING.index(feature)] = values
        good_rows = np.array([*good, *range(count, count + missed)], dtype=np.int64)
        return Group(
            set=set_name,
            question_id=question_id,
            question=Question("?", Kind.LOOKUP),
            pool=pool,
            side=Side(None, False, zeros, nowhere, zeros, zeros, nowhere),
            places=np.arange(count),
            features=features,
            vectors=np.array(vectors or [[0.0] * _DIM] * count, dtype=np.float32),
            good_rows=good_rows,
            is_answerable=bool(len(good_rows)),
            is_masked=is_masked,
            model="model",
        )

    return make
