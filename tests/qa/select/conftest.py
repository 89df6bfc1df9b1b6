"""A small index for a test: its documents are given as text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from tests.conftest import WordEmbedder


@pytest.fixture
def make_index(tmp_path: Path) -> Callable[..., PassageIndex]:
    """Build an index of Markdown documents, given by name."""

    def make(**texts: str) -> PassageIndex:
        folder = tmp_path / "documents"
        folder.mkdir()
        for name, text in texts.items():
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
        build_index(load_documents([folder]), tmp_path / "index", WordEmbedder())
        return PassageIndex(tmp_path / "index", WordEmbedder())

    return make
