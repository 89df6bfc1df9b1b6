"""The starter corpus checked as a whole; what can be computed is written rather than checked.

`python -m corpus.starter.check` prints one line a problem, `file:line: what to mend`. With `--write` it first puts the footnote definitions at the foot of
each brief and sets the front matter that follows from the sentences: countries, aspects, period, updated, perspective.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from spellchecker import SpellChecker

from corpus.annotate.features import is_metadiscourse, stands_alone
from corpus.annotate.split import split_document
from corpus.framework import Framework, load_framework
from corpus.ingest.load import STARTER_CORPUS
from corpus.readers.markdown import read_markdown
from corpus.readers.references import format_reference, parse_reference
from corpus.records import Document, Sentence
from corpus.starter.bibliography import BIBLIOGRAPHY, Bibliography, read_bibliography
from corpus.text.dates import find_years

_MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
_DEFINITION = re.compile(r"^\[\^([\w-]+)\]: (.*)$")
_COMPUTED = ("countries", "aspects", "period", "updated", "perspective")
_MIN_WORDS, _MAX_WORDS = 12, 40
_WORD = re.compile(r"(?<![\w'-])[a-z]{3,}(?:'[a-z]+)?(?![\w-])")  # names are left to their authors
_SPELLINGS = Path(__file__).with_name(
    "spelling.txt"
)  # right words that the dictionary, an American one, lacks
_NEAR_DUPLICATE = 85.0  # percent of characters in common, rapidfuzz's ratio
_AMERICAN = re.compile(
    r"\b(colors?|labor|defense|centers?|favor(?:s|ed|able|ably)?|organiz\w+|analyz\w+|programs?(?= to| for| of))\b"
)


@dataclass(frozen=True, slots=True)
class _Brief:
    """A file of the corpus: its lines, the document and its tagged sentences."""

    name: str
    lines: list[str]
    document: Document
    sentences: list[Sentence]

    def text(self, sentence: Sentence) -> str:
        return self.document.text[sentence.start : sentence.end]

    def where(self, text: str) -> str:
        """`file:line` of a sentence."""
        probe = text[:40]
        return f"{self.name}:{next((n for n, line in enumerate(self.lines, start=1) if probe in line), 1)}"


def write_computed(corpus: Path = STARTER_CORPUS, bibliography: Path = BIBLIOGRAPHY) -> int:
    """Rewrite what follows from the sentences and the bibliography; gives the number of briefs changed."""
    known, framework = read_bibliography(bibliography), load_framework()
    changed = 0
    for path in sorted(corpus.rglob("*.md")):
        before = path.read_text(encoding="utf-8")
        body = "\n".join(line for line in before.splitlines() if not _DEFINITION.match(line)).rstrip()
        used = dict.fromkeys(i for i in _MARK.findall(body) if i in known.references)
        definitions = "\n".join(f"[^{i}]: {format_reference(known.references[i])}" for i in sorted(used))
        path.write_text(f"{body}\n\n{definitions}\n", encoding="utf-8", newline="\n")
        for _ in range(2):  # the countries listed take part in the tags they are computed from
            brief = _read(path, corpus, framework)
            path.write_text(
                _with_front_matter(path.read_text(encoding="utf-8"), _front_matter(brief, known, framework)),
                encoding="utf-8",
                newline="\n",
            )
        changed += path.read_text(encoding="utf-8") != before
    return changed


def find_problems(corpus: Path = STARTER_CORPUS, bibliography: Path = BIBLIOGRAPHY) -> Iterator[str]:
    """One line a problem, `file:line: what to mend`, by file; then what concerns the whole."""
    known, framework = read_bibliography(bibliography), load_framework()
    briefs = [_read(path, corpus, framework) for path in sorted(corpus.rglob("*.md"))]
    for brief in briefs:
        yield from _reference_problems(brief, known)
        yield from _front_matter_problems(brief, known, framework)
        yield from _sentence_problems(brief)
    yield from _spelling_problems(briefs)
    yield from _home_problems(briefs, known)
    yield from _duplicate_problems(briefs)
    yield from _bibliography_problems(known, bibliography.name)


def _read(path: Path, corpus: Path, framework: Framework) -> _Brief:
    name = path.relative_to(corpus).as_posix()
    document = read_markdown(path, name)
    sentences = [s for p in split_document(document, framework) for s in p.sentences]
    return _Brief(name, path.read_text(encoding="utf-8").splitlines(), document, sentences)


def _front_matter(brief: _Brief, known: Bibliography, framework: Framework) -> dict[str, str]:
    regions = set(brief.document.regions)
    world = framework.world in regions
    named = Counter(
        n
        for s in brief.sentences
        for n in framework.with_regions(s.named)
        if framework.subjects[n].kind == "country"
    )
    inside = [n for n in named if world or regions & set(framework.subjects[n].regions)]
    countries = sorted(inside, key=lambda n: (-named[n], n))
    own = {s.aspects[0] for s in brief.sentences if s.aspects}
    years = [year for s in brief.sentences for year in find_years(brief.text(s))]
    ids = dict.fromkeys(i for s in brief.sentences for i in s.references if i in known.references)
    dates = sorted(d for i in ids if (d := known.references[i].date))
    first, last = (min(years), max(years)) if years else (0, 0)
    return {
        "countries": f"[{', '.join(countries)}]",
        "aspects": f"[{', '.join(a.name for a in framework.aspects if a.name in own)}]",
        "period": f"{first}-{last}" if first != last else f"{first}",
        "updated": dates[-1] if dates else "",
        "perspective": "{" + ", ".join(f"{p}: {n}" for p, n in known.perspectives(ids)) + "}",
    }


def _with_front_matter(text: str, values: dict[str, str]) -> str:
    head, rest = text.removeprefix("---\n").split("\n---\n", 1)
    lines = [line for line in head.splitlines() if line.split(":", 1)[0] not in _COMPUTED]
    return "\n".join(["---", *lines, *(f"{key}: {value}" for key, value in values.items()), "---", rest])


def _reference_problems(brief: _Brief, known: Bibliography) -> Iterator[str]:
    for number, line in enumerate(brief.lines, start=1):
        if definition := _DEFINITION.match(line):
            identifier = definition.group(1)
            if (
                identifier in known.references
                and parse_reference(identifier, definition.group(2)) != known.references[identifier]
            ):
                yield f"{brief.name}:{number}: the definition of {identifier} is not the bibliography's; run 'python -m corpus.starter.check --write'."
            continue
        for identifier in dict.fromkeys(_MARK.findall(line)):
            if identifier not in known.references:
                yield f"{brief.name}:{number}: {identifier} is not in the bibliography."
    defined = {r.id for r in brief.document.references}
    for sentence in brief.sentences:
        if not sentence.references:
            yield f"{brief.where(brief.text(sentence))}: the sentence bears no reference: {brief.text(sentence)[:80]!r}."
        for identifier in sentence.references:
            if identifier in known.references and identifier not in defined:
                yield f"{brief.where(brief.text(sentence))}: {identifier} has no definition; run 'python -m corpus.starter.check --write'."


def _front_matter_problems(brief: _Brief, known: Bibliography, framework: Framework) -> Iterator[str]:
    for region in brief.document.regions or ("",):
        if region not in framework.subjects:
            yield f"{brief.name}:2: the region {region!r} is none of the framework's."
    stated = dict(
        line.split(": ", 1) for line in brief.lines[1 : brief.lines.index("---", 1)] if ": " in line
    )
    for key, value in _front_matter(brief, known, framework).items():
        if stated.get(key, "") != value:
            yield f"{brief.name}:2: {key} says {stated.get(key, '')!r}, its sentences {value!r}; run 'python -m corpus.starter.check --write'."


def _sentence_problems(brief: _Brief) -> Iterator[str]:
    for sentence in brief.sentences:
        text = brief.text(sentence)
        where, length = brief.where(text), len(text.split())
        if not _MIN_WORDS <= length <= _MAX_WORDS:
            yield f"{where}: a sentence of {length} words, not {_MIN_WORDS} to {_MAX_WORDS}: {text[:60]!r}."
        if not stands_alone(text):
            yield f"{where}: the sentence points outside itself: {text[:60]!r}."
        if is_metadiscourse(text):
            yield f"{where}: the sentence announces instead of saying: {text[:60]!r}."
        if found := _AMERICAN.search(text):
            yield f"{where}: {found.group()!r} is American spelling."


def _spelling_problems(briefs: Sequence[_Brief]) -> Iterator[str]:
    places: dict[str, str] = {}
    for brief in briefs:
        for number, line in enumerate(brief.lines, start=1):
            for word in _WORD.findall(
                "" if _DEFINITION.match(line) or ": " in line[:14] else _MARK.sub("", line)
            ):
                places.setdefault(word.removesuffix("'s"), f"{brief.name}:{number}")
    unknown = SpellChecker().unknown(places.keys() - set(_SPELLINGS.read_text(encoding="utf-8").split()))
    for word in sorted(unknown):
        yield f"{places[word]}: {word!r} is in no dictionary; mend it, or add it to {_SPELLINGS.name}."


def _home_problems(briefs: Sequence[_Brief], known: Bibliography) -> Iterator[str]:
    homes: dict[str, list[str]] = defaultdict(list)
    for brief in briefs:
        for identifier in dict.fromkeys(i for s in brief.sentences for i in s.references):
            homes[identifier].append(brief.name)
    for identifier, names in homes.items():
        if len(names) > 1:
            yield f"{names[1]}:1: {identifier} stands in {names[0]} too; a fact has one home."
    for identifier in sorted(known.references.keys() - homes.keys()):
        yield f"{BIBLIOGRAPHY.name}:1: {identifier} is used in no brief."


def _duplicate_problems(briefs: Sequence[_Brief]) -> Iterator[str]:
    said = [(brief, brief.text(s)) for brief in briefs for s in brief.sentences]
    texts = [text for _, text in said]
    alike = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=_NEAR_DUPLICATE, dtype=np.uint8)
    for i, j in zip(*np.nonzero(np.triu(alike, 1)), strict=True):
        yield f"{said[j][0].where(texts[j])}: nearly the same sentence stands at {said[i][0].where(texts[i])}: {texts[j][:60]!r}."


def _bibliography_problems(known: Bibliography, file: str) -> Iterator[str]:
    titles: dict[str, str] = {}
    for reference in known.references.values():
        if reference.url and titles.setdefault(reference.url, reference.title) != reference.title:
            yield f"{file}:1: {reference.id} gives {reference.url} the title {reference.title!r}, another reference {titles[reference.url]!r}."
        for name in (reference.publisher, reference.via):
            if name is not None and name not in known.publishers:
                yield f"{file}:1: the publisher {name!r} of {reference.id} is not in the table of publishers."


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        print(f"{write_computed()} briefs rewritten.")
    found = list(find_problems())
    print("\n".join(found) or "The starter corpus is in order.")
    sys.exit(1 if found else 0)
