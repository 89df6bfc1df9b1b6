"""The tables of the starter corpus are in order, and the check finds what is not."""

from pathlib import Path

import pytest

from corpus.figure_tables import Addition, FigureTable
from corpus.framework import Framework
from corpus.ingest.load import STARTER_FIGURES, load_documents
from corpus.library.folder import list_starter_ids
from corpus.library.stale import Change, find_changes
from corpus.starter.check_figures import find_table_problems
from corpus.tables.find import find_tables
from tests.loans import SIDECAR

ROWS = {
    "debt_owed_to_china": 126,
    "development_finance": 3192,
    "military_finance": 304,
    "public_diplomacy": 2380,
    "share_of_debt_owed_to_china": 743,
    "un_votes_with_china": 3755,
}
TABLE = "country,year,lender,usd\nSerbia,2019,bank,300\nKenya,2020,bank,450\n"


@pytest.fixture(scope="module")
def tables(framework: Framework) -> dict[str, FigureTable]:
    documents = load_documents([STARTER_FIGURES]).documents
    return {Path(d.id).stem: table for d in documents for table in find_tables(d, framework)}


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    (tmp_path / "loans.toml").write_text(SIDECAR, encoding="utf-8")
    (tmp_path / "loans.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def test_the_tables_are_in_order(framework: Framework) -> None:
    assert list(find_table_problems(framework)) == []


def test_every_row_of_the_files_is_read(tables: dict[str, FigureTable]) -> None:
    assert {name: len(table.numbers) for name, table in tables.items()} == ROWS
    for name, count in ROWS.items():
        lines = (STARTER_FIGURES / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert len(lines) == count + 1, name


def test_a_figure_is_that_of_its_line_in_the_file(tables: dict[str, FigureTable]) -> None:
    for name, table in tables.items():
        lines = (STARTER_FIGURES / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        header = lines[0].split(",")
        described = table.description
        for i in range(0, len(table.numbers), 7):
            cells = dict(zip(header, lines[table.numbers[i]].split(","), strict=True))
            ids = [cells[described.measure]] if described.measure else [m.id for m in described.measures]
            for measure in ids:
                cell = cells[described.value if described.measure else measure]
                assert table.values[measure][i] == (float(cell) if cell else None), (name, i)
            assert (table.subjects[i], table.years[i]) == (cells["country"], int(cells["year"])), (name, i)


def test_only_flows_and_counts_are_added_over_years(tables: dict[str, FigureTable]) -> None:
    added = {m.id for t in tables.values() for m in t.description.measures if Addition.YEARS in m.adds_over}
    assert added == {
        "usd_2021",
        "usd_2017",
        "projects",
        "projects_without_amount",
        "government_visits",
        "military_visits",
    }


def test_shares_of_all_lenders_are_at_most_the_whole(tables: dict[str, FigureTable]) -> None:
    table = tables["share_of_debt_owed_to_china"]
    sums: dict[tuple[str, int | None], float] = {}
    for subject, year, value in zip(table.subjects, table.years, table.values["percent"], strict=True):
        sums[subject, year] = sums.get((subject, year), 0) + (value or 0)
    assert max(sums.values()) <= 100
    assert all(
        0 <= v <= 100 for v in tables["un_votes_with_china"].values["percent_agreement"] if v is not None
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('unit = "USD"', 'unit = ""', "loans.toml:1: the measure 'usd' has no unit."),
        ('note = "Signed loans only."', 'note = ""', "loans.toml:1: the measure 'usd' has no note."),
        (
            'aspect = "economic"',
            'aspect = "money"',
            "loans.toml:1: the measure 'usd' has the aspect 'money', which the framework lacks.",
        ),
        (
            "took {value} {when}",
            "took {value}",
            "loans.toml:1: the measure 'usd' needs each of {subject}, {value}, {when} once in "
            "'{subject} took {value}'.",
        ),
        (
            'unit = "USD"',
            'unit = "%"',
            "loans.toml:1: the measure 'usd' is a share, and is added over subjects or years.",
        ),
        (
            "Signed loans only.",
            "Years are not added.",
            "loans.toml:1: the measure 'usd' is added over years, which its note or its times deny.",
        ),
        (
            'note = "Signed',
            'when = "at the end of {years}"\nnote = "Signed',
            "loans.toml:1: the measure 'usd' is added over years, which its note or its times deny.",
        ),
        (
            'value = "bank"',
            'value = "state"',
            "loans.toml:1: 'bank' of the column 'lender' is described by no part.",
        ),
        (
            'value = "bank"',
            'value = "state"',
            "loans.toml:1: no row has the part 'state' of the column 'lender'.",
        ),
        ('column = "usd"', 'column = "eur"', "loans.toml:1: the measure 'eur' has no figure."),
    ],
)
def test_the_check_finds_a_fault_of_a_description(
    figures: Path, framework: Framework, old: str, new: str, problem: str
) -> None:
    assert SIDECAR.count(old) == 1
    (figures / "loans.toml").write_text(SIDECAR.replace(old, new), encoding="utf-8")
    assert problem in list(find_table_problems(framework, figures))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Atlantis,2020,bank,5", "loans.csv:4: 'Atlantis' is no country of the framework."),
        ("Africa,2020,bank,5", "loans.csv:4: 'Africa' is no country of the framework."),
        ("Laos,,bank,5", "loans.csv:4: it has no year."),
        ("Laos,2018,bank,5", "loans.csv:4: 2018 is not among the years that `covers` names."),
        (
            "Laos,2020,bank,some",
            "loans.csv:4: it has no figure: 'country: Laos; year: 2020; lender: bank; usd: some'.",
        ),
        ("Kenya,2020,bank,5", "loans.csv:1: 2 rows have a figure of 'usd' for ('Kenya', 2020, 'bank')."),
    ],
)
def test_the_check_finds_a_fault_of_a_row(
    figures: Path, framework: Framework, line: str, problem: str
) -> None:
    (figures / "loans.csv").write_text(TABLE + line + "\n", encoding="utf-8")
    assert list(find_table_problems(framework, figures)) == [problem]


def test_the_check_finds_a_table_and_a_description_without_the_other(
    figures: Path, framework: Framework
) -> None:
    assert list(find_table_problems(framework, figures)) == []
    (figures / "loans.toml").rename(figures / "grants.toml")
    missing, lonely = find_table_problems(framework, figures)
    assert missing.startswith("loans.csv:1: The table loans.csv has no readable description")
    assert lonely == "grants.toml:1: there is no table grants.csv that it describes."


def test_the_tables_belong_to_the_starter_corpus() -> None:
    assert {f"figures/{name}.csv" for name in ROWS} <= list_starter_ids()
    loaded = load_documents([STARTER_FIGURES])
    assert {d.id for d in loaded.documents} == {f"figures/{name}.csv" for name in ROWS}
    assert loaded.skipped == ()


def test_a_table_is_read_again_when_its_description_changes(
    figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.ingest.load.STARTER_FIGURES", figures)
    first = load_documents([figures])
    keys = {record.id: record.key for record in first.files}
    (document,) = first.documents
    same = load_documents([figures], known=lambda i, key: [document] if keys[i] == key else None)
    assert same.documents == first.documents
    (figures / "loans.toml").write_text(SIDECAR.replace("Signed loans", "Paid loans only, or"), "utf-8")
    changed = load_documents([figures], known=lambda i, key: [document] if keys[i] == key else None)
    table = changed.documents[0].table
    assert table is not None
    assert table.measures[0].note == "Paid loans only, or only."


def test_a_table_whose_file_changes_is_no_longer_what_was_cited(
    figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.ingest.load.STARTER_FIGURES", figures)
    monkeypatch.setattr("corpus.library.stale.STARTER_FIGURES", figures)
    documents = load_documents([figures]).documents
    assert find_changes(documents, [figures]) == {}
    (figures / "loans.csv").write_text(TABLE.replace("300", "301"), encoding="utf-8")
    assert find_changes(documents, [figures]) == {documents[0].id: Change.CHANGED}
    (figures / "loans.csv").unlink()
    assert find_changes(documents, [figures]) == {documents[0].id: Change.GONE}
