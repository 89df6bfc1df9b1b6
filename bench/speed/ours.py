"""Parallax with the functions of a peer, for `bench.speed.timed`, and `answer` for a whole answer."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import copytree

from corpus.framework import load_framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.encode.encoder import SentenceEmbedder
from index.store import PassageIndex
from qa.ask import ask

_EMBEDDER = SentenceEmbedder(float32=os.environ.get("BENCH_FLOAT32") == "1")
_FRAMEWORK = load_framework()


class TemporaryIndex:
    """An index in a temporary folder, which is deleted with this object."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name)
        corpus, self.folder = path / "corpus.jsonl", path / "index"
        lines = (json.dumps({"_id": i, "text": text}) + "\n" for i, text in documents.items())
        corpus.write_text("".join(lines), encoding="utf-8")
        build_index(load_documents([corpus]), self.folder, _EMBEDDER)


def build(documents: Mapping[str, str]) -> TemporaryIndex:
    return TemporaryIndex(documents)


def save(index: TemporaryIndex, folder: Path) -> None:
    copytree(index.folder, folder, dirs_exist_ok=True)


def load(folder: Path) -> PassageIndex:
    return PassageIndex(folder, _EMBEDDER)


def search(index: PassageIndex, question: str, k: int) -> list[str]:
    return [hit.passage.document_id for hit in index.search(question, k)]


def answer(index: PassageIndex, question: str) -> None:
    ask(question, index, _FRAMEWORK)


def list_chunks(index: TemporaryIndex, documents: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    """Yield sentences: each has a vector, also where its passage is too long for the model."""
    for passage in load(index.folder).passages:
        text = documents[passage.document_id]
        yield from ((passage.document_id, s.start, text[s.start : s.end]) for s in passage.sentences)


def max_tokens(_: TemporaryIndex) -> int:
    return int(_EMBEDDER.max_tokens)
