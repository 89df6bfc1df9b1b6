"""The sentences scored for a question, and what of their scores depends on the question alone.

Arithmetic on columns of the index: no text is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corpus.framework import Framework
from corpus.records import Trait
from index.records import Rows, Scores, SentenceSearch, Vectors
from index.search.fusion import best_of_groups, fuse_sentences, z_scores
from qa.records import Question

_MAX_SCORED = 100_000  # sentences of an index that are all scored; of a larger one, those that search finds


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """A learned comparison of a question with a sentence, by their vectors q and s of the model named.

    It is the sum of `weights * q * s`, by which the dimensions count that tell answers from what is merely
    near, and of `direction * s`. Both are (dim,).
    """

    model: str
    weights: Vectors
    direction: Vectors

    def transform(self, query: Vectors) -> Vectors:
        """Return the vector whose product with that of a sentence is the comparison, (dim,)."""
        return np.asarray(self.weights * query + self.direction, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class RowSet:
    """Sentences by their `rows`, which ascend, with the numbers of their documents, ascending too."""

    rows: Rows
    documents: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Pool(RowSet):
    """Sentences scored for one question; every array is over `rows`.

    `floor` is the score of plain search. The cosines are with the whole question, whose vector is `query`,
    and with its content (see `_describe_content`). `features` are columns of the ranking (see `features`) by
    name.
    """

    floor: Scores
    cosine: Scores
    content_cosine: Scores
    query: Vectors
    features: Mapping[str, Scores]


def score_pool(
    question: Question,
    index: SentenceSearch,
    framework: Framework,
    matching: Matching | None = None,
    *,
    without: Rows | None = None,
) -> Pool:
    """Score the sentences of an index for a question, except the rows `without`, with one encoder call.

    Without a `matching`, or with one of another embedding model, that feature is 0.
    """
    sentences = index.sentences
    long_forms = filter(None, (index.lexicon.get_long_form(name) for name in question.subjects))
    text = " ".join(filter(None, (question.before, question.searched or question.text, *long_forms)))
    content = _describe_content(question, framework)
    vectors = index.embed_queries([text, content] if content else [text])
    rows = sentences.find_worth_scoring(text, vectors[0], max_rows=_MAX_SCORED)
    rows = rows[~sentences.have_any_tag(rows, [("trait", Trait.ABOUT_DOCUMENT)])]
    if without is not None:
        rows = np.setdiff1d(rows, without, assume_unique=True)
    is_matched = matching is not None and matching.model == index.manifest.fingerprint["model"]
    transformed = [matching.transform(vectors[0])] if matching and is_matched else []
    cosines, lexical = sentences.score(text, np.stack([*vectors, *transformed]), rows)
    passages, passage_of = np.unique(sentences.find_passages(rows), return_inverse=True)
    passage_scores = sentences.score_passages(text, vectors[0], passages)
    floor = fuse_sentences(cosines[0], lexical, *(scores[passage_of] for scores in passage_scores))
    documents = sentences.find_documents(passages)[passage_of]
    cosine = z_scores(cosines[0])
    return Pool(
        rows=rows,
        documents=documents,
        floor=floor,
        cosine=cosines[0],
        content_cosine=cosines[len(vectors) - 1],
        query=vectors[0],
        features={
            "cosine": cosine,
            "content_cosine": z_scores(cosines[len(vectors) - 1]),
            "matching": cosines[-1] if is_matched else np.zeros_like(cosines[0]),
            "lexical": z_scores(np.log1p(lexical)),
            "document": best_of_groups(floor, documents),
        },
    )


def _describe_content(question: Question, framework: Framework) -> str:
    """The question's content words or, if it only names aspects, what these are about; else empty."""
    if question.query or len(question.aspects) == len(framework.aspects):
        return question.query
    return " ".join(framework.aspect(name).description for name in question.aspects)
