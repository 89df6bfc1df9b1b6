"""The works that sentences rest on are counted by title and publisher, a document without any as one."""

from pathlib import Path

import numpy as np

from corpus.records import Block, BlockKind, Document, Reference, Sentence
from index.storage.works import WorkIndex, WorkWriter

FIRST = Document(
    "a.md",
    "A",
    "One. Two. Three.",
    (Block(0, 16, BlockKind.PARAGRAPH),),
    references=(
        Reference("r1", "Rails", publisher="Press"),
        Reference("r2", "Ports", publisher="Press"),
        Reference("r3", "Rails", publisher="Other"),
    ),
)
SECOND = Document(
    "b.md",
    "B",
    "Four. Five.",
    (Block(0, 11, BlockKind.PARAGRAPH),),
    references=(Reference("x", "Rails", publisher="Press"),),
)
OF_FIRST = [
    Sentence(0, 4, references=("r1", "r2")),
    Sentence(5, 9, references=("r3", "unknown")),
    Sentence(10, 16),
]
OF_SECOND = [Sentence(0, 5, references=("x",)), Sentence(6, 11)]


def write_works(folder: Path) -> WorkIndex:
    writer = WorkWriter()
    writer.add_sentences(FIRST, OF_FIRST)
    writer.add_sentences(SECOND, OF_SECOND)
    writer.write(folder)
    return WorkIndex(folder)


def test_a_work_counts_once_in_whatever_document_it_is_cited(tmp_path: Path) -> None:
    works = write_works(tmp_path)
    counts = {
        rows: works.count(np.array(rows)) for rows in ((0,), (0, 1), (0, 3), (2,), (2, 4), (0, 1, 2, 3, 4))
    }
    assert counts == {(0,): 2, (0, 1): 3, (0, 3): 2, (2,): 1, (2, 4): 2, (0, 1, 2, 3, 4): 5}
    assert works.count(np.array([], dtype=np.int64)) == 0


def test_copied_works_count_as_before(tmp_path: Path) -> None:
    works = write_works(tmp_path)
    (tmp_path / "copy").mkdir()
    writer = WorkWriter()
    writer.add(*works.list_works(slice(3, 5)))
    writer.add(*works.list_works(slice(0, 3)))
    writer.write(tmp_path / "copy")
    copied = WorkIndex(tmp_path / "copy")
    assert [copied.count(np.array(rows)) for rows in ([0], [1], [2, 3], [0, 2])] == [1, 1, 3, 2]
