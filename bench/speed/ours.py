"""Parallax in the form of a peer, for `bench.speed.timed`: built with `build_index`, asked with `search`, and `answer` for a whole comparative answer."""

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


class Built:
    """An index in a temporary folder, which lasts as long as this."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name)
        corpus, self.folder = path / "corpus.jsonl", path / "index"
        corpus.write_text(
            "".join(json.dumps({"_id": i, "text": text}) + "\n" for i, text in documents.items()),
            encoding="utf-8",
        )
        build_index(load_documents([corpus]), self.folder, _EMBEDDER)


def build(documents: Mapping[str, str]) -> Built:
    return Built(documents)


def save(index: Built, folder: Path) -> None:
    copytree(index.folder, folder, dirs_exist_ok=True)


def load(folder: Path) -> PassageIndex:
    return PassageIndex(folder, _EMBEDDER)


def search(index: PassageIndex, question: str, k: int) -> list[str]:
    return [hit.passage.document_id for hit in index.search(question, k)]


def answer(index: PassageIndex, question: str) -> None:
    ask(question, index, _FRAMEWORK)


def chunks(index: Built, documents: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    """Sentences, because each has a vector, read alone where its passage is longer than the model reads."""
    for passage in load(index.folder).passages:
        yield from (
            (passage.document_id, s.start, documents[passage.document_id][s.start : s.end])
            for s in passage.sentences
        )


def longest(_: Built) -> int:
    return int(_EMBEDDER.max_tokens)
