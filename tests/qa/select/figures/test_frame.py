import pandas as pd

from qa.select.figures.frame import (
    Amount,
    add_up,
    find_span,
    join_amounts,
    keep_subjects,
    keep_years,
    make_frame,
    tidy,
)
from tests.qa.small_tables import SmallTables


def frame_of(small: SmallTables, name: str, measure: str) -> pd.DataFrame:
    return make_frame(next(t for t in small.tables if t.document_id == f"{name}.csv"), measure)


def test_a_frame_has_the_rows_of_the_table_in_their_places(small: SmallTables) -> None:
    frame = frame_of(small, "debt", "usd")
    assert list(frame["subject"][:3]) == ["Kenya"] * 3
    assert list(frame["value"]) == [80, 100, 300, 50, 400, 200, 70, 350, 10]
    assert list(frame["label lender"].unique()) == ["state", "bank"]
    assert list(frame.index) == list(range(9))


def test_without_a_measure_no_row_has_a_figure(small: SmallTables) -> None:
    assert frame_of(small, "debt", "")["value"].isna().all()


def test_frames_of_two_measures_do_not_mix(small: SmallTables) -> None:
    students, visits = (frame_of(small, "students", m) for m in ("students", "visits"))
    assert list(students["value"]) == [1200, 1, 900, 1200]
    assert list(visits["value"][:3]) == [3, 0, 4] and visits["value"].isna()[3]


def test_a_blank_amount_is_no_part_of_a_sum(small: SmallTables) -> None:
    frame = frame_of(small, "projects", "Cost (USD million)")
    kenya = add_up(keep_subjects(frame, ["Kenya"]), "Kenya")
    assert (kenya.value, kenya.years) == (1650, (2018, 2020))
    assert kenya.rows == (0, 1)


def test_rows_without_any_amount_have_no_figure_and_not_zero(small: SmallTables) -> None:
    frame = frame_of(small, "projects", "Cost (USD million)")
    assert add_up(frame.loc[[2, 6]], "dams") == Amount("dams", None, (2020, 2021), (2, 6))
    assert add_up(frame.loc[[]], "nothing") == Amount("nothing", None, None, ())


def test_zero_is_a_figure(small: SmallTables) -> None:
    frame = keep_subjects(frame_of(small, "grants", "usd"), ["Serbia"])
    assert add_up(frame, "Serbia") == Amount("Serbia", 0.0, (2020, 2020), (4,))


def test_a_sum_remembers_its_parts_with_a_figure_and_their_rows() -> None:
    parts = [
        Amount("a", 2.5, (2019, 2019), (4,)),
        Amount("b", None, (2010, 2010), (5,)),
        Amount("c", 1.5, (2021, 2021), (1,)),
    ]
    joined = join_amounts("all", parts)
    assert (joined.value, joined.years, joined.year) == (4, (2019, 2021), 2021)
    assert (joined.rows, joined.parts) == ((4, 1), (parts[0], parts[2]))
    assert join_amounts("none", parts[1:2]).value is None


def test_binary_fractions_leave_no_digits() -> None:
    assert tidy(34.449999999999996) == 34.45
    assert tidy(0.1 + 0.2) == 0.3


def test_years_and_subjects_are_kept(small: SmallTables) -> None:
    frame = frame_of(small, "debt", "usd")
    assert list(keep_years(frame, (2019, 2020)).index) == [0, 1, 4, 6]
    assert len(keep_years(frame, None)) == 9
    assert list(keep_subjects(frame, {"Laos", "Mali"}).index) == [4, 5]
    assert find_span(frame) == (2018, 2021)


def test_rows_without_a_year_are_in_no_span(small: SmallTables) -> None:
    frame = frame_of(small, "ports", "TEU")
    assert list(keep_years(frame, (2022, 2023)).index) == [1, 2, 4, 5, 7, 8]
    assert find_span(frame.loc[[0]]) is None
