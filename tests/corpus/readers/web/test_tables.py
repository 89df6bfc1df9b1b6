"""Tables of values are written row by row; tables that only arrange a page keep their cells."""

import pytest
from lxml import html

from corpus.readers.web.tables import write_rows


def rows_of(table: str) -> list[str]:
    root = html.document_fromstring(f"<html><body>{table}</body></html>")
    write_rows(root)
    return [" ".join(cell.text_content().split()) for cell in root.iter("td", "th")]


def test_a_header_of_two_rows_names_the_columns_and_merged_values_are_repeated() -> None:
    table = (
        "<table><caption>Loans</caption><thead><tr><th rowspan=2>Lender</th><th colspan=2>2010</th>"
        "<th colspan=2>2016</th></tr><tr><th>Loans</th><th>Grants</th><th>Loans</th><th>Grants</th></tr>"
        "</thead>"
        "<tr><th>A bank</th><td>1</td><td>–</td><td colspan=2>suspended</td></tr>"
        "<tr><td rowspan=2>A fund</td><td>2</td><td>3</td><td>4</td><td>5</td></tr>"
        "<tr><td>6</td><td>7</td><td>8</td><td>9</td></tr>"
        "<tfoot><tr><td colspan=5>Source: a budget.</td></tr></tfoot></table>"
    )
    assert rows_of(table) == [
        "Loans",
        "Lender: A bank; 2010 Loans: 1; 2010 Grants: –; 2016 Loans: suspended; 2016 Grants: suspended",
        "Lender: A fund; 2010 Loans: 2; 2010 Grants: 3; 2016 Loans: 4; 2016 Grants: 5",
        "Lender: A fund; 2010 Loans: 6; 2010 Grants: 7; 2016 Loans: 8; 2016 Grants: 9",
        "Source: a budget.",
    ]


def test_a_table_inside_a_frame_is_written_and_the_frame_stays() -> None:
    inner = "<table><tr><th>Year</th><th>Sum</th></tr><tr><td>2014</td><td>3</td></tr></table>"
    assert rows_of(f"<table><tr><td>Menu</td><td><h1>Ports</h1>{inner}</td></tr></table>") == [
        "Menu",
        "PortsYear: 2014; Sum: 3",
        "Year: 2014; Sum: 3",
    ]


@pytest.mark.parametrize(
    "table",
    [
        '<table role="presentation"><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>',
        "<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr><tr><td>d</td></tr></table>",
        "<table><tr><td>a</td><td>b</td></tr></table>",
        '<table><tr><td><a href="/a">a</a></td><td><a href="/b">b</a></td></tr><tr><td>c</td></tr></table>',
    ],
    ids=["declared", "paragraphs", "one row", "links"],
)
def test_tables_that_arrange_a_page_keep_their_cells(table: str) -> None:
    assert len(rows_of(table)) == table.count("<td>")
