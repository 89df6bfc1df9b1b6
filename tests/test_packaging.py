"""What an installed Parallax consists of: the modules and data files of its packages."""

import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
PACKAGES = ("corpus", "index", "qa", "ui")


def test_the_wheel_has_all_packages() -> None:
    assert TOOLS["packages"]["find"]["include"] == [f"{name}*" for name in PACKAGES]
    folders = {p.parent for name in PACKAGES for p in (ROOT / name).rglob("*.py")}
    assert {f.relative_to(ROOT).as_posix() for f in folders if not (f / "__init__.py").exists()} == set()


def test_the_wheel_has_every_data_file_of_the_packages() -> None:
    for name in PACKAGES:
        patterns = TOOLS["package-data"].get(name, [])
        packed = set(chain.from_iterable((ROOT / name).glob(pattern) for pattern in patterns))
        files = {p for p in (ROOT / name).rglob("*") if p.is_file() and "__pycache__" not in p.parts}
        lost = {p.relative_to(ROOT).as_posix() for p in files - packed if p.suffix != ".py"}
        assert lost == set()
