"""The parts of a brief that follow from its sentences and the bibliography, and are written by program.

These are the footnote definitions at its foot, and in its front matter countries, aspects, period, updated
and perspective. Title and regions are the author's.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from corpus.annotate.split import split_document
from corpus.framework import Framework, load_framework
from corpus.ingest.load import STARTER_CORPUS
from corpus.readers.markdown import read_markdown
from corpus.readers.references import format_reference
from corpus.records import Document, Sentence
from corpus.starter.bibliography import BIBLIOGRAPHY, Bibliography, read_bibliography

MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
DEFINITION = re.compile(r"^\[\^([\w-]+)\]: (.*)$")
_COMPUTED = ("countries", "aspects", "period", "updated", "perspective")
_YEAR = re.compile(r"\b(?:19[4-9]|20[0-4])\d\b(?!,\d)")


@dataclass(frozen=True, slots=True)
class Brief:
    """A file of the starter corpus; `name` is its path in the corpus, `sentences` are tagged."""

    name: str
    lines: list[str]
    document: Document
    sentences: list[Sentence]

    def text(self, sentence: Sentence) -> str:
        return self.document.text[sentence.start : sentence.end]

    def locate(self, text: str) -> str:
        """`file:line` of a sentence."""
        start = text[:40]
        return f"{self.name}:{next((n for n, line in enumerate(self.lines, start=1) if start in line), 1)}"


def read_brief(path: Path, corpus: Path, framework: Framework) -> Brief:
    name = path.relative_to(corpus).as_posix()
    document = read_markdown(path, name)
    sentences = [s for p in split_document(document, framework) for s in p.sentences]
    return Brief(name, path.read_text(encoding="utf-8").splitlines(), document, sentences)


def write_computed(corpus: Path = STARTER_CORPUS, bibliography: Path = BIBLIOGRAPHY) -> int:
    """Rewrite the computed parts of every brief; returns the number of briefs that changed."""
    known, framework = read_bibliography(bibliography), load_framework()
    changed = 0
    for path in sorted(corpus.rglob("*.md")):
        before = path.read_text(encoding="utf-8")
        _write(path, _with_definitions(before, known))
        for _ in range(2):  # the tags that the countries are computed from depend on the countries listed
            values = compute_front_matter(read_brief(path, corpus, framework), known, framework)
            _write(path, _with_front_matter(path.read_text(encoding="utf-8"), values))
        changed += path.read_text(encoding="utf-8") != before
    return changed


def compute_front_matter(brief: Brief, known: Bibliography, framework: Framework) -> dict[str, str]:
    """The computed values, as the front matter spells them, in its order."""
    aspects = {s.aspects[0] for s in brief.sentences if s.aspects}
    years = [int(year) for s in brief.sentences for year in _YEAR.findall(brief.text(s))]
    ids = dict.fromkeys(i for s in brief.sentences for i in s.references if i in known.references)
    dates = sorted(date for i in ids if (date := known.references[i].date))
    first, last = (min(years), max(years)) if years else (0, 0)
    perspectives = ", ".join(f"{p}: {n}" for p, n in known.perspectives(ids))
    return {
        "countries": f"[{', '.join(_countries(brief, framework))}]",
        "aspects": f"[{', '.join(a.name for a in framework.aspects if a.name in aspects)}]",
        "period": f"{first}-{last}" if first != last else f"{first}",
        "updated": dates[-1] if dates else "",
        "perspective": f"{{{perspectives}}}",
    }


def _countries(brief: Brief, framework: Framework) -> list[str]:
    """Countries of the brief's regions that its sentences name, the most frequent first."""
    regions = set(brief.document.regions)
    counts = Counter(
        name
        for s in brief.sentences
        for name in framework.with_regions(s.named)
        if framework.subjects[name].kind == "country"
    )
    if framework.world not in regions:
        counts = Counter({n: c for n, c in counts.items() if regions & set(framework.subjects[n].regions)})
    return sorted(counts, key=lambda name: (-counts[name], name))


def _with_definitions(text: str, known: Bibliography) -> str:
    body = "\n".join(line for line in text.splitlines() if not DEFINITION.match(line)).rstrip()
    used = sorted({i for i in MARK.findall(body) if i in known.references})
    definitions = "\n".join(f"[^{i}]: {format_reference(known.references[i])}" for i in used)
    return f"{body}\n\n{definitions}\n"


def _with_front_matter(text: str, values: dict[str, str]) -> str:
    head, rest = text.removeprefix("---\n").split("\n---\n", 1)
    lines = [line for line in head.splitlines() if line.split(":", 1)[0] not in _COMPUTED]
    return "\n".join(["---", *lines, *(f"{key}: {value}" for key, value in values.items()), "---", rest])


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
