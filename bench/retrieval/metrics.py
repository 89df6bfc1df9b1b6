"""Ranking metrics of retrieval for one collection, computed by ir-measures (a wrapper of trec_eval).

Relevance is binary. nDCG has gain 1 and discount log2(rank + 1) (Järvelin & Kekäläinen 2002, "Cumulated
gain-based evaluation of IR techniques"). "all found@10" is 1 where every relevant document is among the first
ten, else 0: both sides of a comparison are covered.
"""

from collections.abc import Collection, Mapping, Sequence

import ir_measures
from ir_measures import R, nDCG

METRICS = ("nDCG@10", "recall@10", "recall@20", "recall@100", "all found@10")
_MEASURES = {"nDCG@10": nDCG @ 10, "recall@10": R @ 10, "recall@20": R @ 20, "recall@100": R @ 100}


def score_rankings(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, Collection[str]]
) -> dict[str, list[float]]:
    """Return for each metric the score of each ranking, from 0 to 1, in the order of `rankings`.

    A question without a relevant document scores 0.
    """
    qrels = {i: dict.fromkeys(documents, 1) for i, documents in relevant.items() if i in rankings}
    # trec_eval sorts by score, so a document's score is its rank from the end.
    run = {i: {document: -float(n) for n, document in enumerate(r)} for i, r in rankings.items()}
    computed = {
        (str(m.measure), m.query_id): m.value
        for m in ir_measures.iter_calc(list(_MEASURES.values()), qrels, run)
    }
    scores = {
        name: [float(computed.get((str(measure), i), 0.0)) for i in rankings]
        for name, measure in _MEASURES.items()
    }
    return scores | {"all found@10": [float(recall == 1) for recall in scores["recall@10"]]}
