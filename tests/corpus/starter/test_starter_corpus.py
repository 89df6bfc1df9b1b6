"""The starter corpus is in order and has evidence for every cell of a comparison."""

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus.annotate.split import split_document
from corpus.framework import Framework
from corpus.ingest.load import STARTER_CORPUS, LoadResult, load_documents
from corpus.records import Document, Sentence
from corpus.starter.bibliography import read_bibliography
from corpus.starter.check import find_problems
from corpus.starter.computed import write_computed

ASPECTS = ("economic", "political", "security", "social")
REGIONS = (
    "Central Asia",
    "Balkans",
    "Europe",
    "Southeast Asia",
    "South Asia",
    "Pacific Islands",
    "Africa",
    "Latin America",
    "Middle East",
)
REFERENCE = {"author": None, "url": "https://example.org/a", "via": None}
BIBLIOGRAPHY = {
    "publishers": [
        {"name": "Ledger", "kind": "newspaper", "perspective": "independent"},
        {"name": "Gazette", "kind": "ministry", "perspective": "official"},
    ],
    "references": [
        {"id": "a-1", "title": "Rails", "publisher": "Ledger", "date": "2019-05", **REFERENCE},
        {"id": "a-2", "title": "Rails", "publisher": "Gazette", "date": "2021", **REFERENCE},
    ],
}
FIRST = "Serbia borrowed 300 million dollars from China for a railway in 2016."
SECOND = "Chinese and Serbian police patrolled the streets of Novi Sad together in 2019."
BRIEF = f"""---
title: China's role in Serbia
regions: [Balkans]
countries: [Serbia]
aspects: [economic, security]
period: 2016-2019
updated: 2021
perspective: {{independent: 1, official: 1}}
---

# China's role in Serbia

{FIRST}[^a-1] {SECOND}[^a-2]

[^a-1]: "Rails." Ledger, 2019-05. <https://example.org/a>
[^a-2]: "Rails." Gazette, 2021. <https://example.org/a>
"""
REWRITE = "run 'python -m corpus.starter.check --write'"


@pytest.fixture(scope="module")
def starter() -> LoadResult:
    return load_documents([STARTER_CORPUS])


@pytest.fixture(scope="module")
def quotable(starter: LoadResult, framework: Framework) -> list[tuple[Document, Sentence]]:
    return [(d, s) for d in starter.documents for p in split_document(d, framework) for s in p.sentences]


@pytest.fixture
def bibliography(tmp_path: Path) -> Path:
    path = tmp_path / "bibliography.json"
    path.write_text(json.dumps(BIBLIOGRAPHY), encoding="utf-8")
    return path


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    path = tmp_path / "documents" / "serbia.md"
    path.write_text(BRIEF, encoding="utf-8")
    return path


def test_the_starter_corpus_has_no_problems_and_nothing_to_rewrite() -> None:
    assert list(find_problems()) == []


def test_every_file_of_it_is_read(starter: LoadResult) -> None:
    assert starter.skipped == ()
    assert [d.id for d in starter.documents] == sorted(
        p.relative_to(STARTER_CORPUS).as_posix() for p in STARTER_CORPUS.rglob("*.md")
    )


def test_its_front_matter_uses_names_of_the_framework(starter: LoadResult, framework: Framework) -> None:
    for document in starter.documents:
        assert document.regions, document.id
        assert {*document.regions, *document.countries} <= framework.subjects.keys(), document.id
        assert document.aspects, document.id
        assert set(document.aspects) <= set(ASPECTS), document.id


def test_every_sentence_of_it_has_a_known_reference(
    quotable: list[tuple[Document, Sentence]],
) -> None:
    known = {d.id: {r.id for r in d.references} for d, _ in quotable}
    assert [
        d.text[s.start : s.end]
        for d, s in quotable
        if not s.references or not set(s.references) <= known[d.id]
    ] == []


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_region_has_sentences_to_quote_on_every_aspect(
    quotable: list[tuple[Document, Sentence]], region: str, aspect: str
) -> None:
    assert sum(region in s.subjects and aspect in s.aspects[:1] for _, s in quotable) >= 8


def test_every_sentence_has_a_side_and_an_aspect(quotable: list[tuple[Document, Sentence]]) -> None:
    assert [d.text[s.start : s.end] for d, s in quotable if not s.subjects or not s.aspects] == []
    assert set(Counter(s.aspects[0] for _, s in quotable)) == set(ASPECTS)


def test_a_corpus_in_order_has_no_problems_and_is_not_rewritten(brief: Path, bibliography: Path) -> None:
    assert list(find_problems(brief.parent, bibliography)) == []
    assert write_computed(brief.parent, bibliography) == 0
    assert brief.read_text(encoding="utf-8") == BRIEF


def test_what_can_be_computed_is_written(brief: Path, bibliography: Path) -> None:
    title = "China's role in Serbia"
    head = f"---\ntitle: {title}\nregions: [Balkans]\n---\n\n# {title}"
    brief.write_text(f"{head}\n\n{FIRST}[^a-1] {SECOND}[^a-2]\n", encoding="utf-8")
    assert write_computed(brief.parent, bibliography) == 1
    assert brief.read_text(encoding="utf-8") == BRIEF


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Ledger, 2019-05.",
            "Ledger, 2018.",
            f"serbia.md:15: the definition of a-1 differs from the bibliography; {REWRITE}.",
        ),
        (
            '[^a-2]: "Rails." Gazette, 2021. <https://example.org/a>\n',
            "",
            f"serbia.md:13: the sentence has no reference: {SECOND!r}",
        ),
        (".[^a-2]", ".[^a-2][^nowhere]", "serbia.md:13: nowhere is not in the bibliography."),
        ("2016.[^a-1]", "2016.", f"serbia.md:13: the sentence has no reference: {FIRST!r}."),
        (
            "[economic, security]",
            "[economic, social]",
            "serbia.md:2: aspects is '[economic, social]', its sentences give '[economic, security]'; "
            f"{REWRITE}.",
        ),
        (
            "2016-2019",
            "2016",
            f"serbia.md:2: period is '2016', its sentences give '2016-2019'; {REWRITE}.",
        ),
        ("[Balkans]", "[Atlantis]", "serbia.md:2: the framework has no region 'Atlantis'."),
        (FIRST, "Serbia borrowed in 2016.", "serbia.md:13: the sentence has 4 words, not "),
        (
            FIRST,
            f"This made sense: {FIRST}",
            "serbia.md:13: the sentence points outside itself: 'This made sense: ",
        ),
        (" police ", " police and defense ", "serbia.md:13: 'defense' is American spelling."),
        ("[^a-2]", "[^a-1]", "bibliography.json:1: a-2 is used in no brief."),
    ],
)
def test_each_problem_is_reported_with_its_line(
    brief: Path, bibliography: Path, old: str, new: str, expected: str
) -> None:
    assert old in BRIEF
    brief.write_text(BRIEF.replace(old, new, 1), encoding="utf-8")
    found = list(find_problems(brief.parent, bibliography))
    assert [p for p in found if p.startswith(expected)], found


def test_a_fact_in_two_briefs_is_a_problem(brief: Path, bibliography: Path) -> None:
    brief.with_name("serbia-again.md").write_text(BRIEF, encoding="utf-8")
    found = list(find_problems(brief.parent, bibliography))
    assert len(found) == 4
    assert "serbia.md:1: a-1 is used in serbia-again.md too; a fact belongs in one brief." in found
    near = f"the sentence is nearly the same as the one at serbia-again.md:13: {FIRST[:60]!r}."
    assert f"serbia.md:13: {near}" in found


def test_one_address_has_one_title_and_every_publisher_is_listed(brief: Path, bibliography: Path) -> None:
    changed = json.loads(
        json.dumps(BIBLIOGRAPHY).replace(
            '"title": "Rails", "publisher": "Gazette"', '"title": "Roads", "publisher": "Courier"'
        )
    )
    bibliography.write_text(json.dumps(changed), encoding="utf-8")
    write_computed(brief.parent, bibliography)
    assert list(find_problems(brief.parent, bibliography)) == [
        "bibliography.json:1: a-2 gives https://example.org/a the title 'Roads', another reference 'Rails'.",
        "bibliography.json:1: the publisher 'Courier' of a-2 is not in the table of publishers.",
    ]


def test_perspectives_are_counted_by_how_many_references_share_them(bibliography: Path) -> None:
    known = read_bibliography(bibliography)
    assert known.perspectives(["a-2", "a-1", "a-2"]) == (("official", 2), ("independent", 1))
