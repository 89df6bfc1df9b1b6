"""The arrows of the layout, read from every file's syntax tree: app, ui → qa → index → corpus."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"index", "corpus"},
    "qa": {"qa", "index", "corpus"},
    "ui": {"ui", "qa", "index", "corpus"},
    "app": {"app", "ui", "qa", "index", "corpus"},
}
ONE_IMPORTER = {
    "faiss": {"index/dense.py"},
    "sentence_transformers": {"index/embed.py"},
    "gradio": {"app.py", "ui/page.py", "ui/ask.py", "ui/explore.py", "ui/library.py"},
}
QA_MAY_IMPORT = {"index.records", "index.fuse"}
QA_COMMAND_MAY_IMPORT = QA_MAY_IMPORT | {"index.files", "index.embed", "index.store"}
SOURCES = [*sorted(p.relative_to(ROOT).as_posix() for top in ("corpus", "index", "qa", "ui") for p in (ROOT / top).rglob("*.py")), "app.py"]


def layer(source: str) -> str:
    return source.split("/")[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names of modules, wherever in the file; `from index import files` is `index.files`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield "." * node.level
            elif node.module in MAY_IMPORT:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            elif node.module:
                yield node.module


def imports_of(source: str) -> set[str]:
    return set(imported(ast.parse((ROOT / source).read_text(encoding="utf-8"))))


def test_imports_are_found_wherever_they_stand() -> None:
    code = "import faiss as f\nfrom index import files, store\ndef g():\n    from qa.ask import ask\n    from . import x\n"
    assert set(imported(ast.parse(code))) == {"faiss", "index.files", "index.store", "qa.ask", "."}


def test_every_layer_has_files() -> None:
    assert {layer(s) for s in SOURCES} == set(MAY_IMPORT)


@pytest.mark.parametrize("source", SOURCES)
def test_imports_point_one_way(source: str) -> None:
    upward = {name for name in imports_of(source) if name.split(".")[0] in {*MAY_IMPORT, "bench", "tests", ""} - MAY_IMPORT[layer(source)]}
    assert upward == set()


@pytest.mark.parametrize("library", ONE_IMPORTER)
def test_each_heavy_library_has_its_importers(library: str) -> None:
    importers = {source for source in SOURCES if any(name.split(".")[0] == library for name in imports_of(source))}
    assert importers
    assert importers <= ONE_IMPORTER[library]


@pytest.mark.parametrize("source", [s for s in SOURCES if layer(s) == "qa"])
def test_qa_sees_only_the_records_of_an_index(source: str) -> None:
    allowed = QA_COMMAND_MAY_IMPORT if source == "qa/__main__.py" else QA_MAY_IMPORT
    assert {name for name in imports_of(source) if name.split(".")[0] == "index"} <= allowed


@pytest.mark.parametrize("source", [s for s in SOURCES if s.endswith("__init__.py")])
def test_a_package_file_holds_one_docstring_only(source: str) -> None:
    body = ast.parse((ROOT / source).read_text(encoding="utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)
    assert isinstance(body[0].value.value, str)


def test_the_tests_are_flat() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []
