"""Fixtures for all tests: a fake embedder, and an index of ten short documents.

The documents in `tests/ten` are invented, facts and sources alike; a reader can check every answer by eye.
"""

import os
import shutil
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.framework import Framework, load_framework
from corpus.ingest.load import load_documents
from corpus.text.tokens import content_stems
from index.__main__ import main as index_command
from index.build.run import build_index
from index.records import Vectors, Window, WindowVectors
from index.search.bm25 import LexicalIndex, StemWriter, Vocabulary, write_impacts
from index.store import PassageIndex

os.environ["HF_HUB_OFFLINE"] = "1"  # read when a model library is first imported; no test may use the network


class WordEmbedder:
    """A bag of words with a dimension for each stem, by its CRC-32: cosines can be computed by hand.

    `embedded` lists the texts of all windows that it was given.
    """

    name = "words"
    revision = "1"
    dim = 1024

    def __init__(self, name: str = "words", revision: str = "1") -> None:
        self.name = name
        self.revision = revision
        self.embedded: list[str] = []

    def embed_passages(self, windows: Sequence[Window]) -> list[WindowVectors]:
        self.embedded += [w.text for w in windows]
        return [
            WindowVectors(
                self._vector(w.text),
                np.array([self._vector(w.text[s:e]) for s, e in w.spans], dtype=np.float32),
            )
            for w in windows
        ]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._vector(t) for t in texts], dtype=np.float32).reshape(-1, self.dim)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dim, dtype=np.float32)
        for stem in content_stems(text) or [""]:
            vector[zlib.crc32(stem.encode()) % self.dim] += 1
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


def terms_of(folder: Path, texts: Sequence[str]) -> LexicalIndex:
    """A word index of the texts, with their own vocabulary."""
    folder.mkdir(exist_ok=True)
    stems = StemWriter()
    numbers, lengths = stems.number(texts)
    final = stems.finish(folder, np.ones(len(stems), dtype=bool))
    write_impacts(folder / "terms", final[numbers], lengths, len(stems))
    return LexicalIndex(folder / "terms", Vocabulary(folder))


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Put a file into the test's folder."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


@pytest.fixture(scope="session")
def framework() -> Framework:
    return load_framework()


@pytest.fixture(scope="session")
def ten() -> Path:
    return Path(__file__).with_name("ten")


@pytest.fixture(scope="session")
def ten_folder(ten: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the index of the ten documents; read it, never write to it."""
    folder = tmp_path_factory.mktemp("ten") / "index"
    build_index(load_documents([ten]), folder, WordEmbedder(), roots=[str(ten)])
    return folder


@pytest.fixture(scope="session")
def ten_index(ten_folder: Path) -> PassageIndex:
    return PassageIndex(ten_folder, WordEmbedder())


@pytest.fixture
def docs(ten: Path, tmp_path: Path) -> Path:
    """A copy of the ten documents."""
    return Path(shutil.copytree(ten, tmp_path / "docs"))


@pytest.fixture
def folder(ten_folder: Path, tmp_path: Path) -> Path:
    """A copy of the index of the ten documents."""
    return Path(shutil.copytree(ten_folder, tmp_path / "index"))


@pytest.fixture(scope="session")
def starter_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an index of the starter corpus, by the real model; read it, never write to it."""
    folder = tmp_path_factory.mktemp("starter")
    assert index_command(["build", "--data", str(folder)]) == 0
    return folder
