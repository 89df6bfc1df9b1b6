"""The documentation names files, functions, modules and commands that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = (
    "README.md",
    "docs/USING.md",
    "docs/CONTRIBUTING.md",
    "docs/SECURITY.md",
    "docs/DECISIONS.md",
    "docs/RESULTS.md",
)
TOPS = {"corpus", "index", "qa", "ui", "bench", "tests", "docs"}  # what begins with one of them is a path
README_LINES = 120


def read(doc: str) -> str:
    return (ROOT / doc).read_text(encoding="utf-8")


def code_spans(doc: str) -> list[str]:
    """What is between backticks, and the lines of fenced blocks."""
    fenced = re.findall(r"^```.*?\n(.*?)^```", read(doc), flags=re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", read(doc), flags=re.DOTALL | re.MULTILINE)
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", rest)]
    return [*spans, *(line for block in fenced for line in block.splitlines())]


def named_paths(doc: str) -> set[str]:
    words = {w.rstrip(".,;)").split(":")[0] for span in code_spans(doc) for w in span.split()}
    return {
        w
        for w in words
        if ("/" in w and w.split("/")[0] in TOPS) or re.fullmatch(r"[a-z_]+\.py|[A-Z]+\.md", w)
    }


def exists(path: str) -> bool:
    """Whether a file or folder has that path, in which NAME stands for any name."""
    return any(ROOT.glob(path.replace("NAME", "*").rstrip("/")))


def definitions(path: str) -> set[str]:
    """Names of a module's functions and classes, with those of methods as `Class.method`."""
    found = set()
    for node in ast.parse(read(path)).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
            found |= {
                f"{node.name}.{m.name}"
                for m in ast.walk(node)
                if isinstance(m, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return found


@cache
def parser_words(program: str) -> set[str]:
    """The subcommands, choices and long options of a program's parsers."""
    files = [ROOT / program] if program.endswith(".py") else (ROOT / program).rglob("*.py")
    nodes = [n for f in files for n in ast.walk(ast.parse(f.read_text(encoding="utf-8")))]
    if not program.endswith(".py"):
        nodes = [n for n in nodes if isinstance(n, ast.Call) and "add_" in ast.unparse(n.func)]
    return {str(c.value) for n in nodes for c in ast.walk(n) if isinstance(c, ast.Constant)}


def commands(doc: str) -> list[tuple[str, list[str]]]:
    """Each documented command of ours as its program and the words after it."""
    found = [re.search(r"\bpython (?:-m )?((?:app\.py|[\w.]+))(.*)", span) for span in code_spans(doc)]
    ours = [(m[1], m[2].split("#")[0].split()) for m in found if m]
    return [(program, words) for program, words in ours if program.split(".")[0] in TOPS | {"app"}]


@pytest.mark.parametrize("doc", DOCS)
def test_every_path_named_exists(doc: str) -> None:
    assert {path for path in named_paths(doc) if not exists(path) and not exists(f"docs/{path}")} == set()


@pytest.mark.parametrize("doc", DOCS)
def test_every_link_leads_to_a_file(doc: str) -> None:
    targets = {t.split("#")[0] for t in re.findall(r"\]\(([^)]+)\)", read(doc)) if "://" not in t}
    assert {t for t in targets if not ((ROOT / doc).parent / t).exists()} == set()


@pytest.mark.parametrize("doc", DOCS)
def test_every_function_named_is_in_its_file(doc: str) -> None:
    named = [m for span in code_spans(doc) if (m := re.fullmatch(r"([\w/]+\.py):([\w.]+)", span))]
    assert [m[0] for m in named if m[2] not in definitions(m[1])] == []


def test_the_paths_of_a_question_and_of_a_document_name_their_functions() -> None:
    named = re.findall(
        r"^\| \d+ .*?`[\w/]+\.py:[\w.]+`.*\|$", read("docs/CONTRIBUTING.md"), flags=re.MULTILINE
    )
    assert len(named) >= 16


@pytest.mark.parametrize("doc", DOCS)
def test_every_command_has_a_module_a_subcommand_and_its_options(doc: str) -> None:
    for program, words in commands(doc):
        path = program if program == "app.py" else program.replace(".", "/")
        assert exists(path) or exists(f"{path}.py"), program
        known = parser_words(path if exists(path) else f"{path}.py")
        used = {w.strip("[].") for w in words if w.strip("[]").startswith("--")}
        if words and re.fullmatch(r"[a-z]+", words[0]):
            used.add(words[0])
        assert used - {"--help"} <= known, f"{program} {' '.join(words)}"


def test_every_subcommand_is_in_the_table_of_commands() -> None:
    shown = {(program, word) for program, words in commands("docs/USING.md") for word in words}
    subcommands = {
        (program, word)
        for program in ("corpus", "index", "qa")
        for word in re.findall(r'add_parser\(\s*"(\w+)"', read(f"{program}/__main__.py"))
    }
    assert len(subcommands) >= 10
    assert subcommands - shown == set()


def test_the_readme_is_short() -> None:
    assert len(read("README.md").splitlines()) <= README_LINES
