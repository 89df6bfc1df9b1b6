"""One fusion for all channels: their z-scores over the same rows, summed."""

import numpy as np

from index.records import Rows, Scores

# A document's best sentence weighs as much as the two vector channels of a passage together. Weights from 1.5
# to 2.5 rank equally well.
DOCUMENT_WEIGHT = 2


def z_scores(scores: Scores) -> Scores:
    """Z-scores of the scores of one channel (n,); all zero where the scores are equal."""
    spread = float(scores.std()) if len(scores) else 0.0
    if spread <= 1e-9:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float32)


def fuse(dense: Scores, sentence: Scores, lexical: Scores, documents: Rows) -> Scores:
    """The scores of passages (n,), from the cosine, the cosine of the best sentence and BM25 of each.

    `documents` (n,) are the passages' documents, ascending. The best sentence of a passage's document, among
    these passages, counts too: it tells a passage on the subject from one that only shares its words.
    """
    document = DOCUMENT_WEIGHT * z_scores(best_of_groups(sentence, documents))
    return z_scores(dense) + z_scores(sentence) + z_scores(lexical) + document


def fuse_sentences(
    cosine: Scores, lexical: Scores, passage_cosine: Scores, passage_lexical: Scores
) -> Scores:
    """The scores of sentences (n,) by plain search, from cosine and BM25 of each and of its passage.

    Words count half as much as vectors, and the passage half as much as the sentence.
    """
    sentence = z_scores(cosine) + np.float32(0.5) * z_scores(lexical)
    passage = z_scores(passage_cosine) + np.float32(0.5) * z_scores(passage_lexical)
    return np.asarray(sentence + np.float32(0.5) * passage, dtype=np.float32)


def best_of_groups(scores: Scores, groups: Rows) -> Scores:
    """Return for each score (n,) the highest of its group; the groups (n,) are ascending."""
    if not len(scores):
        return scores
    begins = np.flatnonzero(np.diff(groups, prepend=-1))
    lengths = np.diff(begins, append=len(groups))
    return np.repeat(np.maximum.reduceat(scores, begins), lengths)
