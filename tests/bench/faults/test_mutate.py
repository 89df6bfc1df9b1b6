"""A sample of `bench/faults/mutate.py`: broken files of every format beside good ones. The whole run is `python -m bench.faults.mutate`."""

from pathlib import Path

import pytest

from bench.faults import mutate
from corpus.ingest.sandbox import SandboxLimits

LARGE = "line letters newlines spaces separators quotes open-quote marks open-tags long flate-bomb bomb wide many-words many-parts long-text stars tables".split()


@pytest.mark.parametrize("suffix", mutate.MAKERS)
def test_every_broken_file_is_read_or_listed_and_every_good_one_is_read(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worst = {name: make for name, make in mutate.horrors(suffix).items() if name not in LARGE}
    assert worst
    monkeypatch.setattr(mutate, "horrors", lambda _: worst)
    found = mutate.measure(suffix, len(worst) + 12, 7, SandboxLimits(seconds=5), tmp_path)
    assert found.missing == ()
    assert found.files == len(worst) + 12
    assert (
        found.read + found.refused + found.damaged + found.stopped + found.late + found.memory == found.files
    )
    assert found.read
    assert found.refused + found.damaged + found.stopped + found.late


def test_a_good_file_that_is_not_read_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutate, "horrors", lambda _: {})
    monkeypatch.setitem(mutate.MAKERS, ".txt", lambda _: b"\0")
    assert mutate.measure(".txt", 0, 7, SandboxLimits(), tmp_path).missing == (
        "a-good.txt",
        "m-good.txt",
        "z-good.txt",
    )
