import pytest

from qa.read.figures.matching import Match, find_unit, match_measures
from qa.read.figures.wording import read_wording
from tests.qa.small_tables import SmallTables


def match(small: SmallTables, text: str) -> list[Match]:
    return match_measures(read_wording(small.read(text), small.framework), small.tables)


def best(small: SmallTables, text: str) -> tuple[str, str]:
    first = match(small, text)[0]
    return first.table.document_id.removesuffix(".csv"), first.measure


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Who owes more than $5 billion?", "USD"),
        ("Who owes more than 5 percent?", "%"),
        ("What share of it is owed?", "%"),
        ("Who owes most?", ""),
    ],
)
def test_a_limit_or_a_share_names_the_unit(text: str, unit: str) -> None:
    assert find_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "table", "measure"),
    [
        ("How much does Kenya owe?", "debt", "usd"),
        ("Is Kenya in the red?", "debt", "usd"),
        ("What share of debt is it in Kenya?", "shares", "percent"),
        ("Whose debt is more than 40 percent?", "shares", "percent"),
        ("Whose debt is more than $40?", "debt", "usd"),
        ("Who got grants?", "grants", "usd"),
        ("Which students are there?", "students", "students"),
        ("How many visits were there?", "students", "visits"),
    ],
)
def test_words_and_the_unit_choose_the_measure(
    text: str, table: str, measure: str, small: SmallTables
) -> None:
    assert best(small, text)[0] == table
    assert best(small, text)[1].startswith(measure)


def test_no_table_is_asked_by_words_that_none_has(small: SmallTables) -> None:
    assert match(small, "Who built the bridge of Bar?") == []


def test_a_table_without_the_years_asked_comes_behind(small: SmallTables) -> None:
    debts = [m.table.document_id for m in match(small, "the debt of Kenya in 2018")]
    assert debts.index("debt.csv") < debts.index("shares.csv")
    assert best(small, "the debt of Kenya in 2021")[0] == "debt"


def test_pointing_at_a_users_list_leaves_the_others_out(small: SmallTables) -> None:
    assert {m.table.document_id for m in match(small, "Which grants are in my list?")} == {
        "projects.csv",
        "ports.csv",
    }
    own = match(small, "Only from my documents: which grants are there?")
    assert not any(m.is_described for m in own)


def test_the_title_of_a_users_list_points_at_it(small: SmallTables) -> None:
    assert best(small, "What is in the ports spreadsheet?")[0] == "ports"
    assert best(small, "What is in the projects spreadsheet?")[0] == "projects"


def test_labels_and_items_are_found_by_what_stands_in_the_cells(small: SmallTables) -> None:
    (labelled, *_) = match(small, "Which rail projects are in my list?")
    assert labelled.labels == (("Sector", "Rail"),)
    (named, *_) = match(small, "What does the Bor Line cost?")
    assert named.items == ("Bor Line",)
    (begun, *_) = match(small, "Which railway projects are in my list?")
    assert begun.labels == (("Sector", "Rail"),)


def test_parts_of_a_described_table_are_found_by_their_words(small: SmallTables) -> None:
    (found, *_) = match(small, "How much debt is owed to banks?")
    assert found.labels == (("lender", "bank"),)
    assert found.unit == "USD"
    assert found.stems == {"debt", "owe"}


def test_years_of_columns_are_a_series(small: SmallTables) -> None:
    (found, *_) = match(small, "TEU of my ports in 2023")
    assert (found.table.document_id, found.has_series) == ("ports.csv", True)
    (without, *_) = match(small, "TEU of my ports in 2019")
    assert not without.has_series
