"""Checks the starter corpus as a whole.

`python -m corpus.starter.check` prints one line for each problem, `file:line: what is wrong`. With `--write`
it first writes the parts of the briefs that can be computed (`corpus.starter.computed`).
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from spellchecker import SpellChecker

from corpus.annotate.features import is_about_document, stands_alone
from corpus.framework import Framework, load_framework
from corpus.ingest.load import STARTER_CORPUS
from corpus.readers.references import parse_reference
from corpus.starter.bibliography import BIBLIOGRAPHY, Bibliography, read_bibliography
from corpus.starter.check_figures import find_table_problems
from corpus.starter.computed import DEFINITION, MARK, Brief, compute_front_matter, read_brief, write_computed

_MIN_WORDS, _MAX_WORDS = 12, 40  # of a sentence
_NEAR_DUPLICATE = 85.0  # percent of characters in common, rapidfuzz's ratio
_WORD = re.compile(r"(?<![\w'-])[a-z]{3,}(?:'[a-z]+)?(?![\w-])")  # names are not checked
_SPELLINGS = Path(__file__).with_name("spelling.txt")  # correct words that the American dictionary lacks
_AMERICAN = re.compile(
    r"\b(colors?|labor|defense|centers?|favor(?:s|ed|able|ably)?|organiz\w+|analyz\w+"
    r"|programs?(?= to| for| of))\b"
)
_REWRITE = "run 'python -m corpus.starter.check --write'"


def find_problems(corpus: Path = STARTER_CORPUS, bibliography: Path = BIBLIOGRAPHY) -> Iterator[str]:
    """Yield a line for each problem, `file:line: what is wrong`, those of each brief first."""
    known, framework = read_bibliography(bibliography), load_framework()
    briefs = [read_brief(path, corpus, framework) for path in sorted(corpus.rglob("*.md"))]
    for brief in briefs:
        yield from _check_definitions(brief, known)
        yield from _check_references(brief, known)
        yield from _check_front_matter(brief, known, framework)
        yield from _check_sentences(brief)
    yield from _check_spelling(briefs)
    yield from _check_reuse(briefs, known)
    yield from _check_duplicates(briefs)
    yield from _check_bibliography(known, bibliography.name)


def _check_definitions(brief: Brief, known: Bibliography) -> Iterator[str]:
    for number, line in enumerate(brief.lines, start=1):
        place = f"{brief.name}:{number}"
        if definition := DEFINITION.match(line):
            identifier, text = definition.groups()
            reference = known.references.get(identifier)
            if reference is not None and parse_reference(identifier, text) != reference:
                yield f"{place}: the definition of {identifier} differs from the bibliography; {_REWRITE}."
            continue
        for identifier in dict.fromkeys(MARK.findall(line)):
            if identifier not in known.references:
                yield f"{place}: {identifier} is not in the bibliography."


def _check_references(brief: Brief, known: Bibliography) -> Iterator[str]:
    defined = {r.id for r in brief.document.references}
    for sentence in brief.sentences:
        text = brief.text(sentence)
        if not sentence.references:
            yield f"{brief.locate(text)}: the sentence has no reference: {text[:80]!r}."
        for identifier in sentence.references:
            if identifier in known.references and identifier not in defined:
                yield f"{brief.locate(text)}: {identifier} has no definition; {_REWRITE}."


def _check_front_matter(brief: Brief, known: Bibliography, framework: Framework) -> Iterator[str]:
    for region in brief.document.regions or ("",):
        if region not in framework.subjects:
            yield f"{brief.name}:2: the framework has no region {region!r}."
    front_matter = brief.lines[1 : brief.lines.index("---", 1)]
    stated = dict(line.split(": ", 1) for line in front_matter if ": " in line)
    for key, value in compute_front_matter(brief, known, framework).items():
        if stated.get(key, "") != value:
            found = stated.get(key, "")
            yield f"{brief.name}:2: {key} is {found!r}, its sentences give {value!r}; {_REWRITE}."


def _check_sentences(brief: Brief) -> Iterator[str]:
    for sentence in brief.sentences:
        text = brief.text(sentence)
        place, length = brief.locate(text), len(text.split())
        excerpt = repr(text[:60])
        if not _MIN_WORDS <= length <= _MAX_WORDS:
            yield f"{place}: the sentence has {length} words, not {_MIN_WORDS} to {_MAX_WORDS}: {excerpt}."
        if not stands_alone(text):
            yield f"{place}: the sentence points outside itself: {excerpt}."
        if is_about_document(text):
            yield f"{place}: the sentence is about its document, not about its subject: {excerpt}."
        if found := _AMERICAN.search(text):
            yield f"{place}: {found.group()!r} is American spelling."


def _check_spelling(briefs: Sequence[Brief]) -> Iterator[str]:
    places: dict[str, str] = {}
    for brief in briefs:
        for number, line in enumerate(brief.lines, start=1):
            is_prose = not DEFINITION.match(line) and ": " not in line[:14]
            for word in _WORD.findall(MARK.sub("", line)) if is_prose else ():
                places.setdefault(word.removesuffix("'s"), f"{brief.name}:{number}")
    unknown = SpellChecker().unknown(places.keys() - set(_SPELLINGS.read_text(encoding="utf-8").split()))
    for word in sorted(unknown):
        advice = f"correct it, or add it to {_SPELLINGS.name}"
        yield f"{places[word]}: {word!r} is not in the dictionary; {advice}."


def _check_reuse(briefs: Sequence[Brief], known: Bibliography) -> Iterator[str]:
    users: dict[str, list[str]] = defaultdict(list)
    for brief in briefs:
        for identifier in dict.fromkeys(i for s in brief.sentences for i in s.references):
            users[identifier].append(brief.name)
    for identifier, names in users.items():
        if len(names) > 1:
            yield f"{names[1]}:1: {identifier} is used in {names[0]} too; a fact belongs in one brief."
    for identifier in sorted(known.references.keys() - users.keys()):
        yield f"{BIBLIOGRAPHY.name}:1: {identifier} is used in no brief."


def _check_duplicates(briefs: Sequence[Brief]) -> Iterator[str]:
    sentences = [(brief, brief.text(s)) for brief in briefs for s in brief.sentences]
    texts = [text for _, text in sentences]
    similar = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=_NEAR_DUPLICATE, dtype=np.uint8)
    for i, j in zip(*np.nonzero(np.triu(similar, 1)), strict=True):
        first, second = (sentences[n][0].locate(texts[n]) for n in (i, j))
        yield f"{second}: the sentence is nearly the same as the one at {first}: {texts[j][:60]!r}."


def _check_bibliography(known: Bibliography, file: str) -> Iterator[str]:
    titles: dict[str, str] = {}
    for reference in known.references.values():
        if reference.url:
            other = titles.setdefault(reference.url, reference.title)
            if other != reference.title:
                fault = f"the title {reference.title!r}, another reference {other!r}"
                yield f"{file}:1: {reference.id} gives {reference.url} {fault}."
        for name in (reference.publisher, reference.via):
            if name is not None and name not in known.publishers:
                yield f"{file}:1: the publisher {name!r} of {reference.id} is not in the table of publishers."


def main(arguments: Sequence[str]) -> int:
    """Print the problems; 0 if there are none, else 1."""
    if "--write" in arguments:
        print(f"{write_computed()} briefs rewritten.")
    found = [*find_problems(), *find_table_problems(load_framework())]
    print("\n".join(found) or "The starter corpus is in order.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
