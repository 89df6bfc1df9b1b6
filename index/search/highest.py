"""The rows with the highest scores, without sorting all of them."""

import numpy as np

from index.records import Rows, Scores

# A threshold for the highest scores is estimated from so many times as many scores as are wanted.
_THRESHOLD_SAMPLE = 64


def find_highest(scores: Scores, rows: Rows | None, count: int) -> Rows:
    """Find the `count` rows with the highest scores above 0, ascending; of equal scores the first rows.

    `rows` restricts them (ascending; None: all).
    """
    values = scores if rows is None else scores[rows]
    # The count-th best of a sample is at most that of all, so what is below it need not be sorted.
    sample = values[:: max(1, len(values) // (_THRESHOLD_SAMPLE * count))]
    threshold = np.partition(sample, -count)[-count] if len(sample) > count else 0
    places = np.flatnonzero(values >= threshold if threshold > 0 else values > 0)
    values = values[places]
    if len(places) > count:
        least = np.partition(values, -count)[-count]
        above, equal = places[values > least], places[values == least]
        places = np.sort(np.concatenate([above, equal[: count - len(above)]]))
    return places if rows is None else rows[places]
