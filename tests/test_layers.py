"""The direction of imports, read from the syntax tree of every file.

Packages import one way: app, ui → qa → index → corpus. The rooms inside a package do too.
"""

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
# Rooms of each package, the lowest first: a room imports the rooms before it, and none on its own line.
ROOMS = {
    "corpus": [
        ("figure_tables",),
        ("records", "errors"),
        ("text", "child_process", "document_json"),
        ("framework_file", "foreign_names", "readers"),
        ("framework", "coverage"),
        ("tables",),
        ("health", "ingest", "annotate"),
        ("starter",),
        ("library",),
        ("__main__",),
    ],
    "index": [
        ("records", "salience"),
        ("storage", "encode", "tables"),
        ("search", "builds"),
        ("origins",),
        ("sentences", "topics"),
        ("lexicon",),
        ("store", "build"),
        ("__main__",),
    ],
    "qa": [
        ("figure_records", "figure_units", "theme_records"),
        ("records", "wording"),
        ("read",),
        ("select",),
        ("compose",),
        ("write", "survey"),
        ("tables_survey",),
        ("ask", "verify"),
        ("__main__",),
    ],
    "ui": [("records", "question_form"), ("html", "access"), ("server",), ("tabs",)],
}
ONE_IMPORTER = {
    "faiss": {"index/search/dense.py"},
    "sentence_transformers": {"index/encode/encoder.py"},
    "gradio": {
        "app.py",
        "ui/tabs/page.py",
        "ui/tabs/ask.py",
        "ui/tabs/explore.py",
        "ui/tabs/country_figures.py",
        "ui/tabs/figure_parts.py",
        "ui/tabs/library.py",
        "ui/tabs/server_calls.py",
    },
}
QA_MAY_IMPORT = {"index.records", "index.search.fusion"}
QA_COMMAND_MAY_IMPORT = QA_MAY_IMPORT | {"index.builds.directory", "index.encode.encoder", "index.store"}
SOURCES = [
    *sorted(p.relative_to(ROOT).as_posix() for top in ROOMS for p in (ROOT / top).rglob("*.py")),
    "app.py",
]
MOST_MODULES = 11  # in one folder; a folder with more must be divided


def layer(source: str) -> str:
    return source.split("/")[0].removesuffix(".py")


def room(source: str) -> str:
    return source.split("/")[1].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names of the modules imported anywhere in a file.

    `from index.builds import directory` gives `index.builds.directory`.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield "." * node.level
            elif node.module and (ROOT / node.module.replace(".", "/")).is_dir():
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            elif node.module:
                yield node.module


def imports_of(source: str) -> set[str]:
    return set(imported(ast.parse((ROOT / source).read_text(encoding="utf-8"))))


def test_imports_are_found_anywhere_in_a_file() -> None:
    code = (
        "import faiss as f\nfrom index import store\nfrom index.builds import lock\n"
        "def g():\n    from qa.ask import ask\n    from . import x\n"
    )
    assert set(imported(ast.parse(code))) == {"faiss", "index.store", "index.builds.lock", "qa.ask", "."}


def test_every_layer_has_files() -> None:
    assert {layer(s) for s in SOURCES} == set(MAY_IMPORT)


@pytest.mark.parametrize("source", SOURCES)
def test_imports_point_one_way(source: str) -> None:
    upward = {
        name
        for name in imports_of(source)
        if name.split(".")[0] in {*MAY_IMPORT, "bench", "tests", ""} - MAY_IMPORT[layer(source)]
    }
    assert upward == set()


@pytest.mark.parametrize("package", ROOMS)
def test_every_room_has_a_place_in_the_order(package: str) -> None:
    there = {p.stem for p in (ROOT / package).iterdir() if p.suffix == ".py" or any(p.glob("*.py"))} - {
        "__init__"
    }
    assert there == {name for rooms in ROOMS[package] for name in rooms}


@pytest.mark.parametrize(
    "source", [s for s in SOURCES if layer(s) in ROOMS and not s.endswith("__init__.py")]
)
def test_rooms_import_only_lower_rooms(source: str) -> None:
    place = {name: height for height, rooms in enumerate(ROOMS[layer(source)]) for name in rooms}
    own = room(source)
    rooms = {name.split(".")[1] for name in imports_of(source) if name.startswith(f"{layer(source)}.")}
    assert {name for name in rooms if name != own and place[name] >= place[own]} == set()


def test_no_folder_has_too_many_modules() -> None:
    folders = {p.parent for p in map(ROOT.joinpath, SOURCES)} - {ROOT}
    modules = {
        f.relative_to(ROOT).as_posix(): [p.stem for p in f.glob("*.py") if not p.stem.startswith("__")]
        for f in folders
    }
    assert {name: held for name, held in modules.items() if len(held) > MOST_MODULES} == {}


@pytest.mark.parametrize("library", ONE_IMPORTER)
def test_each_heavy_library_has_its_importers(library: str) -> None:
    importers = {
        source for source in SOURCES if any(name.split(".")[0] == library for name in imports_of(source))
    }
    assert importers
    assert importers <= ONE_IMPORTER[library]


@pytest.mark.parametrize("source", [s for s in SOURCES if layer(s) == "qa"])
def test_qa_sees_only_the_records_of_an_index(source: str) -> None:
    allowed = QA_COMMAND_MAY_IMPORT if source == "qa/__main__.py" else QA_MAY_IMPORT
    assert {name for name in imports_of(source) if name.split(".")[0] == "index"} <= allowed


@pytest.mark.parametrize("source", [s for s in SOURCES if s.endswith("__init__.py")])
def test_an_init_file_is_one_docstring(source: str) -> None:
    body = ast.parse((ROOT / source).read_text(encoding="utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)
    assert isinstance(body[0].value.value, str)


def test_tests_are_in_the_folder_of_their_package() -> None:
    assert (
        list((ROOT / "tests").rglob("__init__.py")) == []
    )  # tests/index/__init__.py would hide the package `index`
    folders = {p.parent.relative_to(ROOT / "tests") for p in (ROOT / "tests").rglob("test_*.py")}
    assert {f.as_posix() for f in folders if not (ROOT / f).is_dir()} <= {"browser", "corpus/library/fetch"}
