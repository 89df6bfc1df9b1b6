"""One build at a time writes to an index folder."""

import os
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import UserError
from index.builds.lock import lock_for_writing
from tests.building import build


def test_a_second_build_is_refused_with_the_name_of_the_first(docs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    with (
        lock_for_writing(folder),
        pytest.raises(
            UserError,
            match=rf"^Another build \(process {os.getpid()} on .+, since \d{{4}}-.+\) is writing to "
            rf"{folder}; wait",
        ),
    ):
        build(docs, folder)
    with (
        FileLock(folder / ".lock"),
        pytest.raises(UserError, match=rf"^Another build is writing to {folder}; wait for it to end\.$"),
    ):
        build(docs, folder)
    assert build(docs, folder).documents == 10


def test_a_folder_that_cannot_be_made_is_one_sentence(docs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        UserError,
        match=r"^The index at .*index cannot be written \(Not a directory\); "
        r"check its disk or choose another folder with --out\.$",
    ):
        build(docs, tmp_path / "file" / "index")
