"""What sentences of documents say beside the figures of a table, and in their place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.framework import Framework
from corpus.ingest.load import LoadResult, load_documents
from corpus.records import Document
from index.build.run import build_index
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Answer, Role, Statement
from tests.conftest import WordEmbedder
from tests.qa.small_tables import SmallTables

KENYA = """# Debts of Kenya

Kenya's debt to China was $340 million in 2021, a newspaper counted.

Farmers in Kenya owe China thanks for bridges.

China built a stadium in Kenya for $25 million.
"""
LAOS = """# Railways of Laos

China built a railway in Laos.
"""
Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, ...]:
    folder = tmp_path_factory.mktemp("reports")
    for name, text in (("kenya", KENYA), ("laos", LAOS)):
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return load_documents([folder]).documents


def build(folder: Path, *documents: Document) -> PassageIndex:
    build_index(LoadResult(documents, ()), folder, WordEmbedder())
    return PassageIndex(folder, WordEmbedder())


@pytest.fixture
def ask_beside(
    documents: tuple[Document, ...],
    small: SmallTables,
    framework: Framework,
    tmp_path: Path,
    answer_whatever_is_found: None,
) -> Ask:
    """Ask an index of a few sentences and the small table of debts."""
    index = build(tmp_path / "index", *documents, small.documents["debt.csv"])
    return lambda question: ask(question, index, framework)


@pytest.fixture
def ask_without(
    documents: tuple[Document, ...], framework: Framework, tmp_path: Path, answer_whatever_is_found: None
) -> Ask:
    """Ask an index of the sentences alone."""
    index = build(tmp_path / "index", *documents)
    return lambda question: ask(question, index, framework)


def find_summaries(answer: Answer) -> list[Statement]:
    return [s for s in answer.statements if s.role is Role.SUMMARY]


def quote_of(answer: Answer, number: int) -> str:
    return next(s.quote for s in answer.sources if s.n == number)


def test_behind_the_figure_stands_what_a_sentence_says_of_it(ask_beside: Ask) -> None:
    answer = ask_beside("Who owes China more, Kenya or Laos?")
    kenya, laos = find_summaries(answer)
    assert kenya.text == (
        "Kenya owed $350 in 2021, $150 more than Laos (Ledger). Debts of Kenya: “Kenya's debt to China was "
        "$340 million in 2021, a newspaper counted.”"
    )
    assert laos.text == "Laos owed $200 in 2021."  # its sentence is about a railway


def test_the_figure_and_the_report_cite_their_own_sources(ask_beside: Ask) -> None:
    answer = ask_beside("Who owes China more, Kenya or Laos?")
    kenya, _ = find_summaries(answer)
    of_table, of_report = kenya.cites
    assert "usd: 300" in quote_of(answer, of_table)
    assert "$340 million" in quote_of(answer, of_report)
    first, last = kenya.spans
    assert (first.cites, last.cites) == ((of_table,), (of_report,))
    assert kenya.text[last.start : last.end] in quote_of(answer, of_report)


def test_a_table_that_lacks_the_figure_comes_after_what_sentences_say(ask_beside: Ask) -> None:
    answer = ask_beside("How much did Kenya owe China in 1999?")
    first, *_, last = find_summaries(answer)
    assert first.text.startswith("Farmers in Kenya owe China thanks for bridges.")
    assert "has no figure for Kenya (it has 2019 to 2021) in 1999, which does not mean zero" in last.text
    assert first.text not in last.text


def test_without_a_table_a_question_of_more_opens_with_what_is_said_of_each_side(ask_without: Ask) -> None:
    answer = ask_without("Who owes China more, Kenya or Laos?")
    assert answer.figure_sets == ()
    kenya, laos = find_summaries(answer)
    assert (kenya.subjects, laos.subjects) == (("Kenya",), ("Laos",))
    assert "Kenya's debt to China was $340 million in 2021, a newspaper counted." in kenya.text
    assert laos.text == "China built a railway in Laos."


@pytest.mark.usefixtures("answer_whatever_is_found")
def test_what_changed_between_periods_is_quoted_below_the_figures_in_place_of_reports(
    small: SmallTables, framework: Framework, tmp_path: Path
) -> None:
    change = "Kenya's debt to China rose from $90 million in 2014 to $340 million in 2021."
    text = f"{change}\n\nKenya's debt to China was $350 million in 2021, a newspaper counted."
    (tmp_path / "kenya.md").write_text(text, encoding="utf-8")
    documents = load_documents([tmp_path / "kenya.md"]).documents
    index = build(tmp_path / "index", *documents, small.documents["debt.csv"])
    answer = ask("How did Kenya's debt to China change after 2018?", index, framework)
    summaries = [s for s in answer.statements if s.role is Role.SUMMARY]
    assert answer.figure_sets and not any("newspaper" in s.text for s in summaries)
    assert (summaries[-1].text, summaries[-1].subjects) == (change, ("before 2018", "since 2018"))
    assert [s.text for s in answer.statements].count(change) == 1
