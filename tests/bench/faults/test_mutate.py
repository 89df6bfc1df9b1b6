"""A sample of `python -m bench mutate`: broken files of every format together with good ones."""

from pathlib import Path

import pytest

from bench.faults.hostile_files import hostile_files
from bench.faults.mutate import measure_format
from bench.faults.sample_files import MAKERS
from corpus.ingest.sandbox import SandboxLimits

LARGE = (
    "line letters newlines spaces separators quotes open-quote marks open-tags long flate-bomb bomb wide "
    "many-words many-parts long-text stars tables"
).split()


@pytest.mark.parametrize("suffix", MAKERS)
def test_every_broken_file_is_read_or_listed_and_every_good_one_is_read(suffix: str, tmp_path: Path) -> None:
    hostile = {name: make for name, make in hostile_files(suffix).items() if name not in LARGE}
    assert hostile
    files = len(hostile) + 12
    found = measure_format(suffix, files, 7, SandboxLimits(seconds=5), tmp_path, hostile=hostile)
    assert found.missing == ()
    assert found.files == files
    not_read = found.refused + found.damaged + found.stopped + found.late
    assert found.read + not_read + found.memory == files
    assert found.read
    assert not_read


def test_a_good_file_that_is_not_read_is_missing(tmp_path: Path) -> None:
    found = measure_format(".txt", 0, 7, SandboxLimits(), tmp_path, hostile={}, make_good=lambda _: b"\0")
    assert found.missing == ("a-good.txt", "m-good.txt", "z-good.txt")
