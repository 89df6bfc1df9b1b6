"""What a sentence's score is made of: z-scores of the two rankings, bonuses and penalties."""

from dataclasses import dataclass

import numpy as np

MAX_Z_SCORE = 2.5  # one sentence full of the query's words must not outweigh all else


@dataclass(frozen=True, slots=True)
class Weights:
    """Factors of the z-scores, bonuses, and penalties (given as positive numbers)."""

    dense: float
    lexical: float
    max_dense_z_score: float = MAX_Z_SCORE
    # Bonuses
    side_named: float = 0.4  # its own words name the side
    side_of_document: float = 1.2  # its document is on the side, as its author declares
    topic: float = 2.0  # it is tagged with the topic asked, or under an aspect with any topic of that aspect
    aspect: float = 1.5  # under a topic, its first aspect is one of those asked
    specificity: float = 1.5  # figures, dates and names, times 0 to 1
    period: float = 1.0  # it has a year of the period asked
    disagreement: float = 2.0  # it reports that sources disagree, where that is asked
    # Penalties
    dangling: float = 1.5  # it refers to a sentence that cannot be joined to it
    other_place_first: float = 1.0  # the first region or country it names is another
    other_places: float = 0.3  # it names regions or countries not asked about, times their number up to 3
    forecast: float = 1.0  # it states what may come
    missing_terms: float = 0.0  # it lacks a name, code or figure asked about, times their number up to 2


# The words of an aspect's description are examples: few of them in a sentence mean little, so the sentence's
# own substance decides.
BROAD = Weights(dense=0.5, lexical=0.3, side_named=2.4, topic=0.7, specificity=3.0)
NARROW = Weights(dense=1.0, lexical=1.0, missing_terms=0.5)
# The sentence nearest to a look-up is most often its answer.
LOOKUP = Weights(dense=3.0, lexical=1.0, max_dense_z_score=np.inf, missing_terms=0.5)
