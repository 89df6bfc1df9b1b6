"""Figures in exports: a table with its citations, notes and licence; what is computed stands last."""

import csv
import io
import json
from dataclasses import replace

import docx
import pytest

from corpus.records import Reference
from qa.figure_records import FigureSet, Operand, StatedFigure
from qa.records import Answer, Kind, Question, Role, Source, Statement, Status
from qa.write.csv_export import to_csv
from qa.write.docx_export import to_docx
from qa.write.figures import FigureRow, list_figure_rows
from qa.write.markdown_export import to_markdown
from qa.write.stored_answer import read_stored, store_answer
from qa.write.works import collect_works, format_note, format_reference

WORK = Reference("debt", "Debt Statistics", "A Bank", "A Bank", "2025", "https://bank.example/debt")
QUOTES = (
    "country: Laos; year: 2020; usd: 5000000000",
    "country: Chad; year: 2020; usd: 1500000000\n\ncountry: Chad; year: 2021; usd: 500000000",
    "country: Mali; year: 2020; usd: -1000000",
)
SOURCES = tuple(
    Source(
        n, "debt.csv", "Debt", "rows 2–3" if "\n" in q else f"row {n}", n, n + len(q), q, "a" * 64, (WORK,)
    )
    for n, q in enumerate(QUOTES, start=1)
)


def figure(subject: str, value: float | None, *cites: int, parts: tuple[Operand, ...] = ()) -> StatedFigure:
    return StatedFigure(subject, "debt", value, "USD", 2020, cites, parts)


LAOS, MALI = figure("Laos", 5e9, 1), figure("Mali", -1e6, 3)
CHAD = replace(
    figure("Chad", 2e9, 2, parts=(Operand("Chad", 1.5e9, 2020, (2,)), Operand("Chad", 5e8, 2021, (2,)))),
    year=2021,
    years=(2020, 2021),
)
TOTAL = figure(
    "all | of them",
    6_999_000_000,
    1,
    2,
    3,
    parts=tuple(Operand(f.subject, f.value or 0, f.year, f.cites) for f in (LAOS, CHAD, MALI)),
)
TOGO = figure("Togo", None)
SET = FigureSet(
    "Debt to China",
    "bars",
    (LAOS, CHAD, MALI, TOGO, TOTAL),
    ("Long-term debt only.",),
    "A Bank: Debt Statistics, CC BY 4.0.",
    "CC BY 4.0",
    "https://licence.example/by",
)


@pytest.fixture
def figures_answer() -> Answer:
    summary = Statement(("Laos",), None, Role.SUMMARY, "Laos owes $5 billion.", (1,), verbatim=False)
    question = Question("Who owes more?", Kind.COMPARISON, ("Laos", "Chad"), ("economic",), "debt")
    return Answer(question, Status.ANSWERED, (summary,), (), (), SOURCES, {"build": "b"}, (SET,))


def rows_of(*figures: StatedFigure) -> list[FigureRow]:
    return list_figure_rows(replace(SET, figures=figures))


def test_only_a_figure_of_others_in_its_set_is_computed() -> None:
    assert [r.is_computed for r in rows_of(LAOS, CHAD, MALI, TOTAL)] == [False, False, False, True]
    assert [r.is_computed for r in rows_of(LAOS, CHAD)] == [False, False]
    assert [r.is_computed for r in rows_of(LAOS, TOTAL)] == [False, False]
    assert [r.is_computed for r in rows_of(CHAD)] == [False]


def test_a_sum_shows_two_sources_and_unfolds_what_the_rows_above_do_not_show() -> None:
    laos, chad, mali, total = rows_of(LAOS, CHAD, MALI, TOTAL)
    assert [(r.cites, len(r.parts)) for r in (laos, chad, mali)] == [((1,), 0), ((2,), 2), ((3,), 0)]
    assert (total.cites, len(total.parts), total.name) == ((1, 2), 3, "All | of them")
    change = figure("change", 1, 1, 3, parts=tuple(TOTAL.computed_from[i] for i in (0, 2)))
    assert rows_of(LAOS, MALI, change)[-1].parts == ()


def test_figures_are_written_with_unit_and_years_and_no_figure_is_not_zero() -> None:
    rows = list_figure_rows(SET)
    assert [(r.value, r.when) for r in rows] == [
        ("$5 billion", "2020"),
        ("$2 billion", "2020–2021"),
        ("-$1 million", "2020"),
        ("no figure", "2020"),
        ("$7 billion", "2020"),
    ]


def test_markdown_has_the_figures_below_the_bottom_line(figures_answer: Answer) -> None:
    text = to_markdown(figures_answer)
    table = (
        "Laos owes $5 billion. [1]\n\n**Debt to China**\n\n"
        "| Name | Figure | Year |\n|---|---|---|\n"
        "| Laos | $5 billion [1] | 2020 |\n"
        "| Chad | $2 billion [2] (from 2 figures) | 2020–2021 |\n"
        "| Mali | -$1 million [3] | 2020 |\n"
        "| Togo | no figure | 2020 |\n"
        "| **All \\| of them** | **$7 billion** [1][2] (from 3 figures) | **2020** |\n\n"
        "- Long-term debt only.\n\n"
        "A Bank: Debt Statistics, CC BY 4.0. Licence: https://licence.example/by\n\n"
    )
    assert table in text
    assert "no evidence" not in text  # the sides have no cells, but figures


def test_word_has_the_figures_with_the_computed_one_in_bold(figures_answer: Answer) -> None:
    document = docx.Document(io.BytesIO(to_docx(figures_answer)))
    (table,) = document.tables
    cells = [[c.text for c in row.cells] for row in table.rows]
    assert cells[0] == ["Name", "Figure", "Year"]
    assert cells[2] == ["Chad", "$2 billion[2] (from 2 figures)", "2020–2021"]
    assert cells[5] == ["All | of them", "$7 billion[1][2] (from 3 figures)", "2020"]
    bold = [bool(row.cells[0].paragraphs[0].runs[0].bold) for row in table.rows]
    assert bold == [True, False, False, False, False, True]
    texts = [p.text for p in document.paragraphs]
    place = texts.index("Debt to China")
    assert texts[place + 1 : place + 3] == [
        "Long-term debt only.",
        "A Bank: Debt Statistics, CC BY 4.0. Licence: https://licence.example/by",
    ]


def test_csv_has_the_figures_as_numbers_behind_the_statements(figures_answer: Answer) -> None:
    statement, *rows = csv.DictReader(io.StringIO(to_csv(figures_answer), newline=""))
    assert (statement["role"], statement["value"], statement["licence"]) == ("summary", "", "")
    assert [(r["role"], r["sides"], r["source"], r["value"], r["unit"], r["year"]) for r in rows] == [
        ("figure", "Laos", "1", "5000000000", "USD", "2020"),
        ("figure", "Chad", "2", "2000000000", "USD", "2020–2021"),
        ("figure", "Mali", "3", "-1000000", "USD", "2020"),
        ("figure", "Togo", "", "", "USD", "2020"),
        ("figure", "all | of them", "1", "6999000000", "USD", "2020"),
        ("figure", "all | of them", "2", "6999000000", "USD", "2020"),
    ]
    assert rows[0]["statement"] == "Laos, debt: $5 billion, 2020"
    assert (rows[1]["quotation"], rows[1]["addresses"]) == (QUOTES[1], "https://bank.example/debt")
    assert {r["licence"] for r in rows} == {
        "A Bank: Debt Statistics, CC BY 4.0. Licence: https://licence.example/by"
    }


def test_figures_outlive_the_program(figures_answer: Answer) -> None:
    assert read_stored(json.loads(json.dumps(store_answer(figures_answer)))) == figures_answer


def test_the_table_is_one_work_whose_author_is_not_repeated(figures_answer: Answer) -> None:
    (work,) = collect_works(figures_answer)
    assert work.reference == WORK
    assert "- A Bank, “Debt Statistics”, 2025, https://bank.example/debt\n" in to_markdown(figures_answer)


def test_a_note_on_many_rows_quotes_the_first_and_counts_them() -> None:
    row = "country: Chad; year: {}; usd: 1"
    many = "\n\n".join(row.format(year) for year in range(2000, 2050))
    source = replace(SOURCES[0], quote=many, locator="rows 7–56", start=10, end=10 + len(many))
    assert format_note(source) == (
        "“country: Chad; year: 2000; usd: 1 …” (the first of 50 rows) Debt, rows 7–56 "
        f"(debt.csv, characters 10-{10 + len(many)}): {format_reference(WORK)}"
    )
    assert format_note(SOURCES[1]).startswith(
        "“country: Chad; year: 2020; usd: 1500000000 country: Chad; year: 2021; usd: 500000000” Debt"
    )
    prose = replace(source, locator="p. 4")  # paragraphs, not rows
    assert format_note(prose).count("country: Chad") == 50
