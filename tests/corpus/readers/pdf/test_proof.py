"""A quotation is compared with the page itself: what reading changed is found, what it may do is not."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.readers.pdf.proof import find_change
from tests.corpus.readers.pdf.drawing import Drawing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    drawing = Drawing(tmp_path)
    drawing.raise_mark(
        60, 60, "By 2020 Montenegro owed China 25", "3", " percent of its debt, which it did not"
    )
    drawing.write(
        (60, 72, "repay. The balance was -0.4 percent in the year of the infra-"), (60, 84, "structure loan.")
    )
    drawing.turn_page()
    drawing.write((60, 60, "It owed 4,150 million."))
    drawing.read()
    return tmp_path / "drawn.pdf"


@pytest.mark.parametrize(
    "quote",
    [
        "By 2020 Montenegro owed China 25 percent of its debt, which it did not repay.",
        "The balance was -0.4 percent in the year of the infrastructure loan.",
        "It owed 4,150 million.",
        "Year: 2020; Share: 25",
    ],
)
def test_nothing_is_found_where_reading_changed_nothing(path: Path, quote: str) -> None:
    assert find_change(path, 1, quote) is None


@pytest.mark.parametrize(
    ("quote", "changed"),
    [
        ("By 2020 Montenegro owed China 253 percent of its debt, which it did not repay.", "253"),
        ("By 2020 Montenegro owed China 25 percent of its debt, which it did repay.", "not"),
        ("The balance was 0.4 percent in the year of the infrastructure loan.", "0.4"),
        ("It owed 150 million.", "150"),
    ],
)
def test_a_changed_figure_sign_or_negation_is_found(path: Path, quote: str, changed: str) -> None:
    assert find_change(path, 1, quote) == changed


def test_a_missing_page_or_file_is_reported(path: Path) -> None:
    with pytest.raises(CorpusError, match=r"drawn\.pdf has no page 3, only 1 to 2"):
        find_change(path, 3, "It owed 4,150 million.")
    with pytest.raises(CorpusError, match=r"gone\.pdf can no longer be read"):
        find_change(path.with_name("gone.pdf"), 1, "It owed 4,150 million.")
