"""The figures by country of an index with a user's table: the rows of a mark, the export as CSV."""

import base64
import csv
import io

import pytest

from corpus.errors import UserError
from corpus.ingest.load import load_documents
from index.build.run import build_index
from index.store import PassageIndex
from tests.conftest import WordEmbedder
from tests.ui.server.fakes import make_service
from ui.server.country_figures import FigureService

LOANS = """Country,Year,Loan (USD million)
Kenya,2019,5
Kenya,2019,2.5
Kenya,2021,1
Laos,2019,9
Serbia,2020,4
"""


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> FigureService:
    folder = tmp_path_factory.mktemp("own")
    (folder / "loans.csv").write_text(LOANS, encoding="utf-8")
    target = folder.with_name("own-index") / "index"
    build_index(load_documents([folder]), target, WordEmbedder(), roots=[str(folder)])
    return FigureService(make_service(PassageIndex(target, WordEmbedder())))


def key_of(figures: FigureService) -> str:
    survey = figures.survey()
    assert survey and list(survey.titles.values()) == ["loans: Loan"]
    return next(iter(survey.measures))


def rows_of(content: str) -> list[list[str]]:
    table = csv.DictReader(io.StringIO(base64.b64decode(content).decode("utf-8-sig")))
    return [[row[name] for name in ("country", "year", "value", "unit", "document", "rows")] for row in table]


def test_the_figures_of_a_year_and_region_are_a_file(figures: FigureService) -> None:
    reply = figures.export_figures({"measure": key_of(figures), "year": 2019, "region": "Africa"})
    assert (reply["name"], reply["type"]) == ("africa-2019-loan.csv", "text/csv")
    assert rows_of(reply["content"]) == [["Kenya", "2019", "7.5", "USD million", "loans.csv", "1, 2"]]


def test_two_countries_over_the_years_are_a_file(figures: FigureService) -> None:
    reply = figures.export_figures({"measure": key_of(figures), "countries": ["Kenya", "Laos"]})
    assert reply["name"] == "kenya-laos-loan.csv"
    assert [row[:3] for row in rows_of(reply["content"])] == [
        ["Kenya", "2019", "7.5"],
        ["Kenya", "2021", "1"],
        ["Laos", "2019", "9"],
    ]


def test_a_mark_opens_its_rows_and_one_without_rows_nothing(figures: FigureService) -> None:
    key = key_of(figures)
    html = figures.render_mark({"row": "Kenya", "column": "2019"}, key)
    assert "Kenya: 2019" in html and "2 rows of loans.csv" in html and ">7.5</td>" in html
    assert "From your file loans.csv." in html
    assert figures.render_mark({"row": "Kenya", "column": "2020"}, key) == ""
    assert figures.render_mark({"row": "Kenya", "column": "2019"}, "another measure") == ""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"measure": "gone.csv:0 usd"}, "The index no longer has the table 'gone.csv:0 usd'"),
        ({"measure": "x", "year": "soon"}, "year: .*; reload the page"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_one_sentence(
    figures: FigureService, asked: dict[str, object], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        figures.export_figures(asked)


def test_without_an_index_or_tables_there_are_no_figures(ten_index: PassageIndex) -> None:
    assert FigureService(make_service(None)).survey() is None
    survey = FigureService(make_service(ten_index)).survey()
    assert survey and survey.measures == {} and survey.default is None
