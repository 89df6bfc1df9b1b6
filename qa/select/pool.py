"""The sentences scored for a question, and what of their scores depends on the question alone.

Arithmetic on columns of the index: no text is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.framework import Framework
from corpus.records import Trait
from corpus.text.tokens import content_stems
from index.records import Rows, Scores, Sentences, SentenceSearch, Vectors
from index.search.fusion import best_of_groups, fuse_sentences, z_scores
from qa.read.content_words import find_specific_terms
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
    terms = find_specific_terms(question.text, question.query)
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
            "neighbour_cosine": _find_neighbour_maxima(cosine, rows, documents),
            "document": best_of_groups(floor, documents),
            "missing_terms": _find_missing_terms(terms, passages, sentences)[passage_of],
            "passage_coverage": _measure_coverage(question, text, passages, sentences)[passage_of],
        },
    )


def _describe_content(question: Question, framework: Framework) -> str:
    """The question's content words or, if it only names aspects, what these are about; else empty."""
    if question.query or len(question.aspects) == len(framework.aspects):
        return question.query
    return " ".join(framework.aspect(name).description for name in question.aspects)


def _find_neighbour_maxima(values: Scores, rows: Rows, documents: Rows) -> Scores:
    """The higher value of the sentences next to each in its document; its own where there is none."""
    follows = (np.diff(rows) == 1) & (np.diff(documents) == 0)
    before, after = values.copy(), values.copy()
    before[1:][follows] = values[:-1][follows]
    after[:-1][follows] = values[1:][follows]
    return np.maximum(before, after)


def _measure_coverage(question: Question, text: str, passages: Rows, sentences: Sentences) -> Scores:
    """The share, by rarity, of the question's words, without the sides' names, that each passage has."""
    names = {stem for name in (*question.subjects, *question.within) for stem in content_stems(name)}
    stems = [stem for stem in dict.fromkeys(content_stems(text)) if stem not in names]
    weights = np.array([sentences.idf(stem) for stem in stems], dtype=np.float32)
    coverage = np.zeros(len(passages), dtype=np.float32)
    for stem, weight in zip(stems, weights / max(float(weights.sum()), 1e-9), strict=True):
        coverage += weight * sentences.passages_have_stem(passages, stem)
    return coverage


def _find_missing_terms(terms: Sequence[str], passages: Rows, sentences: Sentences) -> Scores:
    """The share of the terms that each passage lacks, (len(passages),)."""
    missing = np.zeros(len(passages), dtype=np.float32)
    for term in terms:
        held = [sentences.passages_have_stem(passages, stem) for stem in content_stems(term)]
        # A part of "Hangor-class" is enough; the 20 of "J-20" may belong to something else.
        combine = np.logical_and if _has_digit(term) else np.logical_or
        if held:
            missing += ~combine.reduce(held)
    return missing / np.float32(max(1, len(terms)))


def _has_digit(term: str) -> bool:
    return any(c.isdigit() for c in term)
