from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Answer, Role, Statement
from tests.conftest import WordEmbedder

PIER = """# Piers in Cambodia

Reports differ on the pier at Cambodia's naval base at Ream: one gives 300 metres, another 650 metres.

China trains cooks in Cambodia's capital."""
PIER_AGAIN = """# Cambodian works

China paid for a pier of 650 metres at Cambodia's naval base at Ream.
"""
LOANS = """---
author: Bridge Monitor
date: 2020-03-01
---
# Loans to Serbia

China lent Serbia $500 million for the northern railway bridge in 2019.
"""
LOANS_AGAIN = """---
date: 2021
---
# Serbian bridges

China lent Serbia $650 million for the northern railway bridge in 2019.

China lent Serbia $40 million for a school in 2015.
"""
BRIDGE_QUESTION = "How much did China lend Serbia for the northern railway bridge?"
KENYA = """# Kenya

China built a railway from Mombasa to Nairobi in Kenya.

China's embassy in Kenya denied that the port of Mombasa was a security for the loan.

A first survey found 70 percent of Kenyans fond of China, however the second found 40 percent of women."""


def _ask(
    question: str, tmp_path: Path, write: Callable[[str, str], Path], framework: Framework, **texts: str
) -> Answer:
    files = [write(f"{name}.md", text) for name, text in texts.items()]
    build_index(load_documents(files), tmp_path / "index", WordEmbedder())
    return ask(question, PassageIndex(tmp_path / "index", WordEmbedder()), framework)


def _conflicts(answer: Answer) -> list[Statement]:
    return [s for s in answer.statements if s.role is Role.CONFLICT]


def _quotes(answer: Answer) -> list[str]:
    return [s.text for s in _conflicts(answer)]


def test_a_reported_disagreement_is_shown_with_a_sentence_that_states_one_of_its_figures(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> None:
    question = "How long is the pier at Cambodia's Ream naval base?"
    answer = _ask(question, tmp_path, write, framework, pier=PIER, works=PIER_AGAIN)
    (conflict,) = _conflicts(answer)
    assert conflict.subjects == ("Cambodia",)
    assert conflict.text == (
        "“Reports differ on the pier at Cambodia's naval base at Ream: one gives 300 metres, another 650 "
        "metres.” – “China paid for a pier of 650 metres at Cambodia's naval base at Ream.”"
    )
    quotes = {s.n: s.quote for s in answer.sources}
    assert [quotes[span.cites[0]] for span in conflict.spans] == [
        conflict.text[span.start : span.end] for span in conflict.spans
    ]


def test_a_reported_disagreement_is_shown_alone_where_no_other_work_states_its_figures(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> None:
    question = "How long is the pier at Cambodia's Ream naval base?"
    other = PIER_AGAIN.replace("650", "900")
    (text,) = _quotes(_ask(question, tmp_path, write, framework, pier=PIER, works=other))
    assert text.startswith("“Reports differ")
    assert "900" not in text


def test_a_denial_is_a_conflict_and_the_difference_of_two_surveys_is_none(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> None:
    answer = _ask("What is China's role in Kenya?", tmp_path, write, framework, kenya=KENYA)
    assert _quotes(answer) == [
        "“China's embassy in Kenya denied that the port of Mombasa was a security for the loan.”"
    ]


def test_what_sources_disagree_on_about_a_side_is_found_among_its_reports_alone(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> None:
    answer = _ask(
        "What do sources disagree on about China in Kenya?",
        tmp_path,
        write,
        framework,
        kenya=KENYA,
        pier=PIER,
    )
    cells = [s.text for s in answer.statements if s.role is Role.CELL]
    assert cells == ["China's embassy in Kenya denied that the port of Mombasa was a security for the loan."]
    assert _quotes(answer) == [f"“{cells[0]}”"]


def test_two_figures_for_one_thing_are_a_conflict_with_who_says_so_and_when(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> None:
    answer = _ask(
        BRIDGE_QUESTION,
        tmp_path,
        write,
        framework,
        one=LOANS,
        two=LOANS_AGAIN,
    )
    (text,) = _quotes(answer)
    bridge = "China lent Serbia ${} million for the northern railway bridge in 2019."
    assert sorted(text.split(" – ")) == [
        f"“{bridge.format(500)}” (Bridge Monitor, 2020)",
        f"“{bridge.format(650)}” (2021)",
    ]


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("$650 million", "$500 million"),  # the same
        ("$650 million", "$510 million"),  # rounded
        ("$650 million", "more than $400 million"),  # a bound
        ("bridge in 2019", "bridge in 2021"),  # another date
    ],
)
def test_figures_that_may_both_be_right_are_not_a_conflict(
    words: str,
    others: str,
    tmp_path: Path,
    write: Callable[[str, str], Path],
    framework: Framework,
) -> None:
    answer = _ask(
        BRIDGE_QUESTION,
        tmp_path,
        write,
        framework,
        one=LOANS,
        two=LOANS_AGAIN.replace(words, others),
    )
    assert answer.statements
    assert not _conflicts(answer)


def test_figures_of_one_document_are_not_a_conflict(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> None:
    both = LOANS + LOANS_AGAIN.partition("bridges\n")[2]
    answer = _ask(BRIDGE_QUESTION, tmp_path, write, framework, both=both)
    assert answer.statements
    assert not _conflicts(answer)
