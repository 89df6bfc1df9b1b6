from pathlib import Path

import pytest

from corpus.library.folder import make_library_folder


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return make_library_folder(tmp_path / "data")


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.md"
    path.write_text("Serbia bought drones.")
    return path
