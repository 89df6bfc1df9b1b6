"""Numbers without support are found in answers made here, of three rows of a table and one sentence."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.__main__ import main
from bench.answers.numbers import describe_starter, find_unsupported
from corpus.figure_tables import Measure, TableDescription

ROWS = {
    1: "country: Kenya; year: 2021; lender: state; usd: 1653692686",
    2: "country: Laos; year: 2021; lender: state; usd: 853692686",
    3: "country: Fiji; year: 2020; lender: state; usd: 100\n\n"
    "country: Fiji; year: 2021; lender: state; usd: 20\n\n"
    "country: Fiji; year: 2021; lender: bank; usd: 7",
}
DESCRIPTION = TableDescription(
    title="Loans of the Ledger",
    measures=(Measure("usd", "loans since 2013", "USD", note="Signed in 2013 prices."),),
    covers="The table covers 2013 to 2022.",
)


def make_figure(subject: str, value: float | None, *cites: int, **fields: Any) -> dict[str, Any]:
    figure = {"subject": subject, "measure": "loans since 2013", "value": value, "unit": "USD", "year": 2021}
    return {**figure, "cites": list(cites), "computed_from": [], "years": None, **fields}


def make_part(subject: str, value: float, *cites: int, year: int = 2021) -> dict[str, Any]:
    return {"subject": subject, "value": value, "year": year, "cites": list(cites)}


KENYA, LAOS = make_figure("Kenya", 1653692686, 1), make_figure("Laos", 853692686, 2)
PARTS = [make_part("Kenya", 1653692686, 1), make_part("Laos", 853692686, 2)]


def make_answer(
    text: str = "", *cites: int, figures: tuple[Mapping[str, Any], ...] = (KENYA, LAOS), **fields: Any
) -> dict[str, Any]:
    sources = [
        {"n": n, "quote": quote, "title": "Loans", "locator": f"row {n}", "references": []}
        for n, quote in ROWS.items()
    ]
    return {
        "question": "Who borrowed more?",
        "period": None,
        "subjects": [],
        "within": [],
        "index": {"documents": 83},
        "statements": [{"text": text, "cites": list(cites)}] if text else [],
        "figures": list(figures),
        "figure_sets": [{"title": "Loans", "figures": len(figures)}],
        "sources": sources,
        **fields,
    }


def find(answer: Mapping[str, Any], *descriptions: TableDescription) -> list[tuple[str, str]]:
    return [(u.place, u.number) for u in find_unsupported(answer, descriptions)]


@pytest.mark.parametrize("written", ["$1.65 billion", "$1.7 billion", "$1,654 million", "1,653,692,686"])
def test_money_may_be_rounded_as_answers_write_it(written: str) -> None:
    assert find(make_answer(f"Kenya borrowed {written} in 2021.", 1)) == []


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("$1.66 billion", "1.66 billion"),
        ("$1.65 million", "1.65 million"),
        ("$1,653,692,687", "1,653,692,687"),
        ("1.65 loans", "1.65"),
    ],
)
def test_a_wrong_digit_scale_or_rounding_is_found(written: str, number: str) -> None:
    assert find(make_answer(f"Kenya borrowed {written} in 2021.", 1)) == [("statement 1", number)]


def test_a_number_of_a_source_that_the_sentence_does_not_cite_is_found() -> None:
    text = "Kenya borrowed $1.65 billion in 2021."
    assert find(make_answer(text, 2)) == [("statement 1", "1.65 billion")]
    assert find(make_answer(text)) == [("statement 1", "1.65 billion"), ("statement 1", "2021")]


def test_numbers_of_the_question_need_no_source_in_digits_or_in_words() -> None:
    text = "None borrowed more than $5 billion, or 50%, in 2019."
    question = "Who borrowed more than five billion dollars, or half of it, in 2019?"
    assert find(make_answer(text, question=question)) == []
    assert [n for _, n in find(make_answer(text))] == ["5 billion", "50", "2019"]


def test_a_difference_is_supported_only_if_its_parts_give_it() -> None:
    right = make_figure("Kenya", 800000000, 1, 2, measure="difference from Laos", computed_from=PARTS[::-1])
    text = "Kenya borrowed $800 million more than Laos."
    assert find(make_answer(text, 1, figures=(KENYA, LAOS, right))) == []
    wrong = {**right, "value": 900000000}
    places = find(make_answer(text, 1, figures=(KENYA, LAOS, wrong)))
    assert places == [("figure 3", "900000000"), ("statement 1", "800 million")]


def test_a_sum_a_share_and_a_count_are_computed_again() -> None:
    total = make_figure("both", 2507385372, 1, 2, computed_from=PARTS)
    share = make_figure(
        "Laos",
        100 * 853692686 / 1653692686,
        1,
        2,
        unit="%",
        measure="share of the total of Kenya",
        computed_from=PARTS[::-1],
    )
    count = make_figure(
        "all", 2, 1, 2, unit="", year=None, measure="number of countries", computed_from=PARTS
    )
    for figure in (total, share, count):
        assert find(make_answer(figures=(KENYA, LAOS, figure))) == [], figure
        wrong = {**figure, "value": figure["value"] + 1}
        assert [p for p, _ in find(make_answer(figures=(KENYA, LAOS, wrong)))] == ["figure 3"]


def test_a_part_must_be_in_the_rows_that_it_cites() -> None:
    parts = [PARTS[0], make_part("Laos", 853692686, 1)]
    total = make_figure("both", 2507385372, 1, 2, computed_from=parts)
    assert find(make_answer(figures=(KENYA, LAOS, total))) == [("figure 3", "853692686 of Laos")]


@pytest.mark.parametrize(
    ("value", "years", "is_found"),
    [
        (127, (2020, 2021), False),
        (27, (2021, 2021), False),
        (120, (2020, 2021), False),  # of the state
        (100, (2020, 2020), False),
        (107, (2020, 2021), True),
    ],
)
def test_a_figure_may_be_the_sum_of_rows_by_years_and_labels(
    value: float, years: tuple[int, int], is_found: bool
) -> None:
    fiji = make_figure("Fiji", value, 3, year=years[1], years=list(years))
    # 107 is a sum of two rows, but of no years and no lender
    assert bool(find(make_answer(figures=(fiji,)))) is is_found


def test_columns_of_years_may_be_added_in_one_row() -> None:
    answer = make_answer(figures=(make_figure("Bor", 9, 4, unit="", year=2023, years=[2022, 2023]),))
    quote = "Port: Bor; TEU 2021: 3; TEU 2022: 4; TEU 2023: 5"
    source = {"n": 4, "quote": quote, "title": "", "locator": "", "references": []}
    assert find({**answer, "sources": [source]}) == []
    answer["figures"][0]["value"] = 8
    assert find({**answer, "sources": [source]}) == [("figure 1", "8")]


def test_the_scale_of_a_column_counts_and_an_amount_below_zero_is_read() -> None:
    figure = make_figure("Bor", 300, 4, unit="USD million")
    source = {
        "n": 4,
        "quote": "Port: Bor; Year: 2021; Cost: 300",
        "title": "",
        "locator": "",
        "references": [],
    }
    answer = make_answer("It cost $300 million.", 4, figures=(figure,), sources=[source])
    assert find(answer) == []
    answer["statements"][0]["text"] = "It cost $300 billion."
    assert find(answer) == [("statement 1", "300 billion")]


def test_and_more_stands_for_those_that_are_not_named() -> None:
    count = make_figure(
        "all", 2, 1, 2, unit="", year=None, measure="number of countries", computed_from=PARTS
    )
    figures = (KENYA, LAOS, count)
    assert find(make_answer("2 countries: Kenya and 1 more.", 1, 2, figures=figures)) == []
    assert find(make_answer("2 countries: Laos and 3 more.", 1, 2, figures=figures)) == [("statement 1", "3")]


def test_a_column_may_be_named_as_a_count() -> None:
    visits = make_figure("Fiji", 27, 3, unit="", measure="number of visits", years=[2021, 2021])
    assert find(make_answer(figures=(visits,))) == []
    assert find(make_answer(figures=({**visits, "value": 28},))) == [("figure 1", "28")]


def test_no_figure_needs_no_support() -> None:
    assert find(make_answer(figures=(make_figure("Fiji", None, 3),))) == []


def test_the_year_of_a_figure_is_in_its_rows() -> None:
    assert find(make_answer(figures=({**KENYA, "year": 2019},))) == [("figure 1", "2019")]


def test_what_the_description_of_a_table_says_needs_no_source() -> None:
    total = make_figure("Fiji", 127, 3, year=2022, years=[2013, 2022])
    answer = make_answer("Fiji, 2013 to 2022: loans since 2013. Signed in 2013 prices.", 3, figures=(total,))
    assert find(answer, DESCRIPTION) == []
    assert ("figure 1", "2013, 2022") in find(answer)
    other = replace(DESCRIPTION, measures=(replace(DESCRIPTION.measures[0], name="gifts"),))
    assert find(answer, other) == find(answer)


def test_titles_of_sets_name_years_of_their_figures() -> None:
    sets = [{"title": "Loans, in 2021 or 2018", "figures": 2}]
    assert find(make_answer(figure_sets=sets)) == [("title 1", "2018")]


def test_the_starter_tables_are_described() -> None:
    sources = [d.source for d in describe_starter()]
    assert sources.count("AidData") == 3 and "World Bank" in sources and len(sources) == 6


def test_the_command_lists_what_it_finds_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.jsonl"
    good, bad = make_answer("Kenya borrowed in 2021.", 1), make_answer("Kenya borrowed in 1999.", 1)
    lines = [good, {"question": "", "error": "The question is empty."}]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert main(["numbers", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"answers": 1, "unsupported": 0}
    path.write_text("\n".join(json.dumps(line) for line in [*lines, bad]), encoding="utf-8")
    assert main(["numbers", str(path)]) == 1
    found, total = capsys.readouterr().out.splitlines()
    assert found == "Answer 2, statement 1: 1999 in 'Kenya borrowed in 1999.'"
    assert json.loads(total) == {"answers": 2, "unsupported": 1}


@pytest.mark.parametrize("line", ["{broken", '{"question": "Who?"}', "[]"])
def test_a_file_without_answers_is_refused_in_one_sentence(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(line, encoding="utf-8")
    assert main(["numbers", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "give what 'python -m qa ask --batch' printed." in error
