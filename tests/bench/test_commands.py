"""Every measurement is a command of `python -m bench`, and can be described without the extra `dev`."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import main

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "answers numbers examples fit salience retrieval convert speed page rebuild growth load faults mutate"
    " screenshots".split()
)
# Installed in no environment but the developers'.
DEV_ONLY = ("ir_measures", "openpyxl", "playwright", "pptx", "reportlab")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_describes_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert f"usage: python -m bench {command}" in capsys.readouterr().out


def test_the_overview_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("    ")]
    assert [name for name in COMMANDS if name not in listed] == []


def test_commands_are_described_without_the_extra_dev() -> None:
    assert modules_after("import bench.__main__").isdisjoint(DEV_ONLY)


def test_peers_load_nothing_but_what_their_environment_has() -> None:
    loaded = modules_after("import bench.retrieval.beir, bench.speed.timed")
    assert loaded.isdisjoint({*DEV_ONLY, "faiss", "gradio", "lxml"})
    assert {name for name in loaded if name in ("corpus", "index", "qa", "ui")} == {"corpus"}


def modules_after(statement: str) -> set[str]:
    """Return the modules that a statement loads, in a new interpreter."""
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())
