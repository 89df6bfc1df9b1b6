"""The CSV file, read back by the csv module."""

import csv
import io
from dataclasses import replace

import pytest

from qa.records import Answer
from qa.write.csv_export import to_csv
from tests.qa.write.conftest import SPECIAL_QUOTE, SPECIAL_REFERENCE

FORMULAS = {
    "=1": "'=1",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t'=1",
    "\r=1": "'\r'=1",
    "\n=1": "'\n'=1",
    " =1": "' =1",
    "\u00a0=1": "'\u00a0=1",
    "\ufeff=1": "'\ufeff=1",
    "\u200b=1": "'\u200b=1",
    '"=1"': '\'"=1"',
    "“=1": "'“=1",
    "'=1": "''=1",
    "＝1": "'＝1",
    "＋1": "'＋1",
    "－1": "'－1",
    "＠x": "'＠x",
    "−1": "'−1",
    "said;=1": "said;'=1",
    "said; =HYPERLINK(1)": "said;' =HYPERLINK(1)",
    'said";"=1': 'said";\'"=1',
    "said\n@x": "said\n'@x",
    "said\t+1": "said\t'+1",
}
HARMLESS = ("China's share rose by -3 % (a = b).", "In 2020-21; and since: e-mail x@y.org", "", "1=1")


def read_rows(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(answer), newline="")))


def test_every_citation_has_a_row(answer: Answer) -> None:
    citations = [(s.text, n) for s in answer.statements for n in s.cites]
    assert [(r["statement"], int(r["source"])) for r in read_rows(answer)] == citations


def test_what_holds_worldwide_has_a_row(answer_with_context: Answer) -> None:
    last = read_rows(answer_with_context)[-1]
    assert (last["role"], last["sides"], last["statement"]) == ("context", "Global", "It trades.")


def test_a_row_holds_the_quotation_and_its_addresses(special_answer: Answer) -> None:
    first, second, _ = read_rows(special_answer)
    assert (first["quotation"], first["addresses"]) == (SPECIAL_QUOTE, SPECIAL_REFERENCE.url)
    assert (second["statement"], second["quotation"]) == ("'=SUM(A1:A9)", "'=SUM(A1:A9)")


@pytest.mark.parametrize("sign", "=+-@\t\r")
def test_an_apostrophe_precedes_every_sign_of_a_formula(special_answer: Answer, sign: str) -> None:
    statement = replace(special_answer.statements[0], text=f"{sign}cmd")
    assert f"'{sign}cmd" in to_csv(replace(special_answer, statements=(statement,)))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_column_holds_a_formula_wherever_a_spreadsheet_looks_for_one(
    special_answer: Answer, text: str
) -> None:
    statement = replace(special_answer.statements[0], text=text)
    source = replace(special_answer.sources[0], title=text, quote=text, locator=text, document_id=text)
    (row,) = read_rows(replace(special_answer, statements=(statement,), sources=(source,)))
    assert {row[c] for c in ("statement", "quotation", "title", "locator", "document")} == {FORMULAS[text]}


@pytest.mark.parametrize("text", HARMLESS)
def test_text_without_a_formula_is_unchanged(special_answer: Answer, text: str) -> None:
    statement = replace(special_answer.statements[0], text=text)
    row = read_rows(replace(special_answer, statements=(statement,)))[0]
    assert row["statement"] == text
