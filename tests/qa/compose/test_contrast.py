from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.framework import Framework
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from qa.ask import ask
from qa.records import Answer, Role
from tests.conftest import WordEmbedder

HEAD = "---\ntitle: {0}\ncountries: [{0}]\naspects: [economic]\n---\n\n# {0}\n\n"
KENYA = (
    HEAD.format("Kenya")
    + """China lent Kenya $300 million for a railway in 2014.

Chinese dredgers deepened the harbour of Mombasa in Kenya in 2016 with 40 pumps.

Fourteen Chinese dredgers clear mud from Kenya's inner harbour, its port authority said.

Kenya's harbour has hired Chinese dredgers for the long channel since 2018.

Harbour fees in Kenya rose when Chinese dredgers left in 2021.

Two Chinese dredgers sank near Kenya's outer harbour in 2022.
"""
)
PERU = (
    HEAD.format("Peru")
    + """China lent Peru $120 million for a hospital in 2015.

Some 300 Chinese trawlers hunted squid off Peru in 2017.

Peru's navy counted Chinese trawlers and boats with squid in 2019.

Chinese trawlers with frozen squid leave Peru's waters in winter, fishermen said in 2020.

Squid prices in Peru fell when Chinese trawlers came in 2021.

Peru fined two Chinese trawlers for squid without papers in 2022.
"""
)


@pytest.fixture
def compare(
    tmp_path: Path, write: Callable[[str, str], Path], framework: Framework
) -> Callable[[str], Answer]:
    build_index(
        load_documents([write("kenya.md", KENYA), write("peru.md", PERU)]), tmp_path / "index", WordEmbedder()
    )
    index = PassageIndex(tmp_path / "index", WordEmbedder())
    return lambda question: ask(question, index, framework)


def test_a_question_of_more_opens_with_a_quotation_of_each_side(compare: Callable[[str], Answer]) -> None:
    answer = compare("Which got more loans from China, Kenya or Peru?")
    kenya, peru = [s for s in answer.statements if s.role is Role.SUMMARY]
    assert (kenya.subjects, peru.subjects) == (("Kenya",), ("Peru",))
    assert "China lent Kenya $300 million" in kenya.text
    assert "China lent Peru $120 million" in peru.text
    assert kenya.cites != peru.cites


def test_no_side_is_declared_the_winner(compare: Callable[[str], Answer]) -> None:
    text = " ".join(s.text for s in compare("Which got more loans from China, Kenya or Peru?").statements)
    assert not any(word in text.lower() for word in ("more than", "wins", "leads", "larger"))
