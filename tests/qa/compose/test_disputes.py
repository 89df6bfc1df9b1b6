from collections.abc import Callable
from pathlib import Path

from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Answer, Role, Statement
from tests.conftest import WordEmbedder

PIER = """# Piers in Cambodia

China paid for a pier of 650 metres at Cambodia's naval base at Ream.

Reports differ on the pier at Cambodia's naval base at Ream: one gives 300 metres.

China trains cooks in Cambodia's capital."""
LOANS = """# Loans to Serbia

China lent Serbia $500 million for the northern railway bridge in 2019.
"""
LOANS_AGAIN = """# Serbian bridges

China lent Serbia $650 million for the northern railway bridge in 2019.

China lent Serbia $40 million for a school in 2015.
"""


def _ask(
    question: str, tmp_path: Path, write: Callable[[str, str], Path], framework: Framework, **texts: str
) -> Answer:
    files = [write(f"{name}.md", text) for name, text in texts.items()]
    build_index(load_documents(files), tmp_path / "index", WordEmbedder())
    return ask(question, PassageIndex(tmp_path / "index", WordEmbedder()), framework)


def _conflicts(answer: Answer) -> list[Statement]:
    return [s for s in answer.statements if s.role is Role.CONFLICT]


def test_a_reported_disagreement_is_shown_with_the_sentence_it_is_about(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> None:
    answer = _ask(
        "How long is the pier at Cambodia's Ream naval base?", tmp_path, write, framework, pier=PIER
    )
    (conflict,) = _conflicts(answer)
    assert conflict.subjects == ("Cambodia",)
    assert "650 metres" in conflict.text
    assert "300 metres" in conflict.text
    quotes = {s.n: s.quote for s in answer.sources}
    assert len(conflict.cites) == 2
    assert all(conflict.text[span.start : span.end] in quotes[span.cites[0]] for span in conflict.spans)


def test_two_figures_for_one_thing_are_a_conflict(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> None:
    answer = _ask(
        "How much did China lend Serbia for the northern railway bridge?",
        tmp_path,
        write,
        framework,
        one=LOANS,
        two=LOANS_AGAIN,
    )
    (conflict,) = _conflicts(answer)
    assert "$500 million" in conflict.text
    assert "$650 million" in conflict.text


def test_figures_of_different_things_are_not_a_conflict(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> None:
    answer = _ask(
        "How much has China lent Serbia?",
        tmp_path,
        write,
        framework,
        one=LOANS,
        two=LOANS_AGAIN.replace("$650", "$500"),
    )
    assert answer.statements
    assert not _conflicts(answer)
