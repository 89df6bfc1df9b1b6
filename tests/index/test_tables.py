"""The tables of an index: stored and read back, excluded with their documents, and not searched."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.framework import Framework
from corpus.ingest.load import LoadResult, load_documents
from corpus.records import Document
from corpus.tables.find import find_tables
from corpus.tables.sidecar import read_described_table
from index.build.run import build_index
from index.builds import directory
from index.store import PassageIndex
from index.tables import TableIndex
from tests import loans
from tests.conftest import WordEmbedder

SIDECAR = (
    loans.SIDECAR.replace('title = "Loans"', 'title = "Quokka loans"')
    .replace('"loan", ', '"quokka loan", ')
    .replace("bank", "numbat")
)
ROWS = "country,year,lender,usd\nSerbia,2019,numbat,300\nKenya,2020,numbat,450.5\nKenya,2020,state,\n"
LIST = (
    "Project,Host country,Sector,Cost (USD million)\nBar railway,Montenegro,transport,300\n"
    "Lamu port,Kenya,transport,450\nNam Ou dam,Laos,energy,n/a\n"
)


@pytest.fixture
def described(tmp_path: Path) -> Document:
    (tmp_path / "loans.toml").write_text(SIDECAR, encoding="utf-8")
    (tmp_path / "loans.csv").write_text(ROWS, encoding="utf-8")
    return read_described_table(tmp_path / "loans.csv", "figures/loans.csv")


@pytest.fixture
def own(write: Callable[[str, str], Path]) -> Document:
    (document,) = load_documents([write("projects.csv", LIST)]).documents
    return document


def index_of(folder: Path, *documents: Document, embedder: WordEmbedder | None = None) -> PassageIndex:
    build_index(LoadResult(documents, ()), folder, embedder or WordEmbedder())
    return PassageIndex(folder, WordEmbedder())


def read_ten(ten: Path) -> tuple[Document, ...]:
    return load_documents([ten]).documents


def test_tables_are_stored_and_read_back_equal(
    ten: Path, described: Document, own: Document, tmp_path: Path, framework: Framework
) -> None:
    index = index_of(tmp_path / "index", *read_ten(ten), described, own)
    expected = [table for document in (described, own) for table in find_tables(document, framework)]
    assert [t.values for t in expected] == [
        {"usd": (300.0, 450.5, None)},
        {"Cost (USD million)": (300.0, 450.0, None)},
    ]
    assert list(index.tables) == expected
    assert [index.tables.get(table.id) for table in expected] == expected
    assert index.documents["figures/loans.csv"] == described
    assert index.find_problems() == []


def test_an_unknown_table_is_an_error(described: Document, framework: Framework) -> None:
    with pytest.raises(KeyError):
        TableIndex(list(find_tables(described, framework))).get("loans.csv:7")


def test_an_index_without_tables_has_no_file_of_them(ten: Path, tmp_path: Path) -> None:
    index = index_of(tmp_path / "index", *read_ten(ten))
    assert list(index.tables) == []
    assert "tables.jsonl" not in index.manifest.files


def test_the_file_of_tables_is_part_of_the_checksums(ten: Path, described: Document, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index = index_of(folder, *read_ten(ten), described)
    file = directory.build_folder(folder, index.manifest.build) / "tables.jsonl"
    file.write_bytes(file.read_bytes().replace(b"450.5", b"450.6"))
    assert directory.damaged_files(folder, index.manifest) == ["tables.jsonl"]


def test_an_excluded_document_takes_its_tables_with_it(
    ten: Path, described: Document, own: Document, tmp_path: Path
) -> None:
    index = index_of(tmp_path / "index", *read_ten(ten), described, own)
    assert [t.document_id for t in index.excluding({"projects.csv"}).tables] == ["figures/loans.csv"]
    assert [t.document_id for t in index.excluding({"figures/loans.csv"}).tables] == ["projects.csv"]
    assert len(index.excluding({"figures/loans.csv", "projects.csv"}).tables) == 0
    assert len(index.tables) == 2


def test_a_described_table_is_not_embedded_nor_counted(
    ten: Path, described: Document, tmp_path: Path
) -> None:
    without, having = WordEmbedder(), WordEmbedder()
    before = index_of(tmp_path / "without", *read_ten(ten), embedder=without)
    after = index_of(tmp_path / "with", *read_ten(ten), described, embedder=having)
    assert having.embedded == without.embedded
    assert not any("numbat" in text.lower() for text in having.embedded)
    assert (after.manifest.documents, after.manifest.passages, after.manifest.sentences) == (
        before.manifest.documents,
        before.manifest.passages,
        before.manifest.sentences,
    )


def test_a_described_table_changes_no_search(ten: Path, described: Document, tmp_path: Path) -> None:
    before = index_of(tmp_path / "without", *read_ten(ten))
    after = index_of(tmp_path / "with", *read_ten(ten), described)
    for query in ("quokka loans of Kenya from numbats", "railway loans", "copper mines of Bor"):
        assert after.search(query, 30) == before.search(query, 30), query
        assert "figures/loans.csv" not in {hit.passage.document_id for hit in after.search(query, 30)}
    of_documents = ("document", "ids", "ledger", "names", "tables")
    searched = [
        {name: digest for name, digest in index.manifest.files.items() if not name.startswith(of_documents)}
        for index in (before, after)
    ]
    assert {"passages-vectors.npy", "passage-terms/impacts.npy", "stems.txt", "tags.npy"} <= set(searched[0])
    assert searched[0] == searched[1]  # vectors, words and tags, byte for byte


def test_the_rows_of_a_users_list_are_searched_too(ten: Path, own: Document, tmp_path: Path) -> None:
    index = index_of(tmp_path / "index", *read_ten(ten), own)
    (best,) = index.search("Nam Ou dam", 1)
    assert best.passage.document_id == "projects.csv"
    assert index.manifest.documents == 11


def test_tables_alone_are_no_index(described: Document, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has a paragraph to quote"):
        index_of(tmp_path / "index", described)


def test_other_rules_for_tables_are_another_build(
    ten: Path, own: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = index_of(tmp_path / "index", *read_ten(ten), own).manifest.build
    assert index_of(tmp_path / "index", *read_ten(ten), own).manifest.build == first
    monkeypatch.setattr("index.build.plan.TABLES_VERSION", 0)
    assert index_of(tmp_path / "index", *read_ten(ten), own).manifest.build != first


def test_a_described_table_is_found_by_the_words_of_its_description(
    described: Document, framework: Framework
) -> None:
    tables = TableIndex(list(find_tables(described, framework)))
    words = tables.get_words("figures/loans.csv:0")
    assert words.measures == {"usd": (("quokka", "loan"), ("borrow",))}
    assert words.labels[("lender", "numbat")] == (("numbat",),)
    assert words.labels[("lender", "state")] == (("state",),)


def test_a_users_list_is_found_by_its_headers_cells_and_title(own: Document, framework: Framework) -> None:
    (table,) = find_tables(own, framework)
    words = TableIndex([table]).get_words(table.id)
    assert words.measures == {"Cost (USD million)": (("cost",),)}
    assert words.items == {
        "Bar railway": ("bar", "railway"),
        "Lamu port": ("lamu", "port"),
        "Nam Ou dam": ("nam", "ou", "dam"),
    }
    assert words.labels[("Sector", "energy")] == (("energi",),)
    assert words.rows == {"project"}


def test_neither_little_words_nor_china_alone_find_a_measure(own: Document, framework: Framework) -> None:
    (table,) = find_tables(own, framework)
    measure = replace(table.description.measures[0], name="Students in China")
    described = replace(table.description, measures=(measure,))
    words = TableIndex([replace(table, description=described)]).get_words(table.id)
    assert set(words.measures[measure.id]) == {("student", "in", "china"), ("student",)}
