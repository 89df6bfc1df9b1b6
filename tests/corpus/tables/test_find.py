"""Spreadsheets of users become tables: places, years, items, labels and figures."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from corpus.figure_tables import FigureTable
from corpus.framework import Framework
from corpus.ingest.read_file import read_file
from corpus.records import Document
from corpus.tables.find import find_tables
from tests.reading import Write

ALL = ("parts", "subjects", "years")
Sheet = tuple[str, Sequence[Sequence[object]]]


def find(path: Path, framework: Framework) -> list[FigureTable]:
    return [
        t for d in read_file(path, path.name) if isinstance(d, Document) for t in find_tables(d, framework)
    ]


def find_one(path: Path, framework: Framework) -> FigureTable:
    (table,) = find(path, framework)
    return table


def write_workbook(path: Path, *sheets: Sheet, percent: Sequence[str] = ()) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell in percent:
            sheet[cell].number_format = "0.0%"
    book.save(path)
    return path


def list_figures(table: FigureTable, measure: str) -> list[tuple[str, int | None, float | None]]:
    """Subject or item, year and figure of each line that has one."""
    names = table.items if table.description.item else table.subjects
    lines = zip(names, table.years, table.values[measure], strict=True)
    return [line for line in lines if line[2] is not None]


def test_a_list_of_projects_has_items_places_labels_and_figures(write: Write, framework: Framework) -> None:
    path = write(
        "projects.csv",
        "Project,Country,Sector,Year,Cost (USD million)\nBar railway,Montenegro,transport,2016,300\n"
        "Lamu port,Kenya,transport,2018,1450.5\nNam Ou dam,Laos,energy,2019,n/a\n"
        "Meru farm,Kenya,energy,2019,7\n",
    )
    table = find_one(path, framework)
    description = table.description
    assert (description.subject, description.year, description.item) == ("Country", "Year", "Project")
    assert (description.labels, description.attribution) == (("Sector",), "")
    assert [(m.name, m.unit, m.adds_over) for m in description.measures] == [("Cost", "USD million", ALL)]
    assert table.subjects == ("Montenegro", "Kenya", "Laos", "Kenya")
    assert table.items == ("Bar railway", "Lamu port", "Nam Ou dam", "Meru farm")
    assert table.labels == {"Sector": ("transport", "transport", "energy", "energy")}
    assert table.years == (2016, 2018, 2019, 2019)
    assert table.values == {"Cost (USD million)": (300.0, 1450.5, None, 7.0)}


def test_columns_that_are_bare_years_are_one_measure_over_years(write: Write, framework: Framework) -> None:
    path = write(
        "loans.csv", "Country,2019,2020,2021\nSerbia,300,310,320\nKenya,450,,430\nLaos,120,100,140\n"
    )
    table = find_one(path, framework)
    assert [m.id for m in table.description.measures] == ["value"]
    assert list_figures(table, "value") == [
        ("Serbia", 2019, 300.0),
        ("Serbia", 2020, 310.0),
        ("Serbia", 2021, 320.0),
        ("Kenya", 2019, 450.0),
        ("Kenya", 2021, 430.0),
        ("Laos", 2019, 120.0),
        ("Laos", 2020, 100.0),
        ("Laos", 2021, 140.0),
    ]
    assert table.years_of_series("value") == {2019, 2020, 2021}


def test_a_title_names_the_measure_and_the_unit_of_bare_years(write: Write, framework: Framework) -> None:
    path = write("a.csv", "Loans in USD million\nCountry,2019,2020\nSerbia,300,310\nKenya,450,5\nLaos,1,2\n")
    (measure,) = find_one(path, framework).description.measures
    assert (measure.name, measure.unit) == ("Loans", "USD million")


def test_without_a_title_bare_years_are_named_by_the_sheet_or_the_file(
    write: Write, tmp_path: Path, framework: Framework
) -> None:
    path = write("port_calls.csv", "Country,2019,2020\nSerbia,300,310\nKenya,450,5\nLaos,1,2\n")
    (measure,) = find_one(path, framework).description.measures
    assert (measure.name, measure.unit) == ("port calls", "")
    rows = [("Country", 2019, 2020), ("Serbia", 300, 310), ("Kenya", 450, 5), ("Laos", 1, 2)]
    book = write_workbook(tmp_path / "a.xlsx", ("Trade", rows))
    assert [m.name for m in find_one(book, framework).description.measures] == ["Trade"]


def test_a_series_of_items_has_the_years_of_its_columns(write: Write, framework: Framework) -> None:
    path = write(
        "ports.csv",
        "Port,Country,TEU 2022,TEU 2023,Depth (m)\nValdoro,Greece,46,48,18\n"
        "Brago,Spain,12,,16\nOlm,Serbia,3,4,5\n",
    )
    table = find_one(path, framework)
    assert list_figures(table, "TEU") == [
        ("Valdoro", 2022, 46.0),
        ("Valdoro", 2023, 48.0),
        ("Brago", 2022, 12.0),
        ("Olm", 2022, 3.0),
        ("Olm", 2023, 4.0),
    ]
    assert list_figures(table, "Depth (m)") == [
        ("Valdoro", None, 18.0),
        ("Brago", None, 16.0),
        ("Olm", None, 5.0),
    ]


def test_columns_of_several_years_and_one_since_a_year_are_no_series(
    write: Write, framework: Framework
) -> None:
    path = write(
        "a.csv", "Country,2000-2010,2011-2021,Projects since 2013\nSerbia,3,31,1\nKenya,4,4,2\nLaos,1,1,3\n"
    )
    table = find_one(path, framework)
    assert [m.id for m in table.description.measures] == ["2000-2010", "2011-2021", "Projects since 2013"]
    assert set(table.years) == {None}


def test_groups_above_years_are_the_measures(tmp_path: Path, framework: Framework) -> None:
    rows = [
        ("Country", "Exports", None, "Imports", None),
        (None, 2021, 2022, 2021, 2022),
        ("Serbia", 968, 1100, 3900, 4200),
        ("Kenya", 200, 230, 5000, 5100),
        ("Ghana", 1500, 1400, 6000, 5900),
    ]
    path = write_workbook(tmp_path / "trade.xlsx", ("Trade", rows))
    table = find_one(path, framework)
    assert list_figures(table, "Imports")[:2] == [("Serbia", 2021, 3900.0), ("Serbia", 2022, 4200.0)]
    assert list_figures(table, "Exports")[-1] == ("Ghana", 2022, 1400.0)


@pytest.mark.parametrize(
    "total",
    [
        "Total",
        "TOTAL:",
        "Sum",
        "Grand total",
        "Average",
        "World",
        "All countries",
        "Total (2019)",
        "Ukupno",
        "Укупно",
        "Итого",
        "合计",
        "Gesamt",
        "Balkans total",
        "Total Africa",
        "Sub-total",
        "Mean",
        "Total general",
    ],
)
def test_a_row_of_totals_is_no_country_and_no_figure(total: str, write: Write, framework: Framework) -> None:
    path = write(
        "a.csv", f"Country,Loans,Students\nSerbia,300,1\nKenya,450,2\n{total},870,6\nLaos,120,3\n,,\n"
    )
    table = find_one(path, framework)
    assert list_figures(table, "Loans") == [
        ("Serbia", None, 300.0),
        ("Kenya", None, 450.0),
        ("Laos", None, 120.0),
    ]
    assert table.numbers == (1, 2, 4)  # the row keeps its place among those of the file


def test_many_rows_of_totals_do_not_hide_the_column_of_places(write: Write, framework: Framework) -> None:
    path = write(
        "a.csv",
        "Country,Year,Loans\nSerbia,2019,300\nKenya,2019,450\nLaos,2019,120\nSum,,870\nAverage,,290\nWorld,2019,870\n",
    )
    table = find_one(path, framework)
    assert table.subjects == ("Serbia", "Kenya", "Laos")


def test_an_item_whose_name_begins_like_a_total_is_an_item(write: Write, framework: Framework) -> None:
    path = write(
        "a.csv",
        "Project,Country,Cost\nTotal Energies refinery,Uganda,3\nLump sum,Kenya,4\n"
        "World Trade Centre,Laos,5\n"
        "All Saints bridge,Serbia,6\n",
    )
    assert find_one(path, framework).values == {"Cost": (3.0, 4.0, 5.0, 6.0)}


def test_the_sum_of_a_region_is_not_counted_beside_its_countries(write: Write, framework: Framework) -> None:
    path = write(
        "a.csv",
        "Country,Year,Loans\nSerbia,2019,300\nMontenegro,2019,90\nBalkans,2019,390\nKenya,2019,450\n"
        "Ghana,2019,80\nAfrica,2019,530\nAfrica,2020,7\nLaos,2020,1\n",
    )
    assert list_figures(find_one(path, framework), "Loans") == [
        ("Serbia", 2019, 300.0),
        ("Montenegro", 2019, 90.0),
        ("Kenya", 2019, 450.0),
        ("Ghana", 2019, 80.0),
        ("Africa", 2020, 7.0),  # its countries have no rows in that year
        ("Laos", 2020, 1.0),
    ]


def test_the_share_of_a_region_is_kept_beside_its_countries(write: Write, framework: Framework) -> None:
    path = write("a.csv", "Country,Share of debt\nKenya,20\nGhana,10\nAfrica,14\nLaos,50\n")
    table = find_one(path, framework)
    assert table.values == {"Share of debt": (20.0, 10.0, 14.0, 50.0)}
    assert [(m.unit, m.adds_over) for m in table.description.measures] == [("%", ())]


def test_a_table_below_another_one_is_no_part_of_it(tmp_path: Path, framework: Framework) -> None:
    rows: list[tuple[object, ...]] = [
        ("Country", "Loans"),
        ("Serbia", 300),
        ("Kenya", 450),
        ("Laos", 120),
        (),
    ]
    rows += [("Project", "Cost"), ("Bar railway", 300), ("Lamu port", 450), ("Boten road", 90)]
    table = find_one(write_workbook(tmp_path / "a.xlsx", ("Data", rows)), framework)
    assert list_figures(table, "Loans") == [
        ("Serbia", None, 300.0),
        ("Kenya", None, 450.0),
        ("Laos", None, 120.0),
    ]


def test_a_project_of_unknown_cost_ends_no_table(write: Write, framework: Framework) -> None:
    path = write(
        "a.csv", "Project,Country,Cost\nA one,Serbia,3\nB two,Kenya,unknown\nC three,Laos,5\nD four,Ghana,6\n"
    )
    assert find_one(path, framework).values == {"Cost": (3.0, None, 5.0, 6.0)}


def test_sheets_with_the_same_columns_are_one_table_with_their_years(
    tmp_path: Path, framework: Framework
) -> None:
    sheets = [
        (str(year), [("Country", "Loans"), ("Serbia", year - 2000), ("Kenya", 45.5), ("Laos", 7)])
        for year in (2019, 2020)
    ]
    table = find_one(write_workbook(tmp_path / "a.xlsx", *sheets, ("Empty", [])), framework)
    assert list_figures(table, "Loans") == [
        ("Serbia", 2019, 19.0),
        ("Kenya", 2019, 45.5),
        ("Laos", 2019, 7.0),
        ("Serbia", 2020, 20.0),
        ("Kenya", 2020, 45.5),
        ("Laos", 2020, 7.0),
    ]
    assert table.numbers == (1, 2, 3, 1, 2, 3)  # in their own sheet


def test_sheets_with_other_columns_are_other_tables(tmp_path: Path, framework: Framework) -> None:
    loans = ("Loans", [("Country", "Loans"), ("Serbia", 1), ("Kenya", 2), ("Laos", 3)])
    aid = ("Aid", [("Country", "Grants"), ("Serbia", 4), ("Kenya", 5), ("Laos", 6)])
    tables = find(write_workbook(tmp_path / "a.xlsx", loans, aid), framework)
    assert [(t.description.title, t.values) for t in tables] == [
        ("a · Loans", {"Loans": (1.0, 2.0, 3.0)}),
        ("a · Aid", {"Grants": (4.0, 5.0, 6.0)}),
    ]
    assert len({t.id for t in tables}) == 2


def test_a_share_stored_with_the_format_of_percent_is_read_as_shown(
    tmp_path: Path, framework: Framework
) -> None:
    rows = [("Country", "Grant part"), ("Serbia", 0.35), ("Kenya", 0.125), ("Laos", 0.5)]
    table = find_one(write_workbook(tmp_path / "a.xlsx", ("S", rows), percent=("B2", "B3", "B4")), framework)
    assert table.values == {"Grant part": (35.0, 12.5, 50.0)}
    assert [(m.unit, m.adds_over) for m in table.description.measures] == [("%", ())]


def test_cells_with_currencies_and_scales_are_read_in_one_unit(write: Write, framework: Framework) -> None:
    path = write(
        "a.csv",
        "Country,Loan,Cost (US$ mn)\nSerbia,$300 million,$300 million\nKenya,US$ 4 million,5\n"
        "Laos,$1.2 bn,$1.2bn\n"
        "Ghana,€3 million,€3 million\n",
    )
    table = find_one(path, framework)
    assert [(m.name, m.unit) for m in table.description.measures] == [
        ("Loan", "USD"),
        ("Cost", "USD million"),
    ]
    assert table.values["Loan"] == (300e6, 4e6, 1.2e9, None)  # euros are not added to dollars
    assert table.values["Cost (US$ mn)"] == (300.0, 5.0, 1200.0, None)


def test_a_table_with_decimal_commas_is_read_with_them(write: Write, framework: Framework) -> None:
    path = write("a.csv", "Land;Jahr;Kredite\nKenia;2019;300,5\nLaos;2020;1.450\nKuba;2021;1.450,25\n")
    assert find_one(path, framework).values == {"Kredite": (300.5, 1450.0, 1450.25)}


@pytest.mark.parametrize(
    "text",
    [
        "Земља,Година,Кредит (милион USD)\nСрбија,2019,300\nКенија,2020,450\nЛаос,2021,120\n",
        "Zemlja,Godina,Kredit (milion USD)\nSrbija,2019,300\nKenija,2020,450\nLaos,2021,120\n",
        "国家,年份,贷款(百万美元)\n塞尔维亚,2019,300\n肯尼亚,2020,450\n老挝,2021,120\n",
        "Country,Year,Loan (USD million)\nserbia,2019,300\nKENYA,2020,450\nLaos,2021,120\n",
    ],
)
def test_a_table_is_read_in_other_languages(text: str, write: Write, framework: Framework) -> None:
    table = find_one(write("a.csv", text), framework)
    (measure,) = table.description.measures
    assert measure.unit == "USD million"
    assert list_figures(table, measure.id) == [
        ("Serbia", 2019, 300.0),
        ("Kenya", 2020, 450.0),
        ("Laos", 2021, 120.0),
    ]


def test_dates_and_months_are_years_of_their_rows(write: Write, framework: Framework) -> None:
    signed = (
        "Deal,Country,Date signed,Value\nA one,Serbia,2018-03-01,5\nB two,Kenya,2019-04-02,6\nC x,Laos,,7\n"
    )
    months = "Country,Month,Flights\nSerbia,May 2019,30\nKenya,June 2020,12\nLaos,July 2021,4\n"
    assert find_one(write("a.csv", signed), framework).years == (2018, 2019, None)
    assert find_one(write("b.csv", months), framework).years == (2019, 2020, 2021)


def test_figures_that_look_like_years_are_figures_where_a_unit_says_so(
    write: Write, framework: Framework
) -> None:
    path = write("a.csv", "Country,Length (km)\nSerbia,1980\nKenya,2020\nLaos,1999\n")
    assert find_one(path, framework).values == {"Length (km)": (1980.0, 2020.0, 1999.0)}


def test_numbers_of_rows_codes_and_ranks_are_no_measures(write: Write, framework: Framework) -> None:
    path = write(
        "a.csv", "No.,Country,HS code,Rank,Exports\n1,Serbia,8471,1,3\n2,Kenya,902,2,4\n3,Laos,27,3,5\n"
    )
    assert [m.id for m in find_one(path, framework).description.measures] == ["Exports"]


def test_measures_of_one_name_are_told_apart_by_their_headers(write: Write, framework: Framework) -> None:
    path = write(
        "a.csv", 'Country,"Debt, USD bn",Debt in % of GDP\nSerbia,3.5,12\nKenya,6.7,20\nLaos,5.2,60\n'
    )
    assert [(m.name, m.unit) for m in find_one(path, framework).description.measures] == [
        ("Debt, USD bn", "USD billion"),
        ("Debt in % of GDP", "% of GDP"),
    ]


def test_a_place_in_a_header_is_no_unit(write: Write, framework: Framework) -> None:
    path = write("a.csv", "Country,Students in China,Loans (signed)\nSerbia,1,2\nKenya,3,4\nLaos,5,6\n")
    assert [(m.name, m.unit) for m in find_one(path, framework).description.measures] == [
        ("Students in China", ""),
        ("Loans (signed)", ""),
    ]


def test_a_table_without_places_is_one_of_items(write: Write, framework: Framework) -> None:
    path = write("a.csv", "Ship,Built,Tonnes\nAurora,1999,300\nBoreas,2004,450\nCaelum,2011,120\n")
    table = find_one(path, framework)
    assert (table.description.subject, table.description.item) == ("", "Ship")
    assert table.subjects == ("", "", "")
    assert list_figures(table, "Tonnes") == [
        ("Aurora", 1999, 300.0),
        ("Boreas", 2004, 450.0),
        ("Caelum", 2011, 120.0),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Country,Amount,Year,Amount\nSerbia,300,2019,5\nKenya,450,2020,6\nLaos,120,2021,7\n",
        "Year,Serbia,Kenya,Laos\n2019,300,450,120\n2020,310,440,100\n2021,320,430,140\n",
        "Country,Loans\nSerbia,300\nKenya,450\n",
        "Name,Remark\nA,good\nB,bad\nC,good\nA,none\nB,bad\n",
    ],
    ids=["one name twice", "places are columns", "two rows", "no figures"],
)
def test_what_is_not_understood_is_no_table(text: str, write: Write, framework: Framework) -> None:
    assert find(write("a.csv", text), framework) == []


def test_a_text_with_rows_is_no_table_of_figures(write: Write, framework: Framework) -> None:
    text = "| Country | Loans |\n|---|---|\n| Serbia | 300 |\n| Kenya | 450 |\n| Laos | 120 |\n"
    assert find(write("a.md", text), framework) == []
