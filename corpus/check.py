"""The starter corpus checked as a whole, and its footnote definitions generated from one bibliography.

`references.jsonl` holds the bibliographic data, one reference a line, by the id that the briefs' footnote marks use. `write_definitions` puts the
definitions a brief needs at its foot; `problems` says by file and line what is wrong.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from corpus.load import STARTER_CORPUS
from corpus.records import Reference
from corpus.references import format_reference, parse_reference

BIBLIOGRAPHY = Path(__file__).with_name("references.jsonl")
_MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
_DEFINITION = re.compile(r"^\[\^([\w-]+)\]: (.*)$")
_UNMARKED_END = re.compile(r"(?<=[a-z0-9)%]{2})[.!?][\"”]?(?:\s+(?=[A-Z\"])|$)")


def read_bibliography(path: Path = BIBLIOGRAPHY) -> dict[str, Reference]:
    """References by id."""
    names = [f.name for f in fields(Reference)]
    records = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {r["id"]: Reference(**{name: r[name] for name in names}) for r in records}


def write_definitions(corpus: Path = STARTER_CORPUS, bibliography: Path = BIBLIOGRAPHY) -> int:
    """Rewrite the definitions at the foot of every brief; gives the number of briefs changed."""
    references = read_bibliography(bibliography)
    changed = 0
    for path in sorted(corpus.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        body = "\n".join(line for line in text.splitlines() if not _DEFINITION.match(line)).rstrip()
        used = dict.fromkeys(i for i in _MARK.findall(body) if i in references)
        new = body + "\n\n" + "\n".join(f"[^{i}]: {format_reference(references[i])}" for i in sorted(used)) + "\n"
        if new != text:
            path.write_text(new, encoding="utf-8", newline="\n")
            changed += 1
    return changed


def problems(corpus: Path = STARTER_CORPUS, bibliography: Path = BIBLIOGRAPHY) -> Iterator[str]:
    """One line a problem, `file:line: what to mend`."""
    references = read_bibliography(bibliography)
    for path in sorted(corpus.rglob("*.md")):
        lines = path.read_text(encoding="utf-8").splitlines()
        defined = {m.group(1): m.group(2) for line in lines if (m := _DEFINITION.match(line))}
        body = next((n for n, line in enumerate(lines) if n and line == "---"), -1) + 1
        for number, line in enumerate(lines[body:], start=body + 1):
            where = f"{path.relative_to(corpus).as_posix()}:{number}"
            if definition := _DEFINITION.match(line):
                identifier = definition.group(1)
                if identifier in references and parse_reference(identifier, definition.group(2)) != references[identifier]:
                    yield f"{where}: the definition of {identifier} is not the bibliography's; run 'python -m corpus.check --write'."
                continue
            for identifier in dict.fromkeys(_MARK.findall(line)):
                if identifier not in references:
                    yield f"{where}: {identifier} is not in the bibliography."
                elif identifier not in defined:
                    yield f"{where}: {identifier} has no definition; run 'python -m corpus.check --write'."
            if line and not line.startswith("#"):
                bare = _UNMARKED_END.search(line)
                if bare or not line.endswith("]"):
                    yield f"{where}: a sentence bears no reference: {line[max(0, (bare.start() if bare else len(line)) - 60) :][:80]!r}."


if __name__ == "__main__":
    import sys

    if "--write" in sys.argv[1:]:
        print(f"{write_definitions()} briefs rewritten.")
    found = list(problems())
    print("\n".join(found) or "The starter corpus is in order.")
    sys.exit(1 if found else 0)
