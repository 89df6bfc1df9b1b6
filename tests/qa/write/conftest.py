"""Answers to export: a real comparison, and two whose texts hold the signs that file formats use."""

from dataclasses import replace

import pytest

from corpus.framework import Framework
from corpus.records import Reference
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Answer, Kind, Question, Role, Source, Statement, Status

SPECIAL_REFERENCE = Reference(
    id="bk/1",
    title="Arms & 50% {more} of_it #1",
    author="Åsa Müller",
    publisher="A & B",
    date="2024-03-05",
    url="https://a.org/x_y?a=1&b=2",
    grade="C2",
    via="A Relay",
)
SPECIAL_QUOTE = "Serbia bought arms & drones\nworth $5 million."
HOSTILE = (
    "x} @comment{ \\input{/etc/passwd} <script>alert(1)</script> <img src=x onerror=alert(1)> "
    "![t](https://evil.example/t.png) [go](javascript:alert(1)) "
    "\nER  - \nTY  - BOOK\n[ref]: https://evil.example/ ![ref] \x00\x0b\ufffe\ud800"
)
_REPORT, _SERBIA, _HASH = "own report.pdf", "serbia.md", "a" * 64


@pytest.fixture(scope="session")
def answer(ten_index: PassageIndex, framework: Framework) -> Answer:
    return ask("How does China's strategy differ between Central Asia and the Balkans?", ten_index, framework)


@pytest.fixture
def special_answer() -> Answer:
    """Two quotations of one work with signs that formats use, and one of a PDF without references."""
    work = (SPECIAL_REFERENCE,)
    sources = (
        Source(1, _SERBIA, "Serbia", "Security", 10, 54, SPECIAL_QUOTE, _HASH, work),
        Source(2, _SERBIA, "Serbia", "Economy", 60, 80, "=SUM(A1:A9)", _HASH, work),
        Source(3, _REPORT, "Own report", "p. 14 | Trade", 0, 9, "It trades.", "b" * 64),
    )
    statements = (
        Statement(("Serbia",), "security", Role.CELL, SPECIAL_QUOTE, (1,), verbatim=True),
        Statement(("Serbia",), "economic", Role.CELL, "=SUM(A1:A9)", (2,), verbatim=True),
        Statement(("Kenya",), "economic", Role.CELL, "It trades.", (3,), verbatim=True),
    )
    question = Question("Compare | them_*", Kind.COMPARISON, ("Serbia", "Kenya"), ("economic", "security"))
    return Answer(
        question=question,
        status=Status.ANSWERED,
        statements=statements,
        missing=(),
        nearest=(),
        sources=sources,
        index={"build": "7f3a", "documents": 2},
    )


@pytest.fixture
def answer_with_context(special_answer: Answer) -> Answer:
    """A comparison with a sentence on the world, which cites the third source."""
    context = Statement(("Global",), None, Role.CONTEXT, "It trades.", (3,), verbatim=True)
    return replace(special_answer, statements=(*special_answer.statements, context))


@pytest.fixture
def hostile_answer(special_answer: Answer) -> Answer:
    """An answer whose every text comes from a document that tries to inject markup."""
    work = Reference(
        id=HOSTILE,
        title=HOSTILE,
        author=HOSTILE,
        publisher=HOSTILE,
        date=HOSTILE,
        url="https://evil.example/}\\input{x",
        via=HOSTILE,
    )
    source = Source(1, HOSTILE, HOSTILE, HOSTILE, 10, 54, HOSTILE, _HASH, (work,))
    cell = replace(special_answer.statements[0], text=HOSTILE)
    summary = replace(cell, text=f"[ref]: {HOSTILE}", role=Role.SUMMARY)
    question = replace(special_answer.question, text=HOSTILE)
    return replace(special_answer, statements=(cell, summary), sources=(source,), question=question)


@pytest.fixture
def empty_answer(ten_index: PassageIndex, framework: Framework) -> Answer:
    return replace(ask("Who dug the canal on the moon?", ten_index, framework), nearest=(), sources=())
