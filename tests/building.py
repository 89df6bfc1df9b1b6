"""Helpers of tests that build indexes: build, edit a file, list passages."""

from pathlib import Path

from corpus.ingest.load import load_documents
from corpus.records import Passage
from index.build.progress import OnProgress
from index.build.run import Summary, build_index
from index.store import PassageIndex
from tests.conftest import WordEmbedder


def build(
    docs: Path,
    folder: Path,
    embedder: WordEmbedder | None = None,
    *,
    passage_words: int = 120,
    batch_passages: int = 1024,
    on_progress: OnProgress | None = None,
) -> Summary:
    return build_index(
        load_documents([docs]),
        folder,
        embedder or WordEmbedder(),
        passage_words=passage_words,
        on_progress=on_progress,
        batch_passages=batch_passages,
    )


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def passages_of(index: PassageIndex, document_id: str) -> list[str]:
    return [p.text for p in index.passages if p.document_id == document_id]


def read_embedded(index: PassageIndex, passage: Passage) -> str:
    """Return a passage after the title of its document, as it is embedded."""
    return f"{index.documents[passage.document_id].title}. {passage.text}"


def read_searched(index: PassageIndex, passage: Passage) -> str:
    """Return a passage after the title and the last heading above it, as its words are searched."""
    document = index.documents[passage.document_id]
    block = next(b for b in document.blocks if b.start <= passage.start < b.end)
    names = [document.title, *(name for name in block.headings[-1:] if name != document.title)]
    return " ".join([*(f"{name}." for name in names), passage.text])
