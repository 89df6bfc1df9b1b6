"""Which sentences come from where the question asks to hear from: own documents, a source, a perspective."""

import numpy as np

from corpus.records import Reference
from corpus.starter.bibliography import read_bibliography
from corpus.text.tokens import content_stems
from index.records import Flags, Sentences
from qa.read.scope import find_perspectives
from qa.records import Question
from qa.select.pool import RowSet


def find_in_scope(question: Question, pool: RowSet, sentences: Sentences) -> Flags:
    """Return whether each row of the pool comes from where the question asks, (len(pool.rows),).

    A source that no sentence names or cites limits nothing: it stands among the words that are ignored.
    """
    scope = question.scope
    in_scope = np.ones(len(pool.rows), dtype=np.bool_)
    if scope.own_documents:
        in_scope &= sentences.are_own(pool.documents)
    if scope.source:
        from_source = _find_source(scope.source, pool, sentences)
        in_scope &= from_source if from_source.any() else True
    if perspectives := find_perspectives(scope.perspective):
        publishers = read_bibliography().publishers
        wanted = {name for name, publisher in publishers.items() if publisher.perspective in perspectives}
        in_scope &= sentences.rest_on(pool.rows, pool.documents, lambda r: r.publisher in wanted)
    return in_scope


def _find_source(name: str, pool: RowSet, sentences: Sentences) -> Flags:
    stems = content_stems(name)
    passages = sentences.find_passages(pool.rows)
    names_it = np.logical_and.reduce([sentences.passages_have_stem(passages, stem) for stem in stems])
    cites_it = sentences.rest_on(pool.rows, pool.documents, lambda r: _stems_of(r).issuperset(stems))
    return np.asarray(names_it | cites_it)


def _stems_of(reference: Reference) -> set[str]:
    return set(content_stems(f"{reference.author or ''} {reference.publisher or ''} {reference.title}"))
